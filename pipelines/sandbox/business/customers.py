"""Customers and the payment methods that they add, replace and lose."""

from typing import Any

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import endings, tax_ids
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.customer import new_customer
from pipelines.sandbox.objects.customer_balance_transaction import new_customer_balance_transaction
from pipelines.sandbox.objects.payment_method import billing_details, card_fields, new_payment_method, sepa_debit_fields

CARD_BRANDS = ("visa", "visa", "visa", "mastercard", "mastercard", "amex", "discover")


def arrive(account: Account, **given: Any) -> Document:
    """A new customer."""
    customer_id = given.pop("id", None) or account.new_id("cus")
    prefix = given.pop("invoice_prefix", None) or account.chance.token(8, "prefix", customer_id).upper()
    return account.add(new_customer(customer_id, account.now, prefix, **given), "customer.created")


def move_balance(account: Account, customer: Document, amount: int, kind: str, **given: Any) -> None:
    """Note what moves a customer's balance by an amount; the caller saves the customer, whose balance is moved here."""
    if amount:
        entry = new_customer_balance_transaction(account.new_id("cbtxn"), account.now, customer, amount, kind, **given)
        account.add(entry)
        customer["balance"] = entry["ending_balance"]


def new_card(account: Account, last4: str, brand: str, country: str, **given: Any) -> Document:
    """A card that belongs to nobody yet. A few have the old form of id, which Stripe still serves."""
    number = account.store.count("card")
    prefix = "card" if account.chance.happens(0.03, "old card", number) and "id" not in given else "pm"
    method_id = account.new_id(prefix)
    details = card_fields(
        brand,
        last4,
        fingerprint=account.chance.token(16, "fingerprint", method_id),
        exp_month=account.chance.between(1, 12, "month", method_id),
        exp_year=account.chance.between(2027, 2032, "year", method_id),
        country=country,
    )
    return account.add(new_payment_method(method_id, account.now, "card", details, **given), listed=False)


def some_card(account: Account, country: str, **given: Any) -> Document:
    """A card as people have them."""
    number = account.store.count("some card")
    last4 = f"{account.chance.between(1000, 9899, 'last4', number)}"
    return new_card(account, last4, account.chance.pick(CARD_BRANDS, "brand", number), country, **given)


def new_bank_account(account: Account, country: str, **given: Any) -> Document:
    """A European bank account that belongs to nobody yet."""
    method_id = account.new_id("pm")
    details = sepa_debit_fields("3000", account.chance.token(16, "fingerprint", method_id), country)
    return account.add(new_payment_method(method_id, account.now, "sepa_debit", details, **given), listed=False)


def attach(account: Account, method: Document, customer_id: str) -> Document:
    """Save a payment method to a customer: from now on lists show it."""
    return account.save(method | {"customer": customer_id}, "payment_method.attached", listed=True)


def detach(account: Account, method: Document) -> Document:
    """Take a payment method from its customer for good: it is served by id, and no list shows it."""
    return account.save(method | {"customer": None}, "payment_method.detached", listed=False)


def make_default(account: Account, customer: Document, method_id: str | None) -> Document:
    """Let a customer's invoices be paid with a payment method."""
    customer["invoice_settings"] = customer["invoice_settings"] | {"default_payment_method": method_id}
    return account.save(customer, "customer.updated")


def replace_card(account: Account, customer: Document, last4: str | None = None) -> None:
    """A new card in place of the old one, which is detached; subscriptions that named it follow.

    ``last4`` may be those of a card that is always declined.
    """
    old_id = customer["invoice_settings"]["default_payment_method"]
    country = (customer["address"] or {}).get("country") or "US"
    details = billing_details(name=customer["name"], email=customer["email"], address=customer["address"])
    card = (
        new_card(account, last4, "visa", country, billing_details=details)
        if last4
        else some_card(account, country, billing_details=details)
    )
    new = attach(account, card, customer["id"])
    make_default(account, customer, new["id"])
    if old_id is None:
        return
    _name_instead(account, customer["id"], old_id, new["id"])
    detach(account, account.get("payment_method", old_id))


def drop_method(account: Account, method: Document) -> Document:
    """Detach a payment method and put none in its place."""
    customer = account.get("customer", method["customer"])
    if customer["invoice_settings"]["default_payment_method"] == method["id"]:
        make_default(account, customer, None)
    _name_instead(account, customer["id"], method["id"], None)
    return detach(account, method)


def delete(account: Account, customer: Document) -> Document:
    """Delete a customer: subscriptions end, payment methods are detached, tax ids go, a stub is all that is left."""
    for subscription in account.children("subscription", customer["id"]):
        if subscription["status"] not in endings.ENDED:
            endings.end(account, subscription)
    for schedule in account.children("subscription_schedule", customer["id"]):
        endings.end_schedule(account, schedule["id"])
    for method in account.children("payment_method", customer["id"]):
        detach(account, method)
    tax_ids.remove_all(account, customer["id"])
    return account.delete(customer, "customer.deleted")


def _name_instead(account: Account, customer_id: str, old_id: str, new_id: str | None) -> None:
    """Subscriptions that are paid with one payment method are paid with another from now on."""
    for subscription in account.children("subscription", customer_id):
        if subscription["default_payment_method"] == old_id and subscription["status"] not in endings.ENDED:
            account.save(subscription | {"default_payment_method": new_id}, "customer.subscription.updated")
