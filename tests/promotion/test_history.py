"""The versions of a row, whatever comes in whatever order: those of `history` are what a replay makes of raw."""

import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pipelines.catalogue import CATALOGUE, promotable
from pipelines.checks.parity import check
from pipelines.promotion.history import upkeep
from tests.breadth import slow_but
from tests.promotion.conftest import Database
from tests.promotion.documents import (
    coupon,
    customer,
    invoice,
    listed,
    price,
    stub,
    subscription,
    subscription_item,
)
from tests.promotion.versions import ASKED, BEFORE, minute, spans, told, versions

QUERIES: list[str] = re.findall(
    r"```sql\n(.*?)```", (Path(__file__).parents[2] / "docs/history.md").read_text(), re.DOTALL
)


def test_equal_copies_are_one_version_and_a_change_begins_another(database: Database) -> None:
    for at, name in ((0, "Ada"), (5, "Ada"), (9, "Eva")):
        database.land(customer(name=name, created=BEFORE), at=at)
        database.promote()
    assert spans(database, "customers", "name") == [(1, "Ada", -60, 9, "c", False), (2, "Eva", 9, None, "c", False)]
    assert database.query("SELECT observed_at FROM history.customers ORDER BY version")[0]["observed_at"] == minute(5)


def test_events_say_when_it_changed(database: Database) -> None:
    created = int(minute(1).timestamp())
    told(database, customer(name="Ada", created=created), 1, "created")
    told(database, customer(name="Eva", created=created), 4, name="Ada")
    database.land(customer(name="Eva", created=created), at=9)
    database.promote()
    assert spans(database, "customers", "name") == [(1, "Ada", 1, 4, "e", True), (2, "Eva", 4, None, "e", True)]


def test_what_comes_late_takes_its_place(database: Database) -> None:
    database.land(customer(name="Ada", created=BEFORE), at=0)
    database.land(customer(name="Ada", created=BEFORE), at=20)
    database.promote()
    told(database, customer(name="Eva", created=BEFORE), 10, name="Ada")
    database.promote()
    assert [row[1:4] for row in spans(database, "customers", "name")] == [
        ("Ada", -60, 10), ("Eva", 10, 20), ("Ada", 20, None),
    ]  # fmt: skip


def test_a_deletion_ends_it_and_so_does_leaving_the_list(database: Database) -> None:
    database.land(subscription(items=[subscription_item("si_1"), subscription_item("si_2")]), customer(), at=0)
    database.promote()
    database.land(subscription(items=[subscription_item("si_2", quantity=7)]), stub("customer", "cus_1"), at=5)
    database.promote()
    assert [row[3] for row in spans(database, "customers", "id")] == [5]
    assert [(row[1], row[3]) for row in spans(database, "subscription_items", "quantity")] == [
        (1, 5),
        (1, 5),
        (7, None),
    ]
    database.land(subscription(items=[subscription_item("si_1"), subscription_item("si_2", quantity=7)]), at=9)
    database.promote()
    (first, second) = spans(database, "subscription_items", "quantity", "id = 'si_1'")
    assert (first[3], second[:4]) == (5, (2, 1, 9, None))


def test_a_list_that_was_cut_ends_nothing(database: Database) -> None:
    items = [subscription_item("si_1"), subscription_item("si_2")]
    database.land(subscription(items=items), at=0)
    database.land(subscription() | {"items": listed(items[:1], cut=True)}, at=5)
    database.promote()
    assert [row[3] for row in spans(database, "subscription_items", "id")] == [None, None]


@pytest.mark.parametrize("wrong", [{"created": "never"}, {"livemode": None}, {"name": {"of": "a thing"}}])
def test_a_copy_that_breaks_a_rule_is_no_version(database: Database, wrong: dict[str, Any]) -> None:
    database.land(customer("cus_1", name="Ada"), customer("cus_2"), at=0)
    database.land(customer("cus_1", name="Eva") | wrong, at=5)
    told(database, customer("cus_1", name="Ida") | wrong, 6)
    assert database.promote().quarantined == 1
    assert [row[1] for row in spans(database, "customers", "name", "id = 'cus_1'")] == ["Ada"]
    assert len(spans(database, "customers", "id")) == 2


def test_what_was_embedded_gives_way_to_what_stripe_served(database: Database) -> None:
    database.land(subscription(items=[subscription_item(price=price("price_1", nickname="inline"))]), at=0)
    database.promote()
    assert [row[1] for row in spans(database, "prices", "nickname")] == ["inline"]
    database.land(price("price_1", nickname="listed"), at=5)
    database.promote()
    assert [row[1] for row in spans(database, "prices", "nickname")] == ["listed"]


def test_a_type_left_out_of_a_promotion_is_made_up_for(database: Database) -> None:
    database.land(customer(name="Ada"), at=0)
    database.promote()
    told(database, customer(name="Eva"), 5)
    database.promote("charge")
    assert len(spans(database, "customers", "name")) == 1
    database.promote()
    assert [row[1] for row in spans(database, "customers", "name")] == ["Ada", "Eva"]


def test_it_is_seen_which_history_is_yet_to_be_made(database: Database) -> None:
    database.land(customer())
    database.promote()
    with database.connection.cursor() as cursor:
        assert upkeep.behind(cursor, ()) == []
        upkeep.forget(cursor, ["customer", "coupon"])
        assert upkeep.behind(cursor, ()) == ["customer"]
        assert upkeep.behind(cursor, {"customer"}) == []
    database.promote()
    with database.connection.cursor() as cursor:
        assert upkeep.behind(cursor, ()) == []


@pytest.mark.parametrize(
    "change",
    ["valid_to = valid_to + interval '1 second'", "exact = NOT exact", "name = 'Zoe'", "version = 7"],
)
def test_parity_sees_a_version_that_is_another(database: Database, change: str) -> None:
    for at, name in ((0, "Ada"), (5, "Eva")):
        database.land(customer(name=name), at=at)
    database.promote()
    assert check(database.connection, [CATALOGUE["customer"]]).mismatches == 0
    database.execute(f"UPDATE history.customers SET {change} WHERE version = 1")
    assert check(database.connection, [CATALOGUE["customer"]]).mismatches > 0


@pytest.mark.parametrize("late", [2, 12])  # minutes
@pytest.mark.parametrize("seed", slow_but([0], range(3)))
def test_in_whatever_order_loads_come_a_replay_makes_the_same(database: Database, seed: int, late: int) -> None:
    _land_and_promote_by_chance(database, Random(seed), late)
    _assert_parity_and_a_replay_agree(database)


@pytest.mark.parametrize("late", [2, 12])
@pytest.mark.parametrize("seed", slow_but([3], range(3, 6)))
def test_so_it_does_where_plans_and_tables_are_kept(kept_database: Database, seed: int, late: int) -> None:
    _land_and_promote_by_chance(kept_database, Random(seed), late)
    _assert_parity_and_a_replay_agree(kept_database)


def _land_and_promote_by_chance(database: Database, chance: Random, late: int) -> None:
    some = [[], [], ["charge"], ["customer", "subscription"]]
    for step in range(30):
        at = max(0, (12 if late == 12 else 3 * step) - chance.randrange(late))
        kind = chance.choice(["list", "retrieve", "event", "both", "both", "both", "gone", "coupon"])
        name, number, which = chance.choice(["Ada", "Eva", "Ida"]), chance.randrange(3), chance.choice("AB")
        items = [subscription_item(f"si_{which}{item}", quantity=chance.randrange(3)) for item in range(number)]
        cut = listed(items, cut=chance.random() < 0.2)
        whole = customer(f"cus_{which}", name=name) | (ASKED if chance.random() < 0.8 else {})
        documents = [whole, subscription(f"sub_{which}", description=name) | {"items": cut}]
        if kind == "event":
            told(database, chance.choice(documents), at, chance.choice(["updated", "created"]), description="Ada")
        elif kind == "both":  # as a run lands it: what events told, and the document that was asked for then
            for document in (documents[1], {key: value for key, value in whole.items() if key not in ASKED}):
                told(database, document, at)
            database.land(*documents, at=at + chance.randrange(2), origin="retrieve")
        elif kind == "gone":
            database.land(stub("customer", f"cus_{which}"), at=at)
        elif kind == "coupon":
            database.land(coupon(name=name), at=at)
        else:
            database.land(*documents, at=at, origin=kind)
        if chance.random() < 0.5:
            database.promote(*chance.choice(some))
    database.promote()


def _assert_parity_and_a_replay_agree(database: Database) -> None:
    made = versions(database)
    parity = check(database.connection, promotable(None))
    assert (parity.mismatches, parity.examples) == (0, [])
    database.replay()
    assert versions(database) == made
    assert database.query(
        "SELECT one.id FROM history.subscription_items AS one JOIN history.subscription_items AS next"
        " ON next.id = one.id AND next.version > one.version"
        " WHERE one.valid_to IS NULL OR next.valid_from < one.valid_to"
    ) == []  # fmt: skip


@pytest.mark.parametrize("is_seen", [True, False])
def test_nothing_is_certain_of_a_time_without_events_nor_after_it_until_it_was_seen_again(
    database: Database, is_seen: bool
) -> None:
    """That it is the same afterwards does not say that it was all the time."""
    created = int(minute(1).timestamp())
    trialing, active = (subscription(status=status, created=created) for status in ("trialing", "active"))
    told(database, trialing, 1, "created")
    database.land(trialing, at=2)
    database.promote()
    database.query("INSERT INTO meta.event_gaps (since, until) VALUES (%s, %s) RETURNING 1", (minute(10), minute(20)))
    if is_seen:
        database.land(trialing, at=25)
        database.promote()
    told(database, active, 30, status="trialing")
    database.land(active, at=31)
    database.promote()
    assert [row[1:] for row in spans(database, "subscriptions", "status")] == [
        ("trialing", 1, 30, "e", True), ("active", 30, None, "e", is_seen),
    ]  # fmt: skip
    (query,) = (query for query in QUERIES if "is_certain" in query)
    certain = {
        at: database.query(query.replace("'2026-11-01'", f"'{minute(at)}'"))[0]["is_certain"]
        for at in (5, 10, 15, 22, 27, 35)
    }
    assert certain == {5: True, 10: True, 15: False, 22: is_seen, 27: is_seen, 35: True}


def test_the_queries_of_the_docs_run(database: Database) -> None:
    document = subscription(items=[subscription_item()], created=BEFORE)
    database.land(document, invoice(created=BEFORE), at=-30 * 24 * 60)
    database.promote()
    certain, by_status, items, changes = (database.query(query) for query in QUERIES)
    assert [(row["status"], row["is_certain"]) for row in certain] == [("active", False)]
    assert by_status == [{"status": "paid", "count": 1}]
    assert items == [{"price_id": "price_1", "quantity": 1}]
    assert [row["status"] for row in changes] == ["active"]


def test_what_was_told_of_an_object_before_is_found_by_an_index(database: Database) -> None:
    database.execute("SET enable_seqscan TO off")
    database.land(customer(name="Eva"), at=5)
    database.promote()
    told(database, customer(name="Ada"), 4, name="Eva")  # late, so that all copies are put in order again
    database.promote()
    database.execute("SELECT pg_stat_force_next_flush()")
    used = database.query("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'ix_events_told'")
    assert used[0]["idx_scan"] > 0


def test_a_copy_that_is_there_twice_counts_once(database: Database) -> None:
    load = database.land(customer(name="Ada", created=BEFORE), at=0)
    database.land(customer(name="Eva", created=BEFORE), at=5)
    database.execute(f"INSERT INTO raw.customers SELECT * FROM raw.customers WHERE _dlt_load_id = '{load}'")
    database.promote()
    database.land(customer(name="Ida", created=BEFORE), at=9)
    database.promote()
    made = spans(database, "customers", "name")
    assert [row[1:4] for row in made] == [("Ada", -60, 5), ("Eva", 5, 9), ("Ida", 9, None)]
    database.replay()
    assert spans(database, "customers", "name") == made
