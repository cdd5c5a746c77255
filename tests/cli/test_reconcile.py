"""``stripe-oltp reconcile`` as its users meet it, and the runs that do it by themselves."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from pipelines.sandbox import Lacking, Sandbox
from tests.cli.conftest import CommandLine

OBJECTS = ("--objects", "product,customer")


def execute(cli: CommandLine, statement: str) -> Any:
    with closing(psycopg2.connect(cli.environment["DATABASE_URL"])) as connection, connection:
        cursor = connection.cursor()
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture
def sandbox(cli: CommandLine) -> Iterator[Sandbox]:
    """The account that the command line lands from."""
    with closing(Sandbox.create(Path(cli.environment["STRIPE_OLTP_HOME"]) / "sandbox.sqlite")) as sandbox:
        yield sandbox


def remove_a_product(sandbox: Sandbox, cli: CommandLine) -> str:
    product: str = execute(cli, "SELECT min(id) FROM oltp.products WHERE row_state = 'present'")
    sandbox.store.remove("product", product)
    return product


def test_reconcile_says_what_it_mended_and_afterwards_verify_is_clean(cli: CommandLine, sandbox: Sandbox) -> None:
    cli("pipeline", *OBJECTS)
    remove_a_product(sandbox, cli)
    cli("verify", "--all", code=1)
    text = cli("reconcile").stdout
    assert "1 differed and were mended, 1 of them marked deleted." in text
    assert "The books balance." in text
    cli("verify", "--all")
    again = cli.json("reconcile", *OBJECTS)
    assert (again["differences"], again["landed"], again["balanced"]) == ([], 0, True)
    assert list(again["objects"]) == ["product", "customer"]
    assert cli.json("parity")["mismatches"] == 0


def test_reconcile_exits_with_4_when_the_key_may_not_read_a_type(cli: CommandLine, sandbox: Sandbox) -> None:
    cli("pipeline", *OBJECTS)
    product = remove_a_product(sandbox, cli)
    with sandbox.serve(gate=Lacking("/v1/products")) as server:
        there = {"STRIPE_API_KEY": server.api_key, "STRIPE_API_BASE": server.url}
        said = cli.json("reconcile", code=4, **there)
    assert said["refused"] == ["product"]
    assert execute(cli, f"SELECT row_state FROM oltp.products WHERE id = '{product}'") == "present"


def test_a_run_compares_everything_when_the_last_time_is_a_week_ago(cli: CommandLine, sandbox: Sandbox) -> None:
    cli("pipeline", *OBJECTS)
    remove_a_product(sandbox, cli)
    assert "reconciled" not in cli.json("pipeline", *OBJECTS), "the first landing counts as a comparison"
    execute(cli, "UPDATE meta.runs SET started_at = started_at - interval '8 days'")
    assert "Compared" not in cli("pipeline", *OBJECTS, STRIPE_OLTP_RECONCILE_DAYS="0").stdout
    assert "Compared" not in cli("pipeline", *OBJECTS, STRIPE_OLTP_RECONCILE_DAYS="9").stdout
    said = cli.json("pipeline", *OBJECTS)
    assert said["reconciled"]["objects"]["product"]["deleted"] == 1
    assert said["balanced"]
    assert "Compared" not in cli("pipeline", *OBJECTS).stdout, "done"


def test_there_is_nothing_to_reconcile_before_the_first_run(cli: CommandLine) -> None:
    assert "Run stripe-oltp pipeline" in cli("reconcile", code=1).stderr
