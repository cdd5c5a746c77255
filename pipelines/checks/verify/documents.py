"""Compare fetched documents with their newest copies, byte for byte, and with their rows, through the twins."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pipelines.catalogue import StripeObject, children_of
from pipelines.checks.parity.comparison import same
from pipelines.checks.verify.current import Current, Newest
from pipelines.checks.verify.listing import FetchedDocument
from pipelines.checks.verify.report import CHANGED, RAW, ROW, Difference
from pipelines.checks.verify.rows import Names, differing_columns, parsed, without_others


@dataclass(frozen=True)
class Compared:
    """The outcome for some documents; ``inside`` differ only in other objects that they show."""

    differences: Sequence[Difference] = ()
    inside: int = 0


@dataclass(frozen=True)
class Elements:
    """Of a list read to its end: whether all newest copies have Stripe's bytes, and those that have say the same."""

    are_ours: bool = True
    are_intact: bool = True

    def __and__(self, other: "Elements") -> "Elements":
        """Both parts of a list."""
        return Elements(self.are_ours and other.are_ours, self.are_intact and other.are_intact)


NO_LISTS: Mapping[str, Elements] = MappingProxyType({})


def compare(
    current: Current, entry: StripeObject, documents: Sequence[FetchedDocument], quarantined: Collection[str]
) -> Compared:
    """Compare documents with what is here: their bytes, and their rows, of which ``quarantined`` ones need none."""
    readable = [fetched for fetched in documents if fetched.document.payload is not None]
    newest = current.newest(entry, [fetched.document for fetched in readable])
    columns = differing_columns(
        current, entry, [fetched for fetched in readable if fetched.id not in quarantined], newest
    )
    found = [
        _compare_refused(current, entry, fetched, newest.get(fetched.id))
        if fetched.id in quarantined
        else compare_one(current, entry, fetched, newest.get(fetched.id), columns.get(fetched.id, ()))
        for fetched in readable
    ]
    return Compared([each for one in found for each in one or ()], found.count(None))


def compare_one(  # noqa: PLR0917 -- what is known of one document
    current: Current,
    entry: StripeObject,
    fetched: FetchedDocument,
    kept: Newest | None,
    columns: Names,
    lists: Mapping[str, Elements] = NO_LISTS,
) -> list[Difference] | None:
    """The differences of one document whose rows disagree in ``columns``; None when only others in it changed.

    ``lists`` are those in it that Stripe cut and that were read to their end, by field.
    """
    if kept is None:  # known from inside another document, whose bytes are not comparable
        kind = CHANGED if current.has_any_copy(entry, fetched.id) else RAW
        return [Difference(entry.name, fetched.id, kind, columns)] if columns or kind == RAW else []
    if kept.digest == fetched.document.digest:
        altered = [] if kept.is_same else [Difference(entry.name, fetched.id, RAW)]
        if lists:
            return [*altered, *_of_long(entry, fetched, columns, lists)]
        return [*altered, *([Difference(entry.name, fetched.id, ROW, columns)] if columns else [])]
    names: list[str] = []
    if kept.api_version == fetched.api_version:  # another version has other bytes: there the rows decide
        ours = _without(current.copy(entry, fetched.id), fetched.lacks)
        theirs = _as_asked(entry, ours, parsed(fetched))
        own = {entry.name, *(child.name for child in children_of(entry))}
        if not same(without_others(ours, own), without_others(theirs, own)):
            names = _differing_fields(ours, theirs)
    if not names and not columns:
        return None
    return [Difference(entry.name, fetched.id, CHANGED, tuple(dict.fromkeys([*names, *columns])))]


def _compare_refused(
    current: Current, entry: StripeObject, fetched: FetchedDocument, kept: Newest | None
) -> list[Difference] | None:
    """The differences of one in quarantine. No row tells whether other bytes say something else: they may pass."""
    if kept is None or (kept.digest != fetched.document.digest and kept.api_version != fetched.api_version):
        return [Difference(entry.name, fetched.id, CHANGED)]
    return compare_one(current, entry, fetched, kept, ())


def compare_elements(current: Current, entry: StripeObject, elements: Sequence[FetchedDocument]) -> Elements:
    """Compare some elements of a list with their newest copies."""
    newest = current.newest(entry, [element.document for element in elements])
    kept = [(element, newest[element.id]) for element in elements if element.id in newest]
    equal = [copy for element, copy in kept if copy.digest == element.document.digest]
    return Elements(len(equal) == len(elements), all(copy.is_same for copy in equal))


def _of_long(
    entry: StripeObject, fetched: FetchedDocument, columns: Names, elements: Mapping[str, Elements]
) -> list[Difference]:
    """The differences of a document whose own bytes are those of its newest copy.

    Elements that Stripe's document does not show may have changed without it. So a difference in these is one of the
    row only where ``raw`` holds what Stripe says of them.
    """
    parts = [(child.table, child.embedded.lists[0]) for child in children_of(entry) if child.embedded]
    tables = {f"{table}.": field for table, field in parts if field in elements}
    hidden = {name: field for name in columns for table, field in tables.items() if name.startswith(table)}
    altered = tuple(field for field, those in elements.items() if not those.are_intact)
    found = [Difference(entry.name, fetched.id, RAW, altered)] if altered else []
    if columns:
        is_row = any(
            name not in hidden or (not name.endswith(".id") and elements[hidden[name]].are_ours) for name in columns
        )
        found.append(Difference(entry.name, fetched.id, ROW if is_row else CHANGED, columns))
    return found


def _without(ours: Any, fields: Collection[str]) -> Any:
    """Our copy without what Stripe's document lacks because the key may not ask for it."""
    return {name: value for name, value in ours.items() if name not in fields} if isinstance(ours, dict) else ours


def _as_asked(entry: StripeObject, ours: Any, theirs: dict[str, Any]) -> dict[str, Any]:
    """Stripe's document without what it gives only when asked and our copy was not asked for: of that the row tells."""
    known = ours if isinstance(ours, dict) else {}
    return {name: value for name, value in theirs.items() if name in known or name not in entry.reading.expand}


def _differing_fields(ours: Any, theirs: Mapping[str, Any]) -> list[str]:
    if not isinstance(ours, dict):
        return []
    return sorted(
        name
        for name in ours.keys() | theirs.keys()
        if name not in ours or name not in theirs or not same(ours[name], theirs[name])
    )
