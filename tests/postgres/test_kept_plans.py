"""What a session is asked again, it has prepared: with the same results, and for as long as that is good for."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from oltp_schema.schemas import Schemas
from pipelines import kept_plans
from pipelines.database import connect
from pipelines.kept_sessions import kept_sessions
from pipelines.temporary_tables import create

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
PREPARED = "SELECT array_agg(statement ORDER BY statement) FROM pg_prepared_statements"
LOCKS = """
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
ASKED = [
    ("SELECT %s, pg_typeof(%s)::text", ("a", 1)),
    ("SELECT pg_typeof(%s)::text, %s + 1", (2**40, 2**40)),
    ("SELECT pg_typeof(%(it)s)::text, %(it)s::text, %(other)s", {"it": True, "other": None}),
    ("SELECT pg_typeof(%s)::text, 'b' = ANY(%s)", (NOON, ["a", "b"])),
    ("SELECT pg_typeof(%s)::text, 7 = ANY(%s::bigint[])", (timedelta(1), [])),
    ("SELECT pg_typeof(%s)::text, pg_typeof(%s)::text", ([1, 2], [NOON])),
    ("SELECT pg_typeof(%s)::text, %s", ([None, "a"], "it's %s")),
    ("SELECT 7 %% 4 + %s, '%%s'", (1,)),
    ("SELECT 7 % 4", None),
    ("-- a comment; with a semicolon\nSELECT 1", None),
    ("SELECT 1; SELECT 2", None),
    ("SELECT 1.5 + %s, %s::jsonb", (2.5, '{"a": 1}')),
    ("WITH made AS (SELECT 1 AS one) SELECT made.one FROM made WHERE made.one IN %s", ((1, 2),)),
]


def connected(url: str) -> Connection:
    return connect(url, Schemas(), repeats=True)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    with kept_sessions(with_plans=True), closing(connected(database_url)) as connection:
        yield connection


def asked(connection: Connection, sql: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


@pytest.mark.parametrize(("sql", "values"), ASKED)
def test_what_is_asked_again_is_answered_as_before(
    connection: Connection, database_url: str, sql: str, values: Any
) -> None:
    with closing(psycopg2.connect(database_url)) as plain:
        plain.cursor().execute("SET timezone TO UTC")
        expected = asked(plain, sql, values)
    assert [asked(connection, sql, values) for _ in range(4)] == [expected] * 4


def test_it_is_prepared_when_it_comes_again_and_not_before(connection: Connection) -> None:
    asked(connection, "SELECT 1 + %s", (1,))
    assert asked(connection, PREPARED) == [(None,)]
    asked(connection, "SELECT 1 + %s", (2,))
    assert asked(connection, PREPARED)[0][0][0] == "PREPARE again_0 (integer) AS SELECT 1 + $1"
    assert asked(connection, "SELECT 1 + %s", (3,)) == [(4,)]
    assert asked(connection, "SELECT 1 + %s", (2**40,)) == [(2**40 + 1,)]  # of another type


def test_what_writes_says_how_many_rows(connection: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE written (number integer)")
        for _ in range(3):
            cursor.execute("INSERT INTO written SELECT generate_series(1, %s)", (5,))
            assert cursor.rowcount == 5
        for left in (15, 0, 0):
            cursor.execute("DELETE FROM written WHERE number > %s", (0,))
            assert cursor.rowcount == left


def test_an_installation_with_a_prefix_has_its_own_names(database_url: str) -> None:
    with kept_sessions(with_plans=True), closing(connect(database_url, Schemas("own_"), repeats=True)) as connection:
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA own_meta; CREATE TABLE own_meta.mine AS SELECT 7 AS number")
        assert [asked(connection, "SELECT number FROM meta.mine WHERE number > %s", (1,)) for _ in range(3)] == [
            [(7,)]
        ] * 3


def test_plans_and_temporary_tables_stay_and_all_else_is_new(database_url: str) -> None:
    with kept_sessions(with_plans=True):
        for _ in range(2):
            with closing(connected(database_url)) as connection, connection.cursor() as cursor:
                assert asked(connection, "SHOW work_mem") != [("1MB",)]
                create(cursor, "CREATE TEMP TABLE kept (id text PRIMARY KEY) ON COMMIT DROP", "kept")
                cursor.execute("INSERT INTO kept VALUES (%s)", ("a",))
                cursor.execute("SET work_mem TO '1MB'; SELECT pg_advisory_lock(7)")
                connection.commit()
        with closing(connected(database_url)) as connection:
            assert "PREPARE again_1 (unknown) AS INSERT INTO kept VALUES ($1)" in asked(connection, PREPARED)[0][0]
            assert asked(connection, "SELECT count(*) FROM kept") == [(1,)]
            assert asked(connection, LOCKS) == [(0,)]


def test_a_temporary_table_ends_with_its_transaction_where_nothing_is_kept(database_url: str) -> None:
    with kept_sessions(), closing(connected(database_url)) as connection, connection.cursor() as cursor:
        create(cursor, "CREATE TEMP TABLE kept (id text PRIMARY KEY) ON COMMIT DROP", "kept")
        connection.commit()
        assert asked(connection, "SELECT to_regclass('pg_temp.kept')") == [(None,)]
        assert kept_plans.plans_of(cursor) is None


def test_while_they_are_paused_nothing_is_prepared_and_the_next_begins_anew(database_url: str) -> None:
    with kept_sessions(with_plans=True):
        with closing(connected(database_url)) as connection, kept_plans.paused(connection):
            for _ in range(3):
                asked(connection, "SELECT 1 + %s", (1,))
            assert asked(connection, PREPARED) == [(None,)]
            asked(connection, "CREATE TEMP TABLE kept AS SELECT 1; SELECT 1")
            connection.commit()
        with closing(connected(database_url)) as connection:
            assert asked(connection, "SELECT to_regclass('pg_temp.kept')") == [(None,)]
            assert [asked(connection, "SELECT 1 + %s", (1,)) for _ in range(3)] == [[(2,)]] * 3


def test_after_a_failure_a_session_begins_anew(database_url: str) -> None:
    with kept_sessions(with_plans=True):
        with closing(connected(database_url)) as connection:
            asked(connection, "CREATE TEMP TABLE kept AS SELECT 1; SELECT 1")
            connection.commit()
            with pytest.raises(psycopg2.Error), kept_plans.forgetting_after_failure(connection):
                asked(connection, "SELECT 1 / %s", (0,))
        with closing(connected(database_url)) as connection:
            assert asked(connection, "SELECT to_regclass('pg_temp.kept')") == [(None,)]


def test_old_plans_are_forgotten(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with kept_sessions(with_plans=True):
        with closing(connected(database_url)) as connection:
            for _ in range(3):
                asked(connection, "SELECT 1 + %s", (1,))
            monkeypatch.setattr(kept_plans, "LASTS", 0.0)
        with closing(connected(database_url)) as connection:
            assert asked(connection, PREPARED) == [(None,)]
