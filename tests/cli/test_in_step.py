"""Runs after the first one, as a user meets them: what they say, and what their exit code says."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import stripe

from pipelines.catalogue import select
from pipelines.sandbox import Gate, Gates, Lacking, Sandbox, Serving
from pipelines.sandbox.errors import ApiError
from pipelines.sandbox.server.messages import Answer, Request, refusal
from tests.cli.conftest import CommandLine

SOME = ("--objects", "account,charge,customer")


@pytest.fixture
def permissions() -> Lacking:
    """A key that may read everything, until its paths say otherwise."""
    return Lacking()


class Failing(Gate):
    """Says 400 to whoever asks for the list of ``path``."""

    path: str | None = None

    def before(self, request: Request) -> Answer | None:
        return refusal(ApiError(400, "This list is broken.")) if request.path == self.path else None


@pytest.fixture
def failing() -> Failing:
    return Failing()


@pytest.fixture
def served(sandbox_store: Path, tmp_path: Path, permissions: Lacking, failing: Failing) -> Iterator[Serving]:
    copy = tmp_path / "elsewhere.sqlite"
    copy.write_bytes(sandbox_store.read_bytes())
    sandbox = Sandbox.create(copy)
    with sandbox.serve(gate=Gates(permissions, failing)) as serving:
        yield serving
    sandbox.close()


@pytest.fixture
def cli(cli_in: Callable[[str], CommandLine], database_url: str, served: Serving) -> CommandLine:
    made = cli_in(database_url)
    made.environment.update(STRIPE_API_KEY=served.api_key, STRIPE_API_BASE=served.url)
    return made


def test_a_later_run_says_what_came_since(cli: CommandLine, served: Serving) -> None:
    assert "since" not in cli("pipeline", *SOME).stdout
    assert "nothing new since 2026-11-01 00:00:00 UTC" in cli("pipeline", *SOME).stdout
    client = stripe.StripeClient(served.api_key, base_addresses={"api": served.url})
    changed, deleted = (customer.id for customer in client.v1.customers.list(params={"limit": 2}).data)
    client.v1.customers.update(changed, params={"name": "Other"})
    client.v1.customers.delete(deleted)
    said = cli.json("pipeline", *SOME)
    assert (said["objects"]["customer"]["landed"], said["events"] >= 2, said["balanced"]) == (2, True, True)
    assert cli.json("status")["objects"]["customer"]["deleted"] >= 1
    assert cli.json("parity")["mismatches"] == 0
    assert cli.json("pipeline", *SOME)["events"] == 0


def test_parents_that_no_list_has_are_there_after_one_run(cli: CommandLine) -> None:
    said = cli.json("pipeline")
    unresolved = {name for name, row in said["objects"].items() if row["unresolved"]}
    assert unresolved <= {"coupon", "subscription_item"}, "what Stripe has no longer"
    assert cli.json("status")["objects"]["customer"]["deleted"] > 0
    said = cli("status", "--max-age", "0", code=1).stderr
    assert "behind Stripe, more than 0 s. No `stripe-oltp follow` is running" in said
    cli("status", "--max-age", "1e9")
    lists = sum(len(entry.reading.views) for entry in select(None) if not entry.singleton)
    assert cli.json("pipeline")["requests"] <= lists + 3, "account, test clocks, events, and each list once"


def test_a_type_that_the_key_may_not_read_shows_in_the_exit_code(cli: CommandLine, permissions: Lacking) -> None:
    permissions.paths = ("/v1/charges", "/v1/account")
    said = json.loads(cli("pipeline", *SOME, "--json", code=4).stdout)
    assert said["refused"] == ["account", "charge"]
    assert any("may not read /v1/charges" in problem for problem in said["problems"])
    assert said["objects"]["customer"]["landed"] > 0
    permissions.paths = ()
    assert cli.json("pipeline", *SOME)["read_whole"] == ["charge"]


def test_a_type_that_fails_fails_the_run_and_leaves_the_others_to_go_on(cli: CommandLine, failing: Failing) -> None:
    failing.path = "/v1/charges"
    said = json.loads(cli("pipeline", *SOME, "--json", code=1).stdout)
    assert said["failed"] == ["charge"]
    assert any("This list is broken." in problem for problem in said["problems"])
    assert said["objects"]["customer"]["promoted"] > 0
    failing.path = None
    said = cli.json("pipeline", *SOME)
    assert said["failed"] == []
    assert said["objects"]["charge"]["promoted"] > 0
