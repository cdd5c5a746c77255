"""The command line as its users meet it: its output and its exit code, called in this process or as one of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipelines.sandbox import Sandbox
from tests.cli import in_process
from tests.conftest import database_name, dropped_afterwards

CUSTOMERS = 12  # a sandbox account that lands in a second


@dataclass(frozen=True)
class CommandLine:
    """``stripe-oltp`` in a folder, a home and an environment of its own.

    ``as_process`` is for tests of what only a process has: its imports, its locks, the libraries' own settings.
    """

    folder: Path
    environment: dict[str, str]
    as_process: bool = False

    def __call__(self, *arguments: str, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command and expect its exit code; keyword arguments are environment variables."""
        run = self._process if self.as_process else in_process.run
        done = run(list(arguments), self.folder, self.environment | environment)
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done

    def json(self, *arguments: str, code: int = 0, **environment: str) -> Any:
        """Run a command with ``--json``; stdout is one JSON value."""
        return json.loads(self(*arguments, "--json", code=code, **environment).stdout)

    def command(self, *arguments: str) -> list[str]:
        """What a process of its own is started with."""
        return [sys.executable, "-m", "pipelines", *arguments]

    def _process(
        self, arguments: list[str], folder: Path, environment: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        command = self.command(*arguments)
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
        )


@pytest.fixture(scope="session")
def sandbox_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sandbox account, made once."""
    store = tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite"
    Sandbox.create(store, customers=CUSTOMERS).close()
    return store


@pytest.fixture
def cli_in(sandbox_store: Path, tmp_path: Path) -> Callable[[str], CommandLine]:
    """Make a command line that works on the database of a URL."""

    def make(url: str) -> CommandLine:
        home = tmp_path / ".stripe-oltp"
        home.mkdir()
        (home / sandbox_store.name).write_bytes(sandbox_store.read_bytes())
        return command_line(tmp_path, DATABASE_URL=url, STRIPE_OLTP_HOME=str(home))

    return make


def command_line(folder: Path, **environment: str) -> CommandLine:
    """A command line in ``folder``, which is its home unless ``environment`` says another."""
    ours = {"PYTHONPATH": os.getcwd(), "STRIPE_OLTP_HOME": str(folder), "STRIPE_API_KEY": ""}  # noqa: PTH109 -- a string
    return CommandLine(folder, {**os.environ, **ours, **environment})


@pytest.fixture
def first_cli(cli_in: Callable[[str], CommandLine], empty_database_url: str) -> CommandLine:
    """A command line on an empty database and a small sandbox account."""
    return cli_in(empty_database_url)


@pytest.fixture
def cli(cli_in: Callable[[str], CommandLine], database_url: str) -> CommandLine:
    """A command line on a database that only lacks rows: each migration costs as much as the run of a few types."""
    return cli_in(database_url)


@pytest.fixture(scope="session")
def after(
    new_database: Callable[..., str],
    template: str,
    sandbox_store: Path,
    once: Callable[[str, Callable[[], str]], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., str]:
    """Name a database on which a command was run, with a small account: once for all tests that begin after it."""

    def run(arguments: tuple[str, ...]) -> str:
        folder, url = tmp_path_factory.mktemp("after"), new_database(template)
        (folder / sandbox_store.name).write_bytes(sandbox_store.read_bytes())
        command_line(folder, DATABASE_URL=url)(*arguments)
        return database_name(url)

    return lambda *arguments: once(f"after {' '.join(arguments)}", lambda: run(arguments))


@pytest.fixture
def cli_after(
    server_url: str, new_database: Callable[..., str], after: Callable[..., str], cli_in: Callable[[str], CommandLine]
) -> Iterator[Callable[..., CommandLine]]:
    """Make a command line that finds what a command left, as on another machine: in the database and nowhere else."""
    with ExitStack() as dropped:

        def make(*arguments: str) -> CommandLine:
            url = new_database(after(*arguments))
            dropped.enter_context(contextmanager(dropped_afterwards)(server_url, url))
            return cli_in(url)

        yield make
