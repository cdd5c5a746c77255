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
from pipelines.database import PooledError, UnreachableDatabaseError, connect
from pipelines.locks import run_lock
from tests.cli.conftest import CommandLine
from tests.cli.test_recipes import section
from tests.conftest import database_name

OBJECTS = ("--objects", "product,price")
MORE = ("--objects", "coupon,tax_rate")
LOOKS = ("status", "quarantine", "parity", "verify", "verify --all", "diff --transform price=1")


def execute(url: str, *statements: str) -> None:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        for statement in filter(None, statements):
            connection.cursor().execute(statement)


NAMES = re.compile(r"\b\w*?stripe_(writer|viewer|loader|promoter|reader|analyst|application)\b")


class Roles:
    """The statements of the docs and of `schema roles`, for a database and roles of this test's own."""

    def __init__(self, url: str) -> None:
        self.url, self.unique = url, uuid4().hex[:8]
        lines = self.own(section("Roles").replace("billing", database_name(url))).splitlines()
        self.of_writer, self.of_viewer = lines[:2], lines[2:]

    def own(self, statements: str) -> str:
        """With names that no other test has."""
        return NAMES.sub(rf"\1_{self.unique}", statements)

    def make(self, statements: str) -> None:
        """Execute what `schema roles` prints."""
        execute(self.url, *self.own(statements).split(";\n"))

    def login(self, name: str, *roles: str) -> str:
        """Make a login that was granted roles; returns its URL."""
        granted = ", ".join(f"{role}_{self.unique}" for role in roles)
        execute(
            self.url,
            f"CREATE ROLE {name}_{self.unique} LOGIN PASSWORD 'secret-of-the-{name}' IN ROLE {granted}",
            f"GRANT CONNECT, TEMPORARY ON DATABASE {database_name(self.url)} TO {name}_{self.unique}",
        )
        return self.url_of(name)

    def url_of(self, name: str) -> str:
        parts = urlsplit(self.url)
        return parts._replace(
            netloc=f"{name}_{self.unique}:secret-of-the-{name}@{parts.hostname}:{parts.port}"
        ).geturl()


@pytest.fixture
def roles(empty_database_url: str) -> Iterator[Roles]:
    roles = Roles(empty_database_url)
    assert [lines[0].split()[:2] for lines in (roles.of_writer, roles.of_viewer)] == [["CREATE", "ROLE"]] * 2
    execute(roles.url, f"REVOKE ALL ON DATABASE {database_name(roles.url)} FROM PUBLIC")
    yield roles
    with closing(psycopg2.connect(roles.url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", (f"%\\_{roles.unique}",))
        made = [name for (name,) in cursor.fetchall()]
    execute(roles.url, *(f"DROP OWNED BY {name} CASCADE" for name in reversed(made)), f"DROP ROLE {', '.join(made)}")


@pytest.fixture
def stripe(cli_in: Callable[[str], CommandLine], roles: Roles) -> CommandLine:
    """The command line as the role that owns the tables."""
    return cli_in(roles.url_of("writer"))


@pytest.fixture
def landed(stripe: CommandLine, roles: Roles) -> CommandLine:
    """As that role, which has run once and printed the statements that make the others."""
    execute(roles.url, *roles.of_writer)
    stripe("pipeline", *OBJECTS)
    roles.make(stripe("schema", "roles").stdout)
    return stripe


def test_the_roles_of_the_docs_can_do_their_work_and_no_more(landed: CommandLine, roles: Roles) -> None:
    execute(roles.url, *roles.of_viewer)
    assert "permission denied to create role" in landed("schema", "roles", "--create", code=1).stderr
    told = landed.json("schema", "roles")
    assert ";\n".join([*told["statements"], ""]) == landed("schema", "roles").stdout
    for command in ("promote", "replay", "reconcile"):
        landed(command, *OBJECTS)
    viewer = roles.url_of("viewer")
    for command in LOOKS:
        arguments = command.split() if command.startswith("diff") else [*command.split(), *OBJECTS]
        landed(*arguments, DATABASE_URL=viewer)
    landed("report", "--json", DATABASE_URL=viewer)
    read_only = f"{viewer}?options=-cdefault_transaction_read_only%3Don"
    for command in LOOKS[:-1]:
        landed(*command.split(), *OBJECTS, DATABASE_URL=read_only)
    landed("report", "--json", DATABASE_URL=read_only)
    assert landed.json("status")["verified"]["command"] == "reconcile", "who only reads notes nothing"
    for command in ("promote", "pipeline", "reconcile"):
        said = landed(command, *OBJECTS, code=1, DATABASE_URL=viewer).stderr
        assert "lacks a privilege: permission denied for table" in said
        assert "run as that one" in said


def test_a_loader_lands_and_a_promoter_promotes_and_with_both_rights_one_does_all(
    landed: CommandLine, roles: Roles
) -> None:
    loader, promoter = roles.login("loading", "loader"), roles.login("promoting", "promoter")
    landed("land", *MORE, DATABASE_URL=loader)
    landed("status", *MORE, DATABASE_URL=loader)
    assert "permission denied" in landed("promote", *MORE, code=1, DATABASE_URL=loader).stderr
    landed("promote", *MORE, DATABASE_URL=promoter)
    assert "permission denied" in landed("land", *MORE, code=1, DATABASE_URL=promoter).stderr
    counts = landed.json("status", *MORE)["objects"]
    assert all(counts[name]["promoted"] for name in MORE[1].split(","))
    both = roles.login("both", "loader", "promoter")
    for command in ("pipeline", "reconcile", "replay"):
        landed(command, *MORE, DATABASE_URL=both)


def test_a_role_that_lacks_a_right_is_told_the_statement_that_grants_it(stripe: CommandLine, roles: Roles) -> None:
    viewer, database = f"viewer_{roles.unique}", database_name(roles.url)
    execute(roles.url, roles.of_writer[0], roles.of_writer[1].replace(", CREATE", ""))
    assert f"permission denied for database {database}" in stripe("pipeline", *OBJECTS, code=1).stderr
    execute(roles.url, roles.of_writer[1])
    stripe("pipeline", *OBJECTS)
    of_viewer = roles.of_viewer[0].partition(" IN ROLE ")[0]
    execute(roles.url, of_viewer, f"GRANT CONNECT ON DATABASE {database} TO {viewer}")
    for lacking in (
        f"GRANT USAGE ON SCHEMA meta TO {viewer};",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA meta, raw, oltp, history TO {viewer};",
        f"GRANT USAGE ON SCHEMA raw TO {viewer};",
        f"GRANT TEMPORARY ON DATABASE {database} TO {viewer};",
        f"GRANT USAGE ON SCHEMA oltp TO {viewer};",
    ):
        said = stripe("status", *OBJECTS, code=1, DATABASE_URL=roles.url_of("viewer")).stderr
        assert PLAIN.translate(lacking) in said
        assert "docs/running.md" in said
        execute(roles.url, lacking)
    stripe("status", *OBJECTS, DATABASE_URL=roles.url_of("viewer"))


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
