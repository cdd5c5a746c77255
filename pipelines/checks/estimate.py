"""What a large database holds, without counting it: from the counts that PostgreSQL keeps by itself, in milliseconds.

Of every type two things are counted nevertheless, because an index has them: the ``unresolved`` rows, and what waits. A
balance is a proof, and no estimate is one: see ``balance``.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.schemas import PLAIN, Schemas, of
from oltp_schema.sql_files import sql_file
from pipelines.catalogue import CATALOGUE, EmbeddedIn, StripeObject, partial_lists_of
from pipelines.checks import balance
from pipelines.promotion import loads, select, statements
from pipelines.raw.tables import SET_ASIDE

COUNTED = 100_000  # rows of raw that are counted in half a second, and documents that wait


@dataclass(frozen=True)
class TypeEstimate:
    """About how much there is of one object type; see ``TypeBalance``. None is what only counting tells."""

    raw_rows: int
    raw_ids: int | None
    promoted: int
    present: int
    deleted: int | None
    unresolved: int
    quarantined: int
    waiting: int | None
    derived: int | None
    incomplete: int | None
    transform: int | None


@dataclass(frozen=True)
class DatabaseEstimate:
    """About how much a database holds; see ``DatabaseBalance``. Whether it balances is not known."""

    livemode: bool | None
    account: str | None
    objects: dict[str, TypeEstimate] = field(default_factory=dict)
    landed_only: dict[str, int] = field(default_factory=dict)
    set_aside: int = 0
    schemas: Schemas = PLAIN

    balanced = None

    @property
    def waiting(self) -> dict[str, int | None]:
        """About how many documents wait to be promoted, by each type that has any."""
        return {name: of_type.waiting for name, of_type in self.objects.items() if of_type.waiting}

    def as_dict(self) -> dict[str, Any]:
        """The form of ``status --json``."""
        return {
            **balance.told_of(self.livemode, self.account, self.schemas),
            "exact": False,
            "balanced": None,
            "objects": {name: asdict(of_type) for name, of_type in self.objects.items()},
            "landed_only": self.landed_only,
            "set_aside": self.set_aside,
        }


def is_large(connection: Connection) -> bool:
    """Whether counting everything would take more than a moment. Ends the transaction."""
    with connection, connection.cursor() as cursor:
        schema = of(cursor).raw
        return sum(rows for (where, _), rows in _kept_counts(cursor).items() if where == schema) > COUNTED


def read(connection: Connection, objects: Collection[StripeObject] | None = None) -> DatabaseEstimate:
    """Estimate in one snapshot. ``objects`` None means all types."""
    wanted = None if objects is None else {entry.name for entry in objects}
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        select.prepare(cursor)
        livemode, account = balance.whose(cursor)
        kept, there = _Kept.read(cursor), balance.raw_tables(cursor)
        unresolved = _unresolved(cursor)
        found: dict[str, TypeEstimate] = {}
        for entry in balance.counted_types(cursor, wanted):
            waits = _of_parts(entry.embedded, found) if entry.embedded else _waiting(cursor, entry, kept, there)
            found[entry.name] = _of_type(entry, kept, there, unresolved[entry.name], waits)
        landed_only = {
            table: kept.rows(kept.schemas.raw, table) for table in balance.only_landed(there) if wanted is None
        }
        set_aside = kept.rows(kept.schemas.raw, SET_ASIDE)
    connection.rollback()
    return DatabaseEstimate(livemode, account, found, landed_only, set_aside, kept.schemas)


@dataclass(frozen=True)
class _Kept:
    """What PostgreSQL keeps: rows by schema and table, and the shares of the values of columns that have few."""

    schemas: Schemas
    counts: Mapping[tuple[str, str], int]
    shares: Mapping[tuple[str, str], Mapping[str, float]]
    quarantined: Mapping[str, int]

    @classmethod
    def read(cls, cursor: Cursor) -> "_Kept":
        flags = {f"{field}_complete" for entry in CATALOGUE.values() for field in partial_lists_of(entry)}
        columns = ["row_state", "derived", *sorted(flags)]
        cursor.execute(sql_file(__package__, "kept_shares.sql"), {"schema": of(cursor).oltp, "columns": columns})
        shares = {(table, column): dict(zip(values, by, strict=True)) for table, column, values, by in cursor}
        cursor.execute("SELECT object, count(*) FROM meta.quarantine GROUP BY object")
        quarantined = dict(cursor.fetchall())
        return cls(of(cursor), _kept_counts(cursor), shares, quarantined)

    def rows(self, schema: str, table: str | None) -> int:
        return self.counts.get((schema, str(table)), 0)

    def with_value(self, table: str | None, column: str, value: str) -> int | None:
        """About how many rows of a table have a value; None where it was never analysed, or the role may not know."""
        rows, shares = self.rows(self.schemas.oltp, table), self.shares.get((str(table), column))
        if shares is None:
            return None if rows else 0
        return round(rows * shares.get(value, 0))


def _kept_counts(cursor: Cursor) -> dict[tuple[str, str], int]:
    cursor.execute(sql_file(__package__, "kept_counts.sql"), {"schemas": [of(cursor).raw, of(cursor).oltp]})
    return {(schema, table): rows for schema, table, rows in cursor.fetchall()}


def _unresolved(cursor: Cursor) -> dict[str, int]:
    """By type, from indexes of these rows alone."""
    cursor.execute(" UNION ALL ".join(map(statements.count_unresolved, statements.in_foreign_key_order())))
    return dict(cursor.fetchall())


def _of_type(entry: StripeObject, kept: _Kept, there: set[str], unresolved: int, waiting: int | None) -> TypeEstimate:
    rows = max(kept.rows(kept.schemas.oltp, entry.table), unresolved)
    deleted = kept.with_value(entry.table, "row_state", "deleted")
    derived = kept.with_value(entry.table, "derived", "t") if entry.derived else 0
    partial = [kept.with_value(entry.table, f"{field}_complete", "f") for field in partial_lists_of(entry)]
    return TypeEstimate(
        raw_rows=kept.rows(kept.schemas.raw, entry.plural) if entry.plural in there else 0,
        raw_ids=None,
        promoted=max(rows - unresolved - (derived or 0), 0),
        present=max(rows - unresolved - (deleted or 0), 0),
        deleted=deleted,
        unresolved=unresolved,
        quarantined=kept.quarantined.get(entry.name, 0),
        waiting=waiting,
        derived=derived,
        incomplete=None if None in partial else max((number for number in partial if number), default=0),
        transform=entry.transform,
    )


def _waiting(cursor: Cursor, entry: StripeObject, kept: _Kept, there: set[str]) -> int | None:
    """The ids that wait, counted where they are few; else about how many."""
    if entry.plural not in there:
        return 0
    cursor.execute(loads.unread_by(entry.name))
    unread = [load_id for (load_id,) in cursor.fetchall()]
    if not unread:
        return 0
    cursor.execute(
        f"SELECT count(*) FROM (SELECT FROM raw.{entry.plural} AS landed"
        " WHERE landed._dlt_load_id = ANY(%s) LIMIT %s) AS few",
        (unread, COUNTED),
    )
    if cursor.fetchone() == (COUNTED,):
        return kept.rows(kept.schemas.raw, entry.plural)
    return balance.find_waiting(cursor, entry, there)


def _of_parts(embedded: EmbeddedIn, found: Mapping[str, TypeEstimate]) -> int | None:
    """How many elements of lists wait: none where no document does, else they would have to be counted."""
    parent = found.get(embedded.parent)
    return None if parent is None or parent.waiting else 0
