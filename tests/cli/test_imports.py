"""A command imports what it needs: each of the heavy packages takes longer than most commands have to do."""

import json
import subprocess
import sys

from tests.cli.conftest import CommandLine

TWO = "--objects customer,charge"
HEAVY = {"alembic", "dlt", "sqlalchemy", "sqlglot", "stripe"}
# One process for several commands: what none of them may import, all together may not.
RUN = """
import json, shlex, sys
from pipelines.cli import main

def run(line):
    sys.argv[1:] = shlex.split(line)
    try:
        main()
    except SystemExit as end:
        assert not end.code, f"{line}: {end.code}"

for line in sys.argv[1:]:
    run(line)
    print(json.dumps([line, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
if "dlt" in sys.modules:
    from dlt.common.runtime import anon_tracker
    assert anon_tracker._THREAD_POOL is None, "dlt tells its makers of each load"
"""


def heavy(cli: CommandLine, *lines: str) -> dict[str, set[str]]:
    """The heavy packages that were imported after each command, all run one after the other."""
    command = [sys.executable, "-c", RUN, *lines]
    done = subprocess.run(command, cwd=cli.folder, env=cli.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("[")]
    return {line: HEAVY & set(names) for line, names in told}


def test_what_needs_no_database_imports_nothing_heavy(cli: CommandLine) -> None:
    assert heavy(cli, "--help", "--version") == {"--help": set(), "--version": set()}


def test_looking_and_promoting_import_nothing_heavy(cli: CommandLine) -> None:
    cli("pipeline", *TWO.split())
    light, loading = ("status", "quarantine", "schema current", "promote"), "land --from one.json"
    pipeline = f"pipeline {TWO}"
    (cli.folder / "one.json").write_text('{"id":"cus_1","object":"customer","livemode":false}')
    imported = heavy(cli, *light, pipeline, loading)
    assert "dlt" in imported.pop(loading), "it has something to load"
    assert imported.pop(pipeline) == {"stripe"}, "and now it has not, and compares nothing"
    assert imported == {command: set() for command in light}
