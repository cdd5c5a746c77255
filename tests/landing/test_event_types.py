"""Every type of event that Stripe has: which objects it has fetched anew, or why none."""

import json
from collections.abc import Mapping

import pytest

from pipelines.catalogue import CATALOGUE, EVENT
from pipelines.stripe_api.documents import read
from pipelines.stripe_api.events import changes_of
from tests.shapes import history

# How the types begin, what their object is called, and the types of objects that they have fetched.
HANDLED = {
    "account": ("account", {"account"}),
    "account.external_account": ("bank_account", {"account"}),
    "capability": ("capability", {"account"}),
    **{kind: (kind, {"balance_transaction"}) for kind in ("application_fee", "topup", "transfer")},
    "application_fee.refund": ("fee_refund", {"balance_transaction"}),
    "cash_balance": ("cash_balance", {"customer"}),
    "charge": ("charge", {"charge", "payment_intent"}),
    "payout": ("payout", {"payout"}),
    "tax_rate": ("tax_rate", {"tax_rate"}),
    "charge.dispute": ("dispute", {"dispute", "charge", "payment_intent"}),
    "charge.refund": ("refund", {"refund", "charge", "payment_intent"}),
    "coupon": ("coupon", {"coupon"}),
    "credit_note": ("credit_note", {"credit_note", "invoice"}),
    "customer": ("customer", {"customer"}),
    "customer.discount": ("discount", {"customer", "subscription", "invoice", "coupon", "promotion_code"}),
    "customer.source": ("card", {"customer", "payment_method"}),
    "customer.subscription": ("subscription", {"subscription"}),
    "customer.tax_id": ("tax_id", {"customer", "tax_id"}),
    "customer_cash_balance_transaction": ("customer_cash_balance_transaction", {"customer"}),
    "invoice": ("invoice", {"invoice"}),
    "invoice_payment": ("invoice_payment", {"invoice_payment", "invoice"}),
    "invoiceitem": ("invoiceitem", {"invoiceitem", "invoice"}),
    "payment_intent": ("payment_intent", {"payment_intent"}),
    "payment_method": ("payment_method", {"payment_method"}),
    "plan": ("plan", {"price"}),
    "price": ("price", {"price"}),
    "product": ("product", {"product"}),
    "promotion_code": ("promotion_code", {"promotion_code"}),
    "radar.early_fraud_warning": ("radar.early_fraud_warning", {"charge"}),
    "refund": ("refund", {"refund", "charge"}),
    "review": ("review", {"charge", "payment_intent"}),
    "subscription_schedule": ("subscription_schedule", {"subscription_schedule", "subscription"}),
}
OWN_EVENTS = "what it leads to has events of its own"
NO_ROWS = "no table has anything of it"
IRRELEVANT = {
    **dict.fromkeys(("checkout.session", "quote", "setup_intent", "source", "source.transaction"), OWN_EVENTS),
    **dict.fromkeys(("order", "payment_link", "test_helpers.test_clock", "mandate"), OWN_EVENTS),
    **dict.fromkeys(("account.application", "apps.install"), NO_ROWS),
    **dict.fromkeys(("balance", "balance_settings", "file", "person"), NO_ROWS),
    **dict.fromkeys(("billing.alert", "billing.credit_balance_transaction", "billing.credit_grant"), NO_ROWS),
    **dict.fromkeys(("billing.meter", "billing_portal.configuration", "billing_portal.session"), NO_ROWS),
    **dict.fromkeys(("entitlements.active_entitlement_summary", "recipient", "sku", "tax.settings"), NO_ROWS),
}
IRRELEVANT_FAMILIES = (  # products of Stripe's that no table has anything of
    *("climate.", "financial_connections.", "identity.", "issuing_", "reporting.", "reserve.", "sigma."),
    *("terminal.", "three_d_secure.", "treasury."),
)
REFERENCES = {
    "account": "acct_1",
    "balance_transaction": "txn_1",
    "customer": "cus_1",
    "invoice": {"id": "in_1", "object": "invoice"},
    "subscription": "sub_1",
    "charge": {"id": "ch_1", "object": "charge"},
    "source": {"coupon": "FALL"},
    "promotion_code": "promo_1",
    "payment_intent": "pi_1",
}


def every_type() -> list[str]:
    """What Stripe ever named: a type stays when a later version no longer has it, because archives do."""
    return sorted({word for path, field in history.ever("event") if path == "type" for word in field.get("enum") or ()})


def event(event_type: str, snapshot: Mapping[str, object]) -> bytes:
    return json.dumps({"id": "evt_1", "type": event_type, "created": 1, "data": {"object": snapshot}}).encode()


def test_every_event_is_handled_or_known_to_matter_to_no_row() -> None:
    for event_type in every_type():
        is_handled_or_known_to_matter_to_no_row(event_type)


def is_handled_or_known_to_matter_to_no_row(event_type: str) -> None:
    family = event_type.rpartition(".")[0]
    is_irrelevant = family in IRRELEVANT or family.startswith(IRRELEVANT_FAMILIES)
    assert is_irrelevant != (family in HANDLED), event_type
    name, expected = HANDLED.get(family, (family, set()))
    told = list(changes_of(read(event(event_type, {"id": "x_1", "object": name, **REFERENCES}))))
    lists = [change for change in told if CATALOGUE[change.object].listed_per]
    assert all(change.id == "x_1" for change in lists), event_type
    told = [change for change in told if change not in lists]
    assert {change.object for change in told} == expected, event_type
    ids = {"customer": "cus_1", "invoice": "in_1", "subscription": "sub_1", "charge": "ch_1", "payment_intent": "pi_1"}
    ids |= {"coupon": "FALL", "promotion_code": "promo_1", "account": "acct_1", "balance_transaction": "txn_1"}
    itself = {name, "price" if family == "plan" else "", "payment_method" if family == "customer.source" else ""}
    assert {change: change.id for change in told} == {
        change: "x_1" if change.object in itself else ids[change.object] for change in told
    }, event_type


def test_no_family_is_listed_that_stripe_does_not_have() -> None:
    families = {event_type.rpartition(".")[0] for event_type in every_type()}
    assert HANDLED.keys() | IRRELEVANT.keys() <= families
    assert all(any(family.startswith(start) for family in families) for start in IRRELEVANT_FAMILIES)


def test_every_type_with_rows_and_a_list_is_told_of_by_some_event() -> None:
    told = {name for _, names in HANDLED.values() for name in names}
    listed = [entry for entry in CATALOGUE.values() if entry.landed_by_default and not entry.singleton]
    assert {entry.name for entry in listed if not entry.reading.pending} - {EVENT.name} <= told


def test_what_an_automatic_payout_is_made_of_is_read_when_stripe_knows_it() -> None:
    told = changes_of(read(event("payout.reconciliation_completed", {"id": "po_1", "object": "payout"})))
    assert ("payout_balance_transaction", "po_1") in {(change.object, change.id) for change in told}


def test_a_schedule_that_let_go_of_its_subscription_tells_of_it() -> None:
    released = {"id": "sub_sched_1", "object": "subscription_schedule", "subscription": None}
    snapshot = {**released, "released_subscription": "sub_1"}
    told = changes_of(read(event("subscription_schedule.released", snapshot)))
    assert ("subscription", "sub_1") in {(change.object, change.id) for change in told}


@pytest.mark.parametrize("event_type", ["invoice.created", "invoice.deleted"])
def test_the_items_of_an_invoice_change_with_it(event_type: str) -> None:
    lines = [
        {"parent": {"invoice_item_details": {"invoice_item": "ii_1"}, "subscription_item_details": None}},
        {"parent": {"invoice_item_details": None, "subscription_item_details": {"invoice_item": {"id": "ii_2"}}}},
        {"invoice_item": "ii_3", "parent": None},
        {"invoice_item": None},
        "no line",
    ]
    invoice = {"id": "in_1", "object": "invoice", "lines": {"data": lines}}
    told = [change.id for change in changes_of(read(event(event_type, invoice))) if change.object == "invoiceitem"]
    assert sorted(told) == ["ii_1", "ii_2", "ii_3"]


@pytest.mark.parametrize(
    ("event_type", "kind", "name"),
    [("plan.deleted", "plan", "price"), ("customer.source.deleted", "card", "payment_method")],
)
def test_an_object_goes_with_its_other_form(event_type: str, kind: str, name: str) -> None:
    told = {change.object: change for change in changes_of(read(event(event_type, {"id": "x_1", "object": kind})))}
    stub = json.loads(told[name].deletion or b"")
    assert stub == {"id": "x_1", "object": name, "deleted": True}
