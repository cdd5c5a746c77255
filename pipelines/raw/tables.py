"""The tables of the ``raw`` schema: one per type of object, append-only, and one for what none of them can hold.

Migrations make them (``oltp_schema.raw``), so that their types, storage and indexes are ours; those of types that no
migration knows are made here, before dlt first sees them. A row counts only when its load is complete: ``_dlt_load_id``
is in ``raw._dlt_loads`` with status 0.
"""

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from psycopg2.errors import LockNotAvailable
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema import raw
from oltp_schema.errors import SchemaBusyError
from oltp_schema.migrate import LOCK_TIMEOUT
from pipelines.catalogue import CATALOGUE, StripeObject

SCHEMA = raw.SCHEMA
SET_ASIDE = "set_aside"
COMPLETE_LOADS = f"SELECT loads.load_id FROM {SCHEMA}._dlt_loads AS loads WHERE loads.status = 0"
NEW_LOADS = f"{COMPLETE_LOADS} AND loads.seen_by IS NULL"
LONGEST_NAME = 50
ALTERED = "altered:"  # before the digest of a copy that somebody altered

# The columns as dlt knows them; the order is that of the files it imports.
RAW_COLUMNS = {
    "id": {"data_type": "text", "nullable": False},
    "payload": {"data_type": "json", "nullable": False},
    "api_version": {"data_type": "text", "nullable": True},
    "origin": {"data_type": "text", "nullable": False},
    "observed_at": {"data_type": "timestamp", "nullable": False},
    "digest": {"data_type": "text", "nullable": False},
    "verbatim": {"data_type": "bool", "nullable": False},
    "deleted": {"data_type": "bool", "nullable": False},
    "parent": {"data_type": "text", "nullable": True},
    "event": {"data_type": "json", "nullable": True},
    "forms": {"data_type": "bigint", "nullable": True, "precision": 32},
    "_dlt_load_id": {"data_type": "text", "nullable": False},
    "_dlt_id": {"data_type": "text", "nullable": False},
}
SET_ASIDE_COLUMNS = {
    "object": {"data_type": "text", "nullable": True},
    "id": {"data_type": "text", "nullable": True},
    "bytes": {"data_type": "binary", "nullable": False},
    "reason": {"data_type": "text", "nullable": False},
    "origin": {"data_type": "text", "nullable": False},
    "observed_at": {"data_type": "timestamp", "nullable": False},
    "digest": {"data_type": "text", "nullable": False},
    "_dlt_load_id": {"data_type": "text", "nullable": False},
    "_dlt_id": {"data_type": "text", "nullable": False},
}


def in_complete_load(copy: str) -> str:
    """Whether a copy's load is complete, as SQL, for a few copies: each load is looked up.

    OFFSET 0 keeps PostgreSQL from making a join of it, for which it may read all loads that there ever were.
    """
    return (
        f"EXISTS (SELECT FROM {SCHEMA}._dlt_loads AS loads"
        f" WHERE loads.load_id = {copy}._dlt_load_id AND loads.status = 0 OFFSET 0)"
    )


def is_intact(copy: str) -> str:
    """Whether nothing showed yet that somebody altered a copy, as SQL: see ``distrust``."""
    return f"NOT starts_with({copy}.digest, '{ALTERED}')"


def event_of(event_id: str, copy: str) -> str:
    """What is kept of an event with what it tells of an object, as SQL: its id, its type, what it says was before."""
    return (
        f"jsonb_build_object('id', {event_id}, 'type', {copy}.payload ->> 'type',"
        f" 'previous_attributes', {copy}.payload #> '{{data,previous_attributes}}')"
    )


def newest_first(copy: str, *of_a_moment: str) -> str:
    """The order of an object's copies in which the newest is first, as SQL; ``of_a_moment`` goes before the loads."""
    keys = (f"{copy}.observed_at", *of_a_moment, f"{copy}._dlt_load_id", f"{copy}._dlt_id")
    return ", ".join(f"{each} DESC" for each in keys)


def raw_table_of(name: str) -> str:
    """The raw table of a type of object, known to the catalogue or not: `checkout.session` → `checkout_sessions`."""
    if name in CATALOGUE:
        return CATALOGUE[name].plural
    word = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if _plural(word) in {SET_ASIDE, *(entry.plural for entry in CATALOGUE.values())}:
        word = f"other_{word}"  # `Charge` is not `charge`
    if not re.match(r"[a-z]", word):
        word = f"object_{word}".strip("_")
    if len(word) > LONGEST_NAME:
        word = f"{word[: LONGEST_NAME - 9].rstrip('_')}_{blake2b(name.encode(), digest_size=4).hexdigest()}"
    return _plural(word)


def ensure_raw_tables(connection: Connection, plurals: Iterable[str]) -> None:
    """Make the tables that are missing of those named: of types that no migration knows. Commits.

    Raises ForeignTableError when something else has such a name, SchemaBusyError when another session is in the way.
    """
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, TRUE)", (LOCK_TIMEOUT,))
            for plural in sorted(set(plurals)):
                raw.create_table(cursor, plural)
    except LockNotAvailable:
        raise SchemaBusyError from None


def distrust(cursor: Cursor, plural: str, dlt_id: str) -> None:
    """Note that a copy was altered since it landed, so that its digest is that of no document."""
    cursor.execute(
        f"UPDATE {SCHEMA}.{plural} SET digest = '{ALTERED}' || digest, forms = NULL WHERE _dlt_id = %s", (dlt_id,)
    )


def see_loads(cursor: Cursor, run_id: int) -> list[str]:
    """Note that a promotion has seen the new complete loads; returns their ids, sorted."""
    cursor.execute(
        f"UPDATE {SCHEMA}._dlt_loads AS loads SET seen_by = %s WHERE loads.status = 0 AND loads.seen_by IS NULL"
        " RETURNING loads.load_id",
        (run_id,),
    )
    return sorted({load_id for (load_id,) in cursor.fetchall()})


def existing(cursor: Cursor) -> set[str]:
    """The raw tables that are there."""
    return {table.partition(".")[2] for table in raw.tables(cursor)}


def with_rows(cursor: Cursor, plurals: Iterable[str], loads: Sequence[str] | None) -> set[str]:
    """Those of some raw tables in which the loads have rows: of a run's load, few; None are all there ever were."""
    among = "" if loads is None else " WHERE landed._dlt_load_id = ANY(%(loads)s)"
    looks = [
        f"SELECT '{plural}' WHERE EXISTS (SELECT FROM {SCHEMA}.{plural} AS landed{among})"
        for plural in sorted(set(plurals))
    ]
    if not looks:
        return set()
    cursor.execute(" UNION ALL ".join(looks), {"loads": loads and list(loads)})
    return {plural for (plural,) in cursor.fetchall()}


def drop_repeats(connection: Connection, load_id: str) -> None:
    """Remove a load's rows that are there twice: a run was killed between a COPY's commit and dlt's note of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = '_dlt_load_id'"
            f" WHERE relnamespace = to_regnamespace('{SCHEMA}') AND relkind = 'r' AND NOT starts_with(relname, '_dlt')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"""
                DELETE FROM {SCHEMA}.{table} AS again WHERE again.ctid = ANY (ARRAY(
                    SELECT numbered.place FROM (
                        SELECT landed.ctid AS place, row_number() OVER (PARTITION BY landed._dlt_id) AS number
                        FROM {SCHEMA}.{table} AS landed WHERE landed._dlt_load_id = %(load)s
                    ) AS numbered WHERE numbered.number > 1
                ))
                """,
                {"load": load_id},
            )


def vacuum_grown(connection: Connection) -> None:
    """Vacuum and analyse the raw tables that are twice as large as when that was last done, or for which it never was.

    Without statistics the planner may read a whole load to find one id: 1,090 µs a document instead of 15. Autovacuum
    does it, too, but not before a first promotion. ``connection`` must be in autocommit mode.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('{SCHEMA}') AND relkind = 'r'"
            # The first loads fit in a page, but taken for one they let the planner expect a fraction of the rows.
            " AND (pg_relation_size(oid) >= greatest(1, 2 * relpages::bigint) * current_setting('block_size')::bigint"
            " OR (relname = '_dlt_loads' AND reltuples < 50 AND pg_relation_size(oid) > 0"
            f" AND (SELECT count(*) FROM (SELECT FROM {SCHEMA}._dlt_loads LIMIT 100) AS loads) >= 2 * reltuples))"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"VACUUM (ANALYZE) {SCHEMA}.{name}")


def parent_of(alias: str, entry: StripeObject) -> str:
    """The id of the object that a copy of a child type belongs to, as SQL; an index of its raw table has it.

    It is noted where the list was asked for under its parent, because elements of older versions do not say it.
    """
    if entry.listed_per:
        return f"{alias}.id"
    assert entry.embedded is not None  # noqa: S101 -- only children are asked
    return f"coalesce({alias}.parent, {named_by(f'{alias}.payload', entry.embedded.reference)})"


def named_by(payload: str, field: str) -> str:
    """The id that a field of a document refers to, as SQL."""
    reference = f"{payload} -> '{field}'"
    return f"CASE jsonb_typeof({reference}) WHEN 'object' THEN {reference} ->> 'id' ELSE {reference} #>> '{{}}' END"


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"
