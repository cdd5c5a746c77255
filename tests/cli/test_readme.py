"""The README tells the truth: what it shows is what the commands print."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def words(text: str) -> str:
    """The words of each line that has any, times and paths aside."""
    lines = (re.sub(r"\b\d+\.\d\b|\S*psql\S*", "*", line).split() for line in text.splitlines())
    return "".join(f"{' '.join(line)}\n" for line in lines if line)


def is_shown(block: str, printed: str) -> bool:
    """Whether a block is what was printed; a line of ``…`` is one line or more that it leaves out."""
    pattern = re.escape(words(block)).replace("…\\\n", "(?:.+\n)+")
    return re.fullmatch(pattern, words(printed)) is not None


def shown_after(command: str) -> str:
    """The indented block that follows a command in the README."""
    _, _, rest = README.partition(f"{command}\n")
    match = re.search(r"\n((?:    .*\n|\n)+)", rest)
    assert match, f"README.md shows no output of {command}"
    return match[1]


@pytest.fixture
def bare_machine(home: Path, tmp_path: Path) -> CommandLine:
    """A command line as ``make pipeline`` finds it the first time: no key, no database, nothing in its home."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "STRIPE_OLTP_HOME": str(home)}
    return CommandLine(tmp_path, environment | {"STRIPE_API_KEY": "", "DATABASE_URL": ""})


@pytest.mark.plain_names
def test_the_outputs_are_what_the_commands_print(bare_machine: CommandLine, home: Path) -> None:
    assert is_shown(shown_after("make pipeline"), bare_machine("pipeline").stdout)
    assert is_shown(shown_after("make parity"), bare_machine("parity").stdout)
    query = re.search(r"psql sandbox -c \"(.+?)\"", README, re.DOTALL)
    assert query
    psql = [home / "psql", "sandbox", "-c", query[1]]
    printed = subprocess.run(psql, check=True, capture_output=True, text=True).stdout
    assert is_shown(shown_after(query[0]), printed)
