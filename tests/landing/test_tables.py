"""The raw tables on disk."""

import json
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from pipelines.landing.tables import ensure_raw_tables

LARGE = json.dumps({"id": "ch_1", "lines": [{"object": "line_item", "amount": number} for number in range(120)]})


@pytest.fixture
def connection(empty_database_url: str) -> Iterator[Connection]:
    with closing(psycopg2.connect(empty_database_url)) as connection:
        ensure_raw_tables(connection, ["charges"])
        yield connection


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


def test_a_table_of_an_earlier_release_compresses_what_comes(connection: Connection) -> None:
    with connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE raw.charges SET (toast_tuple_target = 8160), ALTER payload SET STORAGE EXTENDED")
    before = land(connection, "ch_1")
    assert before > len(LARGE) / 2
    ensure_raw_tables(connection, ["charges"])
    assert land(connection, "ch_2") < before / 3
    assert size(connection, "ch_1") == before


def test_a_server_with_lz4_compresses_with_it(connection: Connection) -> None:
    land(connection, "ch_1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
        (has_lz4,) = cursor.fetchone()
        cursor.execute("SELECT pg_column_compression(payload) FROM raw.charges")
        assert cursor.fetchone() == ("lz4" if has_lz4 else "pglz",)
