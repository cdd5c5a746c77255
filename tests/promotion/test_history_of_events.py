"""Versions that events and copies make together: where the row is the version, and where it cannot be."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from time import sleep
from typing import Any

import psycopg2
import pytest

from pipelines.catalogue import promotable
from pipelines.checks.parity import check
from tests.promotion.conftest import Database
from tests.promotion.documents import customer, discount, event, invoice, stub, subscription, subscription_item
from tests.promotion.versions import ASKED, BEFORE, minute, spans, told, versions


def test_a_refused_copy_between_two_events_says_what_was_asked_for_then(database: Database) -> None:
    whole = customer(name="Ada", created=BEFORE) | ASKED
    changed = whole | {"name": "Eva"}
    said = {key: value for key, value in changed.items() if key not in ASKED}
    database.land(whole, at=0)
    database.promote()
    database.land(changed | {"livemode": None, "tax": {"automatic_tax": "failed", "ip_address": None}}, at=5)
    assert database.promote().quarantined == 1
    told(database, said, 4, name="Ada")
    told(database, said, 7)
    database.land(changed, at=9, origin="retrieve")
    database.promote()
    made = versions(database)
    database.replay()
    assert versions(database) == made


@pytest.mark.parametrize("is_told", [True, False])
def test_ids_that_a_later_copy_shows_are_shown_as_a_replay_shows_them(database: Database, is_told: bool) -> None:
    if is_told:
        database.land(subscription(discounts=[]), at=0)
        database.promote()
        told(database, subscription(discounts=["di_x"]), 3)
    else:
        database.land(subscription(discounts=["di_x"]), at=3)
    database.promote()
    database.land(subscription(discounts=[discount("di_x")]), at=5)
    database.promote()
    made = versions(database)
    database.replay()
    assert versions(database) == made


def test_a_copy_that_said_that_an_object_is_gone_did_not_serve_it(database: Database) -> None:
    database.land(stub("customer", "cus_1"), at=3, origin="retrieve")
    database.promote()
    database.land(customer(), at=4, origin="embedded")
    database.promote()
    database.land(customer(), at=5)
    database.promote()
    made = versions(database)
    database.replay()
    assert versions(database) == made


def test_an_event_of_a_version_without_a_field_is_not_taken_for_one_that_leaves_it_out(database: Database) -> None:
    whole = customer(name="Ada", created=BEFORE) | ASKED
    database.land(whole, at=0)
    database.promote()
    told(database, customer(name="Ada", created=BEFORE), 4)
    database.execute("UPDATE raw.events SET payload = jsonb_set(payload, '{api_version}', '\"2019-12-03\"')")
    database.land(whole, at=9, origin="retrieve")
    database.promote()
    made = versions(database)
    assert len(made["customers"]) == 3
    database.replay()
    assert versions(database) == made


@pytest.mark.parametrize("version", ["2020-08-27", None])
def test_with_an_event_in_another_version_a_replay_makes_the_same(database: Database, version: str | None) -> None:
    database.land(customer(name="Ada", created=BEFORE), at=0)
    database.promote()
    for at in (4, 6):
        told(database, customer(name="Eva", created=BEFORE), at, name="Ada")
    database.execute(
        "UPDATE raw.events SET payload = jsonb_set(payload, '{api_version}', coalesce(to_jsonb(%s::text), 'null'))"
        " WHERE observed_at = (SELECT max(observed_at) FROM raw.events)"
        % ("NULL" if version is None else f"'{version}'")
    )
    database.land(customer(name="Eva", created=BEFORE), at=9)
    database.promote()
    made = versions(database)
    assert [row[1] for row in spans(database, "customers", "name")] == ["Ada", "Eva"]
    database.replay()
    assert versions(database) == made


@pytest.mark.parametrize("is_promoted", [True, False])
def test_an_event_that_landed_twice_counts_as_it_landed_first(database: Database, is_promoted: bool) -> None:
    """Its row is that of the later copy: another endpoint, of another version, may have brought it."""
    database.land(customer(name="Ada", created=BEFORE), at=0)
    database.promote()
    first = event(customer(name="Eva", created=BEFORE), "updated", int(minute(4).timestamp()), name="Ada")
    again = first | {
        "data": first["data"] | {"object": customer(name="Ida", created=BEFORE)},
        "type": "customer.deleted",
    }
    database.land(first, at=5)
    if is_promoted:
        database.promote()
    database.land(again, at=6)
    database.land(customer(name="Eva", created=BEFORE), at=9)
    database.promote()
    assert [row["type"] for row in database.rows("events")] == ["customer.deleted"]
    made = spans(database, "customers", "name")
    assert [row[1:4] for row in made] == [("Ada", -60, 4), ("Eva", 4, None)]
    database.replay()
    assert spans(database, "customers", "name") == made


def test_a_copy_of_the_second_of_its_event_is_one_version_with_it(database: Database) -> None:
    for at, name in ((0, "Ada"), (4, "Eva")):
        told(database, customer(name=name, created=BEFORE), at, name="Ida")
        database.land(customer(name=name, created=BEFORE), at=at)
        database.promote()
    made = spans(database, "customers", "name")
    assert made == [(1, "Ada", -60, 4, "e", False), (2, "Eva", 4, None, "e", True)]
    database.replay()
    assert spans(database, "customers", "name") == made


def test_an_event_of_the_second_in_which_a_copy_shows_what_was_an_id(database: Database) -> None:
    def of(discounts: list[Any], description: str) -> dict[str, Any]:
        return invoice(discounts=discounts, description=description)

    database.land(of([], "first"), at=0)
    database.promote()
    told(database, of(["di_0"], "first"), 5)
    told(database, of([], "second"), 6)
    database.land(of([], "second"), at=7)
    database.promote()
    told(database, of(["di_0"], "third"), 10)
    database.land(of([discount("di_0")], "third"), at=10)
    database.promote()
    made = database.rows("invoices", schema="history")
    assert len(made) == 4
    assert check(database.connection, promotable(None)).mismatches == 0
    database.replay()
    assert database.rows("invoices", schema="history") == made


@pytest.mark.parametrize(
    "odd",
    [{"created": str(BEFORE)}, {"created": float(BEFORE)}, {"created": BEFORE + 0.5}, {"created": -5}, {"id": ""}],
)
def test_an_odd_event_counts_or_not_for_all_alike(database: Database, odd: dict[str, Any]) -> None:
    database.land(customer(name="Ada", created=BEFORE), at=0)
    database.promote()
    odd_event = event(customer(name="Eva", created=BEFORE), "updated", BEFORE + 60, name="Ada")
    if "id" in odd:
        odd_event["data"]["object"] |= odd
    database.land(odd_event | {key: value for key, value in odd.items() if key != "id"}, at=5)
    database.promote()
    made = versions(database)
    assert check(database.connection, promotable(None)).mismatches == 0
    database.replay()
    assert versions(database) == made


@pytest.mark.parametrize("is_told", [True, False])
def test_a_version_that_somebody_changes_meanwhile_ends_all_the_same(database: Database, is_told: bool) -> None:
    """What else an owner does to it waits for us, or we for that; neither loses the end of a version."""
    for at, quantity in ((0, 1), (5, 2)):
        if at and is_told:
            told(database, subscription(items=[subscription_item(quantity=quantity)]), 4)
        database.land(subscription(items=[subscription_item(quantity=quantity)], description=str(at)), at=at)
        if not at:
            database.promote()
    with closing(psycopg2.connect(database.url)) as other, ThreadPoolExecutor(1) as pool:
        with other.cursor() as cursor:
            cursor.execute("UPDATE history.subscription_items SET metadata = '{}'")
            cursor.execute("UPDATE history.subscriptions SET metadata = '{}'")
        promotion = pool.submit(database.promote)
        _wait_for_one_who_waits(database.url)
        other.commit()
        promotion.result()
    for table in ("subscriptions", "subscription_items"):
        ends = database.query(f"SELECT valid_to IS NULL AS is_open FROM history.{table} ORDER BY version")
        assert [row["is_open"] for row in ends] == [*[False] * (len(ends) - 1), True], table


def _wait_for_one_who_waits(url: str) -> None:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        for _ in range(1_000):
            cursor.execute(
                "SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted"
                " AND datname = current_database()"
            )
            if cursor.rowcount:
                return
            sleep(0.01)
    raise AssertionError("nobody waits")
