"""``stripe-oltp reconcile`` as its users meet it, and the runs that do it by themselves."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from pipelines.sandbox import Gate, Lacking, Sandbox
from pipelines.sandbox.errors import ApiError
from pipelines.sandbox.server.messages import Answer, Request, refusal
from tests.cli.conftest import CommandLine

OBJECTS = ("--objects", "product,customer")
WEEK = "interval '8 days'"  # and a day


def execute(cli: CommandLine, statement: str) -> Any:
    with closing(psycopg2.connect(cli.environment["DATABASE_URL"])) as connection, connection:
        cursor = connection.cursor()
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture
def cli(cli_after: Callable[..., CommandLine]) -> CommandLine:
    """A command line whose first run was complete."""
    return cli_after("pipeline", *OBJECTS)


@pytest.fixture
def sandbox(cli: CommandLine) -> Iterator[Sandbox]:
    """The account that the command line lands from."""
    with closing(account_of(cli)) as sandbox:
        yield sandbox


def account_of(cli: CommandLine) -> Sandbox:
    return Sandbox.create(Path(cli.environment["STRIPE_OLTP_HOME"]) / "sandbox.sqlite")


def remove_a_product(sandbox: Sandbox, cli: CommandLine) -> str:
    product: str = execute(cli, "SELECT min(id) FROM oltp.products WHERE row_state = 'present'")
    sandbox.store.remove("product", product)
    return product


def test_reconcile_says_what_it_mended_and_afterwards_verify_is_clean(cli: CommandLine, sandbox: Sandbox) -> None:
    remove_a_product(sandbox, cli)
    cli("verify", "--all", *OBJECTS, code=1)
    text = cli("reconcile", *OBJECTS).stdout
    assert "no event told of 1 deletion. All are repaired, 1 marked deleted." in text
    assert "Balanced." in text
    cli("verify", "--all", *OBJECTS)
    again = cli.json("reconcile", *OBJECTS)
    assert (again["differences"], again["landed"], again["balanced"]) == ([], 0, True)
    assert list(again["objects"]) == ["product", "customer"]
    assert cli.json("parity")["mismatches"] == 0
    noted = "string_agg(concat_ws(' ', command, objects, differences, agrees), ', ' ORDER BY id)"
    of_two = "{customer,product}"
    assert execute(cli, f"SELECT {noted} FROM meta.verifications") == (
        f"verify {of_two} 1 f, reconcile 0 t, verify {of_two} 0 t, reconcile 0 t"
    )


def test_reconcile_exits_with_4_when_the_key_may_not_read_a_type(cli: CommandLine, sandbox: Sandbox) -> None:
    product = remove_a_product(sandbox, cli)
    with sandbox.serve(gate=Lacking("/v1/products")) as server:
        there = {"STRIPE_API_KEY": server.api_key, "STRIPE_API_BASE": server.url}
        said = cli.json("reconcile", *OBJECTS, code=4, **there)
    assert said["refused"] == ["product"]
    assert execute(cli, f"SELECT row_state FROM oltp.products WHERE id = '{product}'") == "present"


def test_a_run_compares_everything_when_the_last_time_is_a_week_ago(cli: CommandLine, sandbox: Sandbox) -> None:
    remove_a_product(sandbox, cli)
    assert "reconciled" not in cli.json("pipeline", *OBJECTS), "the first landing counts as a comparison"
    execute(cli, f"UPDATE meta.watermarks SET (compared_at, gap_at) = (compared_at - {WEEK}, gap_at - {WEEK})")
    assert "Compared" not in cli("pipeline", *OBJECTS, STRIPE_OLTP_RECONCILE_DAYS="0").stdout
    assert "Compared" not in cli("pipeline", *OBJECTS, STRIPE_OLTP_RECONCILE_DAYS="9").stdout
    said = cli.json("pipeline", *OBJECTS)
    assert said["reconciled"]["objects"]["product"]["deleted"] == 1
    assert said["balanced"]
    assert "Compared" not in cli("pipeline", *OBJECTS).stdout, "done"


def test_after_a_gap_a_run_compares_everything_whatever_the_calendar_says(cli: CommandLine, sandbox: Sandbox) -> None:
    remove_a_product(sandbox, cli)
    execute(cli, "UPDATE meta.watermarks SET planned_until = planned_until - interval '31 days'")
    said = cli.json("land", *OBJECTS, STRIPE_OLTP_RECONCILE_DAYS="0")
    assert any("compared with Stripe" in problem and "product" in problem for problem in said["problems"])
    said = cli.json("pipeline", *OBJECTS, STRIPE_OLTP_RECONCILE_DAYS="0")
    assert said["reconciled"]["objects"]["product"]["deleted"] == 1
    assert "reconciled" not in cli.json("pipeline", *OBJECTS, STRIPE_OLTP_RECONCILE_DAYS="0"), "done"


def test_a_run_after_a_gap_that_was_killed_loses_no_comparison(cli: CommandLine, sandbox: Sandbox) -> None:
    remove_a_product(sandbox, cli)
    execute(cli, "DELETE FROM meta.windows")
    execute(cli, "DELETE FROM meta.watermarks")  # as it leaves them when it is killed before it has planned
    assert "run `stripe-oltp pipeline`" in cli("reconcile", code=1).stderr
    cli("land", *OBJECTS)  # and when it is killed after it has read
    assert cli.json("reconcile", *OBJECTS)["objects"]["product"]["deleted"] == 1
    assert cli.json("status")["balanced"]


def test_a_type_that_the_key_could_not_read_for_a_time_is_compared(cli: CommandLine, sandbox: Sandbox) -> None:
    with sandbox.serve(gate=Lacking("/v1/products")) as server:
        cli("pipeline", *OBJECTS, code=4, STRIPE_API_KEY=server.api_key, STRIPE_API_BASE=server.url)
    remove_a_product(sandbox, cli)
    said = cli.json("pipeline", *OBJECTS)
    assert said["reconciled"]["objects"].keys() == {"product"}
    assert said["reconciled"]["objects"]["product"]["deleted"] == 1


def test_without_events_runs_compare_everything(cli_in: Callable[[str], CommandLine], database_url: str) -> None:
    cli = cli_in(database_url)
    with closing(account_of(cli)) as sandbox, sandbox.serve(gate=Lacking("/v1/events")) as server:
        there = {"STRIPE_API_KEY": server.api_key, "STRIPE_API_BASE": server.url}
        assert "reconciled" not in cli.json("pipeline", *OBJECTS, code=4, **there)
        remove_a_product(sandbox, cli)
        said = cli.json("pipeline", *OBJECTS, code=4, **there)
    assert said["reconciled"]["objects"]["product"]["deleted"] == 1


class Whole(Gate):
    """Refuses to list everything; parts it lists."""

    def __init__(self, status: int) -> None:
        self.status = status

    def before(self, request: Request) -> Answer | None:
        if request.path == "/v1/customers" and "created" not in request.encoded:
            return refusal(ApiError(self.status, "Not now."))
        return None


@pytest.mark.parametrize("status", [400, 401])
def test_a_comparison_that_fails_hides_nothing_of_the_run_and_is_told(
    cli: CommandLine, sandbox: Sandbox, status: int
) -> None:
    remove_a_product(sandbox, cli)
    execute(cli, f"UPDATE meta.watermarks SET (compared_at, gap_at) = (compared_at - {WEEK}, gap_at - {WEEK})")
    with sandbox.serve(gate=Whole(status)) as server:
        there = {"STRIPE_API_KEY": server.api_key, "STRIPE_API_BASE": server.url}
        done = cli("pipeline", *OBJECTS, code=1, **there)
        said = cli.json("pipeline", *OBJECTS, code=1, **there)
    assert " since 2026-11-01 00:00:00 UTC" in done.stdout
    assert ("Not now." in done.stderr, "Not now." in done.stdout) == (True, False), "no terminal: the log tells it"
    assert said["balanced"]
    # It costs its type; the others are compared and mended. A 401 after good answers is no wrong key.
    assert said["reconciled"]["unread"] == ["customer"]
    assert list(cli.json("pipeline", *OBJECTS)["reconciled"]["objects"])[-1] == "customer", "it stays due"


def test_there_is_nothing_to_reconcile_before_the_first_run(first_cli: CommandLine) -> None:
    assert "run `stripe-oltp pipeline`" in first_cli("reconcile", code=1).stderr
