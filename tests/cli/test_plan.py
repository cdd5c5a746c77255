"""``pipeline --plan`` says what a run would do, from the stages that do it, and changes nothing."""

from contextlib import closing

import psycopg2

from pipelines.catalogue import promotable
from tests.cli.conftest import CommandLine


def said(cli: CommandLine) -> dict[str, dict[str, str]]:
    """What is planned, by stage and object."""
    steps: dict[str, dict[str, str]] = {}
    for step in cli.json("pipeline", "--objects", "product,price", "--plan"):
        steps.setdefault(step["stage"], {})[step["object"]] = step["what"]
    return steps


def state(url: str) -> object:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM meta.windows), (SELECT jsonb_agg(watermarks) FROM meta.watermarks)"
        )
        return cursor.fetchone()


def test_an_empty_database_is_migrated_and_read_whole(first_cli: CommandLine) -> None:
    steps = said(first_cli)
    assert steps["migrate"]["schema"].startswith("from nothing to ")
    assert "read whole" in steps["land"]["product, price"]
    assert "migrate" in said(first_cli), "looking migrated nothing"
    assert first_cli.json("pipeline", "--plan")[-1]["object"].split(", ") == [
        entry.name for entry in promotable(None) if not entry.offered
    ]
    assert "refund" in first_cli.json("pipeline", "--objects", "refund", "--plan")[-1]["object"]


def test_later_runs_list_what_is_new_and_promote_what_waits(cli: CommandLine, database_url: str) -> None:
    cli("land", "--objects", "product,price")
    before = state(database_url)
    steps = said(cli)
    assert "migrate" not in steps
    assert steps["land"]["event"].startswith("list events since ")
    assert steps["land"]["product"].startswith("list what was created since ")
    assert steps["promote"].keys() == {"product", "price"}
    assert state(database_url) == before, "what was planned to be shown is not planned"


def test_what_is_due_is_compared(cli: CommandLine, database_url: str) -> None:
    cli("pipeline", "--objects", "product,price")
    with closing(psycopg2.connect(database_url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("UPDATE meta.watermarks SET compared_at = NULL WHERE object = 'price'")
    steps = said(cli)
    assert steps["compare"].keys() == {"price"}
    assert "promote" not in steps, "nothing waits"
