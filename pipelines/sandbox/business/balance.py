"""The account's balance: what each charge and each refund adds to it or takes from it."""

from typing import Any

from pipelines.sandbox.account import Account
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.balance_transaction import new_balance_transaction

FEE = 29
"""Of every 1,000 that a charge brings, in minor units; the fee of a refund is not given back."""

DISPUTE_FEE = 1_500
"""Minor units. It is gone whoever wins."""


def earn(account: Account, charge: Document) -> str:
    """Enter what was captured of a charge; returns the id of the entry."""
    amount = charge["amount_captured"]
    kind = "payment" if charge["id"].startswith("py_") else "charge"
    return _enter(account, charge, kind, amount, fee=(amount * FEE + 500) // 1000)


def give_back(account: Account, refund: Document) -> str:
    """Enter a refund; returns the id of the entry."""
    kind = "payment_refund" if refund["id"].startswith("pyr_") else "refund"
    return _enter(account, refund, kind, -refund["amount"])


def take_back(account: Account, refund: Document) -> str:
    """Enter a refund that the bank returned; returns the id of the entry."""
    return _enter(account, refund, "refund_failure", refund["amount"])


def withdraw(account: Account, dispute: Document) -> Document:
    """Enter what a bank takes for a dispute; returns the entry."""
    given = {"description": f"Chargeback withdrawal for {dispute['charge']}", "reporting_category": "dispute"}
    return _entered(account, dispute, "adjustment", -dispute["amount"], fee=DISPUTE_FEE, **given)


def reinstate(account: Account, dispute: Document) -> Document:
    """Enter what a bank gives back for a dispute that was won; returns the entry."""
    given = {"description": f"Chargeback reversal for {dispute['charge']}", "reporting_category": "dispute_reversal"}
    return _entered(account, dispute, "adjustment", dispute["amount"], **given)


def _enter(account: Account, source: Document, kind: str, amount: int, fee: int = 0) -> str:
    return str(_entered(account, source, kind, amount, fee=fee)["id"])


def _entered(account: Account, source: Document, kind: str, amount: int, **given: Any) -> Document:
    return account.add(new_balance_transaction(account.new_id("txn"), account.now, source, kind, amount, **given))
