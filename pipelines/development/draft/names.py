"""What a type is called: in Stripe's documents, in Python, and in SQL."""

from dataclasses import dataclass

from pipelines.sandbox.server import specification


@dataclass(frozen=True)
class Names:
    """The names of one type; ``type`` is Stripe's word for it (`checkout.session`).

    ``path`` lists it, None where Stripe has no such list. ``part_of`` is the field of the parent that embeds it.
    """

    type: str
    plural: str
    path: str | None
    part_of: str = ""

    @property
    def identifier(self) -> str:
        """As a part of names in SQL and Python: `checkout_session`."""
        return self.type.replace(".", "_")

    @property
    def model(self) -> str:
        """Of the class: `CheckoutSession`."""
        return "".join(word.capitalize() for word in self.identifier.split("_"))

    @property
    def words(self) -> str:
        """For people: `checkout session`."""
        return self.identifier.replace("_", " ")

    @property
    def article(self) -> str:
        """For people: `a`."""
        return "an" if self.type[0] in "aeiou" else "a"

    @property
    def reference(self) -> str:
        """The column of a part that names it: `checkout_session_id`."""
        return f"{self.identifier}_id"


def names_of(name: str, *, part_of: str = "") -> Names:
    """The names of a type, its list as Stripe's specification has it."""
    paths = [path for path in specification.list_paths() if "{" not in path and _holds(path, name)]
    path = None if part_of else min(paths, key=len, default=None)
    last = path.rpartition("/")[2] if path else f"{name.rpartition('.')[2]}s"
    group = name.rpartition(".")[0]
    return Names(name, f"{group.replace('.', '_')}_{last}" if group else last, path, part_of)


def rest_of(whole: Names, child: str) -> str:
    """The endpoint that lists the elements of a list inside ``whole``: `/v1/credit_notes/{id}/lines`."""
    below = [path for path in specification.list_paths() if path.startswith(f"{whole.path}/{{") and _holds(path, child)]
    return f"{whole.path}/{{id}}/{below[0].rpartition('/')[2]}" if below else f"{whole.path}/{{id}}/{child}s"


def _holds(path: str, kind: str) -> bool:
    endpoint = specification.list_at(path.replace("{", "x").replace("}", "x"))
    return endpoint is not None and endpoint.kinds == (kind,)
