"""Events that were received: the objects that they name are fetched, whether or not Stripe lists the events yet.

A bell says what to ask for and nothing else. Where it is wrong, doubled or late, something is asked for in vain.
"""

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import CATALOGUE, EVENT, StripeObject
from pipelines.landing.plan import watermarks
from pipelines.raw.tables import in_complete_load

FORM = "^[A-Za-z0-9_.-]{1,255}$"  # of ids: whatever else is said to be one is not asked for
_KNOWN = f"""EXISTS (
    SELECT FROM raw.{EVENT.plural} AS known WHERE known.id = rung.id AND {in_complete_load("known")}
)"""


def answer(cursor: Cursor) -> int:
    """Queue what the events name that came and were not listed yet, and forget them: how many there were."""
    cursor.execute("SELECT EXISTS (SELECT FROM meta.doorbell)")
    if cursor.fetchone() == (False,):
        return 0
    begun = watermarks.current(cursor)
    cursor.execute(f"SELECT to_regclass('raw.{EVENT.plural}') IS NOT NULL")
    (is_there,) = cursor.fetchone()
    cursor.execute(
        f"""
        WITH rung AS (DELETE FROM meta.doorbell RETURNING *)
        INSERT INTO meta.refetch_queue AS queued (object, id)
        SELECT DISTINCT rung.object_type, rung.object_id FROM rung
        WHERE rung.object_type = ANY(%s) AND rung.object_id ~ %s AND NOT {_KNOWN if is_there else "FALSE"}
        ORDER BY 1, 2
        ON CONFLICT (object, id) DO UPDATE SET asked_at = NULL
        """,
        ([entry.name for entry in CATALOGUE.values() if entry.name in begun and _is_fetched(entry)], FORM),
    )
    return int(cursor.rowcount)


def _is_fetched(entry: StripeObject) -> bool:
    """Whether objects of a type are asked for by id when an event names them."""
    return (
        entry is not EVENT
        and bool(entry.path)
        and not (entry.is_of_api_v2 or entry.listed_per or entry.shown_by_others)
    )
