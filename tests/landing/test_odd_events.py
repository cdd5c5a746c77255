"""Events of no known time, and those that say nothing: set aside with a reason, whatever came before or after them."""

import json
import os
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection

from pipelines.landing.run import land_files
from pipelines.promotion.transforms import install_functions
from pipelines.settings import Settings
from pipelines.stripe_api.documents import read
from tests.breadth import slow_but
from tests.landing.conftest import Rows
from tests.landing.test_known_events import event, promoted
from tests.promotion.documents import customer, stub

KNOWN = event(1, "customer.updated", customer("cus_1", name="known"))
NO_TIMES: list[Any] = [None, "1700000000", -1, 1e30, True, 10**13]
SAYS_NOTHING: list[Any] = [None, {}, {"object": None}, {"object": []}, {"object": {}}, "charge"]


def of_time(created: Any, number: int = 2, snapshot: dict[str, Any] | None = None) -> dict[str, Any]:
    said = event(number, "customer.updated", snapshot or customer("cus_1", name="of no time"))
    return said | {"created": created}


@pytest.mark.parametrize("created", NO_TIMES)
def test_a_time_that_is_none_is_a_reason(created: Any) -> None:
    reason = "an event without created" if created is None else "an event whose created is no time"
    for said in (of_time(created), of_time(created) | {"type": "customer.deleted"}):
        assert (read(json.dumps(said).encode()).payload, read(json.dumps(said).encode()).reason) == (None, reason)
    assert read(json.dumps({"object": "event", "id": "evt_1"}).encode()).reason == "an event without created"
    assert read(json.dumps(KNOWN).encode().replace(b'"created": ', b'"created": 1e400, "was": ')).reason is not None


@pytest.mark.parametrize("data", SAYS_NOTHING)
def test_data_that_says_nothing_is_a_reason(data: Any) -> None:
    reason = "an event without data" if data is None else "an event whose data says nothing of an object"
    assert read(json.dumps(KNOWN | {"data": data}).encode()).reason == reason


@pytest.mark.parametrize("fault", [{"id": 5}, {"id": None}, {"id": ""}, {"object": 7}, {"object": None}])
def test_an_object_that_cannot_be_told_is_a_reason(fault: dict[str, Any]) -> None:
    said = KNOWN | {"data": {"object": customer("cus_1") | fault}}
    document = read(json.dumps(said).encode())
    assert (document.payload, document.reason) == (None, "an event whose object has no type, or no id")


@pytest.mark.parametrize("name", ["balance", "invoice"])
def test_a_balance_and_a_preview_have_no_id(name: str) -> None:
    assert read(json.dumps(KNOWN | {"data": {"object": {"object": name}}}).encode()).reason is None


FILES = {
    "known.json": json.dumps(KNOWN),
    "odd.jsonl": "\n".join(json.dumps(of_time(created, number)) for number, created in enumerate(NO_TIMES, start=2)),
    "gone.json": json.dumps(of_time(None, 20, stub("customer", "cus_1")) | {"type": "customer.deleted"}),
}


ORDERS = list(permutations(FILES))


@pytest.mark.parametrize("order", slow_but(ORDERS[::2], ORDERS))  # each comes first
def test_no_event_of_unknown_time_overrules_a_copy_of_a_known_one(  # noqa: PLR0917 -- fixtures
    settings: Settings, database_url: str, connection: Connection, tmp_path: Path, rows: Rows, order: tuple[str, ...]
) -> None:
    """Each file is written later than what the event before it says; all of it lands in any order."""
    install_functions(connection)
    connection.commit()
    problems: list[str] = []
    for name in order:
        (tmp_path / name).write_text(FILES[name])
        problems += land_files(settings, database_url, [tmp_path / name]).problems
    assert [name for name, *_ in promoted(connection, rows)] == ["known"]
    assert rows("SELECT row_state FROM oltp.customers") == [("present",)]
    assert rows("SELECT id FROM raw.events") == [("evt_1",)]
    assert rows("SELECT count(*) FROM raw.set_aside") == [(len(NO_TIMES) + 1,)]
    said = " ".join(problems)
    assert f"1 of type event (an event without created): {tmp_path / 'odd.jsonl'}, line 1." in said
    assert f"1 of type event (an event without created): {tmp_path / 'gone.json'}." in said


def test_what_an_event_says_is_of_its_moment_and_not_of_its_files(
    settings: Settings, database_url: str, connection: Connection, tmp_path: Path, rows: Rows
) -> None:
    """The stub of a deletion, in a file that was written after the customer was seen again."""
    install_functions(connection)
    connection.commit()
    (tmp_path / "seen.json").write_text(json.dumps(customer("cus_1", name="seen again")))
    os.utime(tmp_path / "seen.json", (KNOWN["created"] + 10,) * 2)
    (tmp_path / "gone.json").write_text(json.dumps(event(3, "customer.deleted", stub("customer", "cus_1"))))
    land_files(settings, database_url, [tmp_path / "seen.json", tmp_path / "gone.json"])
    promoted(connection, rows)
    assert rows("SELECT name, row_state FROM oltp.customers") == [("seen again", "present")]
