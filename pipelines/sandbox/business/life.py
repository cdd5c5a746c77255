"""Customers change their minds: once a month each subscription may be changed, canceled, refunded or forgotten."""

from pipelines.sandbox.account import DAY, Account
from pipelines.sandbox.business import (
    catalogue,
    changes,
    collection,
    coupons,
    credit_notes,
    customers,
    discounts,
    endings,
    invoicing,
    payments,
    schedules,
    subscriptions,
)
from pipelines.sandbox.business.subscriptions import Order
from pipelines.sandbox.documents import Document

MONTH = 30 * DAY
FEEDBACK = ("too_expensive", "missing_features", "switched_service", "unused", "other", None)
# What may happen to a subscription in a month, and how likely each is.
TURNS = (
    (0.030, "upgrade"),
    (0.045, "downgrade"),
    (0.060, "add_item"),
    (0.075, "remove_item"),
    (0.100, "leave_now"),
    (0.135, "leave_with_period"),
    (0.165, "replace_card"),
    (0.195, "edit_profile"),
    (0.245, "ask_refund"),
    (0.255, "vanish"),
    (0.275, "redeem"),
    (0.315, "plan_ahead"),
)


def live(account: Account, subscription_id: str) -> None:
    """Look at a subscription's coming month."""
    subscription = account.get("subscription", subscription_id)
    if subscription["status"] in endings.ENDED:
        if account.chance.happens(0.15, "comes back", subscription_id):
            account.schedule(account.now + 10 * DAY, "come_back", subscription_id)
        return
    draw = account.chance.draw("turn", subscription_id, account.now)
    turn = next((turn for limit, turn in TURNS if draw < limit), None)
    if turn:
        moment = account.now + account.chance.between(1, 20 * DAY, "when", subscription_id, account.now)
        account.schedule(moment, turn, subscription_id)
    account.schedule(account.now + MONTH, "live", subscription_id)


def upgrade(account: Account, subscription_id: str) -> None:
    """Move to a dearer plan."""
    _move(account, subscription_id, dearer=True)


def downgrade(account: Account, subscription_id: str) -> None:
    """Move to a cheaper plan: the credit becomes the customer's balance."""
    _move(account, subscription_id, dearer=False)


def add_item(account: Account, subscription_id: str) -> None:
    """Take an add-on."""
    subscription = _active(account, subscription_id)
    if subscription is None or subscription["currency"] != "usd" or not _monthly(subscription):
        return
    taken = {item["price"]["id"] for item in subscription["items"]["data"]}
    free = [price for price in _add_ons(account) if price["id"] not in taken]
    if free and len(taken) < 18:
        changes.add_item(account, subscription, account.chance.pick(free, "add-on", subscription_id, account.now), 1)


def remove_item(account: Account, subscription_id: str) -> None:
    """Give one of several items up."""
    subscription = _active(account, subscription_id)
    if subscription and len(items := subscription["items"]["data"]) > 1:
        changes.remove_item(account, subscription, items[-1]["id"])


def plan_ahead(account: Account, subscription_id: str) -> None:
    """Take a dearer plan from the next period on."""
    subscription = _active(account, subscription_id)
    if subscription and _monthly(subscription):
        schedules.plan_ahead(account, subscription)


def leave_now(account: Account, subscription_id: str) -> None:
    """Cancel at once."""
    subscription = account.get("subscription", subscription_id)
    if subscription["status"] in subscriptions.BILLABLE:
        feedback = account.chance.pick(FEEDBACK, "feedback", subscription_id)
        comment = "Ça marche — mais c'est trop cher 😕" if feedback == "too_expensive" else None
        subscription["cancellation_details"] |= {"feedback": feedback, "comment": comment}
        endings.end(account, subscription)


def leave_with_period(account: Account, subscription_id: str) -> None:
    """Cancel at the end of what is paid for; some stay after all."""
    subscription = account.get("subscription", subscription_id)
    is_settled = subscription["cancel_at_period_end"] or subscription["schedule"]
    if subscription["status"] not in subscriptions.BILLABLE or is_settled:
        return
    endings.end_with_period(account, subscription, account.chance.pick(FEEDBACK, "feedback", subscription_id))
    if account.chance.happens(0.2, "stays", subscription_id):
        account.schedule(account.now + 2 * DAY, "stay", subscription_id)


def stay(account: Account, subscription_id: str) -> None:
    """Take a cancellation back."""
    subscription = account.get("subscription", subscription_id)
    if subscription["cancel_at_period_end"] and subscription["status"] in subscriptions.BILLABLE:
        endings.stay(account, subscription)


def come_back(account: Account, subscription_id: str) -> None:
    """Subscribe again after having left."""
    customer = _customer(account, subscription_id)
    if customer and customer["invoice_settings"]["default_payment_method"]:
        price = catalogue.price(account, f"starter_month_{customer['currency'] or 'usd'}")
        begun = subscriptions.begin(account, customer, Order([(price, 1)]))
        account.schedule(account.now + 5 * DAY, "live", begun["id"])


def replace_card(account: Account, subscription_id: str) -> None:
    """A new card; the old one is detached."""
    if customer := _customer(account, subscription_id):
        customers.replace_card(account, customer)


def lose_card(account: Account, subscription_id: str) -> None:
    """The card is declined from now on: the next invoice is dunned, and this one's change of plan may be the next."""
    if customer := _customer(account, subscription_id):
        customers.replace_card(account, customer, "0341")
        upgrade(account, subscription_id)


def take_new_price(account: Account, subscription_id: str) -> None:
    """Move from a price that is not sold any more to the one that replaced it."""
    subscription = _active(account, subscription_id)
    item = subscription["items"]["data"][0] if subscription else None
    if subscription and item and (price_id := item["price"]["metadata"].get("replaced_by")):
        changes.change_price(account, subscription, item["id"], account.get("price", price_id), item["quantity"])


def redeem(account: Account, subscription_id: str) -> None:
    """Bring a promotion code, from the next invoice on."""
    subscription = _active(account, subscription_id)
    if subscription and not subscription["discounts"]:
        offer = account.chance.pick(coupons.offers(account, subscription["currency"]), "code", subscription_id)
        discounts.redeem(account, subscription, offer)


def lose_discount(account: Account, subscription_id: str) -> None:
    """The first discount of a subscription is taken away."""
    subscription = account.get("subscription", subscription_id)
    if subscription["discounts"]:
        discounts.end(account, subscription["discounts"][0])


def edit_profile(account: Account, subscription_id: str) -> None:
    """A new mail address and a note."""
    if customer := _customer(account, subscription_id):
        metadata = customer["metadata"] | {"note": "moved\nsecond line\ttab"}
        account.save(
            customer | {"email": f"new.{customer['id'][4:9].lower()}@example.com", "metadata": metadata},
            "customer.updated",
        )


def ask_refund(account: Account, subscription_id: str) -> None:
    """Ask for the last payment back, all of it or a part, perhaps in two steps."""
    invoice = account.get("invoice", account.get("subscription", subscription_id)["latest_invoice"])
    if invoice["status"] == "paid" and invoice["amount_paid"]:
        charge = account.get("charge", invoicing.intent_of(account, invoice)["latest_charge"])
        if account.chance.happens(0.4, "with a note", charge["id"]):
            give_back_with_note(account, invoice, charge)
        else:
            give_back(account, charge)


def vanish(account: Account, subscription_id: str) -> None:
    """Ask to be deleted."""
    if customer := _customer(account, subscription_id):
        customers.delete(account, customer)


def pay_when_sent(account: Account, invoice_id: str) -> None:
    """Pay an invoice that came by mail, if it is still open."""
    invoice = account.get("invoice", invoice_id)
    if invoice["status"] == "open":
        collection.collect(account, invoice)


def give_back(account: Account, charge: Document) -> None:
    """Refund a charge: in full, in part, or in two parts."""
    left = charge["amount_captured"] - charge["amount_refunded"]
    if charge["status"] != "succeeded" or charge["disputed"] or left <= 0:
        return
    way = account.chance.draw("refund", charge["id"])
    reason = account.chance.pick(("requested_by_customer", "duplicate", "fraudulent", None), "reason", charge["id"])
    step = 1000 if charge["currency"] == "kwd" else 1
    part = max(left // 3 // 10 * 10, step) if way < 0.5 else left
    payments.refund(account, charge, min(part, left), reason)
    if way < 0.2 and left > 2 * part:
        payments.refund(account, charge, part, None)


def give_back_with_note(account: Account, invoice: Document, charge: Document) -> None:
    """Refund what is left of a charge, and say so in a credit note."""
    left = charge["amount_captured"] - charge["amount_refunded"]
    if charge["status"] == "succeeded" and not charge["disputed"] and left > 0:
        credit_notes.refund(account, invoice, charge, left, "requested_by_customer")


def _move(account: Account, subscription_id: str, *, dearer: bool) -> None:
    subscription = _active(account, subscription_id)
    if subscription is None:
        return
    item = subscription["items"]["data"][0]
    plan, _, rest = (item["price"]["lookup_key"] or "").partition("_")
    plans = list(catalogue.PLANS)
    place = plans.index(plan) + (1 if dearer else -1) if plan in plans else -1
    if 0 <= place < len(plans):
        price = catalogue.price(account, f"{plans[place]}_{rest}")
        changes.change_price(account, subscription, item["id"], price, item["quantity"])


def _active(account: Account, subscription_id: str) -> Document | None:
    subscription = account.get("subscription", subscription_id)
    usable = subscription["status"] == "active" and not (
        subscription["cancel_at_period_end"] or subscription["schedule"]
    )
    latest = account.get("invoice", subscription["latest_invoice"])
    return subscription if usable and latest["status"] == "paid" else None


def _monthly(subscription: Document) -> bool:
    return all(item["price"]["recurring"]["interval"] == "month" for item in subscription["items"]["data"])


def _add_ons(account: Account) -> list[Document]:
    return [catalogue.price(account, f"add_on_{name}") for name in catalogue.ADD_ONS]


def _customer(account: Account, subscription_id: str) -> Document | None:
    customer = account.get("customer", account.get("subscription", subscription_id)["customer"])
    return None if customer.get("deleted") else customer


ACTS = {
    "live": live,
    "upgrade": upgrade,
    "downgrade": downgrade,
    "add_item": add_item,
    "remove_item": remove_item,
    "plan_ahead": plan_ahead,
    "leave_now": leave_now,
    "leave_with_period": leave_with_period,
    "stay": stay,
    "come_back": come_back,
    "redeem": redeem,
    "replace_card": replace_card,
    "edit_profile": edit_profile,
    "ask_refund": ask_refund,
    "vanish": vanish,
    "pay_when_sent": pay_when_sent,
}
