"""Objects that other documents alone show, of a type whose list has all that exist: those may be gone."""

from pipelines.catalogue import StripeObject
from pipelines.raw.tables import COMPLETE_LOADS, newest_first


def enqueue(entry: StripeObject, within: str) -> str:
    """Queue such objects, each with its document: where Stripe answers 404, that is the last one of what is gone.

    ``within`` is SQL with `{}` for the id. None of a type that no run has planned.
    """
    copies = f"raw.{entry.plural} AS landed WHERE landed.id = kept.id AND landed._dlt_load_id IN ({COMPLETE_LOADS})"
    return f"""
        INSERT INTO meta.refetch_queue (object, id, deletion, api_version)
        SELECT '{entry.name}', kept.id, convert_to(shown.payload::text, 'UTF8'), shown.api_version
        FROM oltp.{entry.table} AS kept
        CROSS JOIN LATERAL (
            SELECT landed.payload, landed.api_version FROM {copies}
            ORDER BY {newest_first("landed")} LIMIT 1
        ) AS shown
        WHERE kept.row_state = 'present' AND {within.format("kept.id")}
            AND EXISTS (SELECT FROM meta.watermarks AS planned WHERE planned.object = '{entry.name}')
            AND NOT EXISTS (SELECT FROM {copies} AND landed.origin <> 'embedded')
        ON CONFLICT DO NOTHING
    """
