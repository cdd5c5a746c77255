"""The first rows of a table: written without a look for rows that stand, and with one as soon as any might."""

import pytest

from pipelines.promotion import writer
from tests.promotion.conftest import Database
from tests.promotion.documents import charge, invoice, line_item, payment_intent, stub


@pytest.fixture(autouse=True)
def _nothing_is_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "SMALL", 0)
    monkeypatch.setattr(writer, "CHUNK", 3)


def test_first_rows_are_those_of_a_replay(database: Database) -> None:
    lines = [line_item("il_1"), line_item("il_2")]
    database.land(*(charge(f"ch_{number}", customer="cus_1") for number in range(7)), invoice("in_1", lines))
    promotion = database.promote()
    counts = promotion.objects["charge"]
    assert (counts.rows_in, counts.inserted, counts.updated, counts.unchanged) == (7, 7, 0, 0)
    first = database.everything()
    counts = database.replay().objects["charge"]
    assert (counts.rows_in, counts.inserted, counts.updated, counts.unchanged) == (7, 0, 0, 7)
    assert database.everything() == first


def test_a_bad_document_among_first_rows_waits_alone(database: Database) -> None:
    database.land(*(charge(f"ch_{number}", amount=-1 if number == 4 else 1) for number in range(7)))
    promotion = database.promote()
    assert (promotion.objects["charge"].inserted, promotion.quarantined) == (6, 1)
    assert [row["id"] for row in database.rows("quarantine", schema="meta")] == ["ch_4"]


def test_one_bad_document_that_is_the_first_of_its_table_waits(database: Database) -> None:
    database.land(charge(amount=-1))
    assert (database.promote().quarantined, database.rows("charges")) == (1, [])


def test_an_unresolved_row_among_first_rows_becomes_present(database: Database) -> None:
    database.land(payment_intent(latest_charge="ch_2"))
    database.promote()
    database.land(*(charge(f"ch_{number}") for number in range(4)), stub("charge", "ch_9"))
    counts = database.promote().objects["charge"]
    assert (counts.inserted, counts.updated) == (4, 1)
    assert {row["id"]: row["row_state"] for row in database.rows("charges")} == {
        **{f"ch_{number}": "present" for number in range(4)},
        "ch_9": "deleted",
    }


def test_a_row_that_another_session_writes_meanwhile_is_no_fault_of_the_document(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.execute("INSERT INTO oltp.charges (id, row_state) VALUES ('ch_1', 'unresolved'), ('ch_5', 'unresolved')")
    monkeypatch.setattr(writer, "_has_rows", lambda cursor, group: False)  # it was not there yet
    database.land(*(charge(f"ch_{number}") for number in range(6)))
    promotion = database.promote()
    assert (promotion.objects["charge"].rows_in, promotion.quarantined) == (6, 0)
    assert {row["row_state"] for row in database.rows("charges")} == {"present"}
