"""Roles with no more than docs/running.md grants them, databases of other encodings, poolers."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import pytest

from oltp_schema.schemas import PLAIN
from pipelines.database import PooledError, UnreachableDatabaseError, connect, run_lock
from tests.cli.conftest import CommandLine
from tests.cli.test_recipes import section
from tests.conftest import database_name

OBJECTS = ("--objects", "product,price")
LOOKS = ("status", "quarantine", "parity", "verify", "diff --transform price=1")


def execute(url: str, *statements: str) -> None:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        for statement in filter(None, statements):
            connection.cursor().execute(statement)


class Roles:
    """The statements of the docs, for a database and roles of this test's own, and the URLs of the two roles."""

    def __init__(self, url: str) -> None:
        unique = uuid4().hex[:8]
        self.url = url
        text = re.sub(
            r"stripe_(writer|viewer)", rf"\1_{unique}", section("Roles").replace("billing", database_name(url))
        )
        self.of_writer, self.of_reader = text.split("\n", 9)[:9], text.split("\n")[9:]
        self.writer, self.reader = (self._url(f"{name}_{unique}", name) for name in ("writer", "viewer"))

    def _url(self, role: str, name: str) -> str:
        parts = urlsplit(self.url)
        return parts._replace(netloc=f"{role}:secret-of-the-{name}@{parts.hostname}:{parts.port}").geturl()


@pytest.fixture
def roles(empty_database_url: str) -> Iterator[Roles]:
    roles = Roles(empty_database_url)
    assert [lines[0].split()[:2] for lines in (roles.of_writer, roles.of_reader)] == [["CREATE", "ROLE"]] * 2
    execute(roles.url, f"REVOKE ALL ON DATABASE {database_name(roles.url)} FROM PUBLIC")
    yield roles
    for name in (urlsplit(url).username for url in (roles.reader, roles.writer)):
        execute(roles.url, f"DROP OWNED BY {name} CASCADE", f"DROP ROLE {name}")


@pytest.fixture
def stripe(cli_in: Callable[[str], CommandLine], roles: Roles) -> CommandLine:
    return cli_in(roles.writer)


def test_the_roles_of_the_docs_can_do_their_work_and_no_more(stripe: CommandLine, roles: Roles) -> None:
    execute(roles.url, *roles.of_writer)
    stripe("pipeline", *OBJECTS)
    execute(roles.url, *roles.of_reader)
    stripe("land", "--objects", "refund")
    assert "GRANT SELECT (id), REFERENCES (id) ON" in stripe("schema", "roles").stdout
    assert "permission denied to create role" in stripe("schema", "roles", "--create", code=1).stderr
    for command in ("promote", "replay", "reconcile"):
        stripe(command, *OBJECTS)
    for command in LOOKS:
        arguments = command.split() if command.startswith("diff") else [command, *OBJECTS]
        stripe(*arguments, DATABASE_URL=roles.reader)
    stripe("report", "--json", DATABASE_URL=roles.reader)
    read_only = f"{roles.reader}?options=-cdefault_transaction_read_only%3Don"
    for command in LOOKS[:-1]:
        stripe(command, *OBJECTS, DATABASE_URL=read_only)
    stripe("report", "--json", DATABASE_URL=read_only)
    for command in ("promote", "pipeline", "reconcile"):
        said = stripe(command, *OBJECTS, code=1, DATABASE_URL=roles.reader).stderr
        assert "lacks a privilege: permission denied for table" in said
        assert "run as that one" in said


def test_a_role_that_lacks_a_right_is_told_the_statement_that_grants_it(stripe: CommandLine, roles: Roles) -> None:
    reader, database = urlsplit(roles.reader).username, database_name(roles.url)
    execute(roles.url, *roles.of_writer[:2])
    assert f"permission denied for database {database}" in stripe("pipeline", *OBJECTS, code=1).stderr
    execute(roles.url, *roles.of_writer[2:])
    stripe("pipeline", *OBJECTS)
    execute(roles.url, roles.of_reader[0], f"GRANT CONNECT ON DATABASE {database} TO {reader}")
    for lacking in (
        f"GRANT USAGE ON SCHEMA meta TO {reader};",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA meta, raw, oltp, history TO {reader};",
        f"GRANT USAGE ON SCHEMA raw TO {reader};",
        f"GRANT TEMPORARY ON DATABASE {database} TO {reader};",
        f"GRANT USAGE ON SCHEMA oltp TO {reader};",
    ):
        said = stripe("status", *OBJECTS, code=1, DATABASE_URL=roles.reader).stderr
        assert PLAIN.translate(lacking) in said
        assert "docs/running.md" in said
        execute(roles.url, lacking)
    stripe("status", *OBJECTS, DATABASE_URL=roles.reader)


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_of_another_encoding_is_refused_at_once(cli: CommandLine, server_url: str, encoding: str) -> None:
    name = f"stripe_oltp_test_{uuid4().hex[:8]}"
    execute(
        server_url, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE_PROVIDER libc LOCALE 'C'"
    )
    url = urlsplit(server_url)._replace(path=f"/{name}").geturl()
    try:
        for command in ("pipeline", "status", "schema upgrade", "schema current"):
            said = cli(*command.split(), code=1, DATABASE_URL=url).stderr
            assert f"has the encoding {encoding}" in said
            assert "CREATE DATABASE … ENCODING 'UTF8'" in said
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT to_regnamespace('meta')")
            assert cursor.fetchone() == (None,)
    finally:
        execute(server_url, f"DROP DATABASE {name}")


def test_the_client_encoding_is_not_the_environments(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    with closing(connect(database_url, PLAIN)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('client_encoding'), 'Zażółć €'")
        assert cursor.fetchone() == ("UTF8", "Zażółć €")
    with pytest.raises(UnreachableDatabaseError):
        connect(f"{database_url}_not_there", PLAIN)


@pytest.fixture
def pooled(database_url: str) -> Iterator[Callable[..., str]]:
    """Put a pgbouncer of some configuration before the database."""
    running: list[subprocess.Popen[bytes]] = []
    parts = urlsplit(database_url)

    def start(**configuration: object) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        folder = Path(folders.enter_context(TemporaryDirectory()))  # pytest's own are closed to other accounts
        folder.chmod(0o755)
        (folder / "users").write_text(f'"{parts.username}" "{parts.password}"\n')
        settings: dict[str, object] = {
            "listen_addr": "127.0.0.1",
            "listen_port": port,
            "unix_socket_dir": "",
            "auth_type": "plain",
            "auth_file": folder / "users",
        }
        lines = [f"{name} = {value}" for name, value in (settings | configuration).items()]
        (folder / "ini").write_text(
            f"[databases]\n* = host={parts.hostname} port={parts.port}\n[pgbouncer]\n" + "\n".join(lines) + "\n"
        )
        account = {"user": "nobody"} if os.geteuid() == 0 else {}
        running.append(subprocess.Popen(["pgbouncer", "-q", folder / "ini"], stderr=subprocess.DEVNULL, **account))  # type: ignore[call-overload]
        return parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}").geturl()

    with ExitStack() as folders:
        yield start
        for process in running:
            process.terminate()
            process.wait()


def eventually_connect(url: str) -> psycopg2.extensions.connection:
    for _ in range(100):
        try:
            return connect(url, PLAIN)
        except UnreachableDatabaseError:
            time.sleep(0.05)
    return connect(url, PLAIN)


@pytest.mark.skipif(not shutil.which("pgbouncer"), reason="no pgbouncer here")
@pytest.mark.parametrize("mode", ["transaction", "statement"])
@pytest.mark.parametrize("round_robin", [0, 1])
def test_a_pooler_that_shares_sessions_is_refused(pooled: Callable[..., str], mode: str, round_robin: int) -> None:
    url = pooled(pool_mode=mode, server_round_robin=round_robin)
    for _ in range(3):
        with pytest.raises(PooledError, match="pool_mode = transaction"):
            eventually_connect(url).close()


@pytest.mark.skipif(not shutil.which("pgbouncer"), reason="no pgbouncer here")
def test_a_pooler_of_whole_sessions_works(pooled: Callable[..., str], cli_in: Callable[[str], CommandLine]) -> None:
    url = pooled(pool_mode="session", ignore_startup_parameters="options")
    with closing(eventually_connect(url)) as one, run_lock(one), closing(connect(url, PLAIN)) as other:
        assert other.info.backend_pid != one.info.backend_pid
    cli_in(url)("pipeline", *OBJECTS)


@pytest.mark.skipif(not shutil.which("pgbouncer"), reason="no pgbouncer here")
def test_a_pooler_that_refuses_what_dlt_sends_is_told_of(
    pooled: Callable[..., str], cli_in: Callable[[str], CommandLine]
) -> None:
    url = pooled(pool_mode="session")
    eventually_connect(url).close()
    assert "unsupported startup parameter: options" in cli_in(url)("pipeline", *OBJECTS, code=1).stderr
