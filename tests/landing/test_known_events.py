"""A known event, landed again in whatever form, changes nothing; events of one second give one row in any order."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection

from pipelines.catalogue import select
from pipelines.landing.report import LandingReport
from pipelines.landing.run import land, land_files
from pipelines.promotion import promote
from pipelines.promotion.transforms import install_functions
from pipelines.raw import newest
from pipelines.runs import ledger
from pipelines.settings import Settings
from tests.landing.conftest import Rows
from tests.landing.stripe_server import StripeServer
from tests.landing.test_incremental import T, document
from tests.promotion.documents import customer

EVERYTHING = (
    "SELECT 'customer', count(*) FROM raw.customers UNION ALL SELECT 'event', count(*) FROM raw.events"
    " UNION ALL SELECT 'invoice', count(*) FROM raw.invoices UNION ALL SELECT 'aside', count(*) FROM raw.set_aside"
)
Event = dict[str, Any]


def event(number: int, kind: str, snapshot: dict[str, Any], before: dict[str, Any] | None = None) -> Event:
    data = {"object": snapshot} | ({} if before is None else {"previous_attributes": before})
    said = {"id": f"evt_{number}", "object": "event", "type": kind, "created": T - 60, "api_version": "2024-06-20"}
    return {**said, "livemode": False, "pending_webhooks": 0, "data": data}


def chain(stripe_id: str = "cus_1") -> list[Event]:
    return [
        event(3, "customer.created", customer(stripe_id, name="A")),
        event(2, "customer.updated", customer(stripe_id, name="B"), {"name": "A"}),
        event(1, "customer.updated", customer(stripe_id, name="A", phone="1"), {"name": "B", "phone": None}),
    ]


def lines(events: Sequence[Event]) -> str:
    return "\n".join(map(json.dumps, events))


def page(events: Sequence[Event]) -> str:
    return json.dumps({"object": "list", "data": events, "has_more": False}, indent=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (made := tmp_path / "files").mkdir()
    return made


def land_text(settings: Settings, url: str, path: Path, text: str) -> LandingReport:
    path.write_text(text)
    os.utime(path, (T - 60, T - 60))
    return land_files(settings, url, [path])


def promoted(connection: Connection, rows: Rows) -> list[tuple[Any, ...]]:
    with ledger.run(connection, "test") as run:
        ledger.record(run, promote(connection, select(["customer"]), run_id=run.id), {})
        connection.commit()
    return rows("SELECT name, phone, observed_at FROM oltp.customers")


def test_a_known_event_changes_nothing_in_any_form(
    settings: Settings, database_url: str, connection: Connection, folder: Path, rows: Rows
) -> None:
    install_functions(connection)
    connection.commit()
    land_text(settings, database_url, folder / "a.jsonl", lines(chain()))
    (row,) = promoted(connection, rows)
    assert row[:2] == ("A", "1")
    known = rows(EVERYTHING)
    assert known == [("customer", 3), ("event", 3), ("invoice", 0), ("aside", 0)]
    for text, name in (
        (lines(chain()[::-1]), "b.jsonl"),
        (page(chain()), "c.json"),
        (json.dumps(chain()[:2], sort_keys=True), "d.json"),
    ):
        report = land_text(settings, database_url, folder / name, text)
        assert report.load_ids == []
    assert {(found.landed, found.unchanged) for found in report.objects.values()} == {(0, 2)}
    land_files(settings, database_url, [folder])
    assert rows(EVERYTHING) == known
    assert promoted(connection, rows) == [row]


def test_an_event_that_a_file_has_twice_lands_once(
    settings: Settings, database_url: str, folder: Path, rows: Rows
) -> None:
    land_text(settings, database_url, folder / "a.jsonl", lines([*chain(), *chain()]))
    assert rows(EVERYTHING)[:2] == [("customer", 3), ("event", 3)]


def test_an_event_that_lands_twice_changes_no_row(  # noqa: PLR0917 -- fixtures
    settings: Settings,
    database_url: str,
    connection: Connection,
    folder: Path,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of the events of one landing only the last are remembered, by their bytes."""
    monkeypatch.setattr(newest, "REMEMBERED", 1)
    install_functions(connection)
    connection.commit()
    twice = lines([*chain(), *chain()[::-1]]) + "\n" + lines(chain()).replace(": ", ":")
    land_text(settings, database_url, folder / "a.jsonl", twice)
    assert rows(EVERYTHING)[0][1] > 3
    (row,) = promoted(connection, rows)
    assert row[:2] == ("A", "1")
    before = rows(EVERYTHING)
    land_text(settings, database_url, folder / "b.jsonl", lines(chain()))
    assert (promoted(connection, rows), rows(EVERYTHING)) == ([row], before)


def test_what_raw_cannot_hold_is_set_aside_once(
    settings: Settings, database_url: str, folder: Path, rows: Rows
) -> None:
    preview = event(1, "invoice.upcoming", {"object": "invoice", "livemode": False, "total": 5})
    odd = event(2, "customer.updated", customer(name="\0"), {"name": "\0"})
    for _ in range(2):
        land_text(settings, database_url, folder / "a.jsonl", lines([preview, odd]))
        assert rows(EVERYTHING) == [("customer", 1), ("event", 2), ("invoice", 0), ("aside", 3)]


def test_a_file_landed_again_changes_nothing(settings: Settings, database_url: str, folder: Path, rows: Rows) -> None:
    states = [json.loads(document("customer", "cus_1", state=state)) for state in "ABA"]
    for _ in range(2):
        land_text(settings, database_url, folder / "a.jsonl", lines(states))
        assert rows(EVERYTHING)[0] == ("customer", 3)
    newest = "SELECT payload ->> 'state' FROM raw.customers ORDER BY observed_at DESC, _dlt_id DESC LIMIT 1"
    assert rows(newest) == [("A",)]


def test_what_is_served_after_events_of_one_second_is_compared_with_none_of_them(
    stripe: StripeServer, settings: Settings, database_url: str, folder: Path, rows: Rows
) -> None:
    a, b = customer(name="A"), customer(name="B")
    there_and_back = [
        event(2, "customer.updated", b, {"name": "A"}),
        event(1, "customer.updated", a, {"name": "B"}),
    ]
    land_text(settings, database_url, folder / "a.jsonl", lines(there_and_back))
    stripe.lists |= {"/v1/customers": [json.dumps(a).encode()], "/v1/events": []}
    for _ in range(2):
        land(settings, database_url, select(["customer"]), None)
        assert rows("SELECT count(*) FROM raw.customers") == [(3,)]
