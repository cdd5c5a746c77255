"""Personal columns are hashed or left out, and all that compares with rows knows it."""

from contextlib import closing
from typing import Any

import psycopg2
import pytest

from oltp_schema.shape import tables
from pipelines.catalogue import promotable
from pipelines.checks.parity import check
from pipelines.errors import UsageError
from pipelines.personal import Treatment
from pipelines.promotion import promote as promote_objects
from pipelines.runs import RunResult, ledger, promote, replay
from pipelines.settings import Settings, load
from tests.verify.conftest import World

PERSONAL = {name: table for name, table in tables().items() if table.personal}
Seen = dict[str, dict[str, Any]]  # rows by table and id


def settings_of(world: World, treatment: Treatment | None) -> Settings:
    return Settings(world.home, database_url=world.url, personal=treatment)


def written(result: RunResult) -> int:
    """How many rows a run changed."""
    assert result.promotion
    return sum(counts.inserted + counts.updated for counts in result.promotion.objects.values())


def seen(world: World) -> Seen:
    """All rows of all tables with personal columns."""
    with world.connection, world.connection.cursor() as cursor:
        found = {}
        for name in PERSONAL:
            cursor.execute(f"SELECT id, to_jsonb(kept) - 'promoted_at' FROM oltp.{name} AS kept")
            found[name] = dict(cursor.fetchall())
    return found


def told(rows: Seen, kind: str) -> set[tuple[str, str]]:
    """The personal columns of a type, ``text`` or ``jsonb``, in which some row says something."""
    return {
        (name, column.name)
        for name, table in PERSONAL.items()
        for column in table.columns
        if column.name in table.personal and column.type == kind
        if any(row[column.name] for row in rows[name].values())
    }


def is_proven(world: World) -> bool:
    """Whether parity and verify find nothing."""
    with closing(psycopg2.connect(world.url)) as connection:
        parity = check(connection, promotable(None))
    return not parity.mismatches and world.verify().number_of_differences == 0


def test_personal_columns_are_hashed_left_out_and_kept_again(world: World) -> None:
    before, untouched = seen(world), world.one("SELECT max(promoted_at) FROM oltp.prices")
    assert told(before, "jsonb")

    said = promote(settings=settings_of(world, Treatment.HASH))
    assert len([problem for problem in said.problems if problem.startswith("Personal columns: hash from now on")]) == 1
    hashed = seen(world)
    assert (told(hashed, "text"), told(hashed, "jsonb")) == (told(before, "text"), set())
    emails = [{row["email"] for row in rows["customers"].values()} - {None} for rows in (before, hashed)]
    assert len(emails[0]) == len(emails[1]) > 1
    assert {len(email) for email in emails[1]} == {64}
    assert world.one("SELECT max(promoted_at) FROM oltp.prices") == untouched, "what has none is not read again"
    past = "SELECT array_agg(DISTINCT length(email)), count(address) FROM history.customers WHERE email IS NOT NULL"
    assert world.one(f"SELECT to_jsonb(past) FROM ({past}) AS past (lengths, addresses)") == {
        "lengths": [64],
        "addresses": 0,
    }
    assert is_proven(world)

    again = promote(settings=settings_of(world, None))
    assert (again.problems, written(again), written(replay(settings=settings_of(world, None)))) == ([], 0, 0)

    promote(settings=settings_of(world, Treatment.OMIT))
    assert told(seen(world), "text") | told(seen(world), "jsonb") == set()
    assert is_proven(world)

    promote(settings=settings_of(world, Treatment.KEEP))
    assert seen(world) == before


def test_a_promotion_of_other_types_leaves_nothing_as_it_was(world: World) -> None:
    with closing(psycopg2.connect(world.url)) as connection:
        for treatment in (Treatment.OMIT, Treatment.HASH):  # by one connection, whose prepared statements stay
            with ledger.run(connection, "promote") as run:
                promote_objects(connection, promotable(["price"]), run_id=run.id, treatment=treatment)
    assert {len(row["email"] or "0" * 64) for row in seen(world)["customers"].values()} == {64}
    assert told(seen(world), "text")


def test_a_run_without_the_setting_does_as_the_database_says(world: World) -> None:
    promote(settings=settings_of(world, Treatment.HASH))
    customer = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    world.change("customer", customer, "customer.updated", email="somebody@else.example")
    world.run()
    assert len(world.one(f"SELECT email FROM oltp.customers WHERE id = '{customer}'")) == 64
    assert world.verify("customer").number_of_differences == 0


def test_another_word_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_OLTP_PERSONAL_COLUMNS", "encrypt")
    with pytest.raises(UsageError, match="STRIPE_OLTP_PERSONAL_COLUMNS must be one of keep, hash, omit"):
        load()
