"""What can be done to the account over HTTP, with the official client."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe

from pipelines.sandbox import NOW, Gate
from pipelines.sandbox.business import handwritten
from pipelines.sandbox.server.messages import Answer, Request
from tests.sandbox.conftest import Served, client_of
from tests.sandbox.openapi import complaints

DAY = 86_400


def monthly(own: Served, amount: int = 2900) -> Any:
    """A price of a new product."""
    product = own.v1.products.create(params={"name": "Plan"})
    params = {"product": product.id, "currency": "usd", "unit_amount": amount, "recurring": {"interval": "month"}}
    return own.v1.prices.create(params=params)


def customer(own: Served, card: str = "pm_card_visa") -> Any:
    """A customer who pays with one of Stripe's test cards."""
    created = own.v1.customers.create(params={"name": "Ada", "email": "ada@example.com"})
    method = own.v1.payment_methods.attach(card, params={"customer": created.id})
    return own.v1.customers.update(created.id, params={"invoice_settings": {"default_payment_method": method.id}})


def advance(own: Served, **params: int) -> int:
    """Move the clock; where it stands then."""
    path = "/v1/test_helpers/sandbox_clock/advance"
    return int(json.loads(own.client.raw_request("post", path, **params).body)["now"])


def subscribe(own: Served, **params: Any) -> Any:
    """A subscription of a new customer to a new monthly price."""
    items = [{"price": monthly(own).id}]
    return own.v1.subscriptions.create(params={"customer": customer(own).id, "items": items, **params})


def test_a_subscription_is_invoiced_paid_and_told(own: Served) -> None:
    subscription = subscribe(own, expand=["latest_invoice.payments"])
    invoice = subscription.latest_invoice
    assert (subscription.status, invoice.status, invoice.total) == ("active", "paid", 2900)
    intent = own.v1.payment_intents.retrieve(
        invoice.payments.data[0].payment.payment_intent, params={"expand": ["latest_charge"]}
    )
    assert (intent.status, intent.amount_received, intent.latest_charge.paid) == ("succeeded", 2900, True)
    types = [event.type for event in own.v1.events.list(params={"limit": 20}).data]
    assert {"customer.subscription.created", "invoice.paid", "charge.succeeded"} <= set(types)


def test_what_is_created_has_the_shape_that_stripe_documents(own: Served) -> None:
    subscribe(own)
    own.v1.payment_intents.create(params={"amount": 100, "currency": "kwd", "payment_method": "pm_card_visa"})
    for path in ("products", "prices", "customers", "payment_methods", "subscriptions", "invoices", "payment_intents"):
        newest = json.loads(own.client.raw_request("get", f"/v1/{path}", limit=1).body)["data"][0]
        assert complaints(newest) == []


def test_moving_the_clock_renews_and_bills_each_month(own: Served) -> None:
    subscription = subscribe(own)
    begun = subscription["items"].data[0].current_period_start
    assert advance(own, days=70) == own.sandbox.now
    invoices = own.v1.invoices.list(params={"subscription": subscription.id}).data
    assert [each.billing_reason for each in invoices] == ["subscription_cycle"] * 2 + ["subscription_create"]
    assert {each.status for each in invoices} == {"paid"}
    renewed = own.v1.subscriptions.retrieve(subscription.id)
    assert renewed["items"].data[0].current_period_start > begun + 59 * DAY
    assert advance(own, to=own.sandbox.now + 5) == own.sandbox.now


def test_a_renewal_is_a_draft_for_an_hour(own: Served) -> None:
    subscription = subscribe(own)
    advance(own, to=subscription["items"].data[0].current_period_end)
    draft = own.v1.invoices.list(params={"subscription": subscription.id}).data[0]
    assert (draft.status, draft.number, draft.automatically_finalizes_at) == ("draft", None, own.sandbox.now + 3600)
    advance(own, to=own.sandbox.now + 3600)
    assert own.v1.invoices.retrieve(draft.id).status == "paid"


def test_the_clock_does_not_go_back(own: Served) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="moves forward"):
        advance(own, to=NOW - 1)


def test_each_change_is_a_second_after_the_last(own: Served) -> None:
    first, second = (own.v1.customers.create(params={}).created for _ in range(2))
    assert (first, second) == (NOW + 1, NOW + 2)


def test_a_trial_costs_nothing_until_it_ends(own: Served) -> None:
    subscription = subscribe(own, trial_period_days=14)
    assert subscription.status == "trialing"
    advance(own, days=15)
    assert own.v1.subscriptions.retrieve(subscription.id).status == "active"
    totals = [each.total for each in own.v1.invoices.list(params={"subscription": subscription.id}).data]
    assert totals == [2900, 0]
    told = [each.type for each in own.v1.events.list(params={"type": "customer.subscription.*"}).data]
    assert "customer.subscription.trial_will_end" in told


def test_an_upgrade_is_prorated_at_once(own: Served) -> None:
    subscription = subscribe(own)
    item = subscription["items"].data[0]
    advance(own, to=(item.current_period_start + item.current_period_end) // 2 - 2)
    dearer = monthly(own, 9900)
    own.v1.subscriptions.update(subscription.id, params={"items": [{"id": item.id, "price": dearer.id}]})
    invoice = own.v1.invoices.list(params={"subscription": subscription.id}).data[0]
    assert [line.amount for line in invoice.lines.data] == [-1450, 4950]
    assert (invoice.billing_reason, invoice.total, invoice.status) == ("subscription_update", 3500, "paid")
    assert all(line.parent.subscription_item_details.proration for line in invoice.lines.data)


def test_a_downgrade_leaves_a_credit_that_the_next_invoice_uses(own: Served) -> None:
    subscription = subscribe(own)
    cheaper = monthly(own, 900)
    item = subscription["items"].data[0]
    own.v1.subscriptions.update(subscription.id, params={"items": [{"id": item.id, "price": cheaper.id}]})
    assert own.v1.customers.retrieve(subscription.customer).balance == -2000
    advance(own, days=32)
    renewal = own.v1.invoices.list(params={"subscription": subscription.id}).data[0]
    assert (renewal.total, renewal.amount_due, renewal.ending_balance) == (900, 0, -1100)


def test_an_item_that_is_removed_is_gone(own: Served) -> None:
    params = {"items": [{"price": monthly(own).id}, {"price": monthly(own, 500).id}]}
    subscription = own.v1.subscriptions.create(params={"customer": customer(own).id, **params})
    removed = subscription["items"].data[1].id
    own.v1.subscriptions.update(subscription.id, params={"items": [{"id": removed, "deleted": True}]})
    with pytest.raises(stripe.InvalidRequestError, match="No such subscription_item"):
        own.v1.subscription_items.retrieve(removed)


def test_a_card_that_fails_leaves_the_subscription_incomplete_and_then_expired(own: Served) -> None:
    bad = customer(own, "pm_card_chargeCustomerFail")
    subscription = own.v1.subscriptions.create(params={"customer": bad.id, "items": [{"price": monthly(own).id}]})
    assert subscription.status == "incomplete"
    advance(own, days=1)
    assert own.v1.subscriptions.retrieve(subscription.id).status == "incomplete_expired"
    assert own.v1.invoices.retrieve(subscription.latest_invoice).status == "void"


def begun_by_hand(own: Served, **params: Any) -> Any:
    """A subscription that waits for its customer, who has no payment method yet, to confirm the first payment."""
    ada = own.v1.customers.create(params={"name": "Ada"})
    asked = {"customer": ada.id, "items": [{"price": monthly(own).id}], "payment_behavior": "default_incomplete"}
    return own.v1.subscriptions.create(params=asked | params)


def test_a_subscription_waits_for_its_first_payment_to_be_confirmed(own: Served) -> None:
    saves = {"save_default_payment_method": "on_subscription", "payment_method_types": ["card"]}
    expand = ["latest_invoice.confirmation_secret", "latest_invoice.payments"]
    subscription = begun_by_hand(own, payment_settings=saves, expand=expand)
    invoice = subscription.latest_invoice
    assert (subscription.status, invoice.status, invoice.attempt_count) == ("incomplete", "open", 0)
    intent = own.v1.payment_intents.retrieve(invoice.payments.data[0].payment.payment_intent)
    assert intent.status == "requires_payment_method"
    assert invoice.confirmation_secret.to_dict() == {"client_secret": intent.client_secret, "type": "payment_intent"}
    with pytest.raises(stripe.CardError):
        own.v1.payment_intents.confirm(intent.id, params={"payment_method": "pm_card_chargeDeclined"})
    assert own.v1.subscriptions.retrieve(subscription.id).status == "incomplete"
    confirmed = own.v1.payment_intents.confirm(intent.id, params={"payment_method": "pm_card_visa"})
    assert confirmed.status == "succeeded"
    paid = own.v1.subscriptions.retrieve(subscription.id, params={"expand": expand})
    assert (paid.status, paid.latest_invoice.status) == ("active", "paid")
    assert paid.latest_invoice.confirmation_secret is None
    assert paid.default_payment_method == confirmed.payment_method
    advance(own, days=2)
    assert own.v1.subscriptions.retrieve(subscription.id).status == "active"


def test_a_first_payment_that_nobody_confirms_ends_after_23_hours(own: Served) -> None:
    subscription = begun_by_hand(own)
    advance(own, days=1)
    ended = own.v1.subscriptions.retrieve(subscription.id, params={"expand": ["latest_invoice"]})
    assert (ended.status, ended.latest_invoice.status) == ("incomplete_expired", "void")


def test_before_basil_the_intent_of_a_first_payment_is_expanded_from_its_invoice(own: Served) -> None:
    ada, price = own.v1.customers.create(params={"name": "Ada"}), monthly(own)
    old = client_of(own.serving, stripe_version="2024-06-20")
    params: Any = {"customer": ada.id, "items": [{"price": price.id}], "payment_behavior": "default_incomplete"}
    created: Any = old.v1.subscriptions.create(params | {"expand": ["latest_invoice.payment_intent"]})
    intent = created.latest_invoice["payment_intent"]
    assert (created.status, intent.status) == ("incomplete", "requires_payment_method")
    assert intent.client_secret.startswith(f"{intent.id}_secret_")
    with pytest.raises(stripe.InvalidRequestError, match=r"cannot be expanded \(latest_invoice\.payment_intent\)"):
        begun_by_hand(own, expand=["latest_invoice.payment_intent"])


def test_dunning_tries_four_times_and_then_cancels(own: Served) -> None:
    subscription = subscribe(own)
    bad = own.v1.payment_methods.attach("pm_card_chargeCustomerFail", params={"customer": subscription.customer})
    own.v1.subscriptions.update(subscription.id, params={"default_payment_method": bad.id})
    advance(own, days=33)
    assert own.v1.subscriptions.retrieve(subscription.id).status == "past_due"
    assert own.v1.customers.retrieve(subscription.customer).delinquent is True
    advance(own, days=20)
    ended = own.v1.subscriptions.retrieve(subscription.id, params={"expand": ["latest_invoice"]})
    assert (ended.status, ended.cancellation_details.reason) == ("canceled", "payment_failed")
    assert ended.latest_invoice.attempt_count == 4
    failed = own.v1.charges.list(params={"customer": subscription.customer}).data[:4]
    assert {each.status for each in failed} == {"failed"}


def test_canceling_now_and_with_the_period(own: Served) -> None:
    now, later = subscribe(own), subscribe(own)
    assert own.v1.subscriptions.cancel(now.id).status == "canceled"
    kept = own.v1.subscriptions.update(later.id, params={"cancel_at_period_end": True})
    assert (kept.status, kept.cancel_at) == ("active", kept["items"].data[0].current_period_end)
    advance(own, days=32)
    assert own.v1.subscriptions.retrieve(later.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError, match="No such subscription"):
        own.v1.subscriptions.cancel(later.id)


def test_a_deleted_customer_ends_the_subscription_and_leaves_a_stub(own: Served) -> None:
    subscription = subscribe(own)
    stub = own.v1.customers.delete(subscription.customer)
    assert stub.deleted is True
    assert own.v1.subscriptions.retrieve(subscription.id).status == "canceled"
    assert own.v1.payment_methods.list(params={"customer": subscription.customer}).data == []
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        own.v1.customers.update(subscription.customer, params={"name": "again"})


def test_metadata_is_merged_and_an_empty_value_takes_a_key_away(own: Served) -> None:
    created = own.v1.customers.create(params={"metadata": {"a": "1", "b": "2"}})
    changed = own.v1.customers.update(created.id, params={"metadata": {"a": "", "c": "3"}})
    assert dict(changed.metadata.to_dict()) == {"b": "2", "c": "3"}


def test_a_declined_payment_is_402_and_its_intent_stays(own: Served) -> None:
    params = {"amount": 500, "currency": "usd", "payment_method": "pm_card_chargeDeclined", "confirm": True}
    with pytest.raises(stripe.CardError) as declined:
        own.v1.payment_intents.create(params=params)
    intent = own.v1.payment_intents.list(params={"limit": 1}).data[0]
    assert (declined.value.code, declined.value.http_status) == ("card_declined", 402)
    assert (intent.status, intent.last_payment_error.decline_code) == ("requires_payment_method", "generic_decline")
    paid = own.v1.payment_intents.confirm(intent.id, params={"payment_method": "pm_card_visa"})
    assert paid.status == "succeeded"


def test_what_is_authorized_can_be_captured_in_part_or_released(own: Served) -> None:
    params = {
        "amount": 1000, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True,
        "capture_method": "manual",
    }  # fmt: skip
    taken, released = (own.v1.payment_intents.create(params=params) for _ in range(2))
    assert (taken.status, taken.amount_capturable) == ("requires_capture", 1000)
    captured = own.v1.payment_intents.capture(taken.id, params={"amount_to_capture": 600})
    assert (captured.status, captured.amount_received) == ("succeeded", 600)
    assert own.v1.payment_intents.cancel(released.id).status == "canceled"
    assert own.v1.charges.retrieve(released.latest_charge).refunded is True


def test_a_charge_is_refunded_in_parts_until_nothing_is_left(own: Served) -> None:
    params = {"amount": 1000, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
    intent = own.v1.payment_intents.create(params=params)
    own.v1.refunds.create(params={"payment_intent": intent.id, "amount": 400})
    own.v1.refunds.create(params={"charge": intent.latest_charge})
    charge = own.v1.charges.retrieve(intent.latest_charge, params={"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded) == (1000, True)
    assert [each.amount for each in charge.refunds.data] == [400, 600]
    with pytest.raises(stripe.InvalidRequestError, match="already been refunded"):
        own.v1.refunds.create(params={"charge": intent.latest_charge})


def test_a_bank_debit_is_pending_for_days(own: Served) -> None:
    debit = own.v1.payment_methods.create(
        params={"type": "sepa_debit", "sepa_debit": {"iban": "DE89370400440532013000"}}
    )
    params = {"amount": 1000, "currency": "eur", "payment_method": debit.id, "confirm": True}
    intent = own.v1.payment_intents.create(params=params)
    assert (intent.status, intent.latest_charge[:3]) == ("processing", "py_")
    advance(own, days=5)
    assert own.v1.charges.retrieve(intent.latest_charge).status in ("succeeded", "failed")


def test_a_detached_payment_method_is_in_no_list_and_is_no_default(own: Served) -> None:
    payer = customer(own)
    method_id = payer.invoice_settings.default_payment_method
    assert own.v1.payment_methods.detach(method_id).customer is None
    assert own.v1.customers.retrieve(payer.id).invoice_settings.default_payment_method is None
    assert own.v1.payment_methods.list(params={"customer": payer.id}).data == []


def test_the_same_idempotency_key_gives_the_same_answer(own: Served) -> None:
    first, second = (
        own.v1.customers.create(params={"name": "Ada"}, options={"idempotency_key": "one"}) for _ in range(2)
    )
    assert first.id == second.id
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        own.v1.customers.create(params={"name": "Eve"}, options={"idempotency_key": "one"})
    event = own.v1.events.list(params={"type": "customer.created", "limit": 1}).data[0]
    assert event.request.idempotency_key == "one"


def test_a_refused_request_changes_nothing(own: Served) -> None:
    before = own.sandbox.now
    with pytest.raises(stripe.InvalidRequestError) as refused:
        own.v1.customers.create(params={"name": "Ada", "payment_method": "pm_nobody"})
    assert (refused.value.code, refused.value.param) == ("resource_missing", "payment_method")
    with pytest.raises(stripe.InvalidRequestError) as unknown:
        own.v1.customers.create(params={"nickname": "Ada"})
    assert (unknown.value.code, unknown.value.param) == ("parameter_unknown", "nickname")
    assert own.sandbox.now == before
    assert "Ada" not in [each.name for each in own.v1.customers.list(params={"limit": 100}).data]


def test_prices_have_tiers_inline_forms_and_unique_lookup_keys(own: Served) -> None:
    tiers = [{"up_to": 5, "unit_amount": 0}, {"up_to": "inf", "unit_amount": 900}]
    params = {
        "product_data": {"name": "Seats"}, "currency": "usd", "billing_scheme": "tiered", "tiers_mode": "graduated",
        "tiers": tiers, "recurring": {"interval": "month"}, "lookup_key": "seats",
    }  # fmt: skip
    price = own.v1.prices.create(params=params)
    items = [{"price": price.id, "quantity": 7}]
    own.v1.subscriptions.create(params={"customer": customer(own).id, "items": items})
    newest = own.v1.invoices.list(params={"limit": 1}).data[0]
    assert [line.amount for line in newest.lines.data] == [0, 1800]
    with pytest.raises(stripe.InvalidRequestError, match="lookup key"):
        own.v1.prices.create(params=params)
    data = {"product": price.product, "currency": "usd", "unit_amount": 10, "recurring": {"interval": "month"}}
    inline = own.v1.subscriptions.create(params={"customer": customer(own).id, "items": [{"price_data": data}]})
    inline_id = inline["items"].data[0].price.id
    assert own.v1.prices.retrieve(inline_id).unit_amount == 10
    assert inline_id not in [each.id for each in own.v1.prices.list(params={"limit": 100}).auto_paging_iter()]


def test_many_clients_may_write_at_once(own: Served) -> None:
    def create(number: int) -> str:
        return str(client_of(own.serving).v1.customers.create(params={"name": f"{number}"}).id)

    with ThreadPoolExecutor(8) as pool:
        created = list(pool.map(create, range(40)))
    assert len(set(created)) == 40
    assert own.sandbox.now == NOW + 40
    assert {each.id for each in own.v1.customers.list(params={"limit": 40}).data} == set(created)


def test_a_gate_can_answer_instead(own: Served) -> None:
    class Closed(Gate):
        def before(self, request: Request) -> Answer | None:
            return Answer(429, b'{"error":{"type":"rate_limit_error","message":"slow down"}}', (("Retry-After", "1"),))

    with own.sandbox.serve(gate=Closed()) as serving, pytest.raises(stripe.RateLimitError):
        client_of(serving).v1.customers.list()


def fad(own: Served) -> Any:
    data = {"product_data": {"name": "Fad"}, "currency": "usd", "unit_amount": 500, "lookup_key": "fad"}
    return own.v1.prices.create(params={**data, "recurring": {"interval": "month"}})


def test_a_product_is_deleted_once_its_prices_are(own: Served) -> None:
    price = fad(own)
    with pytest.raises(stripe.InvalidRequestError, match="one or more user-created prices"):
        own.v1.products.delete(price.product)
    assert own.v1.plans.delete(price.id).deleted
    assert own.v1.products.delete(price.product).deleted
    for path in (f"/v1/prices/{price.id}", f"/v1/plans/{price.id}", f"/v1/products/{price.product}"):
        with pytest.raises(stripe.InvalidRequestError, match="No such") as refused:
            own.client.raw_request("get", path)
        assert refused.value.http_status == 404
    newest = own.v1.events.list(params={"limit": 2}).data
    assert [event.type for event in newest] == ["product.deleted", "price.deleted"]
    assert newest[0].data.object["name"] == "Fad"
    assert not own.v1.prices.list(params={"lookup_keys": ["fad"]}).data


def test_a_deleted_plan_is_still_paid_by_who_has_it(own: Served) -> None:
    price = fad(own)
    begun = own.v1.subscriptions.create(params={"customer": customer(own).id, "items": [{"price": price.id}]})
    own.v1.plans.delete(price.id)
    own.sandbox.advance(own.sandbox.now + 32 * 86_400)
    found = own.v1.subscriptions.retrieve(begun.id)
    assert (found["items"].data[0].price.id, found.status) == (price.id, "active")
    assert found.latest_invoice != begun.latest_invoice
    with pytest.raises(stripe.InvalidRequestError, match="own business sells"):
        own.v1.plans.delete("gold")


def test_only_drafts_that_are_of_no_subscription_are_deleted(own: Served) -> None:
    buyer = customer(own).id
    with own.sandbox.store.transaction():
        handwritten.draft(own.sandbox.account, buyer)
    invoices = own.v1.invoices.list(params={"limit": 100}).data
    draft = next(each for each in invoices if each.status == "draft" and each.parent is None)
    assert own.v1.invoices.delete(draft.id).deleted
    assert draft.id not in [each.id for each in own.v1.invoices.list(params={"limit": 100}).data]
    with pytest.raises(stripe.InvalidRequestError, match="Void this one"):
        own.v1.invoices.delete(next(each for each in invoices if each.parent).id)
    own.sandbox.advance(own.sandbox.now + 86_400)
