"""Who shares a server, and how it ends."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from pipelines.postgres import embedded_postgres, is_running, start, stop, url
from tests.postgres.processes import HOLD, START_AND_LEAVE, ask, eventually, postmaster, process, said


def test_two_processes_that_start_at_once_share_one_server(new_home: Path) -> None:
    with process(HOLD, new_home) as one, process(HOLD, new_home) as other:
        assert said(one) == said(other) == url(new_home)


def test_a_server_stops_when_its_last_holder_is_killed(home: Path) -> None:
    with process(HOLD, home) as one, process(HOLD, home) as other:
        assert said(one) == said(other)
        one.kill()
        one.wait()
        assert not eventually(lambda: not is_running(home), seconds=0.5)
        other.kill()
        assert eventually(lambda: not is_running(home))


def test_a_server_stops_when_its_holder_is_terminated(home: Path) -> None:
    with process(HOLD, home) as holder:
        assert said(holder)
        holder.terminate()
        assert eventually(lambda: not is_running(home))


@pytest.mark.skipif(sys.platform != "linux", reason="finds the guard in /proc")
def test_a_server_stops_with_its_last_holder_though_its_guard_was_killed(home: Path) -> None:
    of_guard = f"pipelines.postgres.guard\0{home}\0".encode()
    with embedded_postgres(home, durable=False) as database:
        (guard,) = (path for path in Path("/proc").glob("[0-9]*/cmdline") if of_guard in path.read_bytes())
        os.kill(int(guard.parent.name), signal.SIGKILL)
        assert ask(database, "SELECT 1") == 1
    assert not is_running(home)


def test_a_started_server_outlives_its_starter_until_it_is_stopped(home: Path) -> None:
    with process(START_AND_LEAVE, home) as starter:
        database = said(starter)
        assert starter.wait() == 0
    with embedded_postgres(home) as shared:
        assert shared == database == url(home)
    assert is_running(home)
    assert stop(home)
    assert not is_running(home)
    assert url(home) is None
    assert not stop(home)


def test_a_started_server_outlives_those_who_held_it_before(home: Path) -> None:
    with embedded_postgres(home, durable=False):
        start(home)
    assert not eventually(lambda: not is_running(home), seconds=0.5)


def test_a_restart_keeps_data_password_and_port(home: Path) -> None:
    before = start(home, durable=False)
    ask(before, "CREATE TABLE kept AS SELECT 1 AS row")
    stop(home)
    assert start(home, durable=False) == before
    assert ask(before, "SELECT row FROM kept") == 1


def test_a_killed_server_is_started_again(home: Path) -> None:
    before = start(home, durable=False)
    ask(before, "SET synchronous_commit = on", "CREATE TABLE survived AS SELECT 1 AS row")
    with closing(psycopg2.connect(before)):  # a session outlives the first process for a moment
        os.kill(postmaster(home), signal.SIGKILL)
        assert ask(start(home, durable=False), "SELECT row FROM survived") == 1


def test_a_taken_port_is_left_to_its_owner(home: Path) -> None:
    before = start(home, durable=False)
    stop(home)
    with socket.create_server(("127.0.0.1", int(psycopg2.extensions.parse_dsn(before)["port"]))):
        after = start(home, durable=False)
    assert after != before
    assert ask(after, "SELECT 1") == 1


def test_a_dropped_database_comes_back_empty(home: Path) -> None:
    with embedded_postgres(home, durable=False) as database:
        ask(database, "CREATE TABLE gone AS SELECT 1")
        with closing(psycopg2.connect(database.removesuffix("stripe_oltp") + "postgres")) as admin:
            admin.autocommit = True
            admin.cursor().execute("DROP DATABASE stripe_oltp")
        with embedded_postgres(home) as again:
            assert ask(again, "SELECT to_regclass('gone')") is None


def test_who_stops_a_server_under_those_who_go_on_is_told(home: Path) -> None:
    """They are not ended, and start it again."""
    started = start(home, durable=False)
    command = [sys.executable, "-m", "pipelines.postgres", "stop"]
    environment = os.environ | {"STRIPE_OLTP_HOME": str(home)}
    with (
        closing(psycopg2.connect(started, application_name="stripe-oltp bell")),
        closing(psycopg2.connect(started, application_name="stripe-oltp serve")) as serving,
        serving.cursor() as cursor,
    ):
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        assert said.startswith("Stopped the embedded PostgreSQL under `stripe-oltp follow` and `stripe-oltp serve`.")
        with pytest.raises(psycopg2.OperationalError):
            cursor.execute("SELECT 1")
    start(home, durable=False)
    assert subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout == (
        "Stopped the embedded PostgreSQL.\n"
    )
