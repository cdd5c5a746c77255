"""Compare fetched documents with their current rows, through the twins."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pipelines.catalogue import StripeObject, children_of, derived_by
from pipelines.checks.parity.comparison import SCALARS, same
from pipelines.checks.parity.expectation import Row, Rows, without_served
from pipelines.checks.verify.current import Current
from pipelines.checks.verify.listing import FetchedDocument
from pipelines.exact_json import parse
from pipelines.transformers import DocumentError, rows_of

Names = tuple[str, ...]
Document = Mapping[str, Any]


def parsed(fetched: FetchedDocument) -> dict[str, Any]:
    """A document as JSON."""
    return parse((fetched.document.payload or b"").decode())


def differing_columns(
    current: Current, entry: StripeObject, documents: Sequence[FetchedDocument], served: Collection[str]
) -> dict[str, Names]:
    """The columns in which documents and their rows disagree, by id; of child rows with the name of their table.

    Of a list that Stripe cut only the elements that it shows are compared. ``served``: see ``unless_unasked``.
    """
    if not entry.table or not documents:
        return {}
    read = {fetched.id: parsed(fetched) for fetched in documents}
    by_type = rows_by_type(current, entry, documents, read)
    differing = {}
    for fetched in documents:
        columns = partial(
            columns_of, current, entry, fetched, {name: rows.get(fetched.id, {}) for name, rows in by_type.items()}
        )
        if names := unless_unasked(entry, read[fetched.id], columns, was_served=fetched.id in served):
            differing[fetched.id] = names
    return differing


def rows_by_type(
    current: Current, entry: StripeObject, documents: Sequence[FetchedDocument], read: Mapping[str, Document]
) -> dict[str, dict[str, Rows]]:
    """The current rows of documents by type, then by the document's id.

    Of lists that Stripe cut, they are those of the elements that it shows.
    """
    owner = entry.owner_column
    by_type = {entry.name: _by_owner(current.rows(entry, "id", list(read)), "id")}
    for of in (*children_of(entry), *derived_by(entry)):
        whole = [fetched.id for fetched in documents if not _is_cut(of, fetched)]
        rows = current.rows(of, owner, whole) if whole else {}
        shown = [id_ for fetched in documents if _is_cut(of, fetched) for id_ in _shown(entry, of, read[fetched.id])]
        if shown:
            rows |= current.rows(of, "id", shown)
        by_type[of.name] = _by_owner(rows, owner)
    return by_type


def unless_unasked(
    entry: StripeObject, document: Document, columns: Callable[[Document], Names], *, was_served: bool
) -> Names:
    """The ``columns`` in which a document disagrees.

    Of what was never served by itself (an inline price, known from subscriptions), no copy was asked for what Stripe
    gives only when asked: that the row has nothing of it is no difference.
    """
    names = columns(document)
    if was_served or not names:
        return names
    without = columns({name: value for name, value in document.items() if name not in entry.reading.expand})
    return tuple(name for name in names if name in without)


def columns_of(
    current: Current, entry: StripeObject, fetched: FetchedDocument, own: Mapping[str, Rows], document: Document
) -> Names:
    """The columns in which a document and its ``own`` rows, by type, disagree."""
    try:
        expected = current.treated.rows(rows_of(entry.name, document))
    except DocumentError as error:
        return (error.field,)
    (row,) = expected[str(entry.table)]
    names = columns_of_row(row, own[entry.name].get(fetched.id))
    if fetched.lacks:  # a row keeps what it knows of a field that is not given
        names = [name for name in names if name == "id" or row[name] is not None]
    for child in children_of(entry):
        rows = {row["id"]: row for row in expected[str(child.table)]}
        names += columns_of_rows(rows, own[child.name], str(child.table), is_part=_is_cut(child, fetched))
    for of in derived_by(entry):
        rows = {row["id"]: row for row in expected[str(of.table)]}
        served = [row for row in own[of.name].values() if not row["derived"]]
        derived = {stripe_id: row for stripe_id, row in own[of.name].items() if row["derived"]}
        names += columns_of_rows(without_served(rows, served, of), derived, str(of.table))
    return tuple(dict.fromkeys(names))


def columns_of_rows(expected: Mapping[str, Row], found: Rows, table: str, *, is_part: bool = False) -> list[str]:
    """The columns in which rows of one table disagree, ``id`` for rows too few or, unless it ``is_part``, too many."""
    names = (
        [f"{table}.id"] if expected.keys() - found.keys() or (not is_part and found.keys() - expected.keys()) else []
    )
    for stripe_id in expected.keys() & found.keys():
        names += [f"{table}.{column}" for column in columns_of_row(expected[stripe_id], found[stripe_id])]
    return names


def columns_of_row(expected: Row, found: Row | None) -> list[str]:
    """The columns in which one row disagrees, ``id`` where there is none.

    Objects inside a column (the coupon of a discount) are as of the last fetch: they have rows of their own.
    """
    if found is None:
        return ["id"]
    return sorted(
        column
        for column, value in expected.items()
        if value is not (other := found[column])
        and not (type(value) is type(other) and type(value) in SCALARS and value == other)  # most values of most rows
        and not agree(value, other)
    )


def agree(value: Any, found: Any) -> bool:
    """Whether two values of a column say the same, but for what other objects in them say."""
    return same(value, found) or same(without_others(value), without_others(found))


def _shown(entry: StripeObject, child: StripeObject, document: Document) -> Iterator[str]:
    try:
        yield from (row["id"] for row in rows_of(entry.name, document)[str(child.table)])
    except DocumentError:
        return  # which is told when it is compared


def _is_cut(of: StripeObject, fetched: FetchedDocument) -> bool:
    """Whether a document shows a part of a list at most: Stripe cut it, or gives it elsewhere only."""
    return of.embedded is not None and (of.listed_per is not None or of.embedded.lists[0] in fetched.document.cut)


def _by_owner(rows: Rows, owner: str) -> dict[str, Rows]:
    grouped: dict[str, Rows] = {}
    for stripe_id, row in rows.items():
        grouped.setdefault(row[owner], {})[stripe_id] = row
    return grouped


def without_others(value: Any, own: Collection[str] = ()) -> Any:
    """A document in which each other object that it shows is its id: that one has its own events and its own row.

    So an id and the object that was asked for in its place are the same.
    """
    if isinstance(value, list):
        return [without_others(element, own) for element in value]
    if not isinstance(value, dict):
        return value
    kind, stripe_id = value.get("object"), value.get("id")
    if isinstance(kind, str) and isinstance(stripe_id, str) and kind not in own:
        return stripe_id
    return {name: without_others(inner, own) for name, inner in value.items()}
