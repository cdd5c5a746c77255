"""Every command explains itself, and the Makefile, the README and the command line know the same commands."""

import re
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from pipelines.cli.app import app

ROOT = Path(__file__).parents[2]
TARGETS = (
    "pipeline land promote replay parity verify reconcile report status sandbox seed"
    " lint format types test object schema docs up down clean ci"
)
COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]


@pytest.mark.parametrize(
    "name",
    [
        *COMMANDS,
        "schema upgrade",
        "schema dump",
        "schema current",
        "schema roles",
        "schema fivetran",
        "schema sql",
        "webhook create",
        "webhook status",
        "webhook rotate",
        "webhook delete",
    ],
)
def test_each_command_has_an_example(name: str) -> None:
    command = get_command(app)
    for part in name.split():
        command = command.commands[part]  # type: ignore[attr-defined]  # a group has them
    assert f"Example: stripe-oltp {name}" in (command.help or "")


@pytest.mark.parametrize("name", COMMANDS)
def test_no_help_breaks_a_line_in_mid_sentence(name: str) -> None:
    command = get_command(app).commands[name]  # type: ignore[attr-defined]  # a group has them
    for paragraph in (command.help or "").split("\n\n"):
        assert "\n" not in paragraph.strip()


def test_make_help_lists_every_target() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in TARGETS.split():
        assert re.search(rf"\b{target}\b", shown), target


def test_every_make_target_of_the_readme_exists() -> None:
    readme, makefile = (ROOT / "README.md").read_text(), (ROOT / "Makefile").read_text()
    named = set(re.findall(r"^\s*(?:\$ )?make ([a-z]+)", readme, re.MULTILINE)) | set(
        re.findall(r"`make ([a-z]+)", readme)
    )
    assert named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_command_of_the_readme_exists() -> None:
    readme = (ROOT / "README.md").read_text()
    named = set(re.findall(r"stripe-oltp ([a-z]+)", readme))
    assert named >= {"land", "quarantine"}
    assert named <= {*COMMANDS, "schema", "webhook"}
