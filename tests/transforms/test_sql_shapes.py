"""What the SQL files read: the shapes of all years in one, and nothing that is not what it should be."""

from typing import Any

import pytest
from psycopg2 import DataError
from psycopg2.extensions import connection as Connection

from tests.transforms.landed import Document, row, select


@pytest.mark.parametrize(
    ("value", "expected"),
    [("cus_1", "cus_1"), ({"id": "cus_1", "deleted": True}, "cus_1"), (None, None), ("", None), ({}, None)],
)
def test_a_reference_is_an_id_an_object_or_nothing(value: Any, expected: str | None, transforms: Connection) -> None:
    assert row(transforms, "charge", customer=value)["customer_id"] == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [([], []), (["a"], ["a"]), (None, None), ({"object": "list", "data": ["a"]}, ["a"]), ({"data": []}, [])],
)
def test_a_list_is_an_array_or_nothing(value: Any, expected: Any, transforms: Connection) -> None:
    assert row(transforms, "product", images=value)["images"] == expected


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("charge", {"amount": 10.5}),
        ("charge", {"amount": 10.0}),
        ("charge", {"amount": 2**63}),
        ("charge", {"amount": "ten"}),
        ("charge", {"amount": {"value": 10}}),
        ("charge", {"created": 10**18}),
        ("charge", {"captured": "perhaps"}),
        ("charge", {"customer": 5}),
        ("charge", {"customer": ["cus_1"]}),
        ("charge", {"outcome": "authorized"}),
        ("charge", {"transfer_data": {"amount": 0.1}}),
        ("product", {"images": "none"}),
        ("product", {"images": {}}),
        ("price", {"unit_amount_decimal": ""}),
        ("subscription", {"items": {"object": "list"}}),
        ("subscription", {"pending_update": {"expires_at": "soon"}}),
        ("invoice", {"total_taxes": [{"amount": 2**62}, {"amount": 2**62}]}),
        ("line_item", {"period": [1, 2]}),
    ],
)
def test_what_cannot_be_read_is_an_error_of_the_data(name: str, fields: Document, transforms: Connection) -> None:
    with pytest.raises(DataError) as caught:
        row(transforms, name, **fields)
    assert caught.value.pgcode.startswith("22")


def test_a_number_in_a_string_is_that_number(transforms: Connection) -> None:
    assert row(transforms, "charge", amount="-1000")["amount"] == -1000


def test_a_subscription_that_says_no_billing_mode_has_none(transforms: Connection) -> None:
    assert row(transforms, "subscription")["billing_mode_type"] is None
    assert row(transforms, "subscription", billing_mode={"type": "flexible"})["billing_mode_type"] == "flexible"


def test_a_line_that_says_nothing_of_proration_is_none(transforms: Connection) -> None:
    assert row(transforms, "line_item")["proration"] is False


def test_a_subscription_has_the_earliest_periods_of_its_items(transforms: Connection) -> None:
    items = [
        {"current_period_start": 5, "current_period_end": 9},
        {"current_period_start": 4, "current_period_end": 30},
    ]
    found = row(transforms, "subscription", items={"data": items})
    assert [found["current_period_start"].timestamp(), found["current_period_end"].timestamp()] == [4, 9]


def test_the_items_of_an_older_subscription_have_its_periods(transforms: Connection) -> None:
    document = {"id": "sub_1", "current_period_end": 9, "items": {"data": [{"id": "si_1"}]}}
    (found,) = select(transforms, "subscription_item", document)
    assert (found["current_period_end"].timestamp(), found["subscription_id"]) == (9, "sub_1")


def test_an_invoice_without_paid_is_paid_by_its_status(transforms: Connection) -> None:
    assert row(transforms, "invoice", status="paid")["paid"] is True
    assert row(transforms, "invoice", status="open")["paid"] is False
    assert row(transforms, "invoice", status="open", paid=True)["paid"] is True
    assert row(transforms, "invoice")["paid"] is None


def test_the_default_payment_names_the_intent_and_the_paid_one_the_charge(transforms: Connection) -> None:
    payments = [
        {"created": 1, "status": "open", "payment": {"payment_intent": "pi_1", "charge": "ch_1"}},
        {"created": 3, "status": "paid", "payment": {"payment_intent": "pi_3", "charge": "ch_3"}},
        {"created": 2, "status": "paid", "payment": {"payment_intent": "pi_2", "charge": "ch_2"}},
        {"created": 4, "status": "open", "is_default": True, "payment": {"payment_intent": "pi_4"}},
    ]
    found = row(transforms, "invoice", payments={"data": payments})
    assert (found["payment_intent_id"], found["charge_id"]) == ("pi_4", "ch_2")


def test_the_taxes_of_an_invoice_are_summed(transforms: Connection) -> None:
    assert row(transforms, "invoice", total_taxes=[{"amount": 3}, {"amount": 4}])["tax"] == 7
    assert row(transforms, "invoice", total_taxes=[])["tax"] is None


def test_the_latest_of_older_charges_is_the_newest_one(transforms: Connection) -> None:
    charges = [{"id": "ch_1", "created": 1}, {"id": "ch_3", "created": 3}, {"id": "ch_2", "created": 3}]
    assert row(transforms, "payment_intent", charges={"data": charges})["latest_charge_id"] == "ch_3"


def test_a_line_has_the_older_words_for_its_type(transforms: Connection) -> None:
    assert row(transforms, "line_item", parent={"type": "subscription_item_details"})["type"] == "subscription"
    assert row(transforms, "line_item", parent={"type": "invoice_item_details"})["type"] == "invoiceitem"


def test_a_payment_intent_has_the_newer_words_for_its_status(transforms: Connection) -> None:
    assert row(transforms, "payment_intent", status="requires_source")["status"] == "requires_payment_method"
    assert row(transforms, "payment_intent", status="requires_source_action")["status"] == "requires_action"
