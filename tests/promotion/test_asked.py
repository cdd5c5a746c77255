"""A copy that was not asked for what Stripe gives only when asked does not wipe what is known of it."""

from typing import Any

import pytest

from pipelines.catalogue import CATALOGUE, select
from pipelines.checks import balance, diff, parity
from tests.promotion.conftest import Database
from tests.promotion.documents import (
    Document,
    customer,
    invoice,
    invoice_payment,
    line_item,
    listed,
    price,
    subscription,
    subscription_item,
)

TIERS = [{"up_to": 10, "unit_amount": 500}, {"up_to": None, "unit_amount": 300}]
KNOWN = {
    "prices": price(tiers=TIERS, currency_options={"eur": {"unit_amount": 5}}),
    "customers": customer(
        tax={"automatic_tax": "supported", "ip_address": None, "location": {"country": "DE"}},
        cash_balance={"object": "cash_balance", "available": {"eur": 5}},
        invoice_credit_balance={"usd": -5},
        sources=listed([]),
    ),
    "invoices": invoice(
        payments=listed([invoice_payment(status="paid", payment={"type": "charge", "charge": "ch_1"})])
    ),
}
FILLED = {
    "prices": {"tiers", "currency_options"},
    "customers": {"tax", "tax_automatic_tax", "tax_location_country", "cash_balance", "invoice_credit_balance"},
    "invoices": {"charge_id"},
}
DISCOUNT = {"id": "di_1", "object": "discount", "coupon": "FALL"}


def without(document: Document) -> Document:
    """The same, as an event has it."""
    asked = CATALOGUE[document["object"]].reading.expand
    return {name: value for name, value in document.items() if name not in asked} | {"metadata": {"newer": "yes"}}


def agrees(database: Database, name: str) -> None:
    """A replay changes nothing, and neither parity, the balance nor a trial find a difference."""
    assert balance.read(database.connection).balanced
    assert parity.check(database.connection, select(None)).examples == []
    database.connection.commit()
    assert diff.compare(database.connection, {name: CATALOGUE[name].transform or 0}).transforms[name].is_none
    before = database.everything()
    database.replay()
    assert database.everything() == before


def row(database: Database, table: str) -> dict[str, Any]:
    (found,) = [row for row in database.rows(table) if row["row_state"] == "present"]
    return found


@pytest.mark.parametrize("together", [True, False], ids=["one run", "two runs"])
@pytest.mark.parametrize("table", KNOWN)
def test_what_a_newer_copy_leaves_out_stays_known(database: Database, table: str, together: bool) -> None:
    database.land(KNOWN[table], at=1)
    if not together:
        database.promote()
    database.land(without(KNOWN[table]), at=2, origin="event")
    database.promote()
    found = row(database, table)
    assert found["metadata"] == {"newer": "yes"}
    assert {name for name in FILLED[table] if found[name] is None} == set()
    agrees(database, KNOWN[table]["object"])


@pytest.mark.parametrize("table", KNOWN)
def test_what_comes_later_from_an_older_moment_is_known_too(database: Database, table: str) -> None:
    database.land(without(KNOWN[table]), at=2, origin="event")
    database.promote()
    assert {row(database, table)[name] for name in FILLED[table]} == {None}
    database.land(KNOWN[table], at=1, origin="file")
    database.promote()
    assert {name for name in FILLED[table] if row(database, table)[name] is None} == set()
    agrees(database, KNOWN[table]["object"])


def test_the_newest_copy_that_carries_a_field_tells_it_null_included(database: Database) -> None:
    database.land(price(tiers=TIERS, currency_options={"eur": {"unit_amount": 5}}), at=1)
    database.land(price(tiers=TIERS[1:], currency_options=None), at=2)
    database.land(price(nickname="Seats"), at=3)
    database.promote()
    found = row(database, "prices")
    assert (found["nickname"], found["tiers"], found["currency_options"]) == ("Seats", TIERS[1:], None)
    agrees(database, "price")


def test_what_no_row_can_hold_is_refused_in_each_copy_that_leaves_it_out(database: Database) -> None:
    database.land(price(tiers="words"), at=1)
    database.promote()
    database.land(price(nickname="Seats"), at=2, origin="event")
    assert database.promote().quarantined == 1
    agrees(database, "price")
    database.land(price(tiers=TIERS), at=3)
    assert database.promote().quarantined == 0
    assert row(database, "prices")["tiers"] == TIERS
    agrees(database, "price")


def test_a_version_that_has_no_such_field_leaves_nothing_out(database: Database) -> None:
    database.land(KNOWN["invoices"], at=1)
    load = database.land(invoice(charge=None, payment_intent=None), at=2)
    database.execute(f"UPDATE raw.invoices SET api_version = '2024-06-20' WHERE _dlt_load_id = '{load}'")
    database.promote()
    assert row(database, "invoices")["charge_id"] is None
    agrees(database, "invoice")


def test_what_older_fields_said_stays_known_until_a_newer_copy_tells(database: Database) -> None:
    load = database.land(invoice(charge=None, payment_intent="pi_1", paid=True), at=1)
    database.execute(f"UPDATE raw.invoices SET api_version = '2024-06-20' WHERE _dlt_load_id = '{load}'")
    database.land(invoice(total=7), at=2, origin="event")
    database.promote()
    assert (row(database, "invoices")["total"], row(database, "invoices")["payment_intent_id"]) == (7, "pi_1")
    assert [one["id"] for one in database.rows("invoice_payments")] == ["in_1:pi_1"]
    agrees(database, "invoice")
    database.land(invoice(payments=listed([invoice_payment("inpay_2", "pi_2")])), at=3)
    database.land(invoice(total=8), at=4, origin="event")
    database.promote()
    assert (row(database, "invoices")["total"], row(database, "invoices")["payment_intent_id"]) == (8, "pi_2")
    agrees(database, "invoice")


@pytest.mark.parametrize("cut", [False, True])
def test_an_id_in_the_place_of_a_known_object_wipes_nothing(database: Database, cut: bool) -> None:
    def bill(discount: Any, *more: Document, **fields: Any) -> Document:
        lines = [line_item(discounts=[discount]), line_item("il_2", discounts=[]), *more]
        return invoice(lines=lines, cut=cut, discounts=[discount, "di_2"], **fields)

    database.land(bill(DISCOUNT), at=1)
    database.land(bill("di_1", total=7), at=2, origin="event")
    database.promote()
    found = row(database, "invoices")
    assert (found["total"], found["discounts"]) == (7, [DISCOUNT, "di_2"])
    assert [line["discounts"] for line in database.rows("invoice_line_items")] == [[DISCOUNT], []]
    agrees(database, "invoice")


def test_a_discount_that_is_gone_does_not_come_back(database: Database) -> None:
    def plan(item: list[Any], own: list[Any]) -> Document:
        return subscription(items=[subscription_item(discounts=item)], discounts=own)

    database.land(plan([DISCOUNT], [DISCOUNT]), at=1)
    database.land(plan(["di_1"], []), at=2, origin="event")
    database.promote()
    assert row(database, "subscriptions")["discounts"] == []
    assert row(database, "subscription_items")["discounts"] == [DISCOUNT]
    agrees(database, "subscription")


@pytest.mark.parametrize("hostile", ["words", 5, {}, [5], [["di_1"]], [None], {"data": "di_1"}, {"data": ["di_1"]}])
def test_lists_of_any_form_are_left_to_the_transform(database: Database, hostile: Any) -> None:
    database.land(invoice(lines=[line_item(discounts=[DISCOUNT])], discounts=[DISCOUNT]), at=1)
    database.land(invoice(lines=[line_item(discounts=hostile), hostile], discounts=hostile), at=2)
    database.promote()
    assert balance.read(database.connection).balanced
    assert parity.check(database.connection, select(None)).examples == []
