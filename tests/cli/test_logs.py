"""What unattended runs tell: one line an event, and never a secret or a personal value."""

import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import psycopg2
import pytest

from pipelines import log
from pipelines.sandbox import Faults, Gates, Lacking, Sandbox, Serving
from pipelines.stripe_api.client import Client
from tests.cli.conftest import CommandLine

KEY = "rk_test_51TheKeyOfTheLogs"
PERSONAL = ("email", "name", "phone", "line1", "line2", "postal_code", "last4", "fingerprint")
OF_PEOPLE = ("customer", "payment_method", "charge", "invoice")
PREFIXED = ("receipt_email", "customer_email", "customer_name", "customer_phone")
# As loud as their own settings make them.
SOME = ("--objects", "charge,customer,product")
LOUD: dict[str, Any] = {"STRIPE_LOG": "debug", "RUNTIME__LOG_LEVEL": "DEBUG", "RUNTIME__LOG_FORMAT": "JSON"}


@pytest.fixture
def faults() -> Faults:
    """A network in which a fifth of the requests fails for once."""
    return Faults(3, 0.2, ("429", "409", "500", "502", "reset", "cut", "truncated"))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.landing.session.Client", partial(Client, longest_wait=0.05))


@pytest.fixture
def permissions() -> Lacking:
    return Lacking()


@pytest.fixture
def sandbox(sandbox_store: Path, tmp_path: Path) -> Iterator[Sandbox]:
    copy = tmp_path / "elsewhere.sqlite"
    copy.write_bytes(sandbox_store.read_bytes())
    with closing(Sandbox.create(copy)) as opened:
        yield opened


@pytest.fixture
def served(sandbox: Sandbox, faults: Faults, permissions: Lacking) -> Iterator[Serving]:
    with sandbox.serve(gate=Gates(permissions, faults)) as serving:
        yield serving


@pytest.fixture
def cli(cli_in: Callable[[str], CommandLine], database_url: str, served: Serving) -> CommandLine:
    made = cli_in(database_url)
    made.environment.update(STRIPE_API_KEY=KEY, STRIPE_API_BASE=served.url)
    return made


def personal_values(sandbox: Sandbox) -> set[str]:
    """Every value of the account's documents that is about a person or a card."""
    documents: list[Any] = [
        msgspec.json.decode(row.body)
        for kind in OF_PEOPLE
        for row in sandbox.store.select("object = ?", [kind], "seq", 100_000)
    ]
    return set(_personal(documents))


def _personal(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _personal(each)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name in {*PERSONAL, *PREFIXED} and isinstance(inner, str):
                yield inner
            yield from _personal(inner)


def found_in(text: str, values: set[str]) -> list[str]:
    """Those of the values that a text holds as words of their own: four digits may be a part of any number."""
    return [value for value in values if re.search(rf"(?<![\w.]){re.escape(value)}(?![\w.])", text)]


def events_of(stderr: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stderr.splitlines()]


def test_nothing_told_at_any_level_is_secret_or_personal(
    cli: CommandLine, sandbox: Sandbox, faults: Faults, permissions: Lacking
) -> None:
    password = urlsplit(cli.environment["DATABASE_URL"]).password
    secrets = {KEY, KEY[8:], *([password] if password else [])}
    people = personal_values(sandbox)
    assert len(people) > 50
    assert len(found_in(json.dumps(sorted(people), ensure_ascii=False), people)) == len(people), "they would be found"
    permissions.paths = ("/v1/products",)
    (cli.folder / "bad.json").write_text(
        json.dumps({"id": "ch_bad", "object": "charge", "livemode": False, "amount": min(people), "customer": "cus_x"})
    )
    told = [
        cli("--log-level", "debug", "pipeline", code=4, **LOUD),
        cli("--log-level", "debug", "land", "--from", "bad.json", **LOUD),
        cli("--log-level", "debug", "--log-format", "json", "promote", code=3, **LOUD),
    ]
    with closing(psycopg2.connect(cli.environment["DATABASE_URL"])) as connection, connection:
        connection.cursor().execute("ALTER TABLE raw.customers ADD CHECK (id <> 'cus_refused')")
    person = min(value for value in people if "@" in value)
    (cli.folder / "refused.json").write_text(
        json.dumps({"id": "cus_refused", "object": "customer", "livemode": False, "email": person})
    )
    told.append(cli("--log-level", "debug", "land", "--from", "refused.json", code=1, **LOUD))
    assert faults.fired.total() > 3
    for done in told:
        assert found_in(done.stdout + done.stderr, secrets | people) == []
        assert not any(secret in done.stdout + done.stderr for secret in secrets)
    assert " retry " in told[0].stderr
    assert " refused " in told[0].stderr
    assert told[0].stderr.count(" may not read ") == 1, "a type that is refused is not asked for again by the same run"


def test_a_run_tells_itself_in_json(cli: CommandLine, faults: Faults) -> None:
    done = cli("--log-level", "debug", "--log-format", "json", "pipeline", "--json")
    report, events = json.loads(done.stdout), events_of(done.stderr)
    assert all(list(event)[:3] == ["time", "level", "event"] for event in events)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["time"]) for event in events)
    assert (events[0]["event"], events[0]["command"]) == ("begin", "pipeline")
    assert (events[-1]["event"], events[-1]["exit_code"]) == ("end", 0)
    of = {name: [event for event in events if event["event"] == name] for name in {each["event"] for each in events}}
    for name, column in (("landed", "landed"), ("promoted", "rows_in")):
        assert {event["run"] for event in of[name]} == {1}
        assert sum(event[column] for event in of[name]) > 0
    assert sum(event["landed"] for event in of["landed"]) == sum(row["landed"] for row in report["objects"].values())
    promoted = sum(event["inserted"] + event["updated"] for event in of["promoted"])
    assert promoted >= sum(row["promoted"] for row in report["objects"].values()), "a run may write a row twice"
    assert all(event["request"].startswith("req_") and event["seconds"] >= 0 for event in of["request"])
    assert of["load"]
    assert len(of["retry"]) == sum(faults.fired.values())
    limited = [event for event in of["retry"] if event.get("status") == 429]
    assert {event["limit"] for event in limited} == {"global-rate"}
    assert all(event["endpoint"].startswith(("/v1/", "/v2/")) for event in of["retry"])


def test_a_good_run_says_nothing_on_stderr(cli: CommandLine, faults: Faults, permissions: Lacking) -> None:
    assert cli("pipeline", *SOME).stderr == ""
    assert faults.fired
    faults.rate = 0
    told = [line.split()[1:3] for line in cli("--log-level", "info", "pipeline", *SOME).stderr.splitlines()]
    assert [told[0], told[-1]] == [["info", "begin"], ["info", "end"]]
    assert {level for level, _ in told} == {"info"}
    permissions.paths = ("/v1/charges",)
    problem, end = cli("pipeline", *SOME, code=4).stderr.splitlines()
    assert "may not read /v1/charges" in problem
    assert " warning problem " in problem
    assert "end exit_code=4" in end


def test_a_failure_is_an_event_where_events_are_told(cli: CommandLine) -> None:
    failed, end = events_of(cli("--log-format", "json", "pipeline", "--objects", "nope", code=2).stderr)
    assert (failed["level"], failed["event"], end["exit_code"]) == ("error", "failed", 2)
    assert "Unknown object type nope" in failed["error"]
    said = cli("--log-level", "off", "pipeline", "--objects", "nope", code=2).stderr
    assert said.startswith("error: Unknown object type nope")


def test_the_environment_sets_the_log_and_a_wrong_value_is_named(cli: CommandLine) -> None:
    (cli.folder / ".env").write_text("STRIPE_OLTP_LOG_LEVEL=info\nSTRIPE_OLTP_LOG_FORMAT=json\n")
    begin, *_ = events_of(cli("pipeline", "--objects", "nope", code=2).stderr)
    assert begin["event"] == "begin"
    wrong = {"STRIPE_OLTP_LOG_LEVEL": "loud"}, {"STRIPE_OLTP_LOG_FORMAT": "xml"}
    for variables in wrong:
        assert f"{next(iter(variables))} must be one of " in cli("pipeline", code=2, **variables).stderr


def test_at_a_terminal_the_log_is_off(cli: CommandLine) -> None:
    ours, theirs = pty.openpty()
    command = cli.command("pipeline", "--objects", "nope")
    subprocess.run(command, cwd=cli.folder, env=cli.environment, stderr=theirs, check=False)
    os.close(theirs)
    with os.fdopen(ours, "rb") as terminal:
        said = terminal.read1().decode()
    assert "error:" in said
    assert "failed" not in said


def test_a_line_stays_one_line_that_can_be_cut_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    log.configure(log.Level.INFO, log.Format.TEXT)
    with log.of_run(7):
        log.info("landed", object="charge", message='two words\nand "a quote"', nothing=None, share=1 / 3, last=True)
    log.debug("request")
    assert isinstance(sys.stderr, io.StringIO)
    time, words = sys.stderr.getvalue().split(" ", 1)
    assert time.endswith("Z")
    message = r'message="two words\nand \"a quote\""'
    assert words == f"info    landed run=7 object=charge {message} share=0.333 last=true\n"
