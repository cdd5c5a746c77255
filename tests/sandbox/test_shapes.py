"""Every object that the sandbox sends is one that Stripe could send."""

import json

import pytest

from pipelines.sandbox import Sandbox
from pipelines.sandbox.objects import TYPES
from tests.sandbox.conftest import Served, documents
from tests.sandbox.openapi import complaints

KINDS = [kind for kind, each in TYPES.items() if not (each.made_from or each.computed)]
KINDS.remove("webhook_endpoint")  # an account has none until somebody makes one


@pytest.mark.parametrize("kind", KINDS)
def test_every_object_has_the_shape_that_stripe_documents(served: Served, kind: str) -> None:
    found = documents(served.sandbox, kind)
    assert found, f"no {kind} in a small account: let pipelines/sandbox/business make some"
    for document in found:
        assert complaints(document, "deleted_customer" if document.get("deleted") else None) == []


def test_every_snapshot_in_an_event_has_the_shape_that_stripe_documents(served: Served) -> None:
    newest = {event["type"]: event["data"]["object"] for event in documents(served.sandbox, "event")}
    assert len(newest) > 25
    for snapshot in newest.values():
        assert complaints(snapshot) == []


def test_expanded_objects_have_the_shape_that_stripe_documents(served: Served) -> None:
    expand = ["data.payments.data.payment", "data.customer", "data.parent.subscription_details.subscription"]
    page = served.client.raw_request("get", "/v1/invoices", expand=expand, limit=20)
    for invoice in json.loads(page.body)["data"]:
        assert complaints(invoice) == []
        assert isinstance(invoice["customer"], dict)
    expand = ["payments.data.payment.payment_intent"]
    body = served.client.raw_request("get", f"/v1/invoices/{invoice['id']}", expand=expand).body
    ties = json.loads(body)["payments"]["data"]
    assert ties
    assert all(isinstance(tie["payment"]["payment_intent"], dict) for tie in ties)


@pytest.mark.parametrize(
    "wrong",
    [{"total": "1"}, {"surprise": 1}, {"billing_reason": "whim"}, {"lines": None}, {"status_details": {"paused": {}}}],
)
def test_an_object_of_another_shape_is_noticed(served: Served, wrong: dict[str, object]) -> None:
    assert complaints(documents(served.sandbox, "invoice")[0] | wrong)


def test_the_default_account_shows_what_is_awkward_about_stripe(default: Sandbox) -> None:
    statuses = {kind: {each.get("status") for each in documents(default, kind)} for kind in KINDS}
    assert statuses["subscription"] >= {
        "active", "canceled", "incomplete_expired", "past_due", "paused", "trialing",
    }  # fmt: skip
    assert statuses["invoice"] == {"draft", "open", "paid", "uncollectible", "void"}
    assert statuses["payment_intent"] >= {"canceled", "requires_capture", "requires_payment_method", "succeeded"}
    assert statuses["charge"] >= {"failed", "succeeded"}
    assert statuses["refund"] >= {"failed", "succeeded"}
    assert statuses["dispute"] == {"lost", "needs_response", "under_review", "won"}
    assert {each["currency"] for each in documents(default, "charge")} == {"usd", "eur", "jpy", "kwd"}
    assert {each["billing_reason"] for each in documents(default, "invoice")} == {
        "subscription_create", "subscription_cycle", "subscription_update",
    }  # fmt: skip
    prices = documents(default, "price")
    assert {each["billing_scheme"] for each in prices} == {"per_unit", "tiered"}
    assert {each["type"] for each in prices} == {"one_time", "recurring"}
    assert {each["active"] for each in prices} == {True, False}
    assert any(each["unit_amount"] is None and each["unit_amount_decimal"] for each in prices)


def test_the_default_account_has_about_fifteen_thousand_objects(default: Sandbox) -> None:
    counted = {kind: len(documents(default, kind)) for kind in KINDS if kind not in ("account", "event")}
    assert counted["customer"] == 500
    assert 12_000 < sum(counted.values()) < 16_000
