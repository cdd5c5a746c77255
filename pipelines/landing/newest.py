"""Which documents say nothing new: the copy before them, in the order in which promotion reads, is identical.

Only that copy may be compared. An object that goes A → B → A has to land three times, or it would stay B for ever.
"""

from collections.abc import Sequence
from datetime import datetime

from psycopg2.extensions import connection as Connection

from pipelines.landing.tables import SCHEMA


class NewestCopies:
    """The newest copies of complete loads, as they were when this load began, and the ids landed since.

    Safe to share between threads: psycopg2 lets one query at a time through a connection.
    """

    def __init__(self, connection: Connection) -> None:
        """``connection`` should be in autocommit mode."""
        self._connection = connection
        self._filled: dict[str, bool] = {}
        self._landed: dict[str, set[str]] = {}

    def next_load(self) -> None:
        """The load is complete, so that what it landed is in raw now."""
        self._filled.clear()
        self._landed.clear()

    def unchanged(
        self, table: str, copies: Sequence[tuple[str, datetime, str]], *, same_moment: bool = False
    ) -> list[bool]:
        """For each copy (id, observed_at, digest) of one raw table: whether landing it would say nothing new.

        Those that are not unchanged count as landed from here on. With ``same_moment`` the identical copy must have
        been observed at that very moment: needed where copies do not come in the order in which they were observed,
        because one that is still to come may belong between the two.
        """
        if not self._is_filled(table):
            return [False] * len(copies)
        landed = self._landed.setdefault(table, set())
        identical = self._identical(table, copies, same_moment)
        unchanged = []
        for position, (id_, _, _) in enumerate(copies):
            # What raw holds no longer precedes an id that this load has already written.
            unchanged.append(position in identical and id_ not in landed)
            if not unchanged[-1]:
                landed.add(id_)
        return unchanged

    def _is_filled(self, table: str) -> bool:
        if table not in self._filled:
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT to_regclass(%s) IS NOT NULL", (f"{SCHEMA}.{table}",))
                if cursor.fetchone() == (True,):
                    cursor.execute(f"SELECT EXISTS (SELECT FROM {SCHEMA}.{table})")
                    self._filled[table] = cursor.fetchone() == (True,)
                else:
                    self._filled[table] = False
        return self._filled[table]

    def _identical(self, table: str, copies: Sequence[tuple[str, datetime, str]], same_moment: bool) -> set[int]:
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT asked.position - 1
                FROM unnest(%s::text[], %s::timestamptz[], %s::text[])
                    WITH ORDINALITY AS asked (id, observed_at, digest, position)
                CROSS JOIN LATERAL (
                    SELECT copy.digest, copy.observed_at FROM {SCHEMA}.{table} AS copy
                    WHERE copy.id = asked.id AND copy.observed_at <= asked.observed_at
                        AND EXISTS (
                            SELECT FROM {SCHEMA}._dlt_loads AS loads
                            WHERE loads.load_id = copy._dlt_load_id AND loads.status = 0
                        )
                    ORDER BY copy.observed_at DESC, copy._dlt_load_id DESC, copy._dlt_id DESC
                    LIMIT 1
                ) AS newest
                WHERE newest.digest = asked.digest AND (NOT %s OR newest.observed_at = asked.observed_at)
                """,
                [*(list(column) for column in zip(*copies, strict=True)), same_moment],
            )
            return {position for (position,) in cursor.fetchall()}
