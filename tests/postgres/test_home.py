"""What lies in the home folder, who may read it, and what may be wrong with it."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import psycopg2
import pytest

from pipelines import postgres
from pipelines.postgres import is_running, start, stop
from pipelines.postgres.layout import Layout
from tests.postgres.processes import START_AND_LEAVE, ask, postmaster, process, said

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server under another account")


def test_a_stale_pid_file_of_a_living_process_does_not_block(home: Path) -> None:
    owner = Layout(home).data.stat()
    account = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "60"], **account) as bystander:  # type: ignore[call-overload]
        Layout(home).pid_file.write_text(f"{bystander.pid}\n{Layout(home).data}\n1\n5432\n\n127.0.0.1\n1 1\nready\n")
        assert not stop(home)
        assert ask(start(home, durable=False), "SELECT 1") == 1
        assert bystander.poll() is None
        bystander.kill()


def test_a_copied_folder_runs_a_server_of_its_own(home: Path, own_home: Path) -> None:
    original = start(home, durable=False)
    shutil.copy(Layout(home).pid_file, Layout(own_home).pid_file)
    shutil.copy(Layout(home).service, Layout(own_home).service)
    copy = start(own_home, durable=False)
    assert copy != original
    ask(copy, "CREATE TABLE here AS SELECT 1")
    assert ask(original, "SELECT to_regclass('here')") is None
    assert stop(own_home)
    assert is_running(home)


@pytest.mark.parametrize("while_running", [True, False])
def test_a_lost_password_is_replaced(home: Path, *, while_running: bool) -> None:
    if while_running:
        start(home, durable=False)
    lost = Layout(home).service.read_text()
    Layout(home).service.unlink()
    assert ask(start(home, durable=False), "SELECT 1") == 1
    assert Layout(home).service.read_text() != lost


def test_the_password_stands_in_one_file_for_its_owner_alone(new_home: Path) -> None:
    password = psycopg2.extensions.parse_dsn(start(new_home))["password"]
    files = [path for path in Layout(new_home).folder.iterdir() if path.is_file()]
    assert [path for path in files if password in path.read_text(errors="replace")] == [Layout(new_home).service]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert password not in Layout(new_home).psql.read_text()


def test_psql_opens_by_one_word(home: Path) -> None:
    start(home, durable=False)
    command = [postgres.psql_command(home), "-qAtc", "SELECT current_database()"]
    assert subprocess.check_output(command, text=True).strip() == "stripe_oltp"


@pytest.mark.parametrize(("version", "said"), [("17.9 (Debian 17.9-1)", "stripe_oltp"), ("18.0", "theirs")])
def test_a_psql_that_is_older_than_the_server_is_not_taken(home: Path, tmp_path: Path, version: str, said: str) -> None:
    start(home, durable=False)
    (tmp_path / "psql").write_text(
        f"#!/bin/sh\n[ \"$1\" = --version ] && echo 'psql (PostgreSQL) {version}' || echo theirs\n"
    )
    (tmp_path / "psql").chmod(0o755)
    path = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    command = [postgres.psql_command(home), "-qAtc", "SELECT current_database()"]
    assert subprocess.check_output(command, text=True, env=path).strip() == said


def test_the_log_holds_no_rows_and_no_statements(home: Path) -> None:
    database = start(home, durable=False)
    with pytest.raises(psycopg2.errors.CheckViolation):
        ask(database, "CREATE TEMP TABLE t (c text CHECK (c = ''))", "INSERT INTO t VALUES ('jenny@example.com')")
    with pytest.raises(psycopg2.errors.InvalidTextRepresentation):
        ask(database, "SELECT 'jenny@example.com'::bigint")
    assert "jenny" not in Layout(home).log.read_text()


def test_the_server_listens_on_loopback_only_and_syncs_unless_told_otherwise(home: Path) -> None:
    question = "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings WHERE name = ANY (%s)"
    names = "ARRAY['fsync', 'full_page_writes', 'listen_addresses', 'synchronous_commit', 'unix_socket_directories']"
    of_users = "fsync=on full_page_writes=on listen_addresses=127.0.0.1 synchronous_commit=on unix_socket_directories="
    assert ask(start(home), question % names) == of_users
    stop(home)
    assert ask(start(home, durable=False), question % names) == of_users.replace("=on", "=off")


@as_root
def test_behind_a_closed_folder_root_runs_the_server_as_somebody_else(new_home: Path) -> None:
    new_home.mkdir(mode=0o700)
    with process(START_AND_LEAVE, new_home, umask=0o077) as starter:
        assert ask(said(starter), "SELECT 1") == 1
    server = Path(f"/proc/{postmaster(new_home)}")
    assert server.stat().st_uid != 0
    assert b"HOME" not in (server / "environ").read_bytes()
    assert stat.S_IMODE(new_home.stat().st_mode) == 0o700


def test_a_start_that_was_killed_leaves_nothing_in_the_way(new_home: Path) -> None:
    (Layout(new_home).folder / "data.abc123").mkdir(parents=True)
    assert ask(start(new_home, durable=False), "SELECT 1") == 1
    assert [path.name for path in Layout(new_home).folder.glob("data*")] == ["data"]


def test_the_data_of_another_major_version_is_refused(own_home: Path) -> None:
    (Layout(own_home).data / "PG_VERSION").write_text("17\n")
    with pytest.raises(postgres.DataFolderError, match=r"PostgreSQL 17, this release runs 18.*pg_dump"):
        start(own_home)


def test_a_full_disk_is_said_before_anything_is_made(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.postgres.cluster.ROOM_FOR_A_CLUSTER", 1 << 60)
    with pytest.raises(postgres.DiskFullError, match="Make room"):
        start(new_home)
    assert not Layout(new_home).data.exists()


def test_a_server_that_does_not_start_says_why(own_home: Path) -> None:
    with (Layout(own_home).data / "postgresql.conf").open("a") as settings:
        settings.write("work_mem = plenty\n")
    with pytest.raises(postgres.ServerDidNotStartError, match="work_mem"):
        start(own_home, durable=False)


def test_a_system_without_the_binaries_is_told_other_ways(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(postgres.PlatformNotSupportedError, match="DATABASE_URL"):
        start(new_home)


def test_a_home_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(postgres.FolderAccessError, match="STRIPE_OLTP_HOME"):
        start(tmp_path / "file")
