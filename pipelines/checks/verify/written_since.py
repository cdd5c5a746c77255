"""Which documents' rows a comparison passes over that does not pass over all: those written since, and a share.

PostgreSQL notes in each row which transaction wrote it (``xmin``). A comparison that left no difference leaves a row in
``meta.verifications``, which nobody writes again. So who altered a row, or a copy in ``raw``, since the last comparison
but one did it in a later transaction than the one that noted that; it is the last but one because a comparison looks at
its snapshot, and notes what it found later.

Two things leave no such trace: a part that is gone, and what was restored from a dump. For these each comparison passes
over another share of all documents.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from psycopg2.extensions import cursor as Cursor

from oltp_schema.sql_files import sql_file
from pipelines.catalogue import StripeObject, group_of, partial_lists_of
from pipelines.checks.verifications import SHARES
from pipelines.promotion import select, statements
from pipelines.raw.tables import parent_of


@dataclass(frozen=True)
class Since:
    """The last comparison but one of a type that left no difference: how many transactions ago, when, and the turn."""

    age: int
    at: datetime
    turn: int

    @classmethod
    def of(cls, cursor: Cursor, entry: StripeObject) -> "Since | None":
        """None where there are not two that are remembered: then all rows are due."""
        cursor.execute(sql_file(__package__, "last_but_one.sql"), {"object": entry.name})
        if found := cursor.fetchone():
            at, age, number = found
            return cls(age, at, number % SHARES)
        return None

    def touch(self, cursor: Cursor, entry: StripeObject) -> None:
        """Fill ``touched`` with the ids of a type that are due."""
        due = " UNION ".join(self._due(cursor, entry))
        cursor.execute(f"INSERT INTO touched SELECT due.id FROM ({due}) AS due (id) WHERE due.id IS NOT NULL")

    def altered(self, cursor: Cursor, entry: StripeObject) -> list[str]:
        """The ids of copies that were landed before, and written after: nothing of ours writes into a landed one."""
        cursor.execute(
            f"SELECT landed.id FROM raw.{entry.plural} AS landed WHERE {self._is_later('landed')}"
            " AND landed._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads"
            " WHERE loads.inserted_at < %s)",
            (self.at,),
        )
        return [stripe_id for (stripe_id,) in cursor.fetchall()]

    def _due(self, cursor: Cursor, entry: StripeObject) -> Iterator[str]:
        turn = f"hashtext(landed.id) & {2**31 - 1}"
        yield f"SELECT landed.id FROM raw.{entry.plural} AS landed WHERE ({turn}) % {SHARES} = {self.turn}"
        yield f"SELECT landed.id FROM raw.{entry.plural} AS landed WHERE {self._is_later('landed')}"
        for of in group_of(entry):
            owner = statements.owner_of(of) if of.embedded else "id"
            yield f"SELECT kept.{owner} FROM oltp.{of.table} AS kept WHERE {self._is_later('kept')}"
        for part in partial_lists_of(entry).values():
            if select.raw_table_exists(cursor, part):
                yield f"SELECT {parent_of('item', part)} FROM raw.{part.plural} AS item WHERE {self._is_later('item')}"

    def _is_later(self, row: str) -> str:
        """Whether a row was written since. One from so long ago that its age is unknown counts as such."""
        return f"age({row}.xmin) <= {self.age}"
