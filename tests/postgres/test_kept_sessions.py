"""Sessions that wait for the next who connects: as new to it, and gone when nobody keeps them."""

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from oltp_schema.schemas import PLAIN
from pipelines import kept_sessions as kept
from pipelines.database import connect


@pytest.fixture
def observer(database_url: str) -> Iterator[Connection]:
    with closing(psycopg2.connect(database_url)) as connection:
        connection.autocommit = True
        yield connection


def asked(connection: Connection, sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def others(observer: Connection) -> object:
    return asked(
        observer,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )


def test_a_session_is_as_new_to_the_next_who_connects(database_url: str) -> None:
    with kept.kept_sessions():
        with closing(connect(database_url, PLAIN)) as first:
            told = {name: asked(first, f"SHOW {name}") for name in ("search_path", "client_connection_check_interval")}
            pid = first.info.backend_pid
            with first.cursor() as cursor:
                cursor.execute("CREATE TEMP TABLE left_over (); SET search_path TO oltp; SET work_mem TO '1MB'")
                cursor.execute("SELECT pg_advisory_lock(7)")
                first.commit()
                cursor.execute("CREATE TABLE public.not_committed ()")
        with closing(connect(database_url, PLAIN)) as second:
            assert second.info.backend_pid == pid
            assert second.autocommit is False
            assert {name: asked(second, f"SHOW {name}") for name in told} == told
            assert asked(second, "SELECT to_regclass('pg_temp.left_over')") is None
            assert asked(second, "SELECT to_regclass('public.not_committed')") is None
            assert asked(second, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7") == 0


def test_two_at_a_time_have_a_session_each(database_url: str) -> None:
    with kept.kept_sessions():
        connect(database_url, PLAIN).close()
        with closing(connect(database_url, PLAIN)) as one, closing(connect(database_url, PLAIN)) as other:
            assert one.info.backend_pid != other.info.backend_pid


def test_one_that_is_closed_twice_is_kept_all_the_same(database_url: str) -> None:
    with kept.kept_sessions():
        first = connect(database_url, PLAIN)
        pid = first.info.backend_pid
        first.close()
        first.close()
        with closing(connect(database_url, PLAIN)) as second:
            assert second.info.backend_pid == pid
            assert asked(second, "SELECT 1") == 1


def test_one_that_the_server_ended_is_given_to_nobody(database_url: str, observer: Connection) -> None:
    with kept.kept_sessions():
        with closing(connect(database_url, PLAIN)) as first:
            pid = first.info.backend_pid
        asked(observer, f"SELECT pg_terminate_backend({pid}, 5000)")
        with closing(connect(database_url, PLAIN)) as second:
            assert second.info.backend_pid != pid
            assert asked(second, "SELECT 1") == 1


def test_what_is_kept_ends_with_the_outermost_block(database_url: str, observer: Connection) -> None:
    with kept.kept_sessions():
        with kept.kept_sessions():
            connect(database_url, PLAIN).close()
        assert others(observer) == 1
    connect(database_url, PLAIN).close()
    for _ in range(100):  # a session takes a moment to end
        if others(observer) == 0:
            return
        asked(observer, "SELECT pg_sleep(0.05)::text")
    raise AssertionError("a session is left")


def test_no_more_are_kept_than_a_run_needs(database_url: str, observer: Connection) -> None:
    with kept.kept_sessions():
        for connection in [connect(database_url, PLAIN) for _ in range(kept.MOST + 2)]:
            connection.close()
        asked(observer, "SELECT pg_sleep(0.2)::text")
        assert others(observer) == kept.MOST
