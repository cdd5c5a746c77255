"""A promotion in steps ends where one transaction does, whatever stops it; and says meanwhile how far it is."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import CATALOGUE, promotable, promoted, select
from pipelines.checks import balance, parity
from pipelines.cli import proof
from pipelines.personal import Treatment
from pipelines.promotion import Promotion, steps
from pipelines.promotion.history import upkeep
from pipelines.promotion.writer import ObjectGroup
from pipelines.runs import ledger
from pipelines.runs.database import Database as OpenDatabase
from pipelines.runs.promotion import promote_landed
from pipelines.runs.stages import Work
from pipelines.runs.watch import unwatched
from pipelines.settings import Settings
from tests.promotion.conftest import NOWHERE, Database
from tests.promotion.documents import charge, customer, line_item
from tests.promotion.test_replay import history, land, seeds

LOADS = 6


class KilledError(Exception):
    """What ends a run between two steps."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "STEP", 8)


def run(
    database: Database,
    *,
    everything: bool = False,
    in_steps: bool = False,
    watch: Any = unwatched,
    personal: Treatment | None = None,
    names: Sequence[str] | None = None,
    second: str = NOWHERE,
) -> Promotion:
    """A promotion as runs do it; ``second`` is where it may have another connection."""
    opened, objects = OpenDatabase(second, "", database.connection), promotable(names)
    work = Work(Settings(Path(), personal=personal), opened, objects, watch)
    with ledger.run(database.connection, "test") as work.run:
        return promote_landed(work, work.objects, None, everything=everything, in_steps=in_steps)


def killed_after(number: int) -> Any:
    """A watch that ends the run when its promotion number ``number`` + 1 begins."""
    begun = []

    def watch(stage: str) -> Any:
        begun.append(stage)
        if len(begun) > number:
            raise KilledError
        return unwatched(stage)

    return watch


def put_off(database: Database) -> int:
    return len(database.query("SELECT DISTINCT load_id FROM meta.pending_loads WHERE later"))


@seeds(0, slow=range(1, 6))
def test_steps_end_where_one_transaction_does(database: Database, seed: int) -> None:
    for copies in history(seed):
        land(database, copies)
    database.promote()
    at_once = database.everything()

    promotion = run(database, everything=True, in_steps=True)
    assert sum(promotion.loads.values()) > 10
    assert (put_off(database), database.everything()) == (0, at_once)

    tables = ", ".join(f"oltp.{entry.table}" for entry in promoted())
    database.execute(f"TRUNCATE {tables}, meta.promoted_versions, meta.pending_loads, meta.quarantine CASCADE")
    run(database, in_steps=True)
    assert (put_off(database), database.everything()) == (0, at_once)
    assert parity.check(database.connection, select(None)).examples == []


@pytest.mark.parametrize("everything", [False, True], ids=["first", "replay"])
def test_the_next_run_continues_one_that_was_killed(database: Database, *, everything: bool) -> None:
    for copies in history(1):
        land(database, copies)
    if everything:
        run(database)
        database.execute("UPDATE oltp.charges SET description = 'by hand'")
    with pytest.raises(KilledError):
        run(database, everything=everything, in_steps=True, watch=killed_after(2))
    left, state = put_off(database), balance.read(database.connection)
    assert left > 1
    assert (state.balanced, bool(state.waiting)) == (True, True), "it says how far it is"
    assert parity.check(database.connection, select(None)).mismatches == 0

    land(database, [(60 * 24 * 30, charge("ch_new"))])
    with pytest.raises(KilledError):
        run(database, watch=killed_after(1))
    assert 0 < put_off(database) < left
    run(database)
    assert put_off(database) == 0
    stepwise = database.everything()
    assert balance.read(database.connection).waiting == {}
    database.replay()
    assert database.everything() == stepwise


def test_a_first_promotion_is_one_transaction_unless_it_is_a_large_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "STEP", 2)
    for number in range(LOADS):
        database.land(charge(f"ch_{number}", customer="cus_1"), at=number)
    monkeypatch.setattr(steps, "LARGEST", LOADS)
    with pytest.raises(KilledError):
        run(database, watch=killed_after(0))
    assert put_off(database) == 0
    monkeypatch.setattr(steps, "LARGEST", LOADS - 1)
    with pytest.raises(KilledError):
        run(database, watch=killed_after(1))
    assert len(database.rows("charges")) == 2
    database.land(customer("cus_1"))
    assert run(database).objects["charge"].inserted == LOADS - 2
    database.land(*(charge(f"ch_new_{number}") for number in range(LOADS)))
    run(database, watch=killed_after(1))
    assert len(database.rows("charges")) == 2 * LOADS


def test_what_several_steps_wrote_is_counted_once_at_the_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counting reads tables whole: after each step that grew with the square of their number."""
    counted = []

    def spy(started: ledger.Run, names: Iterable[str]) -> dict[str, int]:
        counted.append(rows_written(started, names))
        return counted[-1]

    rows_written = ledger.rows_written
    monkeypatch.setattr(ledger, "rows_written", spy)
    for number in range(LOADS):
        database.land(*(charge(f"ch_{number}_{of}") for of in range(6)), at=number)
    assert run(database, in_steps=True).written == {"charge": 6 * LOADS}
    assert counted == [{"charge": 6 * LOADS}]


def test_a_load_is_put_off_for_the_types_that_it_brings_something_to(database: Database) -> None:
    """Of 100,000 loads, all for each of fifty types were millions of rows."""
    for document, reader in ((charge("ch_1"), "charge"), (line_item("il_1"), "invoice")):
        load = database.land(document)
        with pytest.raises(KilledError):
            run(database, everything=True, in_steps=True, watch=killed_after(0))
        waiting = database.query(f"SELECT object FROM meta.pending_loads WHERE later AND load_id = '{load}'")
        names = {row["object"] for row in waiting}
        group = ObjectGroup.of(CATALOGUE[reader])
        assert names == {"embedded", *group.versions, *upkeep.names([group])}


def test_a_replay_in_one_transaction_leaves_no_steps(database: Database) -> None:
    for number in range(LOADS):
        database.land(*(charge(f"ch_{number}_{of}") for of in range(6)), at=number)
    with pytest.raises(KilledError):
        run(database, in_steps=True, watch=killed_after(1))
    assert put_off(database) > 1
    run(database, everything=True, watch=killed_after(1))
    assert (put_off(database), len(database.rows("charges"))) == (0, 6 * LOADS)


def test_status_says_that_the_rows_of_a_killed_replay_are_there(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(LOADS):
        database.land(*(charge(f"ch_{number}_{of}") for of in range(6)), at=number)
    for everything, said in ((False, False), (True, True)):
        with pytest.raises(KilledError):
            run(database, everything=everything, in_steps=True, watch=killed_after(0))
        with database.connection, database.connection.cursor():
            proof._show_state(balance.read(database.connection), Treatment.KEEP)
        assert ("Their rows are there, as they were before." in " ".join(capsys.readouterr().out.split())) is said
        run(database)


def test_a_replay_of_some_types_leaves_the_steps_of_the_others(database: Database) -> None:
    for number in range(LOADS):
        database.land(*(charge(f"ch_{number}_{of}") for of in range(6)), customer(f"cus_{number}"), at=number)
    with pytest.raises(KilledError):
        run(database, in_steps=True, watch=killed_after(1))
    run(database, everything=True, names=["charge"], watch=killed_after(1))
    assert (len(database.rows("charges")), len(database.rows("customers"))) == (6 * LOADS, 1)
    waiting = {row["object"] for row in database.query("SELECT object FROM meta.pending_loads WHERE later")}
    assert waiting == {"customer", "history of customer", "embedded"}
    run(database)
    assert (put_off(database), len(database.rows("customers"))) == (0, LOADS)


def test_what_landed_after_a_kill_is_promoted_in_steps_too(database: Database) -> None:
    for number in range(LOADS):
        database.land(*(charge(f"ch_{number}_{of}") for of in range(6)), at=number)
    with pytest.raises(KilledError):
        run(database, in_steps=True, watch=killed_after(1))
    for number in range(LOADS):
        database.land(*(customer(f"cus_{number}_{of}") for of in range(6)), at=number)
    with pytest.raises(KilledError):
        run(database, watch=killed_after(1))
    assert (len(database.rows("charges")), len(database.rows("customers"))) == (12, 0)
    run(database)
    assert (len(database.rows("charges")), len(database.rows("customers"))) == (6 * LOADS, 6 * LOADS)
    assert database.query("SELECT FROM meta.pending_loads") == []


def test_no_load_waits_for_what_each_promotion_keeps_up(database: Database) -> None:
    """The rows of stubs among them: they have their mode once, and read no load."""
    database.land(charge("ch_1"))
    run(database)
    database.execute(
        "INSERT INTO meta.promoted_versions (object, transform_version, run_id)"
        " SELECT 'stub', 1, max(id) FROM meta.runs"
    )
    database.land(charge("ch_2"))
    run(database, in_steps=True)
    assert database.query("SELECT object FROM meta.pending_loads") == []


def test_keys_that_tables_of_users_hold_survive_steps_and_a_kill(database: Database) -> None:
    for number in range(LOADS):
        database.land(*(customer(f"cus_{number}_{of}") for of in range(6)), at=number)
    run(database)
    database.execute("""
        INSERT INTO oltp.customers SELECT (jsonb_populate_record(kept, '{"id": "cus_by_hand"}')).*
        FROM oltp.customers AS kept LIMIT 1;
        CREATE SCHEMA app;
        CREATE TABLE app.accounts (customer text PRIMARY KEY REFERENCES oltp.customers);
        INSERT INTO app.accounts SELECT id FROM oltp.customers
    """)
    with pytest.raises(KilledError):
        run(database, everything=True, in_steps=True, watch=killed_after(2))
    assert put_off(database) > 0
    run(database)
    assert put_off(database) == 0
    named = database.query("SELECT row_state FROM app.accounts JOIN oltp.customers ON id = customer ORDER BY 1")
    assert [row["row_state"] for row in named] == [*["present"] * 6 * LOADS, "unresolved"]


@pytest.mark.parametrize("in_steps", [False, True], ids=["at once", "in steps"])
def test_a_replay_drops_a_row_made_by_hand_that_nothing_names(database: Database, *, in_steps: bool) -> None:
    database.land(customer("cus_1"))
    run(database)
    database.execute("""
        INSERT INTO oltp.customers SELECT (jsonb_populate_record(kept, '{"id": "cus_by_hand"}')).*
        FROM oltp.customers AS kept
    """)
    run(database, everything=True, in_steps=in_steps)
    assert [row["id"] for row in database.rows("customers")] == ["cus_1"]


def test_a_promotion_that_cannot_be_large_is_not_looked_at(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is every promotion that asks: under `follow` one every two seconds."""
    database.land(charge("ch_1"))
    monkeypatch.setattr(steps, "_without_rows", None)
    run(database)
    monkeypatch.setattr(steps, "LARGEST", 0)
    run(database)
    database.land(charge("ch_2"))
    with pytest.raises(TypeError):
        run(database)


def test_personal_columns_are_hashed_from_the_first_step(database: Database) -> None:
    for number in range(LOADS):
        database.land(*(customer(f"cus_{number}_{of}", email="a@example.com") for of in range(6)), at=number)
    with pytest.raises(KilledError):
        run(database, in_steps=True, watch=killed_after(1), personal=Treatment.HASH)
    assert {len(row["email"]) for row in database.rows("customers")} == {64}
    assert (len(database.rows("customers")), put_off(database)) == (6, LOADS - 1), "and no step reads all"


def test_what_is_about_to_happen_is_said_before_it_begins(database: Database) -> None:
    for number in range(LOADS):
        database.land(charge(f"ch_{number}"), at=number)
    planned = steps.plan(database.connection, promotable(None), run_id=1, everything=False, asked=True)
    assert planned is not None
    assert (planned.documents, len(planned.steps), planned.disk > 0) == (LOADS, 1, True)
    for words in (f"{LOADS} documents", "in 1 step,", "less than a minute of one core", "GB of disk", "next run"):
        assert words in planned.sentence
