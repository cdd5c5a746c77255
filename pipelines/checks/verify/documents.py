"""Hold Stripe's documents against their newest copies, byte for byte, and against their rows, through the twins."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.catalogue import StripeObject, children_of, implied_by
from pipelines.checks.parity.comparison import rows_that_stand, same
from pipelines.checks.parity.expectation import Row, Rows, without_served
from pipelines.checks.verify.held import Held, Newest
from pipelines.checks.verify.listing import Said
from pipelines.checks.verify.report import CHANGED, RAW, ROW, Difference
from pipelines.exact_json import parse
from pipelines.landing.reader import lists_in
from pipelines.transformers import DocumentError, rows_of

Names = tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """The outcome for some documents; ``inside`` differ only in other objects that they show."""

    differences: Sequence[Difference] = ()
    inside: int = 0


def compare(held: Held, entry: StripeObject, documents: Sequence[Said], quarantined: Collection[str]) -> Compared:
    """Compare documents whose objects are present in the database. Of those in quarantine rows are not expected."""
    readable = [said for said in documents if said.document.payload is not None]
    newest = held.newest(entry, [said.document for said in readable])
    rows = _Rows(held, entry, [said for said in readable if said.id not in quarantined], newest)
    found = [_compare_one(held, entry, said, newest.get(said.id), rows.differing.get(said.id, ())) for said in readable]
    return Compared([each for one in found for each in one or ()], found.count(None))


def _compare_one(
    held: Held, entry: StripeObject, said: Said, kept: Newest | None, columns: Names
) -> list[Difference] | None:
    """The differences of one document whose rows disagree in ``columns``; None when only others in it changed."""
    if kept is None:  # known from inside another document, whose bytes are not comparable
        kind = CHANGED if held.has_any_copy(entry, said.id) else RAW
        return [Difference(entry.name, said.id, kind, columns)] if columns or kind == RAW else []
    if kept.digest == said.document.digest:
        altered = [] if kept.is_same else [Difference(entry.name, said.id, RAW)]
        if said.lists:
            return [*altered, *_of_long(held, entry, said, columns)]
        return [*altered, *([Difference(entry.name, said.id, ROW, columns)] if columns else [])]
    names: list[str] = []
    if kept.api_version == said.api_version:  # another version has other bytes: there the rows decide
        ours = held.copy(entry, said.id)
        theirs = _as_asked(entry, ours, _parsed(said))
        own = {entry.name, *(child.name for child in children_of(entry))}
        if not same(_without_others(ours, own), _without_others(theirs, own)):
            names = _differing_fields(ours, theirs)
    if not names and not columns:
        return None
    return [Difference(entry.name, said.id, CHANGED, tuple(dict.fromkeys([*names, *columns])))]


def _of_long(held: Held, entry: StripeObject, said: Said, columns: Names) -> list[Difference]:
    """The differences of a document whose own bytes are those of its newest copy.

    Elements that Stripe's document does not show may have changed without it. So a difference in these is one of the
    row only where ``raw`` holds what Stripe says of them.
    """
    lists = lists_in(entry)
    tables = {f"{lists[field].entry.table}.": field for field in said.lists}
    hidden = {name: field for name in columns for table, field in tables.items() if name.startswith(table)}
    copies = {field: _copies(held, lists[field].entry, elements) for field, elements in said.lists.items()}
    altered = tuple(field for field, (_, same) in copies.items() if not same)
    found = [Difference(entry.name, said.id, RAW, altered)] if altered else []
    if columns:
        is_row = any(name not in hidden or (not name.endswith(".id") and copies[hidden[name]][0]) for name in columns)
        found.append(Difference(entry.name, said.id, ROW if is_row else CHANGED, columns))
    return found


def _copies(held: Held, entry: StripeObject, elements: Sequence[Said]) -> tuple[bool, bool]:
    """Whether the newest copies of elements have Stripe's bytes, and whether those that have say the same JSON."""
    newest = held.newest(entry, [element.document for element in elements])
    kept = [(element, newest[element.id]) for element in elements if element.id in newest]
    equal = [copy for element, copy in kept if copy.digest == element.document.digest]
    return len(equal) == len(elements), all(copy.is_same for copy in equal)


def _parsed(said: Said) -> dict[str, Any]:
    return parse((said.document.payload or b"").decode())


def _whole(said: Said) -> dict[str, Any]:
    """A document with the lists in it whole that were read to their end."""
    document = _parsed(said)
    for field, elements in said.lists.items():
        document[field] = {**document[field], "data": [_parsed(element) for element in elements], "has_more": False}
    return document


def _as_asked(entry: StripeObject, ours: Any, theirs: dict[str, Any]) -> dict[str, Any]:
    """Stripe's document without what it gives only when asked and our copy was not asked for: of that the row tells."""
    held = ours if isinstance(ours, dict) else {}
    return {name: value for name, value in theirs.items() if name in held or name not in entry.reading.expand}


def _differing_fields(ours: Any, theirs: Mapping[str, Any]) -> list[str]:
    if not isinstance(ours, dict):
        return []
    return sorted(
        name
        for name in ours.keys() | theirs.keys()
        if name not in ours or name not in theirs or not same(ours[name], theirs[name])
    )


def _without_others(value: Any, own: Collection[str]) -> Any:
    """A document in which each other object that it shows is its id: that one has its own events and its own row.

    So an id and the object that was asked for in its place are the same.
    """
    if isinstance(value, list):
        return [_without_others(element, own) for element in value]
    if not isinstance(value, dict):
        return value
    kind, stripe_id = value.get("object"), value.get("id")
    if isinstance(kind, str) and isinstance(stripe_id, str) and kind not in own:
        return stripe_id
    return {name: _without_others(inner, own) for name, inner in value.items()}


class _Rows:
    """What the twins make of documents, held against the rows that stand: ``differing`` columns by id."""

    def __init__(
        self, held: Held, entry: StripeObject, documents: Sequence[Said], served: Mapping[str, Newest]
    ) -> None:
        self.differing: dict[str, tuple[str, ...]] = {}
        if not entry.table or not documents:
            return
        ids = [said.id for said in documents]
        family = [entry, *children_of(entry), *implied_by(entry)]
        with held.cursor() as cursor:
            owners = ["id" if of is entry else f"{entry.name}_id" for of in family]
            found = [
                (of, owner, rows_that_stand(cursor, of, owner, ids)) for of, owner in zip(family, owners, strict=True)
            ]
        standing = {of.name: _by_owner(rows, owner) for of, owner, rows in found}
        for said in documents:
            own = {name: rows.get(said.id, {}) for name, rows in standing.items()}
            if names := _differing_columns(entry, said, own, was_served=said.id in served):
                self.differing[said.id] = names


def _by_owner(rows: Rows, owner: str) -> dict[str, Rows]:
    grouped: dict[str, Rows] = {}
    for stripe_id, row in rows.items():
        grouped.setdefault(row[owner], {})[stripe_id] = row
    return grouped


def _differing_columns(
    entry: StripeObject, said: Said, standing: Mapping[str, Rows], *, was_served: bool
) -> tuple[str, ...]:
    """The columns in which a document and its rows disagree; of child rows with the name of their table.

    Of what was never served by itself (an inline price, known from subscriptions), no copy was asked for what Stripe
    gives only when asked: that the row has nothing of it is no difference.
    """
    document = _whole(said)
    names = _columns_of(entry, said, document, standing)
    if was_served or not names:
        return names
    unasked = {name: value for name, value in document.items() if name not in entry.reading.expand}
    without = _columns_of(entry, said, unasked, standing)
    return tuple(name for name in names if name in without)


def _columns_of(
    entry: StripeObject, said: Said, document: Mapping[str, Any], standing: Mapping[str, Rows]
) -> tuple[str, ...]:
    try:
        expected = rows_of(entry.name, document)
    except DocumentError as error:
        return (error.field,)
    (own,) = expected[str(entry.table)]
    names = _columns(own, standing[entry.name].get(said.id))
    for child in children_of(entry):
        rows = {row["id"]: row for row in expected[str(child.table)]}
        is_cut = child.embedded is not None and child.embedded.field in {*said.document.cut} - said.lists.keys()
        names += _of_rows(rows, standing[child.name], str(child.table), is_cut=is_cut)
    for of in implied_by(entry):
        rows = {row["id"]: row for row in expected[str(of.table)]}
        served = [row for row in standing[of.name].values() if not row["implied"]]
        implied = {stripe_id: row for stripe_id, row in standing[of.name].items() if row["implied"]}
        names += _of_rows(without_served(rows, served, of), implied, str(of.table))
    return tuple(dict.fromkeys(names))


def _of_rows(expected: Mapping[str, Row], found: Rows, table: str, *, is_cut: bool = False) -> list[str]:
    """Of a list that Stripe cut, and that was not read to its end, only the elements it shows can be compared."""
    names = [f"{table}.id"] if expected.keys() - found.keys() or (not is_cut and found.keys() - expected.keys()) else []
    for stripe_id in expected.keys() & found.keys():
        names += [f"{table}.{column}" for column in _columns(expected[stripe_id], found[stripe_id])]
    return names


def _columns(expected: Row, found: Row | None) -> list[str]:
    if found is None:
        return ["id"]
    return sorted(column for column, value in expected.items() if not same(value, found[column]))
