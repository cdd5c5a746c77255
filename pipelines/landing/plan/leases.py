"""Who reads what: a lease is the lock of a row that plans work, so that several processes may share one plan.

One transaction holds the leases of one load, and commits what was done when that load is complete. Its locks end with
it, so what the next load of the same process goes on with is handed over while nobody leases. A process that dies, on
whatever machine, takes its locks with it, and its work is there for the next one.
"""

import threading
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.schemas import execute_values
from oltp_schema.sql_files import sql_file
from pipelines.landing.plan import watermarks
from pipelines.landing.plan.sharing import handing_over, leasing
from pipelines.landing.plan.windows import CHANGES, Window
from pipelines.stripe_api.events import Change


@dataclass
class Done:
    """What became of one load's leases: windows that were read, what is left of them, and objects fetched or not found.

    ``left`` are not in the database yet. ``kept`` are those of them, and of the windows leased and not read, that the
    next load of this process goes on with. ``unavailable`` are objects that Stripe refuses to give, ``failed``
    those for which it failed to answer. ``refused`` are types that the key may not read or the API version lacks.
    """

    windows: list[Window] = field(default_factory=list)
    left: list[Window] = field(default_factory=list)
    kept: list[Window] = field(default_factory=list)
    fetched: list[Change] = field(default_factory=list)
    not_found: list[Change] = field(default_factory=list)
    unavailable: list[Change] = field(default_factory=list)
    failed: list[Change] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)


class Leases:
    """The leases of one process, one load at a time."""

    def __init__(self, connection: Connection) -> None:
        """``connection`` is for the leases alone: they live as long as its transaction."""
        self._connection = connection
        self._windows: set[int] = set()  # ids
        self._objects: list[Change] = []
        self._turn = threading.Lock()  # of who leases windows and who hands some over: they are two threads
        with connection, connection.cursor() as cursor:
            cursor.execute("SET idle_in_transaction_session_timeout = 0")

    def acquire_windows(self, objects: AbstractSet[str], limit: int, *, changes: bool) -> list[Window]:
        """Lease up to ``limit`` windows that nobody reads, events (if ``changes``) and what is new first."""
        with self._turn, leasing(self._connection), self._connection.cursor() as cursor:
            cursor.execute(
                sql_file(__package__, "lease_windows.sql"),
                {
                    "objects": list(objects),
                    "leased": list(self._windows),
                    "purposes_left_out": [] if changes else [CHANGES],
                    "limit": limit,
                },
            )
            windows = [
                Window(name, purpose, view, since, until, starting_after, id_)
                for name, purpose, view, starting_after, id_, since, until in cursor.fetchall()
            ]
            self._windows.update(_ids(windows))
        return windows

    def acquire_objects(self, objects: AbstractSet[str], limit: int) -> list[Change]:
        """Lease up to ``limit`` objects of each type that wait in the refetch queue and that nobody fetches.

        Of each, because Stripe limits each type by itself. Those that failed before come last. What is leased already
        is one array, in which PostgreSQL looks things up by hash: joined, it was passed over once for each that waits.
        """
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT queued.object, queued.id, queued.deletion, queued.api_version, queued.events
                FROM unnest(%s::text[]) AS of_type (object)
                CROSS JOIN LATERAL (
                    SELECT queued.* FROM meta.refetch_queue AS queued
                    WHERE queued.object = of_type.object AND {watermarks.DUE}
                        AND queued.object || ' ' || queued.id <> ALL (%s::text[])
                    ORDER BY queued.asked_at NULLS FIRST, queued.id
                    LIMIT %s FOR UPDATE SKIP LOCKED
                ) AS queued
                """,
                (list(objects), [f"{had.object} {had.id}" for had in self._objects], limit),
            )
            queued = [
                Change(name, id_, None if deletion is None else bytes(deletion), version, events and bytes(events))
                for name, id_, deletion, version, events in cursor.fetchall()
            ]
        self._objects += queued
        return queued

    def expect(self, windows: Sequence[Window]) -> None:
        """Count as leased what the load before this one will hand over: it is settled later than this one is begun."""
        self._windows.update(_ids(windows))

    @contextmanager
    def inheriting(self, windows: Sequence[Window]) -> Iterator[None]:
        """Lease ``windows`` after the block, which releases them. Nobody else can lease them in between."""
        with self._turn, handing_over(self._connection):
            yield
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT FROM meta.windows WHERE id = ANY(%s) FOR UPDATE SKIP LOCKED", (_ids(windows),))
            self.expect(windows)

    def numbered(self, windows: Sequence[Window]) -> list[Window]:
        """Windows that are not in the database yet, with the ids that they will have."""
        with self._connection.cursor() as cursor:
            return watermarks.numbered(cursor, windows)

    def settle(self, done: Done, heir: "Leases") -> None:
        """The load is complete: forget what was done, keep what is left. Releases all leases.

        Those of what is ``kept`` go to ``heir``, which has settled its own load.
        """
        with ExitStack() as after, self._connection, self._connection.cursor() as cursor:
            _note(cursor, done)
            self._windows, self._objects = set(), []
            if done.kept:  # last, because nothing is to be waited for then
                after.enter_context(heir.inheriting(done.kept))

    def release(self) -> None:
        """Release all leases: nothing was done."""
        self._connection.rollback()
        self._windows, self._objects = set(), []


def _note(cursor: Cursor, done: Done) -> None:
    cursor.execute(  # they are ours; were one not, this would wait for a load of this process that waits for this one
        "DELETE FROM meta.windows WHERE id IN"
        " (SELECT read.id FROM meta.windows AS read WHERE read.id = ANY(%s) FOR UPDATE SKIP LOCKED)",
        (_ids(done.windows),),
    )
    watermarks.add(cursor, [window for window in done.left if window.object not in done.refused])
    _remove(cursor, "refetch_queue", done.fetched + done.not_found)
    _remove(cursor, "not_found", done.fetched)
    _back_off(cursor, [change for change in done.unavailable if change.object not in done.refused], 1)
    _back_off(cursor, done.failed, 0)
    execute_values(
        cursor,
        "INSERT INTO meta.not_found (object, id, asked_at, times) VALUES %s ON CONFLICT (object, id)"
        " DO UPDATE SET asked_at = excluded.asked_at, times = not_found.times + 1",
        [(change.object, change.id) for change in done.not_found],
        "(%s, %s, now(), 1)",
    )
    watermarks.forget(cursor, done.refused)
    # A whole list will show what changed, but not what was deleted.
    cursor.execute(  # those that another load leased are for that one to delete, here and below
        "DELETE FROM meta.refetch_queue WHERE (object, id) IN (SELECT queued.object, queued.id"
        " FROM meta.refetch_queue AS queued WHERE queued.object = ANY(%s) AND queued.deletion IS NULL"
        " FOR UPDATE SKIP LOCKED)",
        (list(done.refused),),
    )


def _remove(cursor: Cursor, table: str, changes: Sequence[Change]) -> None:
    cursor.execute(
        f"DELETE FROM meta.{table} AS kept USING unnest(%s::text[], %s::text[]) AS had (object, id)"
        " WHERE (kept.object, kept.id) = (had.object, had.id)",
        _columns(changes),
    )


def _back_off(cursor: Cursor, changes: Sequence[Change], times: int) -> None:
    """Keep objects queued that were asked for in vain; ``times`` is 1 for a refusal, 0 for a failure that may pass."""
    once = {(change.object, change.id): change for change in sorted(changes, key=lambda each: (each.object, each.id))}
    objects, ids = _columns(list(once.values()))
    cursor.execute(sql_file(__package__, "back_off.sql"), {"objects": objects, "ids": ids, "times": times})
    execute_values(
        cursor,
        "INSERT INTO meta.refetch_queue (object, id, deletion, api_version, asked_at, times) VALUES %s"
        " ON CONFLICT DO NOTHING",
        [(change.object, change.id, change.deletion, change.api_version, times) for change in once.values()],
        "(%s, %s, %s, %s, now(), %s)",
    )


def _columns(changes: Sequence[Change]) -> tuple[list[str], list[str]]:
    return [change.object for change in changes], [change.id for change in changes]


def _ids(windows: Sequence[Window]) -> list[int]:
    return [window.id for window in windows if window.id is not None]
