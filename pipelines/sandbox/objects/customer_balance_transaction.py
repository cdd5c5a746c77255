"""Customer balance transactions: what each change of a customer's balance was for."""

from typing import Any

from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.traits import SandboxType, same


def new_customer_balance_transaction(
    object_id: str, now: int, customer: Document, amount: int, kind: str, **given: Any
) -> Document:
    """What moves the balance of a customer by an amount (minor units; a credit is negative); it is not moved yet."""
    return {
        "id": object_id,
        "object": "customer_balance_transaction",
        "amount": amount,
        "checkout_session": None,
        "created": now,
        "credit_note": None,
        "currency": customer["currency"] or "usd",
        "customer": customer["id"],
        "customer_account": None,
        "description": None,
        "ending_balance": customer["balance"] + amount,
        "invoice": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
    } | given


TYPE = SandboxType(
    name="customer_balance_transaction",
    sub_lists={("/v1/customers", "balance_transactions"): same("invoice")},
    parent="customer",
    added={
        "2025-12-15.clover": "customer_account",
        "2025-03-31.basil": "checkout_session",
    },
)
