"""Collecting invoices, and what a paid or unpaid invoice does to its subscription and customer."""

from pipelines.sandbox.account import DAY, Account
from pipelines.sandbox.business import credit_notes, endings, invoicing, payments
from pipelines.sandbox.documents import Document

INCOMPLETE_LASTS = 23 * 3_600
OVERDUE_GIVEN_UP = 45 * DAY


def bill(account: Account, invoice: Document) -> None:
    """Collect a finalized invoice, now or when its customer chooses to pay."""
    if invoice["status"] == "paid":
        return
    if invoice["collection_method"] == "send_invoice":
        account.schedule(invoice["due_date"], "fall_due", invoice["id"])
    else:
        collect(account, invoice)


def collect(account: Account, invoice: Document) -> None:
    """One attempt to collect an open invoice, and what follows from it."""
    subscription = subscription_of(account, invoice)
    method = method_for(account, subscription) if subscription else default_of(account, invoice["customer"])
    invoicing.attempt(account, invoice, method)
    follow(account, invoice)


def pay(account: Account, invoice: Document, method: Document) -> None:
    """A customer confirms the intent of an open invoice, and what follows from it."""
    invoicing.attempt(account, invoice, method)
    follow(account, invoice)


def retry(account: Account, invoice_id: str) -> None:
    """Dunning: the next attempt, if the invoice is still open and its subscription still lives."""
    invoice = account.get("invoice", invoice_id)
    if invoice["status"] == "open" and invoice["next_payment_attempt"] == account.now:
        collect(account, invoice)


def settle(account: Account, invoice_id: str) -> None:
    """A bank debit for an invoice arrives or bounces."""
    invoice = account.get("invoice", invoice_id)
    intent = invoicing.intent_of(account, invoice)
    if intent["status"] != "processing":
        return
    intent = payments.settle_debit(account, account.get("charge", intent["latest_charge"]))
    if invoice["status"] == "open":
        invoicing.settled(account, invoice, intent)
        follow(account, invoice)


def fall_due(account: Account, invoice_id: str) -> None:
    """An invoice that was sent is not paid in time."""
    invoice = account.get("invoice", invoice_id)
    if invoice["status"] == "open":
        invoice = account.save(invoice | {"auto_advance": False}, "invoice.updated", "invoice.overdue")
        credit_notes.consider(account, invoice)
        account.schedule(account.now + OVERDUE_GIVEN_UP, "give_up", invoice_id)


def give_up(account: Account, invoice_id: str) -> None:
    """An invoice that nobody is going to pay."""
    invoice = account.get("invoice", invoice_id)
    if invoice["status"] == "open" and invoicing.intent_of(account, invoice)["status"] != "processing":
        invoicing.mark_uncollectible(account, invoice, "payment_not_received")


def expire_incomplete(account: Account, subscription_id: str) -> None:
    """A first invoice that stayed unpaid for 23 hours: the subscription never begins."""
    subscription = account.get("subscription", subscription_id)
    if subscription["status"] == "incomplete":
        invoicing.void(account, account.get("invoice", subscription["latest_invoice"]))
        endings.end(account, subscription, None)


def follow(account: Account, invoice: Document) -> None:
    """Bring the subscription and the customer in line with how the payment of their invoice stands."""
    subscription = subscription_of(account, invoice)
    if subscription is None:
        if invoice["status"] == "open" and (again := invoice["next_payment_attempt"]):
            account.schedule(again, "retry", invoice["id"])
        return
    if subscription["status"] in endings.ENDED:
        return
    if invoice["status"] == "paid":
        if subscription["status"] in ("incomplete", "past_due"):
            paid_with = _saved_method(account, subscription, invoice)
            account.save(subscription | {"status": "active"} | paid_with, "customer.subscription.updated")
        _set_delinquent(account, invoice["customer"], delinquent=False)
    elif invoicing.intent_of(account, invoice)["status"] == "processing":
        if subscription["status"] == "incomplete":
            account.save(subscription | {"status": "active"}, "customer.subscription.updated")
    else:
        _unpaid(account, subscription, invoice)


def _saved_method(account: Account, subscription: Document, invoice: Document) -> dict[str, str]:
    """The payment method that a subscription keeps from its payment, if it was told to."""
    if subscription["payment_settings"]["save_default_payment_method"] != "on_subscription":
        return {}
    method_id = invoicing.intent_of(account, invoice)["payment_method"] if invoice["amount_due"] else None
    return {"default_payment_method": method_id} if method_id else {}


def subscription_of(account: Account, invoice: Document) -> Document | None:
    """The subscription that an invoice bills; None for one that was written by hand."""
    parent = invoice["parent"]
    return account.get("subscription", parent["subscription_details"]["subscription"]) if parent else None


def method_for(account: Account, subscription: Document) -> Document | None:
    """The payment method that a subscription is paid with: its own, else its customer's."""
    own = subscription["default_payment_method"]
    if own and not account.get("customer", subscription["customer"]).get("deleted"):
        return account.get("payment_method", own)
    return default_of(account, subscription["customer"])


def default_of(account: Account, customer_id: str) -> Document | None:
    """The payment method that a customer's invoices are paid with."""
    customer = account.get("customer", customer_id)
    method_id = None if customer.get("deleted") else customer["invoice_settings"]["default_payment_method"]
    return account.get("payment_method", method_id) if method_id else None


def _unpaid(account: Account, subscription: Document, invoice: Document) -> None:
    if subscription["status"] == "incomplete":
        if invoice["attempt_count"] == 1:
            account.schedule(account.now + INCOMPLETE_LASTS, "expire_incomplete", subscription["id"])
        return
    if invoice["next_payment_attempt"]:
        account.schedule(invoice["next_payment_attempt"], "retry", invoice["id"])
        if subscription["status"] == "active":
            account.save(subscription | {"status": "past_due"}, "customer.subscription.updated")
        _set_delinquent(account, invoice["customer"], delinquent=True)
    elif invoice["collection_method"] == "charge_automatically":
        endings.end(account, subscription, "payment_failed")
        if account.chance.happens(0.5, "given up", invoice["id"]):
            invoicing.mark_uncollectible(account, invoice, "max_payment_attempts")


def _set_delinquent(account: Account, customer_id: str, *, delinquent: bool) -> None:
    customer = account.get("customer", customer_id)
    if not customer.get("deleted") and customer["delinquent"] != delinquent:
        account.save(customer | {"delinquent": delinquent}, "customer.updated")


def finalize(account: Account, invoice_id: str) -> None:
    """A draft that was to become final does, and is billed."""
    invoice = account.get("invoice", invoice_id)
    if invoice["status"] != "draft" or not invoice["auto_advance"]:
        return
    invoice = invoicing.finalize(account, invoice)
    bill(account, invoice)
    if invoice["status"] == "open" and invoice["collection_method"] == "send_invoice":
        days = account.chance.between(2, 45, "pays", invoice_id)
        account.schedule(account.now + days * 86_400, "pay_when_sent", invoice_id)


ACTS = {
    "finalize": finalize,
    "retry": retry,
    "settle_invoice": settle,
    "expire_incomplete": expire_incomplete,
    "fall_due": fall_due,
    "give_up": give_up,
}
