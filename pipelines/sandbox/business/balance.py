"""The account's balance: what each thing that happens adds to it or takes from it, and when that can be used."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import books
from pipelines.sandbox.business.books import Fee, Movement
from pipelines.sandbox.business.calendar import business_days_after
from pipelines.sandbox.business.currencies import converted, exchange_rate, settlement
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.balance_transaction import available, new_balance_transaction


class Terms(NamedTuple):
    """What Stripe asks for a payment that is settled in a currency, and how many business days it keeps the money.

    ``share`` is of the amount and ``fixed`` in minor units; ``tax`` lies on both, under a name.
    """

    share: str
    fixed: int
    dispute: int
    days: int
    tax: tuple[str, str] | None = None


TERMS = {
    "eur": Terms("0.015", 25, 2_000, 3, ("VAT", "0.23")),
    "jpy": Terms("0.036", 0, 1_500, 4, ("JCT", "0.10")),
    "usd": Terms("0.029", 30, 1_500, 2),
}
DEBIT_DAYS = 5
"""Business days that Stripe keeps the money of a bank debit."""


def earn(account: Account, charge: Document) -> str:
    """Enter what was captured of a charge; returns the id of the entry."""
    currency, bank_debit = charge["currency"], charge["id"].startswith("py_")
    rate, terms = exchange_rate(account, currency), TERMS[settlement(currency)]
    amount = converted(charge["amount_captured"], rate)
    fees = _with_tax(_round(amount * Decimal(terms.share)) + terms.fixed, "Stripe processing fees", terms)
    free_on = business_days_after(account.now, DEBIT_DAYS if bank_debit else terms.days)
    movement = Movement(books.CUSTOMERS, "payment" if bank_debit else "charge", "charge", settlement(currency), amount)
    movement = movement._replace(source=charge["id"], description=charge["description"], fees=fees)
    movement = movement._replace(rate=rate, paid=(charge["amount_captured"], currency))
    return str(enter(account, movement, free_on)["id"])


def give_back(account: Account, refund: Document) -> str:
    """Enter a refund; returns the id of the entry. The fee of the charge is not given back."""
    kind = "payment_refund" if refund["id"].startswith("pyr_") else "refund"
    return str(enter(account, _of_refund(account, refund, kind, "refund", -refund["amount"]))["id"])


def take_back(account: Account, refund: Document) -> str:
    """Enter a refund that the bank returned; returns the id of the entry."""
    movement = _of_refund(account, refund, "refund_failure", "refund_failure", refund["amount"])
    return str(enter(account, movement)["id"])


def withdraw(account: Account, dispute: Document) -> Document:
    """Enter what a bank takes for a dispute, and Stripe's fee for it; returns the entry."""
    terms = TERMS[settlement(dispute["currency"])]
    movement = _of_dispute(account, dispute, "dispute", f"Chargeback withdrawal for {dispute['charge']}", -1)
    return enter(account, movement._replace(fees=_with_tax(terms.dispute, "Dispute fee", terms)))


def reinstate(account: Account, dispute: Document) -> Document:
    """Enter what a bank gives back for a dispute that was won; returns the entry. The fee is gone whoever wins."""
    return enter(
        account, _of_dispute(account, dispute, "dispute_reversal", f"Chargeback reversal for {dispute['charge']}", 1)
    )


def enter(account: Account, movement: Movement, free_on: int | None = None) -> Document:
    """Write a movement into the books and add its balance transaction; it is there at once unless ``free_on`` says."""
    entry_id, free_on = account.new_id("txn"), account.now if free_on is None else free_on
    books.move(account, entry_id, movement, free_on)
    return account.add(new_balance_transaction(entry_id, account.now, movement, free_on))


def release(account: Account) -> None:
    """What was pending becomes available when its time has come; no event tells it."""
    for entry_id in books.release(account):
        account.change_silently(available(account.get("balance_transaction", entry_id)))


def _of_refund(account: Account, refund: Document, kind: str, category: str, amount: int) -> Movement:
    charge = account.get("charge", refund["charge"])
    words = (
        "REFUND FAILURE" if amount > 0 else f"REFUND FOR {'PAYMENT' if charge['id'].startswith('py_') else 'CHARGE'}"
    )
    description = f"{words} ({charge['description']})" if charge["description"] else words
    return _of_payment(
        account, refund, Movement(books.CUSTOMERS, kind, category, "", amount, refund["id"], description)
    )


def _of_dispute(account: Account, dispute: Document, category: str, description: str, sign: int) -> Movement:
    amount = sign * dispute["amount"]
    movement = Movement(books.DISPUTES, "adjustment", category, "", amount, dispute["id"], description)
    return _of_payment(account, dispute, movement)


def _of_payment(account: Account, source: Document, movement: Movement) -> Movement:
    """A movement in the currency of a payment, put into the currency that it is settled in."""
    currency, rate = source["currency"], exchange_rate(account, source["currency"])
    amount, paid = converted(movement.amount, rate), (movement.amount, currency)
    return movement._replace(currency=settlement(currency), amount=amount, rate=rate, paid=paid)


def _with_tax(amount: int, description: str, terms: Terms) -> tuple[Fee, ...]:
    fee = Fee("stripe_fee", amount, description)
    if terms.tax is None:
        return (fee,)
    name, share = terms.tax
    return (fee, Fee("tax", _round(amount * Decimal(share)), name))


def _round(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
