"""Who reads what: work is claimed by locking its rows, so that several processes may share one plan.

One transaction holds the claims of one load. It commits what was done when that load is complete. A process that dies,
on whatever machine, takes its locks with it, and its work is there for the next one.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.schemas import execute_values
from pipelines.catalogue import CATALOGUE
from pipelines.landing.plan import watermarks
from pipelines.landing.plan.windows import CHANGES, Window
from pipelines.stripe_api.events import Change


@dataclass
class Done:
    """What became of one load's claims: windows that were read, what is left of them, and objects fetched or missing.

    ``left`` are not in the database yet. ``withheld`` are objects that Stripe refuses to give, ``failed`` those for
    which it failed to answer. ``refused`` are types that the key may not read or that the API version does not have.
    """

    windows: list[Window] = field(default_factory=list)
    left: list[Window] = field(default_factory=list)
    fetched: list[Change] = field(default_factory=list)
    missing: list[Change] = field(default_factory=list)
    withheld: list[Change] = field(default_factory=list)
    failed: list[Change] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)


class Claims:
    """The claims of one process, one load at a time."""

    def __init__(self, connection: Connection) -> None:
        """``connection`` is for the claims alone: they live as long as its transaction."""
        self._connection = connection
        self._taken: list[int] = []
        self._taken_wanted: list[Change] = []
        with connection, connection.cursor() as cursor:
            cursor.execute("SET idle_in_transaction_session_timeout = 0")

    def windows(self, objects: AbstractSet[str], limit: int, *, changes: bool) -> list[Window]:
        """Up to ``limit`` windows that nobody reads, those of events (if ``changes``) and of what is new first."""
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT planned.object, planned.purpose, planned.view,
                    extract(epoch FROM planned.created_from)::bigint,
                    extract(epoch FROM planned.created_before)::bigint,
                    planned.starting_after, planned.id
                FROM meta.windows AS planned
                WHERE planned.object = ANY(%s) AND planned.id <> ALL(%s) AND (%s OR planned.purpose <> '{CHANGES}')
                ORDER BY planned.purpose, planned.id
                LIMIT %s FOR UPDATE SKIP LOCKED
                """,
                (list(objects), self._taken, changes, limit),
            )
            windows = [Window(*row) for row in cursor.fetchall()]
        self._taken += [window.id for window in windows if window.id is not None]
        return windows

    def wanted(self, objects: AbstractSet[str], limit: int) -> list[Change]:
        """Up to ``limit`` objects to be fetched by id that nobody fetches, those that failed before last."""
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT queued.object, queued.id, queued.deletion, queued.api_version, queued.events
                FROM meta.refetch_queue AS queued
                WHERE queued.object = ANY(%s) AND {watermarks.DUE} AND NOT EXISTS (
                    SELECT FROM unnest(%s::text[], %s::text[]) AS had (object, id)
                    WHERE (had.object, had.id) = (queued.object, queued.id)
                )
                ORDER BY queued.asked_at NULLS FIRST, queued.object, queued.id
                LIMIT %s FOR UPDATE SKIP LOCKED
                """,
                (list(objects), *_columns(self._taken_wanted), limit),
            )
            wanted = [
                Change(name, id_, None if deletion is None else bytes(deletion), version, events and bytes(events))
                for name, id_, deletion, version, events in cursor.fetchall()
            ]
        self._taken_wanted += wanted
        return wanted

    def carry(self, windows: Sequence[Window]) -> None:
        """Count as taken what the load before this one claimed and leaves to it."""
        self._taken += [window.id for window in windows if window.id is not None]

    def hold(self) -> None:
        """Claim what was carried: the load before this one is settled, and its claims are gone.

        For a moment nobody held it. What another process took then is read twice, and the second copies are dropped.
        """
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT FROM meta.windows WHERE id = ANY(%s) FOR UPDATE SKIP LOCKED", (self._taken[:],))

    def numbered(self, windows: Sequence[Window]) -> list[Window]:
        """Windows that are not in the database yet, with the ids that they will have."""
        with self._connection.cursor() as cursor:
            return watermarks.numbered(cursor, windows)

    def settle(self, done: Done) -> None:
        """The load is complete: forget what was done, keep what is left. Gives up all claims."""
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute(  # one that another process took meanwhile is for that one to delete
                "DELETE FROM meta.windows WHERE id IN"
                " (SELECT read.id FROM meta.windows AS read WHERE read.id = ANY(%s) FOR UPDATE SKIP LOCKED)",
                ([window.id for window in done.windows],),
            )
            watermarks.add(cursor, [window for window in done.left if window.object not in done.refused])
            _remove(cursor, "refetch_queue", done.fetched + done.missing)
            _remove(cursor, "not_found", done.fetched)
            _put_off(cursor, [change for change in done.withheld if change.object not in done.refused], 1)
            _put_off(cursor, done.failed, 0)
            execute_values(
                cursor,
                "INSERT INTO meta.not_found (object, id, asked_at, times) VALUES %s ON CONFLICT (object, id)"
                " DO UPDATE SET asked_at = excluded.asked_at, times = not_found.times + 1",
                [(change.object, change.id) for change in done.missing],
                "(%s, %s, now(), 1)",
            )
            watermarks.forget(cursor, done.refused)
            # A whole list will show what changed, but not what was deleted.
            cursor.execute(
                "DELETE FROM meta.refetch_queue WHERE object = ANY(%s) AND deletion IS NULL", (list(done.refused),)
            )
        self._taken, self._taken_wanted = [], []

    def release(self) -> None:
        """Give up all claims: nothing was done."""
        self._connection.rollback()
        self._taken, self._taken_wanted = [], []


def want(connection: Connection, changes: Sequence[Change]) -> None:
    """Note objects that are to be fetched. Commits, so that no completed load of their events can lose them.

    Of those that are only named in another form, the ones that have a row.
    """
    with connection, connection.cursor() as cursor:
        named = [change for change in changes if change.is_named]
        changes = [change for change in changes if not change.is_named] + _with_a_row(cursor, named)
        execute_values(
            cursor,
            "INSERT INTO meta.refetch_queue AS queued (object, id, deletion, api_version, events, told_at) VALUES %s"
            " ON CONFLICT (object, id) DO UPDATE SET deletion = coalesce(excluded.deletion, queued.deletion),"
            " api_version = coalesce(excluded.api_version, queued.api_version), asked_at = NULL, events = CASE"
            "     WHEN excluded.told_at > coalesce(queued.told_at, '-infinity') THEN excluded.events"
            "     WHEN excluded.told_at = queued.told_at AND position("
            "         substring(excluded.events FROM 2 FOR octet_length(excluded.events) - 2) IN queued.events) = 0"
            "     THEN substring(queued.events FROM 1 FOR octet_length(queued.events) - 1)"
            "         || ','::bytea || substring(excluded.events FROM 2)"
            "     ELSE queued.events END, told_at = greatest(excluded.told_at, queued.told_at)"
            " WHERE excluded.deletion IS NOT NULL OR queued.asked_at IS NOT NULL"
            "     OR excluded.told_at >= coalesce(queued.told_at, '-infinity')",
            [
                (one.object, one.id, one.deletion, one.api_version, one.events, one.told_at)
                for one in _once(changes).values()
            ],
            "(%s, %s, %s, %s, %s, to_timestamp(%s))",
        )


def _once(changes: Sequence[Change]) -> dict[tuple[str, str], Change]:
    """What several events say of each object: a deletion, if any of them does, and the last of them."""
    once: dict[tuple[str, str], Change] = {}
    for change in changes:
        named = (change.object, change.id)
        once[named] = _both(once[named], change) if named in once else change
    return once


def _both(one: Change, other: Change) -> Change:
    gone = other if other.deletion is not None else one
    earlier, later = sorted((one, other), key=lambda change: -1 if change.told_at is None else change.told_at)
    events = later.events
    if events and earlier.events and earlier.told_at == later.told_at and earlier.events != events:
        events = earlier.events[:-1] + b"," + events[1:]
    return Change(one.object, one.id, gone.deletion, gone.api_version, events, later.told_at)


def _with_a_row(cursor: Cursor, changes: Sequence[Change]) -> list[Change]:
    known: set[tuple[str, str]] = set()
    for name in {change.object for change in changes}:
        ids = [change.id for change in changes if change.object == name]
        cursor.execute(f"SELECT id FROM oltp.{CATALOGUE[name].table} WHERE id = ANY(%s)", (ids,))
        known |= {(name, id_) for (id_,) in cursor.fetchall()}
    return [change for change in changes if (change.object, change.id) in known]


def _remove(cursor: Cursor, table: str, changes: Sequence[Change]) -> None:
    cursor.execute(
        f"DELETE FROM meta.{table} AS kept USING unnest(%s::text[], %s::text[]) AS had (object, id)"
        " WHERE (kept.object, kept.id) = (had.object, had.id)",
        _columns(changes),
    )


def _put_off(cursor: Cursor, changes: Sequence[Change], times: int) -> None:
    """Keep objects wanted that were asked for in vain; ``times`` is 1 for a refusal, 0 for a failure that may pass."""
    once = {(change.object, change.id): change for change in changes}
    execute_values(
        cursor,
        "INSERT INTO meta.refetch_queue AS queued (object, id, deletion, api_version, asked_at, times) VALUES %s"
        " ON CONFLICT (object, id) DO UPDATE SET asked_at = excluded.asked_at, times = queued.times + excluded.times",
        [(change.object, change.id, change.deletion, change.api_version, times) for change in once.values()],
        "(%s, %s, %s, %s, now(), %s)",
    )


def _columns(changes: Sequence[Change]) -> tuple[list[str], list[str]]:
    return [change.object for change in changes], [change.id for change in changes]
