"""The history of a promotion in steps is made by a second connection, where one is allowed, and is the same."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import pytest

from oltp_schema.schemas import PLAIN
from pipelines.catalogue import CATALOGUE, promoted, select
from pipelines.checks import parity
from pipelines.database import connect
from pipelines.locks import AnotherRunError, hold_second, run_lock
from pipelines.promotion import steps
from pipelines.promotion.second_connection import HistoryConnection
from tests.promotion.conftest import Database
from tests.promotion.test_replay import history, land
from tests.promotion.test_steps import KilledError, killed_after, run

KEPT = [entry.table for entry in CATALOGUE.values() if entry.table and entry.keeps_history]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "STEP", 8)


@pytest.fixture
def landed(database: Database) -> dict[str, Any]:
    """What one transaction makes of what is in raw; then the tables are emptied."""
    for copies in history(0):
        land(database, copies)
    database.promote()
    at_once = state(database)
    assert len(at_once["history.subscriptions"]) > 1
    tables = [f"oltp.{entry.table}" for entry in promoted()] + [f"history.{table}" for table in KEPT]
    database.execute(
        f"TRUNCATE {', '.join(tables)}, meta.promoted_versions, meta.pending_loads, meta.quarantine CASCADE"
    )
    return at_once


def state(database: Database) -> dict[str, Any]:
    """All rows, what waits, all versions, and what was read."""
    versions = {
        f"history.{table}": sorted(database.rows(table, schema="history"), key=lambda row: (row["id"], row["version"]))
        for table in KEPT
    }
    read = database.query("SELECT object, transform_version FROM meta.promoted_versions ORDER BY object")
    left = database.query("SELECT object, load_id FROM meta.pending_loads")
    return {**database.everything(), **versions, "read": read, "left": left}


def made_together(database: Database) -> int:
    """The versions that the transaction made which made the row."""
    looks = " UNION ALL ".join(
        f"SELECT 1 FROM history.{table} AS version JOIN oltp.{table} AS made ON made.id = version.id"
        " AND made.promoted_at = version.promoted_at"
        for table in KEPT
    )
    return len(database.query(looks))


def test_two_connections_end_where_one_does(database: Database, landed: dict[str, Any]) -> None:
    run(database, in_steps=True, second=database.url)
    assert made_together(database) == 0
    assert state(database) == landed
    assert parity.check(database.connection, select(None)).examples == []


@pytest.fixture
def without_a_second(database: Database) -> Iterator[str]:
    """The URL of a role that the database allows no connection."""
    role = f"alone_{uuid4().hex[:8]}"
    database.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'secret' CONNECTION LIMIT 0")
    parts = urlsplit(database.url)
    yield parts._replace(netloc=f"{role}:secret@{parts.hostname}:{parts.port}").geturl()
    database.execute(f"DROP ROLE {role}")


def test_one_does_it_all_where_no_second_is_allowed(
    database: Database, landed: dict[str, Any], without_a_second: str
) -> None:
    with pytest.raises(psycopg2.OperationalError, match="too many connections"):
        psycopg2.connect(without_a_second)
    run(database, in_steps=True, second=without_a_second)
    assert made_together(database) > 0
    assert state(database) == landed


@pytest.mark.parametrize("number", [1, 3])
def test_the_next_run_goes_on_when_the_second_was_cut(
    database: Database, landed: dict[str, Any], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """It is cut inside a transaction, which leaves nothing; the rows are ahead of their history."""
    begun, keep = [], HistoryConnection._keep

    def cut(self: HistoryConnection, step: Sequence[str]) -> None:
        begun.append(step)
        if len(begun) == number:
            with closing(psycopg2.connect(database.url)) as other, other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", (self.connection.info.backend_pid,))
        keep(self, step)

    monkeypatch.setattr(HistoryConnection, "_keep", cut)
    with pytest.raises((psycopg2.OperationalError, psycopg2.InterfaceError)):
        run(database, in_steps=True, second=database.url)
    left = database.query("SELECT object FROM meta.pending_loads WHERE later")
    assert any(row["object"].startswith("history") for row in left)
    assert parity.check(database.connection, select(None)).mismatches == 0
    run(database, second=database.url)
    assert state(database) == landed


def test_the_next_run_goes_on_when_the_first_was_killed(database: Database, landed: dict[str, Any]) -> None:
    with pytest.raises(KilledError):
        run(database, in_steps=True, watch=killed_after(3), second=database.url)
    assert parity.check(database.connection, select(None)).mismatches == 0
    run(database)
    assert state(database) == landed


def test_a_failure_stops_what_the_second_is_doing(
    database: Database, landed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    del landed

    def wait_forever(self: HistoryConnection, step: Sequence[str]) -> None:
        del step
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(1000)")

    monkeypatch.setattr(HistoryConnection, "_keep", wait_forever)
    with pytest.raises(KilledError):
        run(database, in_steps=True, watch=killed_after(2), second=database.url)
    run(database)


def test_no_run_begins_while_the_second_connection_of_a_killed_one_is_at_work(database_url: str) -> None:
    with closing(connect(database_url, PLAIN)) as beside, closing(connect(database_url, PLAIN)) as next_one:
        hold_second(beside)
        with pytest.raises(AnotherRunError), run_lock(next_one):
            pass
        beside.close()
        with run_lock(next_one):  # waits for what is dying
            hold_second(second := connect(database_url, PLAIN))
            second.close()
        with run_lock(next_one):
            pass
