"""Whether it is time to compare everything with Stripe again: asked by every run, so without what compares."""

from collections.abc import Sequence
from datetime import timedelta

from psycopg2.extensions import connection as Connection

from pipelines.catalogue import StripeObject

RECONCILE = "reconcile"  # the name of such runs in meta.runs
# Of years of runs, one a minute, only the last comparison and the first of all are looked for.
RUNS = """
    SELECT runs.started_at FROM meta.runs
    JOIN meta.ledger ON ledger.run_id = runs.id AND ledger.object = cursors.object
    WHERE runs.outcome = 'done'
"""


def due(connection: Connection, objects: Sequence[StripeObject], every: timedelta) -> list[StripeObject]:
    """Those of ``objects`` whose last full comparison, or else first run, is ``every`` or longer ago (zero: never)."""
    if not every:
        return []
    with connection, connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT cursors.object FROM meta.cursors
            WHERE coalesce(
                ({RUNS} AND runs.command = %s ORDER BY runs.id DESC LIMIT 1), ({RUNS} ORDER BY runs.id LIMIT 1)
            ) < now() - %s
            """,
            (RECONCILE, every),
        )
        names = {name for (name,) in cursor.fetchall()}
    return [entry for entry in objects if entry.name in names and entry.path]
