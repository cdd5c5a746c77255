"""The rows that a database should hold, as the Python twins read its documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipelines.catalogue import CATALOGUE, ListedPer, StripeObject, children_of, derived_by, group_of, partial_lists_of
from pipelines.checks.parity.report import Parity
from pipelines.exact_json import parse
from pipelines.personal import Personal
from pipelines.promotion import statements
from pipelines.transformers import DocumentError, reader_of

Row = Mapping[str, Any]
Rows = dict[str, Row]  # by id


@dataclass(frozen=True)
class SelectedCopy:
    """A document that counts for an id, as promotion selected it; ``text`` is None where a stub is all there is.

    ``incomplete`` names its lists of which not all elements are known, ``listed`` those per parent that were read, and
    ``current`` those of them that were since the document was observed.
    """

    id: str
    observed_at: datetime | None
    deleted_observed_at: datetime | None
    incomplete: Sequence[str]
    listed: Sequence[str]
    current: Sequence[str]
    text: str | None


@dataclass(frozen=True)
class KeptAs:
    """What is so of all rows: the mode of the account, which stubs have too, and what becomes of personal columns."""

    livemode: bool | None
    personal: Personal


def expected_rows(
    entry: StripeObject, documents: Iterable[SelectedCopy], parity: Parity, kept_as: KeptAs
) -> dict[str, Rows]:
    """The rows of these documents by type: of ``entry``, of its child types, and of those that it implies.

    Documents that a twin refuses, and rows that two documents hold, are noted in ``parity``.
    """
    expected: dict[str, Rows] = {of.name: {} for of in (*group_of(entry), *derived_by(entry))}
    read, children, lists, derived = (
        reader_of(entry.name),
        children_of(entry),
        partial_lists_of(entry),
        derived_by(entry),
    )
    for document in documents:
        try:
            rows = kept_as.personal.rows(read(parse(document.text))) if document.text else {}
        except DocumentError as error:
            parity.differ(entry, document.id, error.field, "the Python twin refuses what SQL promoted")
            continue
        state = _state(document)
        (own,) = rows.get(str(entry.table)) or [_bare(entry, document.id, kept_as.livemode)]
        version = {"transform_version": entry.transform if document.observed_at else None}
        expected[entry.name][document.id] = {**own, **state, **version, **_completeness(lists, document, own)}
        for child in children:
            bookkeeping = {"row_state": "present", "transform_version": child.transform}
            for row in rows.get(str(child.table), []):
                if row["id"] in expected[child.name]:
                    parity.differ(child, row["id"], "id", "two documents hold it")
                expected[child.name][row["id"]] = {**row, **bookkeeping}
        for of in derived:
            version = {"transform_version": of.derived.transform if of.derived else None}
            for row in rows.get(str(of.table), []):
                expected[of.name][row["id"]] = {**row, **state, **version}
    return expected


def without_served(derived: Mapping[str, Row], served: Iterable[Row], entry: StripeObject) -> Rows:
    """The derived rows of a type that Stripe serves no row for: one that matches, or where none can, any of the parent.

    It is what `statements.served_for` says in SQL.
    """
    assert entry.derived is not None  # noqa: S101 -- asked of such types only
    owner, matched_by = CATALOGUE[entry.derived.parent].owner_column, entry.derived.matched_by
    matches = {(row[owner], row[matched_by]) for row in served}
    owners = {stripe_id for stripe_id, _ in matches}
    return {
        stripe_id: row
        for stripe_id, row in derived.items()
        if row[owner] not in owners or (row[matched_by] and (row[owner], row[matched_by]) not in matches)
    }


def _state(document: SelectedCopy) -> Row:
    return {
        "row_state": "present" if document.deleted_observed_at is None else "deleted",
        "observed_at": document.observed_at,
        "deleted_observed_at": document.deleted_observed_at,
    }


def _completeness(lists: Mapping[str, StripeObject], document: SelectedCopy, own: Row) -> Row:
    return {
        f"{field}_complete": _is_complete(field, child.listed_per, document, own) if document.observed_at else None
        for field, child in lists.items()
    }


def _is_complete(field: str, listed: ListedPer | None, document: SelectedCopy, own: Row) -> bool | None:
    if listed is None:
        return field not in document.incomplete
    is_there = _says(own, listed.when) and not (listed.unless and _says(own, listed.unless))
    if field not in document.listed:
        return False if is_there else None
    is_growing = bool(listed.growing) and _says(own, listed.growing)
    return (field in document.current or not is_there) and not is_growing


def _says(own: Row, values: Mapping[str, tuple[object, ...]]) -> bool:
    return all(own[column] in any_of for column, any_of in values.items())


def _bare(entry: StripeObject, stripe_id: str, livemode: bool | None) -> dict[str, Any]:
    nothing = dict.fromkeys(column.name for column in statements.table_of(entry).data_columns)
    told = {"id": stripe_id, "livemode": livemode}
    return nothing | {name: value for name, value in told.items() if name in nothing}
