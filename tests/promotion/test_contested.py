"""A part that two documents hold: both wait and name each other, whatever came first, until a copy settles it."""

from itertools import permutations
from typing import Any

import pytest

from pipelines.catalogue import select
from pipelines.checks import balance, parity
from pipelines.promotion import Promotion
from tests.breadth import slow_but
from tests.promotion.conftest import Database
from tests.promotion.documents import Document, customer, invoice, line_item, subscription
from tests.promotion.documents import subscription_item as item

SHARED = "si_x"


def holder(stripe_id: str, *parts: str, **fields: Any) -> Document:
    return subscription(stripe_id, [item(part, subscription=stripe_id) for part in parts], **fields)


def state(database: Database) -> dict[str, Any]:
    """What stands in the tables and in quarantine; everything balances, and both readings agree."""
    assert balance.read(database.connection).balanced
    database.connection.rollback()
    assert parity.check(database.connection, select(None)).examples == []
    rows = database.query(
        "SELECT id, subscription_id FROM oltp.subscription_items WHERE row_state = 'present' ORDER BY id"
    )
    held = database.query("SELECT id, sqlstate, field, message, contested FROM meta.quarantine ORDER BY id")
    standing = database.query("SELECT id FROM oltp.subscriptions WHERE row_state = 'present' ORDER BY id")
    return {
        "items": {row["id"]: row["subscription_id"] for row in rows},
        "held": {row["id"]: row["contested"] for row in held},
        "messages": {row["id"]: row["message"] for row in held},
        "subscriptions": [row["id"] for row in standing],
    }


def replayed(database: Database) -> dict[str, Any]:
    found = state(database)
    database.replay()
    assert state(database) == found
    database.promote()
    assert state(database) == found
    return found


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("first", ["sub_a", "sub_b"])
def test_both_wait_and_name_each_other(database: Database, first: str, at_once: bool) -> None:
    second = {"sub_a": "sub_b", "sub_b": "sub_a"}[first]
    database.land(holder(first, SHARED, f"si_{first}"), holder("sub_c", "si_c"), at=1)
    if not at_once:
        database.promote()
    database.land(holder(second, SHARED), at=2)
    database.promote()
    found = replayed(database)
    assert found["items"] == {"si_c": "sub_c"}
    assert found["held"] == {"sub_a": [SHARED], "sub_b": [SHARED]}
    message = "items: subscription_item si_x is in sub_a and sub_b, and can be a part of one only"
    assert all(said.startswith(message) for said in found["messages"].values())


def test_a_line_of_two_invoices(database: Database) -> None:
    database.land(customer(), *(invoice(number, [line_item("il_1", invoice=number)]) for number in ("in_1", "in_2")))
    assert database.promote().objects["invoice"].refused == {"in_1", "in_2"}
    assert state(database)["held"] == {"in_1": ["il_1"], "in_2": ["il_1"]}


@pytest.mark.parametrize("settled", ["sub_a", "sub_b"])
def test_a_later_copy_without_it_releases_both(database: Database, settled: str) -> None:
    database.land(holder("sub_a", SHARED), holder("sub_b", SHARED), at=1)
    database.promote()
    database.land(holder(settled, "si_y"), at=2)
    database.promote()
    found = replayed(database)
    other = {"sub_a": "sub_b", "sub_b": "sub_a"}[settled]
    assert found["items"] == {SHARED: other, "si_y": settled}
    assert found["held"] == {}


def test_a_third_one_waits_too_and_those_left_go_on_to_wait(database: Database) -> None:
    database.land(holder("sub_a", SHARED), holder("sub_b", SHARED), at=1)
    database.promote()
    database.land(holder("sub_c", SHARED), at=2)
    database.promote()
    assert replayed(database)["held"] == {"sub_a": [SHARED], "sub_b": [SHARED], "sub_c": [SHARED]}
    database.land(holder("sub_a", "si_a"), at=3)
    database.promote()
    found = replayed(database)
    assert (found["items"], found["held"]) == ({"si_a": "sub_a"}, {"sub_b": [SHARED], "sub_c": [SHARED]})
    assert "sub_a" not in found["messages"]["sub_b"]


def test_an_item_that_moved_is_not_contested(database: Database) -> None:
    database.land(holder("sub_a", SHARED), holder("sub_b"), at=1)
    database.promote()
    database.land(holder("sub_a"), holder("sub_b", SHARED), at=2)
    assert database.promote().quarantined == 0
    assert replayed(database)["items"] == {SHARED: "sub_b"}


COPIES = (
    (1, holder("sub_a", "si_y")),
    (2, holder("sub_a", SHARED)),
    (2, holder("sub_b", SHARED)),
    (3, holder("sub_c", "si_y")),
)


ORDERS = list(permutations(range(len(COPIES))))[::5]


@pytest.mark.parametrize("order", slow_but(ORDERS[1::2], ORDERS))
def test_what_waits_does_not_depend_on_the_order_of_arrival(database: Database, order: tuple[int, ...]) -> None:
    """Of sub_a, the older copy would stand in, but its item is that of sub_c."""
    for number in order:
        at, document = COPIES[number]
        database.land(document, at=at)
        database.promote()
    found = replayed(database)
    assert (found["items"], found["subscriptions"]) == ({}, [])
    assert found["held"] == {"sub_a": [SHARED, "si_y"], "sub_b": [SHARED], "sub_c": ["si_y"]}


@pytest.mark.parametrize("reverse", [False, True])
def test_a_document_that_breaks_another_rule_contests_nothing(database: Database, reverse: bool) -> None:
    bad, good = holder("sub_a", SHARED, created="never"), holder("sub_b", SHARED)
    for document in (good, bad) if reverse else (bad, good):
        database.land(document)
        database.promote()
    found = replayed(database)
    assert (found["items"], found["held"]) == ({SHARED: "sub_b"}, {"sub_a": None})


def test_an_older_copy_without_the_part_stands_in(database: Database) -> None:
    database.land(holder("sub_a", "si_1"), at=1)
    database.land(holder("sub_a", SHARED), holder("sub_b", SHARED), at=2)
    database.promote()
    found = replayed(database)
    assert (found["items"], found["subscriptions"]) == ({"si_1": "sub_a"}, ["sub_a"])


def test_one_id_twice_in_one_document_is_named(database: Database) -> None:
    database.land(holder("sub_a", SHARED, SHARED), holder("sub_b", "si_b"))
    assert database.promote().objects["subscription"].refused == {"sub_a"}
    found = replayed(database)
    assert found["items"] == {"si_b": "sub_b"}
    assert found["messages"] == {"sub_a": "items: subscription_item si_x is in it 2 times"}
    database.land(holder("sub_a", SHARED), at=1)
    assert database.promote().quarantined == 0


@pytest.mark.parametrize("many", slow_but([20], [20, 110]))
def test_many_that_share_one_part(database: Database, many: int) -> None:
    database.land(*(holder(f"sub_{number:03d}", SHARED, f"si_{number}") for number in range(many)), holder("sub_z"))
    assert len(database.promote().objects["subscription"].refused) == many
    found = replayed(database)
    assert found["subscriptions"] == ["sub_z"]
    assert f"sub_000, sub_001, sub_002 and {many - 3} more" in found["messages"]["sub_000"]


def figures(promotion: Promotion, name: str) -> tuple[int, ...]:
    it = promotion.objects[name]
    return it.rows_in, it.inserted, it.updated, it.unchanged, it.deleted


def test_rows_that_do_not_stand_count_as_nothing(database: Database) -> None:
    """Not as inserted where they are tried, nor where an older copy stands in or a row is taken back."""
    database.land(holder("sub_a", SHARED), holder("sub_b", SHARED), at=1)
    for promotion in (database.promote(), database.replay()):
        assert figures(promotion, "subscription") == figures(promotion, "subscription_item") == (0, 0, 0, 0, 0)
        assert promotion.objects["subscription"].quarantined == 2
    database.land(holder("sub_c", "si_c"), holder("sub_d", "si_d"), at=2)
    assert figures(database.promote(), "subscription") == (2, 2, 0, 0, 0)
    database.land(holder("sub_d", SHARED), at=3)
    promotion = database.promote()
    assert figures(promotion, "subscription") == figures(promotion, "subscription_item") == (1, 0, 0, 1, 0)
    (recorded,) = database.query(
        "SELECT inserted, updated, unchanged, deleted FROM meta.ledger WHERE object = 'subscription'"
        " ORDER BY run_id DESC LIMIT 1"
    )
    assert tuple(recorded.values()) == (0, 0, 1, 0)
    assert figures(database.replay(), "subscription") == (2, 0, 0, 2, 0)


def test_a_row_that_is_taken_back_counts_as_deleted(database: Database) -> None:
    database.land(holder("sub_a", SHARED), at=1)
    assert figures(database.promote(), "subscription_item") == (1, 1, 0, 0, 0)
    database.land(holder("sub_b", SHARED), at=2)
    promotion = database.promote()
    assert figures(promotion, "subscription") == figures(promotion, "subscription_item") == (0, 0, 0, 0, 1)
    database.land(holder("sub_b", "si_b"), at=3)
    promotion = database.promote()
    assert figures(promotion, "subscription")[:3] == (2, 2, 0)
    assert replayed(database)["items"] == {SHARED: "sub_a", "si_b": "sub_b"}
