"""Balance transactions: what each movement of money adds to the balance or takes from it."""

from typing import Any

from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.traits import SandboxType, same

CATEGORIES = {"charge": "charge", "payment": "charge", "refund": "refund", "payment_refund": "refund"}


def new_balance_transaction(
    object_id: str, now: int, source: Document, kind: str, amount: int, **given: Any
) -> Document:
    """An entry of a type for an object that moved an amount, less a ``fee`` (minor units); it is there at once."""
    fee = given.get("fee", 0)
    currency = source["currency"]
    details = {"amount": fee, "application": None, "currency": currency, "description": "Stripe processing fees"}
    return {
        "id": object_id,
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now,
        "balance_type": "payments",
        "created": now,
        "currency": currency,
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [details | {"type": "stripe_fee"}] if fee else [],
        "net": amount - fee,
        "reporting_category": CATEGORIES.get(kind, kind),
        "source": source["id"],
        "status": "available",
        "type": kind,
    } | given


TYPE = SandboxType(
    name="balance_transaction",
    paths=("/v1/balance_transactions", "/v1/balance/history"),
    filters=same("currency", "payout", "source", "type"),
    added={
        "2025-05-28.basil": "balance_type",
        "2019-12-03": "reporting_category",
    },
)
