"""One-off payments: by customers, and by guests who leave nothing but a charge."""

from typing import Any

from pipelines.sandbox.account import DAY, Account
from pipelines.sandbox.business import catalogue, collection, customers, life, payments
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.payment_method import billing_details


def buy(account: Account, customer_id: str) -> None:
    """A customer buys something, and perhaps again later."""
    customer = account.get("customer", customer_id)
    method = collection.default_of(account, customer_id)
    if method is None:
        return
    currency = {"JP": "jpy", "KW": "kwd", "DE": "eur", "FR": "eur", "NL": "eur"}.get(_country(method), "usd")
    _purchase(
        account, (customer_id, account.now), currency, method, customer=customer_id, receipt_email=customer["email"]
    )
    if account.chance.happens(0.55, "again", customer_id, account.now):
        account.schedule(
            account.now + account.chance.between(5, 60, "wait", customer_id, account.now) * DAY, "buy", customer_id
        )
    elif account.chance.happens(0.1, "deleted buyer", customer_id):
        account.schedule(account.now + 3 * DAY, "delete_customer", customer_id)


def guest(account: Account, number: str) -> None:
    """Somebody pays without an account; the payment method is never attached to anybody."""
    details = billing_details(email=f"guest{number}@example.org", name="Guest")
    method = customers.some_card(account, "US", billing_details=details)
    _purchase(account, ("guest", number), "usd", method, receipt_email=f"guest{number}@example.org")


def retry(account: Account, intent_id: str) -> None:
    """Another try after a declined one, with another card."""
    intent = account.get("payment_intent", intent_id)
    if intent["status"] == "requires_payment_method":
        payments.confirm(account, intent, customers.some_card(account, "US"))


def settle(account: Account, charge_id: str) -> None:
    """A bank debit of a one-off payment arrives or bounces."""
    payments.settle_debit(account, account.get("charge", charge_id))


def capture(account: Account, intent_id: str) -> None:
    """Ship, and take what was authorized."""
    intent = account.get("payment_intent", intent_id)
    if intent["status"] == "requires_capture":
        less = intent["amount"] // 20 * 10 if account.chance.happens(0.3, "less", intent_id) else None
        payments.capture(account, intent, less)


def abandon(account: Account, intent_id: str) -> None:
    """Give up an intent that came to nothing."""
    intent = account.get("payment_intent", intent_id)
    if intent["status"] in ("requires_payment_method", "requires_capture"):
        payments.cancel_intent(account, intent, "abandoned")


def refund_purchase(account: Account, intent_id: str) -> None:
    """Send it back."""
    intent = account.get("payment_intent", intent_id)
    if intent["status"] == "succeeded":
        life.give_back(account, account.get("charge", intent["latest_charge"]))


def delete_customer(account: Account, customer_id: str) -> None:
    """A buyer asks to be deleted."""
    customer = account.get("customer", customer_id)
    if not customer.get("deleted"):
        customers.delete(account, customer)


def _purchase(account: Account, who: tuple[Any, ...], currency: str, method: Document, **given: Any) -> None:
    chance = account.chance
    thing = chance.pick(tuple(catalogue.GOODS), "thing", *who)
    manual = method["type"] == "card" and chance.happens(0.15, "manual", *who)
    intent = payments.create_intent(
        account,
        catalogue.GOODS[thing][currency] * chance.between(1, 3, "how many", *who),
        currency,
        description=f"{thing.title()} — order {chance.between(1000, 99_999, 'order', *who)}",
        metadata={"thing": thing} if chance.happens(0.5, "metadata", *who) else {},
        capture_method="manual" if manual else "automatic_async",
        payment_method_types=[method["type"]],
        **given,
    )
    if chance.happens(0.08, "walks away", *who):
        if chance.happens(0.5, "canceled", *who):
            account.schedule(account.now + DAY, "abandon", intent["id"])
        return
    charge = payments.confirm(account, intent, method)
    if charge["status"] == "pending":
        account.schedule(account.now + payments.DEBIT_TAKES, "settle_charge", charge["id"])
    elif charge["status"] == "failed":
        account.schedule(account.now + 120, "retry_purchase", intent["id"])
    elif manual:
        account.schedule(
            account.now + 6 * DAY, "abandon" if chance.happens(0.2, "out of stock", *who) else "capture", intent["id"]
        )
    elif chance.happens(0.12, "sent back", *who):
        account.schedule(account.now + chance.between(2, 20, "days", *who) * DAY, "refund_purchase", intent["id"])


def _country(method: Document) -> str:
    details = method[method["type"]]
    return str(details["country"])


ACTS = {
    "guest": guest,
    "buy": buy,
    "retry_purchase": retry,
    "settle_charge": settle,
    "capture": capture,
    "abandon": abandon,
    "refund_purchase": refund_purchase,
    "delete_customer": delete_customer,
}
