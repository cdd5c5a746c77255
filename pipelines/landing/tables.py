"""The tables of the ``raw`` schema: one a type of object, append-only, and one for what none of them can hold.

They are made here, before dlt first sees them, so that their types, storage and indexes are ours. A row counts only
when its load is complete: ``_dlt_load_id`` is in ``raw._dlt_loads`` with status 0.
"""

import re
from collections.abc import Iterable
from hashlib import blake2b

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import CATALOGUE, StripeObject

SCHEMA = "raw"
SET_ASIDE = "set_aside"
LONGEST_NAME = 50
LONGEST_ID = 255  # Stripe: "up to 255 characters"; far more would not fit an index

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
# dlt's own table of completed loads, made early so that readers always find it.
LOADS = f"""
    CREATE TABLE IF NOT EXISTS {SCHEMA}._dlt_loads (
        load_id varchar(64) NOT NULL, schema_name varchar, status bigint NOT NULL,
        inserted_at timestamptz NOT NULL, schema_version_hash varchar
    );
    CREATE INDEX IF NOT EXISTS ix__dlt_loads_load_id ON {SCHEMA}._dlt_loads (load_id)
"""
_TYPES = {"text": 'text COLLATE "C"', "json": "jsonb", "timestamp": "timestamptz", "bool": "boolean", "binary": "bytea"}


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
    """Create what is missing of the schema, dlt's table of loads, ``set_aside`` and the tables named. Commits."""
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(%s)", (SCHEMA,))
        existing = {name for (name,) in cursor.fetchall()}
        if {"_dlt_loads", SET_ASIDE} - existing:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}; {LOADS}; {_set_aside_table()}")
        for plural in sorted(set(plurals) - existing):
            cursor.execute(_raw_table(plural))
        _add_parents(cursor)
        _compress_payloads(cursor)


def vacuum_grown(connection: Connection) -> None:
    """Vacuum and analyse the raw tables that are twice as large as when that was last done, or for which it never was.

    Without statistics the planner may read a whole load to find one id: 1,090 µs a document instead of 15. Autovacuum
    does it, too, but not before a first promotion. ``connection`` must be in autocommit mode.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'"
            # The first loads fit in a page, but taken for one they let the planner expect a fraction of the rows.
            " AND (pg_relation_size(oid) >= greatest(1, 2 * relpages::bigint) * current_setting('block_size')::bigint"
            " OR (relname = '_dlt_loads' AND reltuples < 50 AND pg_relation_size(oid) > 0))",
            (SCHEMA,),
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"VACUUM (ANALYZE) {SCHEMA}.{name}")


def parent_of(alias: str, entry: StripeObject) -> str:
    """The id of the object that a copy of a child type belongs to, as SQL; an index of its raw table has it.

    It is noted where the list was asked for under its parent, because elements of older versions do not say it.
    """
    assert entry.embedded is not None  # noqa: S101 -- only children are asked
    return f"coalesce({alias}.parent, {named_by(f'{alias}.payload', entry.embedded.reference)})"


def named_by(payload: str, field: str) -> str:
    """The id that a field of a document refers to, as SQL."""
    reference = f"{payload} -> '{field}'"
    return f"CASE jsonb_typeof({reference}) WHEN 'object' THEN {reference} ->> 'id' ELSE {reference} #>> '{{}}' END"


def _add_parents(cursor: Cursor) -> None:
    """Give the tables of an earlier release the column ``parent``, and child types the index over it."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'"
        " AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'payload')"
        " AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'parent')",
        (SCHEMA,),
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {SCHEMA}.{name} ADD COLUMN parent {_TYPES['text']}")
    for entry in CATALOGUE.values():
        if entry.embedded:
            table = f"{SCHEMA}.{entry.plural}"
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", (table,))
            if cursor.fetchone() == (True,):
                expression = parent_of(entry.plural, entry)
                cursor.execute(f"CREATE INDEX IF NOT EXISTS ix_{entry.plural}_parent ON {table} (({expression}))")


def _compress_payloads(cursor: Cursor) -> None:
    """Let what is too large for a quarter of a page be compressed, and stay in the page.

    By default PostgreSQL moves the largest values of such a row out: the digest and the ids, too, if only the payload
    may not. With lz4, where the server has it, compressing costs next to nothing. What an earlier release landed keeps
    its form: nothing is rewritten.
    """
    cursor.execute(
        "SELECT relname, string_agg(format('ALTER %%I SET STORAGE MAIN', attname), ', '),"
        " (SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression')"
        " FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attstorage = 'x' AND NOT attisdropped"
        " WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'"
        " AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'payload')"
        " GROUP BY relname",
        (SCHEMA,),
    )
    for name, in_page, has_lz4 in cursor.fetchall():
        method = ", ALTER payload SET COMPRESSION lz4" * has_lz4
        cursor.execute(f"ALTER TABLE {SCHEMA}.{name} RESET (toast_tuple_target), {in_page}{method}")


def _raw_table(plural: str) -> str:
    table = f"{SCHEMA}.{plural}"
    return f"""
        CREATE TABLE IF NOT EXISTS {table} ({_columns(RAW_COLUMNS)});
        CREATE INDEX IF NOT EXISTS ix_{plural}_id_observed_at ON {table} (id, observed_at);
        CREATE INDEX IF NOT EXISTS ix_{plural}_dlt_load_id ON {table} (_dlt_load_id)
    """


def _set_aside_table() -> str:
    return f"CREATE TABLE IF NOT EXISTS {SCHEMA}.{SET_ASIDE} ({_columns(SET_ASIDE_COLUMNS)})"


def _columns(columns: dict[str, dict[str, object]]) -> str:
    return ", ".join(
        f"{name} {_TYPES[str(column['data_type'])]}{'' if column['nullable'] else ' NOT NULL'}"
        for name, column in columns.items()
    )


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"
