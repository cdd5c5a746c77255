"""Which documents say nothing new: the copy before them, in the order in which promotion reads, is identical.

Only that copy may be compared. An object that goes A → B → A has to land three times, or it would stay B for ever.
See ``known`` for those that are facts, wherever in the order they stand.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from threading import Lock

import msgspec
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from pipelines.raw.csv_files import Copy
from pipelines.raw.known import known
from pipelines.raw.tables import SCHEMA, in_complete_load, newest_first

Said = tuple[datetime, bool, str]
"""When a copy was observed, whether it says that its object is gone (the last of a second then), and its digest."""
Asked = tuple[str, Said]
"""The id of a copy, and what it says."""
Event = tuple[str | None, str]
"""The id of an event, and the digest of what it says of its object."""
REMEMBERED = 50_000  # events, and as many before them: some 30 MB
UNCLEAR = ""  # in the place of a digest: events of one second say different things, and promotion finds their order


class NewestCopies:
    """The newest copies of complete loads, and those of the load that is being read and of the one before it.

    That one may still be on its way into the database.

    Safe to share between threads: psycopg2 lets one query at a time through a connection.
    """

    def __init__(self, connection: Connection) -> None:
        """``connection`` should be in autocommit mode."""
        self._connection = connection
        self._filled: dict[str, bool] = {}
        self._landed: dict[str, dict[str, Said]] = {}
        self._loading: dict[str, dict[str, Said]] = {}
        self._told: tuple[set[Event], set[Event]] = set(), set()  # events that landed: the last ones, those before
        self._prepared: dict[str, str] = {}  # statements of this connection, by table
        self._lock, self._preparing = Lock(), Lock()

    def next_load(self) -> None:
        """Another load begins, so the one before the last is complete: what it landed is in raw now."""
        self._loading, self._landed = self._landed, {}

    def look_again(self) -> None:
        """All loads are complete, and what was read will be read again: look anew which tables hold anything."""
        self._filled.clear()

    def says_nothing_new(self, copies: Sequence[Copy]) -> list[bool]:
        """For each of these copies, all of one table, whether landing it would say nothing new.

        What an event says is only known when that event is: one that is still to come may belong between two that say
        the same. Those that say something new count as landed from here on.
        """
        table = copies[0].table
        may_be_known = self._is_filled(table) or any(copy.document.payload is None for copy in copies)
        is_known = known(self._connection, copies) if may_be_known else [False] * len(copies)
        nothing = list(is_known)
        compared = [at for at, copy in enumerate(copies) if not (is_known[at] or copy.told)]
        asked = [(copies[at].document.id or "", _said(copies[at])) for at in compared]
        for at, same in zip(compared, self.unchanged(table, asked) if asked else [], strict=True):
            nothing[at] = same
        for at, copy in enumerate(copies):
            if copy.told and not is_known[at]:
                nothing[at] = self._is_told(copy, copy.told.id)
        return nothing

    def _is_told(self, copy: Copy, event: str | None) -> bool:
        """Whether this landing brought the same event already, not too long ago; takes note of it.

        One that comes again much later in an archive, or in other white space, lands twice: its copies are the same to
        a promotion, and the next landing knows it.
        """
        id_, said = copy.document.id or "", _said(copy)
        with self._lock:
            last, before = self._told
            if event and ((event, said[-1]) in last or (event, said[-1]) in before):
                return True
            last.add((event, said[-1]))
            if len(last) >= REMEMBERED:
                self._told = set(), last
            landed = self._landed.setdefault(copy.table, {})
            newest = landed.get(id_)
            if newest is None or newest[:2] < said[:2]:
                landed[id_] = said
            elif newest[:2] == said[:2] and newest != said:
                landed[id_] = (*said[:2], UNCLEAR)
        return False

    def unchanged(self, table: str, copies: Sequence[Asked]) -> list[bool]:
        """For each copy of one raw table: whether the one before it is identical.

        Those that are not unchanged count as landed from here on.
        """
        before = self._before(table, copies) if self._is_filled(table) else {}
        unchanged = []
        with self._lock:
            landed, loading = self._landed.setdefault(table, {}), self._loading.get(table, {})
            for position, (id_, said) in enumerate(copies):
                newest = _newest(landed.get(id_), loading.get(id_))
                preceding = _preceding(before.get(position), newest, said)
                same = preceding is not None and preceding[1:] == said[1:]
                unchanged.append(same)
                if not unchanged[-1] and (newest is None or newest[:2] <= said[:2]):
                    landed[id_] = said
        return unchanged

    def _is_filled(self, table: str) -> bool:
        """Whether there was anything in the table when it was first asked about since ``look_again``.

        A first backfill fills it, and never meets what it landed some loads ago: to ask for each document whether it is
        known would cost 15 µs. The few that it lands twice do no harm.
        """
        if table not in self._filled:
            with self._connection.cursor() as cursor:
                cursor.execute(f"SELECT to_regclass('{SCHEMA}.{table}') IS NOT NULL")
                (is_there,) = cursor.fetchone() or (False,)
                if is_there:
                    cursor.execute(f"SELECT EXISTS (SELECT FROM {SCHEMA}.{table})")
                    (is_there,) = cursor.fetchone() or (False,)
            self._filled[table] = bool(is_there)
        return self._filled[table]

    def _before(self, table: str, copies: Sequence[Asked]) -> dict[int, Said]:
        """The copy in raw that comes before each of ``copies``, by position."""
        asked = msgspec.json.encode([(id_, observed_at) for id_, (observed_at, *_) in copies])
        with self._connection.cursor() as cursor:
            statement = self._prepare(cursor, table)
            cursor.execute(f"EXECUTE {statement} (%s)", (asked.decode(),))  # a third of the work of two arrays
            return {position: (*said, digest) for position, *said, digest in cursor.fetchall()}

    def _prepare(self, cursor: Cursor, table: str) -> str:
        """The name of the statement that finds copies before: planned for each object, it took twice as long."""
        with self._preparing:
            if table not in self._prepared:
                name = f"before_{blake2b(table.encode(), digest_size=8).hexdigest()}"  # a name has 63 bytes at most
                cursor.execute("SELECT FROM pg_prepared_statements WHERE name = %s", (name,))
                if not cursor.rowcount:
                    cursor.execute(f"PREPARE {name} (jsonb) AS {_copies_before(table)}")
                self._prepared[table] = name
            return self._prepared[table]


def _copies_before(table: str) -> str:
    """The copy before each of those of a JSON array ``$1`` of ids and moments: position, what it says."""
    other = f"""SELECT FROM {SCHEMA}.{table} AS other WHERE other.id = newest.id
                    AND (other.observed_at, other.deleted) = (newest.observed_at, newest.deleted)
                    AND other.digest <> newest.digest"""
    return f"""
        SELECT asked.position - 1, newest.observed_at, newest.deleted, CASE
            WHEN newest.is_told AND EXISTS ({other}) THEN '{UNCLEAR}'
            WHEN NOT newest.is_told AND EXISTS ({other} AND other.event IS NOT NULL) THEN '{UNCLEAR}'
            ELSE newest.digest END
        FROM jsonb_array_elements($1) WITH ORDINALITY AS asked (copy, position)
        CROSS JOIN LATERAL (
            SELECT copy.id, copy.digest, copy.observed_at, copy.deleted, copy.event IS NOT NULL AS is_told
            FROM {SCHEMA}.{table} AS copy
            WHERE copy.id = asked.copy ->> 0 AND copy.observed_at <= (asked.copy ->> 1)::timestamptz
                AND {in_complete_load("copy")}
            ORDER BY {newest_first("copy", "copy.deleted")}
            LIMIT 1
        ) AS newest
    """


def _said(copy: Copy) -> Said:
    return copy.observed_at, copy.document.deleted, copy.document.digest


def _newest(this: Said | None, before: Said | None) -> Said | None:
    """Of one moment the copy of the later load counts, as in promotion, and a deletion before all."""
    return before if this is None or (before and before[:2] > this[:2]) else this


def _preceding(in_raw: Said | None, landed: Said | None, said: Said) -> Said | None:
    """The copy that comes before one observed now: of those in raw, or the newest that was landed since.

    None when there is none, and when a newer one was landed: an older one may lie between.
    """
    if landed is None:
        return in_raw
    if landed[:2] > said[:2]:
        return None
    return landed if in_raw is None or landed[:2] >= in_raw[:2] else in_raw
