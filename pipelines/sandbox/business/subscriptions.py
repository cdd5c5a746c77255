"""Subscriptions begin, renew and pause. An invoice follows from each beginning and renewal."""

from dataclasses import dataclass, field
from typing import Any

from pipelines.sandbox.account import DAY, Account
from pipelines.sandbox.business import amounts, collection, discounts, endings, invoicing, phases
from pipelines.sandbox.business.calendar import HOUR, period_end
from pipelines.sandbox.business.coupons import Offer
from pipelines.sandbox.business.invoicing import Line
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.subscription import embed_items, new_subscription
from pipelines.sandbox.objects.subscription_item import new_subscription_item

BILLABLE = frozenset({"active", "trialing", "past_due"})


@dataclass(frozen=True)
class Order:
    """What a customer subscribes to: (price, quantity) pairs of one interval, and on which terms.

    ``collect`` is false where the customer is to confirm the first payment (``payment_behavior=default_incomplete``).
    ``redeems`` are taken off the whole, ``redeems_of_first`` off the first item.
    """

    prices: list[tuple[Document, int]]
    trial_days: int = 0
    terms: dict[str, Any] = field(default_factory=dict)
    collect: bool = True
    redeems: tuple[Offer, ...] = ()
    redeems_of_first: tuple[Offer, ...] = ()


def begin(account: Account, customer: Document, order: Order) -> Document:
    """Create a subscription with its items and its first invoice, and collect that at once or wait for the customer."""
    now = account.now
    subscription = new_subscription(account.new_id("sub"), now, customer, order.prices[0][0]["currency"], **order.terms)
    end = _first_period_end(account, subscription, order)
    items = [
        new_subscription_item(account.new_id("si"), subscription["id"], price, quantity, created=now, period=(now, end))
        for price, quantity in order.prices
    ]
    discounts.redeem_at_start(account, subscription, items[0], order.redeems, order.redeems_of_first)
    embed_items(subscription, items)
    lines = _trial_lines(items) if order.trial_days else _period_lines(account, items)
    invoice = invoicing.draft(account, subscription, customer, lines, reason="subscription_create", period=(now, now))
    subscription["latest_invoice"] = invoice["id"]
    automatic = subscription["collection_method"] == "charge_automatically"
    if not order.trial_days:
        subscription["status"] = "incomplete" if automatic and invoice["amount_due"] else "active"
    for item in items:
        account.add(item)
    account.add(subscription, "customer.subscription.created")
    account.schedule(end, "renew", subscription["id"])
    discounts.spend(account, invoice)
    invoice = invoicing.finalize(account, invoice)
    if order.collect or not automatic:
        collection.bill(account, invoice)
    elif invoice["status"] == "open":
        account.schedule(now + collection.INCOMPLETE_LASTS, "expire_incomplete", subscription["id"])
    return account.get("subscription", subscription["id"])


def renew(account: Account, subscription_id: str) -> None:
    """A period is over: begin the next one with a draft invoice, or end what was to end."""
    subscription = account.get("subscription", subscription_id)
    items = subscription["items"]["data"]
    if subscription["status"] not in BILLABLE or items[0]["current_period_end"] != account.now:
        return
    if subscription["cancel_at_period_end"]:
        endings.end(account, subscription)
        return
    if subscription["status"] == "trialing" and _pauses(account, subscription):
        return
    phases.turn(account, subscription)
    if subscription["status"] in endings.ENDED:
        return
    items = subscription["items"]["data"]
    started = items[0]["current_period_start"]
    for item in items:
        item |= {"current_period_start": account.now, "current_period_end": _next_end(subscription, item)}
        account.save(item)
    embed_items(subscription, items)
    customer = account.get("customer", subscription["customer"])
    invoice = invoicing.draft(
        account,
        subscription,
        customer,
        _period_lines(account, items),
        reason="subscription_cycle",
        period=(started, account.now),
    )
    subscription["latest_invoice"] = invoice["id"]
    if subscription["status"] == "trialing":
        subscription["status"] = "active"
    account.save(subscription, "customer.subscription.updated")
    discounts.spend(account, invoice)
    account.schedule(account.now + HOUR, "finalize", invoice["id"])
    account.schedule(items[0]["current_period_end"], "renew", subscription_id)


def _first_period_end(account: Account, subscription: Document, order: Order) -> int:
    every = order.prices[0][0]["recurring"]
    if not order.trial_days:
        return period_end(account.now, account.now, every["interval"], every["interval_count"])
    finish = account.now + order.trial_days * DAY
    subscription |= {
        "status": "trialing",
        "trial_start": account.now,
        "trial_end": finish,
        "billing_cycle_anchor": finish,
    }
    if order.trial_days > 3:
        account.schedule(finish - 3 * DAY, "trial_will_end", subscription["id"])
    return finish


def _next_end(subscription: Document, item: Document) -> int:
    every = item["price"]["recurring"]
    start = item["current_period_end"]
    return period_end(subscription["billing_cycle_anchor"], start, every["interval"], every["interval_count"])


def _pauses(account: Account, subscription: Document) -> bool:
    if subscription["trial_settings"]["end_behavior"]["missing_payment_method"] != "pause":
        return False
    if collection.method_for(account, subscription) is not None:
        return False
    subscription["status"] = "paused"
    subscription["status_details"] = {
        "paused": {
            "subscription": {"type": "trial_end_without_payment_method"},
            "transitioned_at": account.now,
            "type": "subscription",
        }
    }
    account.save(subscription, "customer.subscription.paused")
    return True


def _period_lines(account: Account, items: list[Document]) -> list[Line]:
    return [line for item in items for line in _item_lines(account, item)]


def _item_lines(account: Account, item: Document) -> list[Line]:
    name = account.get("product", item["price"]["product"])["name"]
    period = (item["current_period_start"], item["current_period_end"])
    return [
        Line(
            item,
            part.amount,
            part.quantity,
            part.unit_amount_decimal,
            period,
            f"{part.quantity} × {name}{part.label} / {item['price']['recurring']['interval']}",  # noqa: RUF001
        )
        for part in amounts.parts(account, item["price"], item["quantity"])
    ]


def _trial_lines(items: list[Document]) -> list[Line]:
    return [
        Line(
            item,
            0,
            item["quantity"],
            "0",
            (item["current_period_start"], item["current_period_end"]),
            "Free trial",
        )
        for item in items
    ]


def trial_will_end(account: Account, subscription_id: str) -> None:
    """Tell that a trial is nearly over."""
    subscription = account.get("subscription", subscription_id)
    if subscription["status"] == "trialing":
        account.announce(subscription, "customer.subscription.trial_will_end")


ACTS = {
    "trial_will_end": trial_will_end,
    "renew": renew,
}
