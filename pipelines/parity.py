"""Proof of agreement: every column of every promoted row, as SQL wrote it and as the Python twin reads its document."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg2.extras
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject, children_of, implied_by
from pipelines.documents import parse, parse_any
from pipelines.promotion import copies, statements
from pipelines.transformers import DocumentError, rows_of

BATCH = 1_000
EXAMPLES = 20


@dataclass
class Tally:
    """The comparison of one table: rows and values compared, and how many differ."""

    rows: int = 0
    values: int = 0
    mismatches: int = 0


@dataclass(frozen=True)
class Mismatch:
    """One disagreement, by id and column; never a value."""

    object: str
    id: str
    column: str
    what: str


@dataclass
class Parity:
    """The outcome for a database: tallies by object name and the first disagreements."""

    objects: dict[str, Tally] = field(default_factory=dict)
    examples: list[Mismatch] = field(default_factory=list)

    @property
    def mismatches(self) -> int:
        """How many values or rows disagree in all."""
        return sum(tally.mismatches for tally in self.objects.values())

    def as_dict(self) -> dict[str, Any]:
        """The form of ``parity --json``."""
        return {
            "rows": sum(tally.rows for tally in self.objects.values()),
            "values": sum(tally.values for tally in self.objects.values()),
            "mismatches": self.mismatches,
            "objects": {name: vars(tally) for name, tally in self.objects.items()},
            "examples": [vars(example) for example in self.examples],
        }

    def differ(self, entry: StripeObject, stripe_id: str, column: str, what: str) -> None:
        """Note one disagreement."""
        self.objects[entry.name].mismatches += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(Mismatch(entry.name, stripe_id, column, what))


Row = Mapping[str, Any]
Progress = Callable[[str, int, int], None]


def check(connection: Connection, objects: Sequence[StripeObject], on_progress: Progress | None = None) -> Parity:
    """Compare every promoted row of ``objects`` and of their child tables with its document, in one snapshot."""
    psycopg2.extras.register_default_jsonb(connection, loads=parse_any)
    tables = [entry for entry in objects if entry.table]
    parity = Parity({of.name: Tally() for entry in tables for of in (entry, *children_of(entry), *implied_by(entry))})
    wanted = {entry.name for entry in objects}
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL timezone TO 'UTC'")
        copies.prepare(cursor)
        for entry in statements.in_foreign_key_order():
            if entry.embedded is None and entry.name in wanted:
                _check_family(connection, cursor, entry, parity, on_progress)
    connection.rollback()
    return parity


def same(ours: Any, theirs: Any) -> bool:
    """Equality of two values as PostgreSQL sees it: numbers by value, but never a boolean for a number.

    Without recursion, because documents may be nested deeper than Python likes.
    """
    pairs = [(ours, theirs)]
    while pairs:
        one, other = pairs.pop()
        if isinstance(one, bool) or isinstance(other, bool):
            if one is not other:
                return False
        elif isinstance(one, dict) and isinstance(other, dict):
            if one.keys() != other.keys():
                return False
            pairs += [(value, other[key]) for key, value in one.items()]
        elif isinstance(one, list) and isinstance(other, list):
            if len(one) != len(other):
                return False
            pairs += zip(one, other, strict=True)
        elif one != other:
            return False
    return True


def _check_family(
    connection: Connection, cursor: Cursor, entry: StripeObject, parity: Parity, on_progress: Progress | None
) -> None:
    members = [entry, *children_of(entry)]
    if not copies.raw_table_exists(cursor, entry):
        _check_orphans(cursor, entry, parity, landed=False)
        return
    total = _choose_what_was_promoted(cursor, entry)
    _check_orphans(cursor, entry, parity, landed=True)
    done = 0
    for documents in _batches(connection, entry):
        _check_documents(cursor, members, documents, parity)
        done += len(documents)
        if on_progress:
            on_progress(entry.name, done, total)


def _choose_what_was_promoted(cursor: Cursor, entry: StripeObject) -> int:
    """Fill ``chosen`` with the copies that the rows were made of: those of loads that were promoted.

    Of an id in quarantine an older copy may stand in, which is the newest that is not newer than the row.
    """
    cursor.execute("TRUNCATE touched, refused")
    cursor.execute(
        f"INSERT INTO refused SELECT landed._dlt_id FROM meta.quarantine AS held"
        f" JOIN raw.{entry.plural} AS landed ON landed.id = held.id"
        f" LEFT JOIN oltp.{entry.table} AS kept ON kept.id = held.id"
        f" WHERE held.object = %s AND {copies.HAS_ITS_FIELDS} AND (landed._dlt_id = held.raw_id"
        f" OR landed.observed_at > coalesce(kept.observed_at, '-infinity'))",
        (entry.name,),
    )
    promoted = (
        "SELECT done.load_id FROM meta.promoted_loads AS done"
        f" WHERE done.object = '{entry.name}' AND done.transform_version = {entry.transform}"
    )
    return copies.choose(cursor, entry, copies.Scope(everything=True, loads=promoted))


def _check_orphans(cursor: Cursor, entry: StripeObject, parity: Parity, *, landed: bool) -> None:
    """Rows that no document stands behind."""
    known = "EXISTS (SELECT FROM chosen WHERE chosen.id = kept.id)" if landed else "FALSE"
    served = "AND NOT kept.implied" if entry.implied else ""
    cursor.execute(
        f"SELECT kept.id FROM oltp.{entry.table} AS kept WHERE kept.row_state <> 'unresolved' {served} AND NOT {known}"
    )
    for (stripe_id,) in cursor:
        parity.differ(entry, stripe_id, "id", "the row has no document in raw")


def _batches(connection: Connection, entry: StripeObject) -> Iterator[list[tuple[Any, ...]]]:
    """The chosen documents: id, observations of them and of their deletion, cut lists, text (None of a bare stub)."""
    with connection.cursor(name=f"parity_{entry.plural}") as stream:
        stream.itersize = BATCH
        stream.execute(
            "SELECT chosen.id, chosen.observed_at, chosen.deleted_observed_at, chosen.incomplete,"
            " coalesce(chosen.completed, landed.payload)::text"
            f" FROM chosen LEFT JOIN raw.{entry.plural} AS landed ON landed.ctid = chosen.copy"
            " ORDER BY chosen.position"
        )
        while documents := stream.fetchmany(BATCH):
            yield documents


def _check_documents(
    cursor: Cursor, members: list[StripeObject], documents: list[tuple[Any, ...]], parity: Parity
) -> None:
    entry, *children = members
    ids = [document[0] for document in documents]
    expected: dict[str, dict[str, Row]] = {of.name: {} for of in (*members, *implied_by(entry))}
    for stripe_id, observed_at, deleted_observed_at, incomplete, text in documents:
        try:
            rows = rows_of(entry.name, parse(text)) if text else {}
        except DocumentError as error:
            parity.differ(entry, stripe_id, error.field, "the Python twin refuses what SQL promoted")
            continue
        state = _state(entry, observed_at, deleted_observed_at)
        (own,) = rows.get(str(entry.table)) or [_bare(entry, stripe_id)]
        lists = [child.embedded.field for child in children if child.embedded]
        known = {f"{field}_complete": field not in incomplete if observed_at else None for field in lists}
        expected[entry.name][stripe_id] = {**own, **state, **known}
        for child in children:
            for row in rows.get(str(child.table), []):
                if row["id"] in expected[child.name]:
                    parity.differ(child, row["id"], "id", "two documents hold it")
                bookkeeping = {"row_state": "present", "transform_version": child.transform}
                expected[child.name][row["id"]] = {**row, **bookkeeping}
        for of in implied_by(entry):
            for row in rows.get(str(of.table), []):
                version = of.implied.transform if of.implied else None
                expected[of.name][row["id"]] = {**row, **state, "transform_version": version}
    _compare(parity, entry, expected[entry.name], _rows(cursor, entry, "id", ids))
    for child in children:
        found = _rows(cursor, child, f"{entry.name}_id", ids)
        _compare(parity, child, expected[child.name], found)
    for of in implied_by(entry):
        found = _rows(cursor, of, f"{entry.name}_id", ids)
        implied = {stripe_id: row for stripe_id, row in found.items() if row["implied"]}
        served = [row for row in found.values() if not row["implied"]]
        _compare(parity, of, _without(expected[of.name], served, entry), implied)


def _without(implied: Mapping[str, Row], served: Sequence[Row], parent: StripeObject) -> dict[str, Row]:
    """The implied rows that Stripe serves no row for: of the same payment intent, or any of the same parent."""
    owner = f"{parent.name}_id"
    owners = {row[owner] for row in served}
    payments = {(row[owner], row["payment_intent_id"]) for row in served}
    return {
        stripe_id: row
        for stripe_id, row in implied.items()
        if row[owner] not in owners
        or (row["payment_intent_id"] and (row[owner], row["payment_intent_id"]) not in payments)
    }


def _state(entry: StripeObject, observed_at: datetime | None, deleted_observed_at: datetime | None) -> Row:
    return {
        "row_state": "present" if deleted_observed_at is None else "deleted",
        "observed_at": observed_at,
        "deleted_observed_at": deleted_observed_at,
        "transform_version": entry.transform if observed_at else None,
    }


def _bare(entry: StripeObject, stripe_id: str) -> dict[str, Any]:
    columns = statements.data_columns(statements.table_of(entry))
    return {column.name: stripe_id if column.primary_key else None for column in columns}


def _rows(cursor: Cursor, entry: StripeObject, column: str, ids: list[str]) -> dict[str, Row]:
    table = statements.table_of(entry)
    names = [name.name for name in table.columns]
    cursor.execute(
        f"SELECT {', '.join(names)} FROM oltp.{table.name} WHERE {column} = ANY(%s) AND row_state <> 'unresolved'",
        (ids,),
    )
    rows = (dict(zip(names, values, strict=True)) for values in cursor.fetchall())
    return {row["id"]: row for row in rows}


def _compare(parity: Parity, entry: StripeObject, expected: Mapping[str, Row], found: Mapping[str, Row]) -> None:
    tally = parity.objects[entry.name]
    for stripe_id in expected.keys() - found.keys():
        parity.differ(entry, stripe_id, "id", "the document has no row")
    for stripe_id in found.keys() - expected.keys():
        parity.differ(entry, stripe_id, "id", "no document holds the row")
    for stripe_id in expected.keys() & found.keys():
        ours, theirs = expected[stripe_id], found[stripe_id]
        tally.rows += 1
        tally.values += len(theirs)
        for column in ours.keys() | theirs.keys():
            if column not in ours or column not in theirs or not same(ours[column], theirs[column]):
                parity.differ(entry, stripe_id, column, "SQL and Python disagree")
