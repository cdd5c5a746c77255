"""The raw tables: what migrations made, what is made of a type that none knows, and how they lie on disk."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from oltp_schema import migrate, raw
from oltp_schema.errors import ForeignTableError, NotTheOwnerError, SchemaBusyError
from oltp_schema.schemas import PLAIN
from pipelines.catalogue import CATALOGUE
from pipelines.landing.run import land_files
from pipelines.raw import csv_files, tables
from pipelines.raw.dlt import pipeline
from pipelines.raw.tables import RAW_COLUMNS, SET_ASIDE_COLUMNS, ensure_raw_tables, parent_of
from pipelines.settings import Settings
from pipelines.stripe_api.errors import LoadFailedError
from tests.upgrade.conftest import COLUMNS, fetch, shape_of

LARGE = json.dumps({"id": "ch_1", "lines": [{"object": "line_item", "amount": number} for number in range(120)]})


def land(connection: Connection, stripe_id: str) -> int:
    """Land a large document; returns the bytes that its payload takes."""
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO raw.charges (id, payload, origin, observed_at, digest, verbatim, deleted, _dlt_load_id,"
            " _dlt_id) VALUES (%s, %s, 'list', now(), %s, TRUE, FALSE, '1795376163.7284', %s)",
            (stripe_id, LARGE, "d41d8cd98f00b204e9800998ecf8427e", "1795376163.7284.000000000001"),
        )
    return size(connection, stripe_id)


def size(connection: Connection, stripe_id: str) -> int:
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_column_size(payload) FROM raw.charges WHERE id = %s", (stripe_id,))
        return int(cursor.fetchone()[0])


def test_a_large_payload_is_compressed_and_no_value_leaves_the_page(connection: Connection) -> None:
    assert land(connection, "ch_1") < len(LARGE) / 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE oid = 'raw.charges'::regclass")
        assert cursor.fetchone() == (0,)


def test_a_server_with_lz4_compresses_with_it(connection: Connection) -> None:
    land(connection, "ch_1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
        (has_lz4,) = cursor.fetchone()
        cursor.execute("SELECT pg_column_compression(payload) FROM raw.charges")
        assert cursor.fetchone() == ("lz4" if has_lz4 else "pglz",)


@pytest.mark.parametrize(
    "complete", [tables.in_complete_load("landed"), f"landed._dlt_load_id IN ({tables.COMPLETE_LOADS})"]
)
def test_whether_a_few_copies_are_of_complete_loads_takes_no_look_at_all_loads(
    connection: Connection, complete: str
) -> None:
    for number in range(3):
        land(connection, f"ch_{number}")
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO raw._dlt_loads (load_id, inserted_at, status, seen_by)"
            " SELECT 1795376163 + number || '.7284', now(), 0, 1"
            " FROM generate_series(0, 20000) AS number"
        )
        cursor.execute("ANALYZE raw._dlt_loads")
        asked = f"FROM raw.charges AS landed WHERE landed.id = ANY(ARRAY['ch_0', 'ch_1', 'ch_9']) AND {complete}"
        cursor.execute(f"SELECT landed.id {asked} ORDER BY landed.id")
        assert cursor.fetchall() == [("ch_0",), ("ch_1",)]
        cursor.execute(f"EXPLAIN SELECT {asked}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "ix__dlt_loads_load_id" in plan
    assert "Seq Scan on _dlt_loads" not in plan


TYPES = {"text": "text", "json": "jsonb", "timestamp": "timestamp with time zone", "bool": "boolean", "binary": "bytea"}
TYPES |= {"bigint": "integer"}


def test_each_type_of_the_catalogue_has_a_table_with_the_columns_of_its_files(database_url: str) -> None:
    given = {f"raw.{entry.plural}": RAW_COLUMNS for entry in CATALOGUE.values()} | {"raw.set_aside": SET_ASIDE_COLUMNS}
    for table, columns in given.items():
        made = [
            (name, kind, is_required)
            for name, kind, _, is_required, *_ in fetch(database_url, COLUMNS, PLAIN.translate(table))
        ]
        asked = [(name, TYPES[str(of["data_type"])], not of["nullable"]) for name, of in columns.items()]
        assert made == sorted(asked), f"{table}: a migration makes it, see docs/landing.md"


def test_the_parents_of_children_are_found_by_an_index(connection: Connection) -> None:
    for entry in (entry for entry in CATALOGUE.values() if entry.embedded):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE INDEX asked ON raw.{entry.plural} (({parent_of(entry.plural, entry)}))")
            by = "id_observed_at" if entry.listed_per else "parent"
            names = ("raw.asked", f"raw.ix_{entry.plural}_{by}")
            cursor.execute(
                "SELECT count(DISTINCT pg_get_indexdef(name::regclass, 1, FALSE)) FROM unnest(%s::text[]) AS name",
                ([PLAIN.translate(name) for name in names],),
            )
            assert cursor.fetchone() == (1,)
        connection.rollback()


def test_a_type_that_no_migration_knows_gets_a_table_like_the_others(connection: Connection, database_url: str) -> None:
    with connection, connection.cursor() as cursor:
        raw.add_column(cursor, "later", "boolean NOT NULL DEFAULT FALSE")
    ensure_raw_tables(connection, ["checkout_sessions", "charges"])
    ensure_raw_tables(connection, ["checkout_sessions"])
    assert shape_of(database_url, "raw.checkout_sessions") == shape_of(database_url, "raw.charges")
    assert shape_of(database_url, "raw.checkout_sessions")


def test_a_column_reaches_every_raw_table_and_nothing_else(connection: Connection) -> None:
    ensure_raw_tables(connection, ["checkout_sessions"])
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE raw.notes (id text, payload jsonb);"
            "CREATE TABLE raw.parted (LIKE raw.events) PARTITION BY LIST (origin);"
            "CREATE TABLE raw.part PARTITION OF raw.parted DEFAULT;"
            'CREATE TABLE raw."Mine, too" (LIKE raw.events)'
        )
        raw.add_column(cursor, "account", 'text COLLATE "C"')
        cursor.execute(
            "SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = 'account'"
            " AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'raw'::regnamespace)"
        )
        ours = {f"raw.{entry.plural}" for entry in CATALOGUE.values()}
        theirs = {"raw.checkout_sessions", "raw.parted", "raw.part", 'raw."Mine, too"'}
        assert {name for (name,) in cursor.fetchall()} == {PLAIN.translate(name) for name in ours | theirs}


def test_a_table_of_somebody_else_is_named_and_left_alone(connection: Connection, empty_database_url: str) -> None:
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE raw.checkout_sessions (id bigint)")
    with pytest.raises(ForeignTableError, match=r"raw\.checkout_sessions is there, and it is no table that"):
        ensure_raw_tables(connection, ["checkout_sessions"])
    with closing(psycopg2.connect(empty_database_url)) as other, other, other.cursor() as cursor:
        cursor.execute("CREATE SCHEMA raw; CREATE VIEW raw.charges AS SELECT 1 AS id")
    with pytest.raises(ForeignTableError, match=r"raw\.charges"):
        migrate.upgrade(empty_database_url)
    assert migrate.current(empty_database_url) is None


def test_whoever_holds_a_raw_table_is_not_waited_for(
    connection: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "LOCK_TIMEOUT", "50ms")
    with closing(psycopg2.connect(database_url)) as other, other.cursor() as cursor:
        cursor.execute("LOCK TABLE raw.events")
        with pytest.raises(SchemaBusyError, match="run the command again"):
            ensure_raw_tables(connection, ["checkout_sessions"])
    ensure_raw_tables(connection, ["checkout_sessions"])


def test_a_role_that_does_not_own_the_tables_is_told_so(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(psycopg2.connect(empty_database_url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE SCHEMA raw; CREATE SCHEMA oltp; CREATE SCHEMA meta;"
            "CREATE TABLE raw.charges (id text, payload jsonb, observed_at timestamptz, digest text,"
            " _dlt_load_id text, _dlt_id text);"
            "CREATE ROLE stranger_of_a_test; GRANT ALL ON SCHEMA raw, meta, oltp TO stranger_of_a_test;"
            "GRANT ALL ON ALL TABLES IN SCHEMA raw TO stranger_of_a_test;"
            f"GRANT CREATE ON DATABASE {connection.info.dbname} TO stranger_of_a_test"
        )
    try:
        with pytest.raises(NotTheOwnerError, match=r"must be owner of table charges\. Nothing was changed"):
            migrate.upgrade(f"{empty_database_url}?options=-crole%3Dstranger_of_a_test")
        assert migrate.current(empty_database_url) is None
    finally:
        with closing(psycopg2.connect(empty_database_url)) as connection, connection, connection.cursor() as cursor:
            cursor.execute("DROP OWNED BY stranger_of_a_test; DROP ROLE stranger_of_a_test")
    read_only = f"{empty_database_url}?options=-cdefault_transaction_read_only%3Don"
    with pytest.raises(NotTheOwnerError, match="in a read-only transaction"):
        migrate.upgrade(read_only)


def test_what_an_earlier_release_left_to_load_has_the_columns_of_then(
    connection: Connection, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "home")
    _land(settings, database_url, tmp_path, "ch_1")  # dlt's stored schema is that of then, too
    with monkeypatch.context() as dying:
        dying.setattr(pipeline, "load", _die)
        with pytest.raises(LoadFailedError):
            _land(settings, database_url, tmp_path, "ch_2")
    with connection, connection.cursor() as cursor:
        raw.add_column(cursor, "later", "text")
    monkeypatch.setattr(csv_files, "RAW_COLUMNS", {"later": {"data_type": "text", "nullable": True}, **RAW_COLUMNS})
    row = csv_files._raw_row
    monkeypatch.setattr(csv_files, "_raw_row", lambda *arguments: b'"new",' + row(*arguments))
    _land(settings, database_url, tmp_path, "ch_3")
    assert fetch(database_url, "SELECT id, later, payload ->> 'id' FROM raw.charges ORDER BY id") == [
        ("ch_1", None, "ch_1"),
        ("ch_2", None, "ch_2"),
        ("ch_3", "new", "ch_3"),
    ]
    assert len(fetch(database_url, COLUMNS, PLAIN.translate("raw.charges"))) == len(RAW_COLUMNS) + 1, (
        "dlt added none of its own"
    )


def _land(settings: Settings, url: str, folder: Path, name: str) -> None:
    (folder / "charge.json").write_text(f'{{"id":"{name}","object":"charge"}}')
    land_files(settings, url, [folder / "charge.json"])


def _die(left: Any) -> list[str]:
    left.normalize()
    raise LoadFailedError("The machine was switched off.")
