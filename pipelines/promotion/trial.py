"""What was learned by writing rows that are then taken back: who was looked at, which copies were refused, and why."""

from dataclasses import dataclass
from json import dumps
from typing import Any

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject
from pipelines.promotion.select import Scope


@dataclass(frozen=True)
class TrialOutcome:
    """The ids in scope, the copies that were refused, and the rows of quarantine that say why."""

    ids: list[str]
    refused: list[str]
    quarantined: list[dict[str, Any]]


def outcome(cursor: Cursor, entry: StripeObject, scope: Scope, *, run_id: int) -> TrialOutcome:
    """What a promotion knows that goes when its savepoint is taken back."""
    ids = "ARRAY[]::text[]" if scope.everything else f"ARRAY(SELECT looked.id FROM {scope.table} AS looked)"
    cursor.execute(
        f"SELECT {ids}, ARRAY(SELECT refused.raw_id FROM refused), ARRAY(SELECT to_jsonb(quarantined)"
        " FROM meta.quarantine AS quarantined WHERE quarantined.object = %s AND quarantined.last_run_id = %s)",
        (entry.name, run_id),
    )
    return TrialOutcome(*cursor.fetchone())


def keep(cursor: Cursor, entry: StripeObject, scope: Scope, found: TrialOutcome) -> None:
    """Put it in place again."""
    if not scope.everything:
        cursor.execute(f"INSERT INTO {scope.table} SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", (found.ids,))
    cursor.execute("INSERT INTO refused SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", (found.refused,))
    cursor.execute(
        "DELETE FROM meta.quarantine AS quarantined WHERE quarantined.object = %s AND quarantined.id = ANY(%s)",
        (entry.name, [row["id"] for row in found.quarantined]),
    )
    cursor.execute(
        "INSERT INTO meta.quarantine"
        " SELECT quarantined.* FROM jsonb_populate_recordset(NULL::meta.quarantine, %s) AS quarantined",
        (dumps(found.quarantined),),
    )
