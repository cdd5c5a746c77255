"""Which documents' rows a comparison passes over that does not pass over all: those written since, and a share.

PostgreSQL notes in each row which transaction wrote it (``xmin``). A comparison looks at the rows of a type in one
snapshot. What a transaction wrote that was over before this snapshot, it saw; so when it left no difference of the
type, only rows of later transactions, and of those that were open then, are due: ``meta.watermarks.rows_since`` is the
first of them. That is noted for each type on its own, and holds whatever other comparisons are made meanwhile.

Some things leave no such trace, a part that is gone for one (docs/reconcile.md lists them). For these each comparison
passes over another share of all documents of a type (``rows_turn``).
"""

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import CATALOGUE, StripeObject, group_of, partial_lists_of, read_by
from pipelines.checks.verifications import SHARES
from pipelines.promotion import select, statements
from pipelines.raw.tables import parent_of

# Rows have the lower half of a transaction's number: which of them are later is known of the last 2**31 transactions.
FARTHEST = 2_000_000_000
UNKNOWN = 2**31 - 1  # the age of a row of which PostgreSQL no longer knows who wrote it
# Of a type: how many transactions ago the boundary was (NULL: unknown, or of another server's numbers), and the turn.
SINCE = f"""
    SELECT
        CASE WHEN now.next - noted.rows_since BETWEEN 0 AND {FARTHEST}
            THEN age(noted.rows_since::text::xid8::xid) END,
        coalesce(noted.rows_turn, 0)
    FROM meta.watermarks AS noted,
        (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next) AS now
    WHERE noted.object = %s
"""
# A turn never goes back, whichever of two comparisons at once is noted last; a boundary may: that is dearer, not wrong.
NOTE = """
    UPDATE meta.watermarks SET
        rows_turn = greatest(rows_turn, %(turn)s + 1),
        rows_since = CASE WHEN %(is_proven)s THEN %(until)s ELSE rows_since END
    WHERE object = %(object)s
"""


@dataclass(frozen=True)
class Seen:
    """What a comparison saw of a type's rows: all that transactions before ``until`` (xid8) wrote, in its ``turn``.

    ``disagreeing`` are the ids whose rows were not what SQL makes of ``raw``.
    """

    until: int
    turn: int
    disagreeing: AbstractSet[str] = frozenset()


@dataclass(frozen=True)
class Since:
    """Of a type, rows of the last ``age`` transactions are due, and the share of this ``turn``. None: all are."""

    age: int | None
    turn: int

    @classmethod
    def of(cls, cursor: Cursor, entry: StripeObject) -> "Since":
        """As it was noted."""
        cursor.execute(SINCE, (_noted_as(entry),))
        return cls(*(cursor.fetchone() or (None, 0)))

    def touch(self, cursor: Cursor, entry: StripeObject) -> None:
        """Fill ``touched`` with the ids of a type that are due."""
        due = " UNION ".join(self._due(cursor, entry))
        cursor.execute(f"INSERT INTO touched SELECT due.id FROM ({due}) AS due (id) WHERE due.id IS NOT NULL")

    def altered(self, cursor: Cursor, entry: StripeObject) -> list[str]:
        """The ids of due copies that were written after the promotion that first saw their load.

        A copy is landed before. ``raw.tables.distrust`` alone writes into one afterwards, where somebody did.
        """
        cursor.execute(
            f"SELECT DISTINCT landed.id FROM raw.{entry.plural} AS landed"
            " JOIN raw._dlt_loads AS loads ON loads.load_id = landed._dlt_load_id"
            f" WHERE {self._is_later('landed')} AND (age(landed.xmin) < age(loads.xmin) OR age(loads.xmin) < 0)"
        )
        return [stripe_id for (stripe_id,) in cursor.fetchall()]

    def _due(self, cursor: Cursor, entry: StripeObject) -> Iterator[str]:
        turn = f"hashtext(landed.id) & {2**31 - 1}"
        yield f"SELECT landed.id FROM raw.{entry.plural} AS landed WHERE ({turn}) % {SHARES} = {self.turn % SHARES}"
        yield f"SELECT landed.id FROM raw.{entry.plural} AS landed WHERE {self._is_later('landed')}"
        for of in group_of(entry):
            owner = statements.owner_of(of) if of.embedded else "id"
            yield f"SELECT kept.{owner} FROM oltp.{of.table} AS kept WHERE {self._is_later('kept')}"
        for part in partial_lists_of(entry).values():
            if select.raw_table_exists(cursor, part):
                yield f"SELECT {parent_of('item', part)} FROM raw.{part.plural} AS item WHERE {self._is_later('item')}"

    def _is_later(self, row: str) -> str:
        """Whether a row was written since, or nobody knows when: those between are proven."""
        return "TRUE" if self.age is None else f"age({row}.xmin) NOT BETWEEN {self.age + 1} AND {UNKNOWN - 1}"


def snapshot_begins(cursor: Cursor) -> int:
    """The first transaction that this one's snapshot may not show (xid8): those before it are over."""
    cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    ((first,),) = cursor.fetchall()
    return int(first)


def note(connection: Connection, seen: Mapping[str, Seen], proven: Collection[str]) -> None:
    """Note what was seen of the rows of types, and of those ``proven`` that all of it is right by now. Commits."""
    with connection, connection.cursor() as cursor:
        for name, rows in seen.items():
            noted = {"object": _noted_as(CATALOGUE[name]), "until": rows.until, "turn": rows.turn}
            cursor.execute(NOTE, {**noted, "is_proven": name in proven})


def _noted_as(entry: StripeObject) -> str:
    """The name of its watermark."""
    return (read_by(entry) or entry).name
