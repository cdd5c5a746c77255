"""A raw schema as it would have been at a moment: what was observed by then, and what events told by then.

The installation that it is filled for reads the other one's tables by their quoted names, which no cursor translates.
"""

from datetime import datetime

from psycopg2.extensions import cursor as Cursor

from oltp_schema import raw
from oltp_schema.schemas import Schemas, of
from pipelines.catalogue import CATALOGUE, EVENT, StripeObject
from pipelines.raw.tables import COMPLETE_LOADS, RAW_COLUMNS, event_of, existing

COLUMNS = ", ".join(RAW_COLUMNS)
CREATED = "(landed.payload ->> 'created')::numeric"


def told_of() -> list[StripeObject]:
    """The types whose objects events tell in full, as Stripe does not land them by itself."""
    return [
        entry
        for entry in CATALOGUE.values()
        if entry.table and entry.path and not (entry.singleton or entry.shown_by_others or entry is EVENT)
    ]


def fill(cursor: Cursor, source: Schemas, moment: datetime) -> bool:
    """Copy what complete loads of another installation brought of the time up to ``moment``.

    An event counts from when it happened, not from when it was read. Says whether there is anything but events.
    """
    was_read = False
    cursor.execute(
        "INSERT INTO raw._dlt_loads (load_id, schema_name, status, inserted_at)"
        f' SELECT load_id, schema_name, status, inserted_at FROM "{source.raw}"._dlt_loads WHERE status = 0'
    )
    there = _tables(cursor, source)
    for plural in sorted(there & {entry.plural for entry in CATALOGUE.values()}):
        within = "landed.observed_at <= %(moment)s"
        if plural == EVENT.plural:
            is_number = "jsonb_typeof(landed.payload -> 'created') = 'number'"
            within = f"CASE WHEN {is_number} THEN {CREATED} END <= extract(epoch FROM %(moment)s)"
        raw.create_table(cursor, plural)
        cursor.execute(
            f'INSERT INTO raw.{plural} ({COLUMNS}) SELECT {COLUMNS} FROM "{source.raw}".{plural} AS landed'
            f" WHERE {within} AND landed.origin <> 'embedded' AND landed._dlt_load_id IN ({COMPLETE_LOADS})",
            {"moment": moment},
        )
        if plural != EVENT.plural and not was_read:
            cursor.execute(f"SELECT EXISTS (SELECT FROM raw.{plural} AS landed WHERE landed.origin <> 'event')")
            was_read = cursor.fetchone() == (True,)
    return was_read


def land_told(cursor: Cursor, entry: StripeObject) -> None:
    """Land what the events in the table ``told`` say of a type, as files of events land it: copies of those moments."""
    preview = f" AND NOT starts_with(told.id, '{entry.preview}')" if entry.preview else ""
    cursor.execute(f"""
        INSERT INTO raw.{entry.plural} ({COLUMNS})
        SELECT told.id, about.payload, told.api_version, 'event', told.observed_at,
            CASE WHEN told.is_gone THEN 'deleted:' ELSE '' END || md5(about.payload::text), TRUE, told.is_gone, NULL,
            about.event, NULL, told.load_id, told.raw_id || '.told'
        FROM told CROSS JOIN LATERAL (
            SELECT landed.payload #> '{{data,object}}' AS payload, {event_of("told.event_id", "landed")} AS event
            FROM raw.{EVENT.plural} AS landed WHERE landed.ctid = told.copy
        ) AS about
        WHERE told.name = '{entry.name}'{preview} AND NOT EXISTS (
            SELECT FROM raw.{entry.plural} AS known
            WHERE known.id = told.id AND known.observed_at = told.observed_at AND known.event IS NOT NULL
                AND known.event ->> 'id' = told.event_id
        )
    """)


def _tables(cursor: Cursor, source: Schemas) -> set[str]:
    assert of(cursor) != source  # noqa: S101 -- an installation is no past of its own
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (source.raw,))
    return {name for (name,) in cursor.fetchall()} & (existing(cursor) | {entry.plural for entry in told_of()})
