"""What runs leave behind in ``meta.runs`` and ``meta.ledger``: nothing, for long, when there was nothing to do."""

from pipelines.promotion import Counts, Promotion
from pipelines.runs import ledger
from tests.verify.conftest import World

YEAR = 105_120  # runs, one every five minutes
OLD = "now() - interval '31 days'"


def count(world: World, table: str) -> int:
    return int(world.one(f"SELECT count(*) FROM meta.{table}"))


def test_a_run_with_nothing_new_leaves_no_row_where_nothing_stands(world: World) -> None:
    runs, rows = count(world, "runs"), count(world, "ledger")
    standing = world.one("SELECT count(*) FROM meta.ledger WHERE run_id = 1 AND (unresolved > 0 OR quarantined > 0)")
    world.run()
    assert (count(world, "runs"), count(world, "ledger")) == (runs + 1, rows + standing)
    assert standing <= 1


def test_a_row_that_a_run_has_written_follows_what_it_does_after(world: World) -> None:
    with ledger.run(world.connection, "test") as run:
        for unresolved in (5, 0):
            ledger.record(run, Promotion({"charge": Counts(unresolved=unresolved)}), {})
    assert world.one(f"SELECT unresolved FROM meta.ledger WHERE run_id = {run.id}") == 0


def test_after_a_month_only_runs_that_did_something_are_known(world: World) -> None:
    before = count(world, "runs"), count(world, "ledger")
    world.by_hand(f"""
        INSERT INTO meta.runs (command, started_at, outcome) SELECT 'pipeline', {OLD}, 'done'
        FROM generate_series(1, {YEAR});
        INSERT INTO meta.ledger (run_id, object, loads, landed, rows_in, inserted, updated, unchanged, deleted,
            quarantined, unresolved, seconds)
        SELECT id, 'charge', 0, 0, 0, 0, 0, 0, 0, 0, 3, 0 FROM meta.runs WHERE started_at = {OLD};
        UPDATE meta.ledger SET loads = 1 WHERE run_id = (SELECT max(id) FROM meta.runs);
        UPDATE meta.ledger SET landed = 1 WHERE run_id = (SELECT max(id) - 1 FROM meta.runs);
        UPDATE meta.ledger SET deleted = 1 WHERE run_id = (SELECT max(id) - 2 FROM meta.runs);
        INSERT INTO meta.runs (command, started_at, outcome)
        VALUES ('pipeline', now() - interval '29 days', 'failed'), ('pipeline', now(), 'done')
    """)
    with ledger.run(world.connection, "test"):  # only the first of a day looks
        pass
    assert count(world, "runs") == before[0] + YEAR + 3
    world.by_hand("UPDATE meta.runs SET started_at = least(started_at, now() - interval '1 day')")
    with ledger.run(world.connection, "test"):
        pass
    assert (count(world, "runs"), count(world, "ledger")) == (before[0] + 4 + 3, before[1] + 3)
