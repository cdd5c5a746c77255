"""Which paths ``expand`` takes: what Stripe's specification marks so, through as many objects as the path goes."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from pipelines.sandbox.errors import ApiError, bad_parameter
from pipelines.sandbox.server import specification

MAX_DEPTH = 4
"""Of all steps of a path, ``data`` of lists included: ``data.items.data.price`` is as deep as it goes."""


class ExpandablePlace(NamedTuple):
    """A place in an object of a type: the path to it, and the tree of what can be expanded below."""

    kind: str
    path: str
    below: Mapping[str, Any]

    @classmethod
    def of(cls, kind: str) -> "ExpandablePlace":
        """The object itself."""
        return cls(kind, "", specification.expansions(kind))

    def has(self, name: str, version: str) -> bool:
        """Whether a field can be expanded in a version."""
        first, last = specification.span(self.kind, self.full(name))
        return name in self.below and first <= version and (not last or version <= last)

    def targets(self, name: str) -> tuple[str, ...]:
        """The types of the objects that a field holds or names."""
        found = self.below.get(name, "")
        return tuple((found if isinstance(found, str) else found.get("", "")).split())

    def inside(self, name: str) -> "ExpandablePlace":
        """The place of a field that is no object of its own."""
        found = self.below.get(name, "")
        return ExpandablePlace(self.kind, self.full(name), {} if isinstance(found, str) else found)

    def full(self, name: str) -> str:
        """The path of a field."""
        return f"{self.path}.{name}" if self.path else name


def check(kind: str, paths: list[str], version: str) -> None:
    """Raises ApiError, in Stripe's words, for a path that an object of a type does not have."""
    for path in paths:
        _check_depth(path)
        if not _leads((kind,), path, version):
            raise bad_parameter("expand", f"This property cannot be expanded ({path}).")


def check_list(kinds: tuple[str, ...], paths: list[str], version: str) -> list[str]:
    """The paths as each element of a list has them. Raises ApiError, in Stripe's words, for what they do not have."""
    within = []
    for path in paths:
        first, _, rest = path.partition(".")
        if first != "data":
            hint = f"You may want to try expanding 'data.{path}' instead."
            raise bad_parameter("expand", f"This property cannot be expanded ({path}). {hint}")
        _check_depth(path)
        if path != "data" and not _leads(kinds, rest, version):
            raise bad_parameter("expand", f"This property cannot be expanded ({rest}).")
        within += [rest] if rest else []
    return within


def _check_depth(path: str) -> None:
    if path.count(".") >= MAX_DEPTH:
        message = f"You cannot expand more than {MAX_DEPTH} levels of a property. Property: {path}"
        raise ApiError(400, message, code="property_expansion_max_depth")


@lru_cache(maxsize=4096)
def _leads(kinds: tuple[str, ...], path: str, version: str) -> bool:
    places = [ExpandablePlace.of(kind) for kind in kinds]
    for name in path.split("."):
        places = [further for place in places for further in _further(place, name, version)]
    return bool(places)


def _further(place: ExpandablePlace, name: str, version: str) -> Iterator[ExpandablePlace]:
    if name and place.has(name, version):
        yield place.inside(name)
        yield from map(ExpandablePlace.of, place.targets(name))
