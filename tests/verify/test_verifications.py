"""What comparisons with Stripe found is kept, where nothing forbids it, and never in the way."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection

from oltp_schema.schemas import PLAIN
from pipelines.checks.verifications import KEPT, Verdict, last, note
from pipelines.database import connect

OF_ALL = Verdict("verify", None, documents=5, differences=2, agrees=False, money=True)
OF_ONE = Verdict("reconcile", ["charge"], documents=3, differences=0, agrees=True)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    with closing(connect(database_url, PLAIN)) as connection:
        yield connection


def kept(connection: Connection) -> list[tuple[Any, ...]]:
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT objects, documents, differences, agrees, money FROM meta.verifications ORDER BY id")
        return list(cursor.fetchall())


def test_the_newest_are_kept_and_the_last_of_all_types(connection: Connection) -> None:
    for verdict in (OF_ALL, *[OF_ONE] * (KEPT + 3)):
        note(connection, verdict)
    assert kept(connection) == [(None, 5, 2, False, True), *[(["charge"], 3, 0, True, False)] * KEPT]
    with connection.cursor() as cursor:
        found = last(cursor)
    assert found
    assert (found["command"], found["differences"]) == ("verify", 2)


@pytest.mark.parametrize("statement", ["SET default_transaction_read_only TO on", "SET ROLE pg_monitor"])
def test_who_may_not_note_it_is_not_stopped(connection: Connection, statement: str) -> None:
    with connection, connection.cursor() as cursor:
        cursor.execute(statement)
    note(connection, OF_ALL)
    with connection.cursor() as cursor:
        cursor.execute("RESET ALL; RESET ROLE")
    assert kept(connection) == []


def test_sessions_that_are_read_only_by_default_note_nothing(database_url: str, connection: Connection) -> None:
    read_only = f"{database_url}?options=-cdefault_transaction_read_only%3Don"
    with closing(connect(read_only, PLAIN)) as asked:
        with asked, asked.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only TO off")  # as whatever looks does, for temporary tables
        note(asked, OF_ALL)
        asked.close()
        note(asked, OF_ALL)
    assert kept(connection) == []
