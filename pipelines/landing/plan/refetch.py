"""Parents that rows of ``oltp`` name and that no list returned: deleted ones, detached ones, those of other lists."""

from collections.abc import Sequence

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject

AT_ONCE = 10_000  # of one type a round; the rest is for the next one


def want_missing(connection: Connection, objects: Sequence[StripeObject], *, is_first: bool = True) -> int:
    """Note the unresolved rows of these types as objects to be fetched, and say how many. Commits.

    What Stripe did not know is asked for again after two days, then four, and so on. So is what it refused to give,
    which is noted already. A row is unresolved, too, when its document waits in quarantine. Asking brings nothing that
    ``raw`` has not, unless it has the document from elsewhere only, a file, an event or another document: such ones
    are noted once a run, when it ``is_first``.
    """
    noted = 0
    with connection, connection.cursor() as cursor:
        for entry in objects:
            if entry.table and entry.path:
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
                noted += cursor.rowcount
    return noted


def _known(cursor: Cursor, entry: StripeObject, *, is_first: bool) -> str:
    """SQL for the ids in quarantine that are not to be asked for; nothing there may mean that raw has no such table."""
    held = f"SELECT held.id FROM meta.quarantine AS held WHERE held.object = '{entry.name}'"
    cursor.execute(f"SELECT EXISTS ({held})")
    if cursor.fetchone() == (False,) or not is_first:
        return held
    return f"""{held} AND EXISTS (
        SELECT FROM raw.{entry.plural} AS landed
        WHERE landed.id = held.id AND landed.origin IN ('list', 'retrieve') AND EXISTS (
            SELECT FROM raw._dlt_loads AS loads WHERE loads.load_id = landed._dlt_load_id AND loads.status = 0))"""
