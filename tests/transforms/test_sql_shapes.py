"""What the SQL files read: the shapes of all years in one, and nothing that is not what it should be."""

from typing import Any

import pytest
from psycopg2 import DataError
from psycopg2.extensions import connection as Connection

from tests.transforms.landed import Document, around, row, select

MANUAL, PERIODIC = "parent.invoice_item_details", "parent.subscription_item_details"
OF = "parent.subscription_details"

# Two places of one column and two values. The first place wins when a document has both.
Place = tuple[str, str, str, str, Any, Any]
PLACES: list[Place] = [
    ("product", "marketing_features", "marketing_features", "features", [], [{"name": "a"}]),
    ("product", "tax_code_id", "tax_details.tax_code", "tax_code", "txcd_1", "txcd_2"),
    ("customer", "balance", "balance", "account_balance", 0, -5),
    ("subscription", "collection_method", "collection_method", "billing", "a", "b"),
    ("subscription", "start_date", "start_date", "start", 1, 2),
    ("subscription", "start_date", "start", "created", 1, 2),
    ("subscription", "current_period_end", "current_period_end", "items.data[].current_period_end", 1, 2),
    ("subscription", "current_period_start", "current_period_start", "items.data[].current_period_start", 1, 2),
    ("subscription_item", "price_id", "price.id", "plan.id", "price_1", "gold"),
    ("invoice", "application_fee_amount", "application_fee_amount", "application_fee", 0, 2),
    ("invoice", "charge_id", "charge", "payments.data[].payment.charge", "ch_1", "ch_2"),
    ("invoice", "charge_id", "charge", "payments.data[].payment.payment_intent.latest_charge", "ch_1", "ch_2"),
    ("invoice", "collection_method", "collection_method", "billing", "a", "b"),
    ("invoice", "created", "created", "date", 1, 2),
    ("invoice", "payment_intent_id", "payment_intent", "payments.data[].payment.payment_intent", "pi_1", "pi_2"),
    ("invoice", "quote_id", "parent.quote_details.quote", "quote", "qt_1", "qt_2"),
    ("invoice", "rendering", "rendering", "rendering_options", {}, {"amount_tax_display": "a"}),
    ("invoice", "status_transitions_finalized_at", "status_transitions.finalized_at", "finalized_at", 1, 2),
    ("invoice", "subscription_details_metadata", f"{OF}.metadata", "subscription_details.metadata", {}, {"a": "b"}),
    ("invoice", "subscription_id", f"{OF}.subscription", "subscription", "sub_1", "sub_2"),
    (
        "invoice",
        "subscription_proration_date",
        f"{OF}.subscription_proration_date",
        "subscription_proration_date",
        1,
        2,
    ),
    ("invoice", "tax", "tax", "total_taxes[].amount", 0, 7),
    ("invoice", "total_taxes", "total_taxes", "total_tax_amounts", [], [{"amount": 1}]),
    ("line_item", "id", "unique_id", "id", "il_1", "il_2"),
    ("line_item", "invoice_item_id", f"{MANUAL}.invoice_item", f"{PERIODIC}.invoice_item", "ii_1", "ii_2"),
    ("line_item", "invoice_item_id", f"{PERIODIC}.invoice_item", "invoice_item", "ii_1", "ii_2"),
    ("line_item", "price_id", "pricing.price_details.price", "price.id", "price_1", "gold"),
    ("line_item", "price_id", "price.id", "plan.id", "price_1", "gold"),
    ("line_item", "product_id", "pricing.price_details.product", "price.product", "prod_1", "prod_2"),
    ("line_item", "product_id", "price.product", "plan.product", "prod_1", "prod_2"),
    ("line_item", "proration", f"{PERIODIC}.proration", f"{MANUAL}.proration", False, True),
    ("line_item", "proration", f"{MANUAL}.proration", "proration", False, True),
    ("line_item", "proration_details", f"{PERIODIC}.proration_details", f"{MANUAL}.proration_details", {}, {"a": 1}),
    ("line_item", "proration_details", f"{MANUAL}.proration_details", "proration_details", {}, {"a": 1}),
    ("line_item", "quantity_decimal", "quantity_decimal", "quantity", "3", "4"),
    ("line_item", "subscription_id", f"{PERIODIC}.subscription", f"{MANUAL}.subscription", "sub_1", "sub_2"),
    ("line_item", "subscription_id", f"{MANUAL}.subscription", "subscription", "sub_1", "sub_2"),
    ("line_item", "subscription_item_id", f"{PERIODIC}.subscription_item", "subscription_item", "si_1", "si_2"),
    ("line_item", "taxes", "taxes", "tax_amounts", [], [{"amount": 1}]),
    ("line_item", "type", "parent.type", "type", "a", "b"),
    ("line_item", "unit_amount_decimal", "pricing.unit_amount_decimal", "price.unit_amount_decimal", "0.5", "2"),
    ("line_item", "unit_amount_decimal", "price.unit_amount_decimal", "price.unit_amount", "0.5", "2"),
    ("line_item", "unit_amount_decimal", "price.unit_amount", "plan.amount_decimal", 1, "0.5"),
    ("line_item", "unit_amount_decimal", "plan.amount_decimal", "plan.amount", "0.5", "2"),
    ("payment_intent", "latest_charge_id", "latest_charge", "charges.data[].id", "ch_1", "ch_2"),
    ("payment_intent", "next_action", "next_action", "next_source_action", {}, {"type": "a"}),
    ("payment_intent", "payment_method_types", "payment_method_types", "allowed_source_types", [], ["card"]),
]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place[0]}.{place[1]}-{place[2]}-{place[3]}")
def test_a_field_that_moved_fills_its_column_from_either_place(place: Place, transforms: Connection) -> None:
    name, column, first, second, one, other = place

    def read(*parts: Document) -> Any:
        document: Document = {"id": "x"}
        for part in parts:
            document = merged(document, part)
        (found,) = select(transforms, name, around(name, document))
        return found[column]

    assert read(at(first, one)) == read(at(second, one)) is not None
    assert read(at(first, other)) == read(at(second, other)) is not None
    assert read(at(first, one)) != read(at(second, other))
    assert read(at(first, one), at(second, other)) == read(at(first, one))
    assert read(at(first, None), at(second, other)) == read(at(second, other))


def at(path: str, value: Any) -> Document:
    """A document with a value at a path; ``[]`` is a list of one element."""
    for step in reversed(path.split(".")):
        value = {step.removesuffix("[]"): [value] if step.endswith("[]") else value}
    return dict(value)


def merged(one: Any, other: Any) -> Any:
    """Both documents in one; where they meet in a value, the second's."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {**one, **{key: merged(one.get(key), value) for key, value in other.items()}}
    if one and isinstance(one, list) and isinstance(other, list):
        return [merged(one[0], other[0])]
    return other


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
