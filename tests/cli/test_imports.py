"""A command imports what it needs: each of the heavy packages takes longer than most commands have to do."""

import subprocess
import sys

import pytest

from tests.cli.conftest import CommandLine

HEAVY = {"alembic", "dlt", "sqlalchemy", "sqlglot", "stripe"}
RUN = """
import atexit, sys
atexit.register(lambda: print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr))
from pipelines.cli import main
main()
"""


def heavy(cli: CommandLine, *arguments: str) -> set[str]:
    """The heavy packages that a command imported."""
    command = [sys.executable, "-c", RUN, *arguments]
    done = subprocess.run(command, cwd=cli.folder, env=cli.environment, capture_output=True, text=True, check=True)
    return HEAVY & set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_what_needs_no_database_imports_nothing_heavy(cli: CommandLine, option: str) -> None:
    assert heavy(cli, option) == set()


def test_looking_and_promoting_import_nothing_heavy(cli: CommandLine) -> None:
    assert "dlt" in heavy(cli, "pipeline"), "it has something to load"
    assert "dlt" not in heavy(cli, "pipeline"), "and now it has not"
    for command in ("status", "quarantine", "schema current", "promote"):
        assert heavy(cli, *command.split()) == set(), command
