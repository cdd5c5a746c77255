"""The ledger, the transaction, and what a transform may not do."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg2
import pytest

from pipelines.catalogue import CATALOGUE, StripeObject, promotable, select
from pipelines.checks import balance
from pipelines.promotion import promote, transforms, writer
from pipelines.promotion.select import PartitionedTableError
from pipelines.runs import ledger
from tests.promotion.conftest import Database
from tests.promotion.documents import charge, customer, invoice, line_item, payment_intent

CHARGE = CATALOGUE["charge"].transform or 0


def test_the_ledger_says_what_each_run_did(database: Database) -> None:
    database.land(charge("ch_1"), charge("ch_2"), charge("ch_3", amount=-1))
    database.promote()
    database.land(charge("ch_1", amount=7), at=1)
    database.promote()
    rows = database.query("SELECT * FROM meta.ledger WHERE object = 'charge' ORDER BY run_id")
    figures = ("run_id", "transform_version", "loads", "rows_in", "inserted", "updated", "unchanged", "quarantined")
    assert [tuple(row[name] for name in figures) for row in rows] == [
        (1, CHARGE, 1, 2, 2, 0, 0, 1),
        (2, CHARGE, 1, 1, 0, 1, 0, 1),
    ]
    assert [row["outcome"] for row in database.rows("runs", schema="meta")] == ["done", "done"]


def test_a_partitioned_raw_table_is_refused(database: Database) -> None:
    database.land(charge("ch_1"))
    database.promote()
    database.execute(
        "ALTER TABLE raw.charges RENAME TO charges_1;"
        "CREATE TABLE raw.charges (LIKE raw.charges_1 INCLUDING ALL) PARTITION BY RANGE (_dlt_load_id);"
        "ALTER TABLE raw.charges ATTACH PARTITION raw.charges_1 DEFAULT"
    )
    database.land(charge("ch_2"))
    with pytest.raises(PartitionedTableError, match=r"raw\.charges is partitioned"):
        database.promote()
    assert [row["id"] for row in database.rows("charges")] == ["ch_1"]


def test_a_killed_run_is_not_a_success(database: Database) -> None:
    database.execute("INSERT INTO meta.runs (command, started_at, outcome) VALUES ('pipeline', now(), 'running')")
    database.promote()
    assert [row["outcome"] for row in database.rows("runs", schema="meta")] == ["interrupted", "done"]


@pytest.mark.parametrize(
    ("failure", "outcome", "message"),
    [(KeyboardInterrupt, "interrupted", None), (RuntimeError, "failed", "RuntimeError")],
)
def test_a_run_that_ends_early_keeps_nothing_and_says_so(
    database: Database, failure: type[BaseException], outcome: str, message: str | None
) -> None:
    database.land(customer(), charge())

    def fail(name: str, _done: int, _total: int) -> None:
        if name == "charge":
            raise failure("one@example.com")

    with pytest.raises(failure), ledger.run(database.connection, "test") as run:
        promote(database.connection, select(None), run_id=run.id, on_progress=fail)
    assert database.rows("customers") == []
    (row,) = database.rows("runs", schema="meta")
    assert (row["outcome"], row["message"]) == (outcome, message), "no value in the message"
    database.promote()
    assert len(database.rows("customers")) == 1


def test_a_failure_that_is_not_the_documents_stops_the_run(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    database.land(charge())
    active = transforms.active
    broken = replace(active(CATALOGUE["charge"]), sql="SELECT batch.no_such_column AS id FROM batch")
    monkeypatch.setattr(writer, "active", lambda entry: broken if entry.name == "charge" else active(entry))
    with pytest.raises(psycopg2.errors.UndefinedColumn):
        database.promote()
    assert database.rows("quarantine", schema="meta") == []


def losing(name: str, kept: str) -> Callable[[StripeObject], transforms.Transform]:
    """The active transforms, but that of one type gives only some of its rows, in a version that nobody used yet."""
    active = transforms.active

    def loaded(entry: StripeObject) -> transforms.Transform:
        found = active(entry)
        if entry.name != name:
            return found
        return transforms.Transform(name, 9, f"SELECT * FROM ({found.sql}) AS all_rows {kept}", "9" * 64)

    return loaded


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("before", ["nothing", "its rows", "a stub"])
def test_a_transform_that_loses_a_row_is_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch, before: str, everything: bool
) -> None:
    if before == "a stub":
        database.land(payment_intent(latest_charge="ch_1"))
        database.promote()
    database.land(charge("ch_1"), charge("ch_2"))
    if before == "its rows":
        database.promote()
    monkeypatch.setattr(writer, "active", losing("charge", "WHERE id = 'ch_2'"))
    with pytest.raises(writer.LostRowsError, match=r"charge/v9\.sql made 1 rows of 2 documents"):
        database.promote(everything=everything)
    database.connection.rollback()
    assert {row["transform_version"] for row in database.rows("charges")} <= {CHARGE, None}, "nothing was promoted"


def test_a_transform_that_loses_a_deleted_row_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    database.land(charge("ch_1"))
    database.promote()
    database.land(charge("ch_1"), deleted=True)  # of the same moment, by the event of its deletion
    monkeypatch.setattr(writer, "active", losing("charge", "LIMIT 0"))
    with pytest.raises(writer.LostRowsError, match="made 0 rows of 1 documents"):
        database.promote()


def test_a_transform_that_doubles_a_row_makes_none_of_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    database.land(charge("ch_1"), charge("ch_2"))
    database.promote()
    monkeypatch.setattr(
        writer, "active", losing("charge", ", generate_series(1, CASE id WHEN 'ch_1' THEN 2 ELSE 1 END)")
    )
    promotion = database.replay()
    assert (promotion.objects["charge"].rows_in, promotion.quarantined) == (1, 1)
    assert [row["id"] for row in database.rows("charges") if row["row_state"] == "present"] == ["ch_2"]


def test_an_edited_release_is_refused_by_name(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    database.land(charge())
    monkeypatch.setattr(transforms, "releases", lambda: {f"charge/v{CHARGE}.sql": "0" * 64})
    complaint = rf"charge/v{CHARGE}\.sql was edited after its release.*v{CHARGE + 1}\.sql"
    with pytest.raises(transforms.EditedReleaseError, match=complaint):
        database.promote()
    assert database.rows("charges") == []


def test_another_file_than_the_one_that_promoted_a_database_is_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.land(charge())
    database.promote()
    monkeypatch.setattr(transforms, "releases", dict)
    database.execute("UPDATE meta.transforms SET sha256 = repeat('0', 64) WHERE object = 'charge'")
    with pytest.raises(transforms.EditedReleaseError, match=r"not the file that promoted"):
        database.promote()


def test_what_a_promotion_with_nothing_to_do_asks_does_not_grow_with_the_types(database: Database) -> None:
    names = [entry.name for entry in promotable(None) if not entry.offered]
    database.land(customer(), charge(customer="cus_1"))
    database.promote(*names)
    asked: list[str] = []

    own: Any = database.connection.cursor_factory or psycopg2.extensions.cursor

    class Noting(own):  # type: ignore[misc]  # psycopg2 has no types
        def execute(self, query: str, vars: object = None) -> None:
            asked.append(query)
            super().execute(query, vars)

    database.connection.cursor_factory = Noting
    numbers = []
    for chosen in (names[:1], names):
        asked.clear()
        promotion = database.promote(*chosen)
        assert (promotion.objects.keys() >= set(chosen), promotion.loads) == (True, dict.fromkeys(chosen, 0))
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] > 0


def test_what_is_landed_and_not_promoted_yet_waits(database: Database) -> None:
    database.land(charge("ch_1"), charge("ch_2", amount=-1))
    state = balance.read(database.connection)
    assert (state.balanced, state.waiting) == (True, {"charge": 2})
    database.promote()
    state = balance.read(database.connection)
    assert (state.balanced, state.waiting) == (True, {})
    of_type = state.objects["charge"]
    assert (of_type.raw_rows, of_type.raw_ids, of_type.promoted, of_type.quarantined) == (2, 2, 1, 1)
    database.land(charge("ch_1", amount=13), charge("ch_2", amount=-2), charge("ch_3"))
    of_type = balance.read(database.connection).objects["charge"]
    assert (of_type.balanced, of_type.promoted, of_type.quarantined, of_type.waiting) == (True, 0, 1, 2)


def test_elements_of_a_document_that_waits_wait(database: Database) -> None:
    lines = [line_item(f"il_{number}") for number in range(4)]
    database.land(invoice("in_1", lines[:2]), invoice("in_2", lines[3:]))
    database.promote()
    database.land(invoice("in_1", lines[:3]), at=1)
    of_type = balance.read(database.connection).objects["line_item"]
    assert (of_type.balanced, of_type.raw_ids, of_type.promoted, of_type.waiting) == (True, 4, 1, 3)


def test_what_another_promotion_left_waits(database: Database) -> None:
    database.land(charge("ch_1"))
    database.promote()
    database.land(charge("ch_2"), customer("cus_1"))
    database.promote("customer")
    assert balance.read(database.connection).waiting == {"charge": 1}


def test_a_row_that_went_missing_unbalances_its_type(database: Database) -> None:
    database.land(charge("ch_1"))
    database.promote()
    database.execute("DELETE FROM oltp.charges")
    assert not balance.read(database.connection).balanced
