"""The tables of the schema ``raw``: one per type of object, append-only.

Migrations make them and change them; their shape is what the database has, and is written down nowhere else. A type
that no migration knows gets its table when it is met, made like the others. So there are tables that no release can
list: what a migration changes, it changes in every table of that shape, as the functions here do. Each takes a cursor
of psycopg2's; in a migration that is ``op.get_bind().connection.cursor()``.
"""

from psycopg2.extensions import cursor as Cursor

from oltp_schema.errors import ForeignTableError
from oltp_schema.schemas import of
from oltp_schema.sql_files import literal

SCHEMA = "raw"
MODEL = f"{SCHEMA}.events"  # what a new table is made like
# What tells a raw table from one that somebody else made in this schema.
SHAPE = ("id", "payload", "observed_at", "digest", "_dlt_load_id", "_dlt_id")


TABLE = "Copies of {} as Stripe sent them, append-only; one counts when its load is complete"
COLUMNS = {
    "id": "Id of the object",
    "payload": "The document",
    "api_version": "API version that the document is in; empty if it is not known",
    "origin": "How it came: list, retrieve, event, embedded in another document, or file",
    "observed_at": "When Stripe sent it: by the response, the event, or the file",
    "digest": "16 bytes of BLAKE2b of the exact bytes, in hex: the same document is not landed twice",
    "verbatim": "Whether the document has all of Stripe's characters: false where some are replaced, by U+FFFD",
    "deleted": "Whether Stripe said that the object is deleted",
    "parent": "Id of the object under which its list was requested",
    "event": "Of a copy from an event: its id, type and previous_attributes",
    "forms": "Number of the form rules that the document was checked against; empty: promotion checks it",
    "_dlt_load_id": "The load that brought it, a row of _dlt_loads",
    "_dlt_id": "Id of this copy",
}
OTHERS = {
    "raw.set_aside": "What landed and can be no document of raw: malformed JSON, or without an id",
    "raw.set_aside.object": "Type of the object, if it is known",
    "raw.set_aside.id": "Id of the object, if it is known",
    "raw.set_aside.bytes": "What came",
    "raw.set_aside.reason": "Why it is here",
    **{f"raw.set_aside.{column}": COLUMNS[column] for column in ("origin", "observed_at", "digest")},
    **{f"raw.set_aside.{column}": COLUMNS[column] for column in ("_dlt_load_id", "_dlt_id")},
    "raw._dlt_loads": "Loads; what one brought counts when its status is 0",
    "raw._dlt_loads.load_id": "Id of the load",
    "raw._dlt_loads.schema_name": "Name of dlt's schema",
    "raw._dlt_loads.status": "0 when it is complete",
    "raw._dlt_loads.inserted_at": "When it was complete",
    "raw._dlt_loads.schema_version_hash": "Version of dlt's schema",
    "raw._dlt_loads.seen_by": "The promotion that first saw it, a row of meta.runs; empty: none did",
    "meta.alembic_version": "The revision of the schema",
    "meta.alembic_version.version_num": "The revision's id",
}


def describe(cursor: Cursor) -> None:
    """Give these tables and their columns their COMMENTs, which a table that is made later takes over."""
    made = tables(cursor)
    words = dict(OTHERS)
    for table in made:
        words[table] = TABLE.format(table.partition(".")[2])
        words |= {f"{table}.{column}": what for column, what in COLUMNS.items()}
    cursor.execute(";\n".join(_comment(name, what) for name, what in words.items()))


def _comment(name: str, words: str) -> str:
    kind = "TABLE" if name.count(".") == 1 else "COLUMN"
    return f"COMMENT ON {kind} {name} IS {literal(words)}"


def tables(cursor: Cursor) -> list[str]:
    """Every raw table, as PostgreSQL names it, whoever met its type.

    A partition is not among them: it follows the table that it is a part of.
    """
    cursor.execute(
        f"SELECT format('{SCHEMA}.%%I', cls.relname) FROM pg_class AS cls"
        f" WHERE cls.relnamespace = to_regnamespace('{SCHEMA}') AND cls.relkind IN ('r', 'p')"
        " AND NOT cls.relispartition"
        " AND ARRAY(SELECT att.attname::text FROM pg_attribute AS att"
        "     WHERE att.attrelid = cls.oid AND NOT att.attisdropped) @> %(shape)s"
        " ORDER BY cls.relname",
        {"shape": list(SHAPE)},
    )
    return [table for (table,) in cursor.fetchall()]


def is_made(cursor: Cursor, name: str) -> bool:
    """Whether ``raw.<name>`` is there. Raises ForeignTableError when something else has its name."""
    cursor.execute(f"SELECT to_regclass('{SCHEMA}.{name}') IS NOT NULL")
    is_there = bool(cursor.fetchone() == (True,))
    table = f"{of(cursor).raw}.{name}"
    if is_there and table not in tables(cursor):
        raise ForeignTableError(table)
    return is_there


def create_table(cursor: Cursor, name: str, parent: str | None = None) -> None:
    """Make ``raw.<name>`` like the others. Where it is there already, because its type was met before, it stays.

    ``parent`` is for the elements of a list inside another document: the field by which they name it.
    """
    if not is_made(cursor, name):
        cursor.execute(
            f"CREATE TABLE {SCHEMA}.{name} (LIKE {MODEL} INCLUDING CONSTRAINTS INCLUDING DEFAULTS INCLUDING GENERATED"
            " INCLUDING STORAGE INCLUDING COMPRESSION INCLUDING COMMENTS);"
            + _comment(f"{SCHEMA}.{name}", TABLE.format(name))
        )
        create_indexes(cursor, name)
        index_events(cursor, name)
    if parent:
        index_parents(cursor, name, parent)


def create_indexes(cursor: Cursor, name: str) -> None:
    """Make the indexes of ``raw.<name>`` that are missing."""
    cursor.execute(
        f"CREATE INDEX IF NOT EXISTS ix_{name}_id_observed_at ON {SCHEMA}.{name} (id, observed_at);"
        f"CREATE INDEX IF NOT EXISTS ix_{name}_dlt_load_id ON {SCHEMA}.{name} (_dlt_load_id)"
    )


def index_events(cursor: Cursor, name: str) -> None:
    """Make the index over the copies in ``raw.<name>`` that events brought, which are few, or none."""
    cursor.execute(
        f"CREATE INDEX IF NOT EXISTS ix_{name}_event ON {SCHEMA}.{name} (id, observed_at) WHERE event IS NOT NULL"
    )


def index_parents(cursor: Cursor, name: str, parent: str) -> None:
    """Make the index over what the elements of a list belong to: noted with the copy, or an id or object in it."""
    field = f"payload -> '{parent}'"
    cursor.execute(
        f"CREATE INDEX IF NOT EXISTS ix_{name}_parent ON {SCHEMA}.{name} ((coalesce(parent,"
        f" CASE jsonb_typeof({field}) WHEN 'object' THEN {field} ->> 'id' ELSE {field} #>> '{{}}' END)))"
    )


def add_column(cursor: Cursor, name: str, definition: str) -> None:
    """Add a column to every raw table.

    ``definition`` is its type and what follows, such as ``text COLLATE "C"``. Rows and files of earlier releases have
    no value for it, so it takes NULL or has a constant for its default.
    """
    for table in tables(cursor):
        cursor.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name} {definition}")


def index_told(cursor: Cursor, name: str) -> None:
    """Make the index over what the events in ``raw.<name>`` tell of: its id, as our ids are compared, and when.

    In place of one of an earlier commit, which no statement can use.
    """
    cursor.execute(
        f"DROP INDEX IF EXISTS {SCHEMA}.ix_{name}_told; CREATE INDEX ix_{name}_told ON {SCHEMA}.{name}"
        " ((payload #>> '{data,object,id}') COLLATE \"C\", (payload ->> 'created'))"
    )
