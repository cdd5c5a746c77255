"""Every Stripe object type that the pipeline knows: each has a module in this folder with its ``ENTRY``.

Landing, promotion order, the command line, the docs and the tests iterate this catalogue and the models' foreign keys.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType

from oltp_schema.shape import tables
from pipelines.catalogue.traits import StripeObject
from pipelines.errors import UsageError


def _found() -> dict[str, StripeObject]:
    """The entry of each module of this folder: parents come before the types that name them, parts after their whole.

    Types without a table come last, in the order of their names.
    """
    modules = (import_module(f"{__package__}.{module.name}") for module in iter_modules([str(Path(__file__).parent)]))
    entries = {module.ENTRY.name: module.ENTRY for module in modules if hasattr(module, "ENTRY")}
    order = {table: number for number, table in enumerate(tables())}

    def place(entry: StripeObject) -> tuple[int, bool, int, str]:
        whole = entries[entry.embedded.parent] if entry.embedded else entry
        last = len(order)
        numbers = [order.get(one.table or "", last) for one in (whole, entry)]
        return numbers[0], entry is not whole, numbers[1], entry.name

    return {entry.name: entry for entry in sorted(entries.values(), key=place)}


DEEPEST = 4  # levels of a path that Stripe expands
_ENTRIES = _found()
CATALOGUE: Mapping[str, StripeObject] = MappingProxyType(_ENTRIES)

EVENT = CATALOGUE["event"]
"""What tells of changes to all the others, and is no state to compare."""

THIN_EVENT = CATALOGUE["v2.core.event"]
"""What tells of the same changes, and of some more, where key and account allow it."""

ACCOUNT = CATALOGUE["account"]
"""Whose key it is: each run asks for it before anything else."""


def promoted() -> list[StripeObject]:
    """The types that have a table in ``oltp``, in catalogue order."""
    return [entry for entry in CATALOGUE.values() if entry.table]


def promotable(names: Iterable[str] | None) -> list[StripeObject]:
    """The types of which what is landed is promoted: those that a user named, or all, the offered ones too."""
    return [entry for entry in promoted() if not entry.embedded] if names is None else select(names)


def children_of(entry: StripeObject) -> list[StripeObject]:
    """The types whose rows are lists inside ``entry``'s documents."""
    return [child for child in CATALOGUE.values() if child.embedded and child.embedded.parent == entry.name]


def lists_of(entry: StripeObject) -> dict[str, StripeObject]:
    """The lists in ``entry``'s own documents that have a table: by field, the type of their elements."""
    return {
        child.embedded.field: child for child in children_of(entry) if child.embedded and not child.embedded.is_nested
    }


def partial_lists_of(entry: StripeObject) -> dict[str, StripeObject]:
    """Those of them that a document may hold in part only, because Stripe cuts them or gives them per object."""
    return {
        field: child
        for field, child in lists_of(entry).items()
        if child.listed_per or (child.embedded and child.embedded.rest)
    }


def group_of(entry: StripeObject) -> list[StripeObject]:
    """The types whose tables the documents of ``entry`` fill: its own, then its children."""
    return [entry, *children_of(entry)]


def lists_per(parent: StripeObject) -> list[StripeObject]:
    """The lists that Stripe gives per object of a type only."""
    return [entry for entry in CATALOGUE.values() if entry.listed_per and entry.listed_per.parent == parent.name]


def lists_shown_by(entry: StripeObject) -> list[StripeObject]:
    """The lists per parent of which objects of a type show that they have something."""
    return [each for each in CATALOGUE.values() if each.listed_per and entry.name in each.listed_per.shown_by]


def lists_with(objects: Iterable[StripeObject]) -> list[StripeObject]:
    """The lists per parent that are read with these types: their rows are parts of one, or their elements are."""
    names = {entry.name for entry in objects}
    return [
        entry
        for entry in CATALOGUE.values()
        if entry.listed_per and (entry.embedded.parent if entry.embedded else entry.listed_per.elements) in names
    ]


def read_by(entry: StripeObject) -> StripeObject | None:
    """What is read to know all of a type: itself, or the list per object of another type that has its objects.

    None where there is neither: other documents show it.
    """
    if entry.path:
        return entry
    lists = [each for each in CATALOGUE.values() if each.listed_per and each.listed_per.elements == entry.name]
    return next((each for each in lists if not each.embedded), None)


def _is_listed_per_parent(entry: StripeObject) -> bool:
    """Whether a run without names reads a type though it has no list of its own: each object of a parent has one."""
    return not (entry.path or entry.offered or entry.embedded) and read_by(entry) is not None


def derived_by(parent: StripeObject) -> list[StripeObject]:
    """The types of which rows of ``parent`` imply some."""
    return [entry for entry in CATALOGUE.values() if entry.derived and entry.derived.parent == parent.name]


def asked_for(entry: StripeObject, api_version: str, *, listed: bool = False) -> dict[str, str]:
    """The parameters that ask for what Stripe gives of an object only when asked, and of the elements of its lists.

    ``listed`` says that they are those of a list. No path is deeper than Stripe takes, ``data`` included, and none is
    unknown to ``api_version``, for which Stripe would refuse the request.
    """
    paths = [*entry.reading.expand.items(), *entry.reading.expand_inside.items()]
    for name, child in lists_of(entry).items():
        paths += [(f"{name}.data.{field}", since) for field, since in child.reading.expand.items()]
    prefix = "data." if listed else ""
    asked = [f"{prefix}{path}" for path, since in paths if api_version >= since]
    asked = [path for path in asked if path.count(".") < DEEPEST]
    return {f"expand[{number}]": path for number, path in enumerate(asked)}


def granted_for(entry: StripeObject) -> str:
    """The type whose permission a restricted key needs to read this one."""
    if entry.listed_per:
        return granted_for(CATALOGUE[entry.listed_per.elements])
    return granted_for(CATALOGUE[entry.embedded.parent]) if entry.embedded else entry.granted_with or entry.name


def permission_for(entry: StripeObject) -> str:
    """What the dashboard calls the permission that reads a type: the names of the types that it covers."""
    granted = granted_for(entry)
    covered = [each for each in CATALOGUE.values() if granted_for(each) == granted and not each.is_of_api_v2]
    parts = (f"{granted}_", *(f"{each.name}_" for each in covered))
    names = [
        each.plural.replace("_", " ").capitalize() for each in covered if each.path and not each.name.startswith(parts)
    ]
    return " and ".join(names) or granted.replace("_", " ").capitalize()


def permissions_for(names: Iterable[str]) -> list[str]:
    """The permissions that read these types, each once."""
    return list(dict.fromkeys(permission_for(CATALOGUE[name]) for name in names))


def named(name: str) -> StripeObject:
    """The entry of a type, by its name, plural or table. Raises UsageError for one that the catalogue does not have."""
    for entry in CATALOGUE.values():
        if name in {entry.name, entry.plural, entry.table}:
            return entry
    known = [entry.name for entry in CATALOGUE.values() if entry.table or not entry.listed_per]
    alike = get_close_matches(name, known, n=1)
    meant = f" Did you mean {alike[0]}?" if alike else ""
    raise UsageError(f"Unknown object type {name}.{meant} Known types: {', '.join(known)}.")


def demand_endpoints(entries: Iterable[StripeObject]) -> None:
    """Raises UsageError for a type that Stripe gives nowhere by itself: there is nothing to compare it with."""
    for entry in entries:
        if read_by(entry) is None and not entry.embedded:
            raise UsageError(
                f"`{entry.name}` cannot be compared: Stripe neither lists {entry.plural} nor returns one by its id."
                " Choose other object types."
            )


def select(names: Iterable[str] | None) -> list[StripeObject]:
    """The catalogue entries that a user named (``--objects charge,invoice``), or what a run takes by default.

    A plural is understood too. Raises UsageError for a name that the catalogue does not have.
    """
    if names is None:
        return [entry for entry in CATALOGUE.values() if entry.landed_by_default or _is_listed_per_parent(entry)]
    chosen: dict[str, StripeObject] = {}
    for entry in map(named, names):
        if entry.embedded:
            chosen[entry.embedded.parent] = CATALOGUE[entry.embedded.parent]
        else:
            chosen[entry.name] = entry
    return list(chosen.values())
