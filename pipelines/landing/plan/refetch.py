"""The refetch queue: objects that are to be fetched by their id.

An event tells of them, a comparison misses them, or rows of ``oltp`` name them and no list returned them: deleted ones,
detached ones, those of other lists.
"""

from collections.abc import Sequence

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.sql_files import sql_file
from pipelines.catalogue import CATALOGUE, StripeObject
from pipelines.stripe_api.events import Change

AT_ONCE = 10_000  # of one type per pass; the rest is for the next one


def enqueue(connection: Connection, changes: Sequence[Change]) -> None:
    """Queue objects. Commits, so that no completed load of their events can lose them.

    Of those that are only named in another form, the ones that have a row.
    """
    with connection, connection.cursor() as cursor:
        named = [change for change in changes if change.is_named]
        changes = [change for change in changes if not change.is_named] + _with_a_row(cursor, named)
        cursor.execute(sql_file(__package__, "enqueue.sql"), _arrays(list(_once(changes).values())))


def _arrays(changes: Sequence[Change]) -> dict[str, list[object]]:
    """In one order, so that two processes that queue the same objects do not wait for each other."""
    changes = sorted(changes, key=lambda change: (change.object, change.id))
    return {
        "objects": [change.object for change in changes],
        "ids": [change.id for change in changes],
        "deletions": [change.deletion for change in changes],
        "api_versions": [change.api_version for change in changes],
        "events": [change.events for change in changes],
        "told_at": [change.told_at for change in changes],
    }


def enqueue_unresolved(connection: Connection, objects: Sequence[StripeObject], *, is_first: bool = True) -> int:
    """Queue the unresolved rows of these types, and say how many. Commits.

    What Stripe did not know is asked for again after two days, then four, and so on. So is what it refused to give,
    which is queued already. A row is unresolved, too, when its document waits in quarantine. Asking brings nothing that
    ``raw`` has not, unless it has the document from elsewhere only, a file, an event or another document: such ones
    are queued once per run, when it ``is_first``.
    """
    queued = 0
    with connection, connection.cursor() as cursor:
        for entry in _with_unresolved(cursor, [entry for entry in objects if entry.table and entry.path]):
            cursor.execute(
                f"""
                INSERT INTO meta.refetch_queue (object, id)
                SELECT %(object)s, named.id FROM oltp.{entry.table} AS named
                LEFT JOIN meta.not_found ON not_found.object = %(object)s AND not_found.id = named.id
                LEFT JOIN meta.refetch_queue AS queued ON queued.object = %(object)s AND queued.id = named.id
                WHERE named.row_state = 'unresolved' AND queued.id IS NULL
                    AND (not_found.id IS NULL
                        OR not_found.asked_at + interval '1 day' * 2 ^ least(not_found.times, 10) < now())
                    AND named.id NOT IN ({_known(cursor, entry, is_first=is_first)})
                LIMIT %(limit)s
                ON CONFLICT DO NOTHING
                """,
                {"object": entry.name, "limit": AT_ONCE},
            )
            queued += cursor.rowcount
    return queued


def _with_unresolved(cursor: Cursor, objects: Sequence[StripeObject]) -> list[StripeObject]:
    """Those of these types that have unresolved rows, found by one statement however many there are."""
    if not objects:
        return []
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT '{entry.name}' WHERE EXISTS (SELECT FROM oltp.{entry.table} AS named"
            " WHERE named.row_state = 'unresolved')"
            for entry in objects
        )
    )
    found = {name for (name,) in cursor.fetchall()}
    return [entry for entry in objects if entry.name in found]


def _known(cursor: Cursor, entry: StripeObject, *, is_first: bool) -> str:
    """SQL for the ids in quarantine that are not to be asked for; nothing there may mean that raw has no such table."""
    quarantined = f"SELECT quarantined.id FROM meta.quarantine AS quarantined WHERE quarantined.object = '{entry.name}'"
    cursor.execute(f"SELECT EXISTS ({quarantined})")
    if cursor.fetchone() == (False,) or not is_first:
        return quarantined
    return f"""{quarantined} AND EXISTS (
        SELECT FROM raw.{entry.plural} AS landed
        WHERE landed.id = quarantined.id AND landed.origin IN ('list', 'retrieve') AND EXISTS (
            SELECT FROM raw._dlt_loads AS loads WHERE loads.load_id = landed._dlt_load_id AND loads.status = 0))"""


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
