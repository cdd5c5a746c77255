"""Discounts, which Stripe neither lists nor gives by their ids: events and other documents show them."""

from datetime import timedelta
from typing import Any

from pipelines.catalogue import promotable
from pipelines.checks import parity
from tests.promotion.conftest import NOON, Database
from tests.promotion.documents import (
    CREATED,
    Document,
    coupon,
    customer,
    discount,
    invoice,
    line_item,
    subscription,
    subscription_item,
)

SINCE = "to_char(deleted_observed_at AT TIME ZONE 'UTC', 'HH24:MI') AS since"
UNTIL = "to_char(valid_to AT TIME ZONE 'UTC', 'HH24:MI') AS until"


def states(database: Database, columns: str = "id, row_state, coupon_id") -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in database.rows("discounts", columns)]


def replayed(database: Database) -> bool:
    """Whether a replay ends where the incremental path did, and Python reads the same."""
    before = database.everything()
    database.replay()
    return database.everything() == before and parity.check(database.connection, promotable(None)).examples == []


def test_they_are_found_wherever_documents_hold_them(database: Database) -> None:
    places = {name: [discount(f"di_{name}")] for name in ("line", "invoice", "item", "subscription")}
    database.land(
        customer(discount=discount("di_customer")),
        subscription(items=[subscription_item(discounts=places["item"])], discounts=places["subscription"]),
        invoice(lines=[line_item(discounts=places["line"])], discounts=places["invoice"]),
        invoice("in_2", lines=[line_item("il_2", invoice="in_2")], cut=True, discount=discount("di_before_basil")),
        line_item("il_3", invoice="in_2", discounts=[discount("di_rest")]),
    )
    database.promote()
    found = {"di_customer", "di_before_basil", "di_rest", *(each[0]["id"] for each in places.values())}
    assert {stripe_id for stripe_id, state, _ in states(database) if state == "present"} == found
    assert replayed(database)


def test_their_coupons_are_found_inside_them(database: Database) -> None:
    """A coupon that was deleted is in no list; it is whole in a discount, of clover on where it is asked for."""
    database.land(
        customer(discount=discount(coupon=coupon("GONE", percent_off=15))),
        invoice(discounts=[discount("di_2", source={"type": "coupon", "coupon": coupon("ALSO", percent_off=20)})]),
    )
    database.promote()
    found = [(row["id"], row["row_state"], row["percent_off"]) for row in database.rows("coupons")]
    assert found == [("ALSO", "present", 20), ("GONE", "present", 15)]
    assert states(database) == [("di_1", "present", "GONE"), ("di_2", "present", "ALSO")]


def test_a_deleted_coupon_stays_deleted_however_discounts_go_on_to_show_it(database: Database) -> None:
    """In oltp and in history. A merchant may use its id again: what Stripe then serves takes the place in both."""

    def seen(redeemed: int) -> Document:
        return discount(source={"type": "coupon", "coupon": coupon("GONE", times_redeemed=redeemed)})

    def told() -> tuple[list[Any], list[Any]]:
        oltp = database.rows("coupons", "row_state, times_redeemed")
        spans = f"times_redeemed, {UNTIL}"
        return [tuple(row.values()) for row in oltp], [
            tuple(row.values()) for row in database.rows("coupons", spans, schema="history")
        ]

    database.land(invoice(discounts=[seen(1)]), at=0)
    database.promote()
    assert told() == ([("present", 1)], [(1, None)])
    database.land(coupon("GONE", times_redeemed=1), origin="event", deleted=True, at=5)  # as a 404 lands
    database.promote()
    assert told() == (gone := ([("deleted", 1)], [(1, "12:05")]))
    database.land(invoice("in_2", discounts=[seen(2)]), at=9)
    database.promote()
    assert told() == gone
    assert replayed(database)
    assert told() == gone
    database.land(coupon("GONE", times_redeemed=0, created=int(NOON.timestamp()) + 600), at=12)
    database.promote()
    assert told() == (again := ([("present", 0)], [(0, None)]))
    assert database.query("SELECT valid_from FROM history.coupons") == [{"valid_from": NOON + timedelta(minutes=12)}]
    assert replayed(database)
    assert told() == again


def test_a_coupon_of_which_nothing_but_its_deletion_was_seen_has_no_version(database: Database) -> None:
    database.land(coupon("GONE", times_redeemed=1), origin="event", deleted=True, at=5)
    database.land(invoice(discounts=[discount(coupon=coupon("GONE", times_redeemed=1))]), at=9)
    database.promote()
    assert [row["row_state"] for row in database.rows("coupons")] == ["deleted"]
    assert database.rows("coupons", schema="history") == []
    assert states(database) == [("di_1", "present", "GONE")]
    assert replayed(database)


def test_the_newest_of_all_copies_counts_wherever_it_was_seen(database: Database) -> None:
    def seen(coupon_id: str) -> Document:
        return discount(source={"type": "coupon", "coupon": coupon_id})

    database.land(seen("A"), origin="event", at=1)
    database.land(customer(discount=seen("B")), at=5)
    database.promote()
    assert states(database) == [("di_1", "present", "B")]
    database.land(seen("C"), origin="event", at=9)
    database.land(invoice(discounts=[seen("A")]), at=7)
    database.promote()
    assert states(database) == [("di_1", "present", "C")]
    assert replayed(database)


def test_a_deletion_is_final_whatever_is_shown_later(database: Database) -> None:
    known = discount(end=CREATED + 60)
    without_end = {name: value for name, value in known.items() if name != "end"}
    database.land(invoice(discounts=[known]), at=1)
    database.land(known, origin="event", deleted=True, at=5)
    database.promote()
    database.land(invoice("in_2", discounts=[without_end | {"deleted": True}]), at=9)
    database.land(customer(discount=known), at=10)
    database.promote()
    assert states(database, f"row_state, {SINCE}") == [("deleted", "12:05")]
    assert replayed(database)


def test_what_ended_keeps_its_end(database: Database) -> None:
    """Stripe shows a deleted discount without it."""
    known = discount(end=CREATED + 60)
    without_end = {name: value for name, value in known.items() if name != "end"}
    database.land(customer(discount=known), at=1)
    database.land(invoice(discounts=[without_end | {"deleted": True}]), at=5)
    database.land(invoice("in_2", discounts=[without_end | {"deleted": True, "invoice": "in_2"}]), at=9)
    database.promote()
    told = f'row_state, extract(EPOCH FROM "end")::bigint AS until, {SINCE}'
    assert states(database, told) == [("deleted", CREATED + 60, "12:05")]
    assert replayed(database)


def test_one_that_has_no_id_is_no_row(database: Database) -> None:
    """They had none before 2020-03-02."""
    nameless = {name: value for name, value in discount().items() if name != "id"}
    database.land(customer(discount=nameless))
    database.promote()
    assert states(database) == []
    assert [row["discount"]["object"] for row in database.rows("customers")] == ["discount"]


def test_what_many_documents_show_is_one_copy(database: Database) -> None:
    database.land(*(invoice(f"in_{number}", discounts=[discount()]) for number in range(5)), at=1)
    database.promote()
    database.land(customer(discount=discount()), at=2)
    database.promote()
    assert len(database.query("SELECT FROM raw.discounts")) == 1
