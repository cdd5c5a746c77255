"""The row of an object of which only the deleted stub is known has the account's mode: tools drop rows without one."""

import pytest

from pipelines.catalogue import CATALOGUE, promoted, select
from pipelines.checks import diff, parity
from tests.breadth import slow_but
from tests.promotion.conftest import Database
from tests.promotion.documents import charge, stub

STUBS = [stub(entry.name, f"{entry.name}_1") for entry in promoted() if entry.embedded is None]


def know_the_account(database: Database, *, livemode: bool) -> None:
    database.execute(f"INSERT INTO meta.account (livemode, recorded_at) VALUES ({livemode}, now())")


def modes(database: Database) -> set[tuple[str, bool | None]]:
    """Of the types that have one; the others have rows as well."""
    rows = [row for entry in promoted() if not entry.embedded for row in database.rows(str(entry.table))]
    assert {row["row_state"] for row in rows} == {"deleted"}
    assert len(rows) == len(STUBS)
    return {(row["row_state"], row["livemode"]) for row in rows if "livemode" in row}


def agrees(database: Database) -> None:
    """A replay changes nothing, and neither parity nor a trial finds a difference."""
    assert parity.check(database.connection, select(None)).examples == []
    database.connection.commit()
    tried = diff.compare(database.connection, {"customer": CATALOGUE["customer"].transform or 0})
    assert tried.transforms["customer"].is_none
    before = database.everything()
    database.replay()
    assert database.everything() == before


@pytest.mark.parametrize("livemode", slow_but([True], [True, False]))
def test_a_stub_has_the_mode_of_the_account(database: Database, livemode: bool) -> None:
    know_the_account(database, livemode=livemode)
    database.land(*STUBS)
    database.promote()
    assert modes(database) == {("deleted", livemode)}
    agrees(database)


def test_a_stub_gets_its_mode_when_the_account_becomes_known(database: Database) -> None:
    database.land(*STUBS)
    database.promote()
    assert modes(database) == {("deleted", None)}
    agrees(database)
    know_the_account(database, livemode=True)
    database.promote()
    assert modes(database) == {("deleted", True)}
    agrees(database)


def test_a_row_that_another_names_has_no_mode(database: Database) -> None:
    know_the_account(database, livemode=True)
    database.land(charge(customer="cus_1"))
    database.promote()
    assert database.rows("customers", "row_state, livemode") == [{"row_state": "unresolved", "livemode": None}]
