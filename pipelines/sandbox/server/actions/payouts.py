"""POST of payouts, and how often they are made without one."""

from typing import Any

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import books, payouts
from pipelines.sandbox.business.currencies import SETTLED_IN
from pipelines.sandbox.documents import Document
from pipelines.sandbox.errors import ApiError, bad_parameter, missing
from pipelines.sandbox.objects.balance_settings import balance_settings
from pipelines.sandbox.server.given import Given, addressed


def create(account: Account, given: Given) -> Document:
    """Pay out by hand: what is available, or at once (``method=instant``) also what is still pending."""
    amount, currency = given.integer("amount", least=1), given.currency()
    if amount is None:
        raise bad_parameter("amount", "Missing required param: amount.", "parameter_missing")
    fields: dict[str, Any] = {"method": given.choice("method", ("standard", "instant"), "standard")}
    fields["source_type"] = given.choice("source_type", ("bank_account", "card", "fpx"), "card")
    fields["metadata"], fields["statement_descriptor"] = given.metadata(), given.text("statement_descriptor")
    fields["description"], destination = given.text("description"), given.text("destination")
    given.end()
    if currency not in SETTLED_IN:
        raise bad_parameter("currency", f"Sorry, you don't have any external accounts in that currency ({currency}).")
    if destination and destination != payouts.destination(account, currency):
        raise missing("external account", destination, param="destination", status=400)
    if amount > books.unsettled(account, currency, free=fields["method"] == "standard"):
        message = "You have insufficient available funds in your Stripe account for this payout."
        raise ApiError(400, message, code="balance_insufficient", param="amount")
    return payouts.pay_out_by_hand(account, amount, currency, **fields)


def update(account: Account, given: Given, payout_id: str) -> Document:
    """Change the metadata: Stripe lets nothing else of a payout be changed."""
    payout = addressed(account, "payout", payout_id)
    metadata = given.metadata(payout["metadata"])
    given.end()
    return account.save(payout | {"metadata": metadata}, "payout.updated")


def cancel(account: Account, given: Given, payout_id: str) -> Document:
    """Take a payout back that was made by hand and not sent yet."""
    payout = addressed(account, "payout", payout_id)
    given.end()
    if payout["automatic"]:
        raise ApiError(400, "Automatic payouts cannot be canceled.")
    if payout["status"] != "pending":
        raise ApiError(400, f"Payouts can only be canceled while they are pending: this one is {payout['status']}.")
    return payouts.cancel(account, payout)


def reverse(account: Account, given: Given, payout_id: str) -> Document:
    """Take the money of a payout from the bank again."""
    payout, metadata = addressed(account, "payout", payout_id), given.metadata()
    given.end()
    if payout["amount"] < 0 or payout["reversed_by"] or payout["status"] not in ("in_transit", "paid"):
        state = "reversed already" if payout["reversed_by"] else payout["status"]
        raise ApiError(400, f"This payout cannot be reversed: it is {state}.")
    return payouts.reverse(account, payout, metadata)


def change_schedule(account: Account, given: Given) -> Document:
    """Change how often the balance is paid out."""
    paid_out = given.nested("payments").nested("payouts").nested("schedule")
    interval = paid_out.choice("interval", payouts.SCHEDULES)
    paid_out.end()
    given.end()
    if interval:
        payouts.change_schedule(account, interval)
    return balance_settings(account)


ACTIONS = {
    ("POST", "/v1/payouts"): create,
    ("POST", "/v1/payouts/{id}"): update,
    ("POST", "/v1/payouts/{id}/cancel"): cancel,
    ("POST", "/v1/payouts/{id}/reverse"): reverse,
    ("POST", "/v1/balance_settings"): change_schedule,
}
