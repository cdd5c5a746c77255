"""The README tells the truth: what it shows is what the commands print, and what it lists is what the code knows."""

import re
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest

from pipelines.catalogue import children_of, promoted
from tests.cli.conftest import CommandLine

README = (Path(__file__).parents[2] / "README.md").read_text()
QUERY = re.compile(r"psql sandbox -c \"(.+?)\"", re.DOTALL)


def objects_table() -> list[str]:
    """The table of objects, from the catalogue."""
    return [
        f"| `{entry.name}` | {', '.join(f'`{member.table}`' for member in (entry, *children_of(entry)))}"
        f" | `raw.{entry.plural}` |"
        for entry in promoted()
        if entry.embedded is None
    ]


def words(text: str) -> list[list[str]]:
    """The words of each line that has any, times and paths aside."""
    lines = (re.sub(r"\b\d+\.\d\b|\S*psql\S*", "…", line).split() for line in text.splitlines())
    return [line for line in lines if line]


def shown_after(command: str) -> str:
    """The indented block that follows a command in the README."""
    _, _, rest = README.partition(f"$ {command}\n")
    match = re.search(r"\n((?:    .*\n|\n)+)", rest)
    assert match, f"README.md shows no output of {command}"
    return match[1]


def test_the_objects_are_those_of_the_catalogue() -> None:
    assert "\n".join(objects_table()) in README


@pytest.fixture
def default_account(cli_in: Callable[[str], CommandLine], empty_database_url: str) -> CommandLine:
    """A command line on the default sandbox account, as ``make pipeline`` finds it the first time."""
    cli = cli_in(empty_database_url)
    (Path(cli.environment["STRIPE_OLTP_HOME"]) / "sandbox.sqlite").unlink()
    return cli


def test_the_outputs_are_what_the_commands_print(default_account: CommandLine) -> None:
    assert words(shown_after("make pipeline")) == words(default_account("pipeline").stdout)
    assert words(shown_after("make parity")) == words(default_account("parity").stdout)
    query = QUERY.search(README)
    assert query
    connection = psycopg2.connect(default_account.environment["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        cursor.execute(query[1])
        rows = [[str(value) for value in row] for row in cursor.fetchall()]
    connection.close()
    table = [
        [cell.strip() for cell in line.split("|")]
        for line in README.splitlines()
        if line.count("|") == len(rows[0]) - 1
    ]
    assert [row for row in table if row[0] in {cells[0] for cells in rows}] == rows
