"""Objects found inside other documents: the only copies of what no list returns, inline prices above all.

They land in ``raw`` as copies of origin ``embedded``, with the observation of the document that holds them. Full ones
fill what is not known otherwise and never stand before a copy that Stripe served by itself. The stub of a deleted
object says that it is gone, unless a copy that was observed since says otherwise.
"""

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import CATALOGUE, StripeObject
from pipelines.promotion.copies import COMPLETE_LOADS

SEARCHED = "embedded"  # stands in meta.promoted_loads for the loads that were searched
ANYWHERE = "strict $.**"
# Every promoted object has it in every version; a deleted stub does not.
MARK_OF_A_FULL_COPY = "livemode"


def land_embedded(cursor: Cursor, *, run_id: int) -> None:
    """Search the complete loads that no promotion has searched yet, and land what they hold.

    In lists, only where the catalogue says that Stripe embeds: their form is ours to choose. In documents of files and
    events, anywhere: they may have been rendered with anything expanded.
    """
    cursor.execute(
        f"{COMPLETE_LOADS} AND NOT EXISTS (SELECT FROM meta.promoted_loads AS done"
        " WHERE done.load_id = loads.load_id AND done.object = %s)",
        (SEARCHED,),
    )
    loads = sorted({load_id for (load_id,) in cursor.fetchall()})
    if not loads:
        return
    cursor.execute("""
        CREATE TEMP TABLE embedded (
            object text, id text COLLATE "C", payload jsonb, api_version text, observed_at timestamptz,
            load_id text, raw_id text
        ) ON COMMIT DROP
    """)
    for holder in CATALOGUE.values():
        for path in holder.embeds:
            _find(cursor, holder, path, loads)
        if given := _given_by_a_user(cursor, holder, loads):
            _find(cursor, holder, ANYWHERE, given)
    for target in CATALOGUE.values():
        if target.table and target.embedded is None:
            _land(cursor, target)
    cursor.execute(
        "INSERT INTO meta.promoted_loads (object, load_id, transform_version, run_id)"
        " SELECT %s, unnest(%s::text[]), 0, %s",
        (SEARCHED, loads, run_id),
    )


def _given_by_a_user(cursor: Cursor, holder: StripeObject, loads: list[str]) -> list[str]:
    """The loads whose documents of one type come from files or events; one row tells, as a load has one source."""
    cursor.execute(
        f"""
        SELECT load.id FROM unnest(%s::text[]) AS load (id)
        CROSS JOIN LATERAL (
            SELECT landed.origin FROM raw.{holder.plural} AS landed WHERE landed._dlt_load_id = load.id LIMIT 1
        ) AS one
        WHERE one.origin IN ('file', 'event')
        """,
        (loads,),
    )
    return [load_id for (load_id,) in cursor.fetchall()]


def _find(cursor: Cursor, holder: StripeObject, path: str, loads: list[str]) -> None:
    """Note the full objects and the stubs at ``path`` of the documents of one type."""
    cursor.execute(
        f"""
        INSERT INTO embedded
        SELECT found.value ->> 'object', found.value ->> 'id', found.value, holder.api_version, holder.observed_at,
            holder._dlt_load_id, holder._dlt_id || '.' || found.ordinality
        FROM raw.{holder.plural} AS holder
        CROSS JOIN LATERAL jsonb_path_query(
            holder.payload,
            '{path} ? (exists (@.object) && (exists (@.{MARK_OF_A_FULL_COPY}) || @.deleted == true))',
            silent => TRUE
        ) WITH ORDINALITY AS found (value, ordinality)
        WHERE holder._dlt_load_id = ANY(%s) AND found.value ->> 'id' <> holder.id
            AND jsonb_typeof(found.value -> 'id') = 'string'
        """,
        (loads,),
    )


def _land(cursor: Cursor, target: StripeObject) -> None:
    """Land the newest found copy of each id, unless Stripe served the id by itself or the copy says nothing new.

    Of a stub that is so when any copy of its id is not older.
    """
    known = f"""
        SELECT known.payload, known.origin, known.observed_at FROM raw.{target.plural} AS known
        WHERE known.id = found.id AND known._dlt_load_id IN ({COMPLETE_LOADS})
    """
    cursor.execute(
        f"""
        WITH found AS (
            SELECT DISTINCT ON (embedded.id, stub.is_stub) embedded.*, stub.is_stub
            FROM embedded
            CROSS JOIN LATERAL (SELECT NOT embedded.payload ? '{MARK_OF_A_FULL_COPY}' AS is_stub) AS stub
            WHERE embedded.object = %s
            ORDER BY embedded.id, stub.is_stub, embedded.observed_at DESC, embedded.load_id DESC, embedded.raw_id DESC
        )
        INSERT INTO raw.{target.plural} (id, payload, api_version, origin, observed_at, digest, verbatim,
            deleted, _dlt_load_id, _dlt_id)
        SELECT found.id, found.payload, found.api_version, 'embedded', found.observed_at,
            md5(found.payload::text), TRUE, found.payload -> 'deleted' IS NOT DISTINCT FROM 'true', found.load_id,
            found.raw_id
        FROM found
        WHERE CASE
            WHEN found.is_stub THEN NOT EXISTS ({known} AND known.observed_at >= found.observed_at)
            ELSE NOT EXISTS (
                SELECT FROM (
                    {known}
                    ORDER BY known.origin = 'embedded', known.observed_at DESC, known._dlt_load_id DESC,
                        known._dlt_id DESC
                    LIMIT 1
                ) AS newest
                WHERE newest.origin <> 'embedded' OR newest.payload = found.payload
            )
        END
        """,
        (target.name,),
    )
