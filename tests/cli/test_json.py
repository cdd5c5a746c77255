"""Every command's --json is JSON, and its times are ISO 8601 with an offset."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import typer
from typer.core import TyperGroup

from pipelines.cli import follow
from pipelines.cli.app import app
from pipelines.runs import RunResult
from pipelines.sandbox import Sandbox
from tests.cli.conftest import CommandLine

SOME = ("--objects", "product,coupon,customer")
FIXTURES = {
    "_meta": {"template_version": 0},
    "fixtures": [{"name": "one", "path": "/v1/products", "method": "post", "params": {"name": "One"}}],
}
# In this order: the first ones fill the database.
COMMANDS = {
    "pipeline": SOME,
    "land": SOME,
    "promote": (),
    "replay": ("--as-of", "2026-01-01", "--schema", "past"),
    "reconcile": SOME,
    "verify": (*SOME, "--all"),
    "parity": SOME,
    "status": (),
    "quarantine": (),
    "diff": ("--transform", "product=1"),
    "export": ("--to", "exported"),
    "report": (),
    "schema roles": (),
    "webhook status": (),
    "seed": ("fixtures.json",),
}
GO_ON = {"follow"}  # below
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def with_json(group: TyperGroup, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from with_json(command, f"{before}{name} ")
        elif any("--json" in parameter.opts for parameter in command.params):
            yield f"{before}{name}"


def strings(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield name
            yield from strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value)
    elif isinstance(data, str):
        yield data


def test_every_command_that_prints_json_is_here() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    assert set(with_json(group)) == COMMANDS.keys() | GO_ON


@pytest.mark.slow
def test_times_are_iso_8601_with_an_offset(cli: CommandLine) -> None:
    (cli.folder / "fixtures.json").write_text(json.dumps(FIXTURES))
    found = []
    for command, options in COMMANDS.items():
        if command == "verify":
            change_a_coupon_silently(cli)
        exit_code = 1 if command in {"verify", "webhook status"} else 0
        done = cli.json(*command.split(), *options, code=exit_code)
        for each in strings(done):
            if TIME.match(each):
                assert each[10] == "T", (command, each)
                assert datetime.fromisoformat(each).tzinfo, (command, each)
                found.append(command)
    assert {"land", "status", "verify"} <= set(found)


def change_a_coupon_silently(cli: CommandLine) -> None:
    """So that verify has a time to name."""
    with (
        closing(psycopg2.connect(cli.environment["DATABASE_URL"])) as connection,
        connection.cursor() as cursor,
        closing(Sandbox.create(Path(cli.environment["STRIPE_OLTP_HOME"]) / "sandbox.sqlite")) as sandbox,
    ):
        cursor.execute("SELECT id FROM oltp.coupons WHERE row_state = 'present' ORDER BY created DESC LIMIT 1")
        (coupon,) = cursor.fetchone() or ("",)
        with sandbox.store.transaction():
            sandbox.account.change_silently(sandbox.account.get("coupon", coupon) | {"name": "silent"})


def test_of_runs_without_news_follow_tells_one_a_minute(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing, wrong = RunResult(None, None, None, 0.1), RunResult(None, None, None, 0.1, failure="no room")
    lines, now = follow.JsonLines(), [0.0]
    monkeypatch.setattr(follow, "monotonic", lambda: now[0])
    said = []
    for now[0], result in ((0.0, nothing), (2.0, nothing), (4.0, wrong), (63.0, nothing), (64.0, nothing)):
        lines.print(result)
        said.append([json.loads(line) for line in capsys.readouterr().out.splitlines()])
    assert [len(each) for each in said] == [1, 0, 1, 0, 1]
    assert datetime.fromisoformat(said[0][0]["time"]).tzinfo
    assert said[2][0]["failure"] == "no room"
