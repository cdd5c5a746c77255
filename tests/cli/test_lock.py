"""One run at a time writes, and a run that was killed stands in nobody's way."""

import subprocess
import sys
from contextlib import closing

import psycopg2
import pytest

from oltp_schema.schemas import PLAIN
from pipelines.database import connect
from pipelines.locks import AnotherRunError, is_held, run_lock

# Killed in the middle of a statement that goes on for minutes, as a large promotion does.
HOLDER = """
import sys
from oltp_schema.schemas import Schemas
from pipelines.database import connect
from pipelines.locks import run_lock
connection = connect(sys.argv[1], Schemas(sys.argv[2]))
with run_lock(connection):
    print("locked", flush=True)
    connection.cursor().execute("SELECT pg_sleep(200)")
"""


def test_a_run_killed_in_a_long_statement_does_not_block_the_next(empty_database_url: str) -> None:
    command = [sys.executable, "-c", HOLDER, empty_database_url, PLAIN.prefix]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    with holder.stdout, closing(connect(empty_database_url, PLAIN)) as connection:
        assert holder.stdout.readline() == "locked\n"
        with pytest.raises(AnotherRunError, match="Another run is writing"), run_lock(connection):
            pass
        writing, since = is_held(connection)
        assert writing
        assert since
        holder.kill()
        holder.wait()
        with run_lock(connection):  # waits no longer than for what is dying
            pass
        assert is_held(connection) == (False, None)


def test_the_server_is_asked_to_notice_a_machine_that_is_gone(empty_database_url: str) -> None:
    with closing(connect(empty_database_url, PLAIN)) as connection, connection.cursor() as cursor:
        shown = {}
        for name in ("client_connection_check_interval", "tcp_keepalives_idle", "tcp_keepalives_count"):
            cursor.execute(f"SHOW {name}")
            shown[name] = cursor.fetchone()[0]
    assert shown["client_connection_check_interval"] == "1s"
    with closing(psycopg2.connect(empty_database_url)) as plain:
        if plain.info.host.startswith("/"):
            pytest.skip("a socket's other end is never gone")
    assert (shown["tcp_keepalives_idle"], shown["tcp_keepalives_count"]) == ("30", "3")
