"""Balance transactions: what each movement of money adds to the balance or takes from it."""

from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.errors import ApiError, missing
from pipelines.sandbox.objects.traits import Filter, SandboxType, same


def new_balance_transaction(object_id: str, now: int, movement: Any, free_on: int) -> Document:
    """The entry of a movement (``business/books.py``) that can be used from a moment on (unix seconds)."""
    fee = sum(each.amount for each in movement.fees)
    return {
        "id": object_id,
        "object": "balance_transaction",
        "amount": movement.amount,
        "available_on": free_on,
        "balance_type": "payments",
        "created": now,
        "currency": movement.currency,
        "description": movement.description,
        "exchange_rate": movement.rate and float(movement.rate),
        "fee": fee,
        "fee_details": [_fee_detail(each, movement.currency) for each in movement.fees],
        "net": movement.amount - fee,
        "reporting_category": movement.category,
        "source": movement.source,
        "status": "pending" if free_on > now else "available",
        "type": movement.kind,
    }


def available(entry: Document) -> Document:
    """An entry whose money can be used."""
    return entry | {"status": "available"}


def check_automatic(documents: Documents, payout_id: str) -> None:
    """Raises ApiError, in Stripe's words, for a payout of which nobody knows what it is made of."""
    payout = documents.find("payout", payout_id)
    if payout is None:
        raise missing("payout", payout_id, param="payout", status=400)
    if not payout["automatic"]:
        message = "Balance transaction history can only be filtered on automatic transfers, not manual."
        raise ApiError(400, message, param="payout")


def _fee_detail(fee: Any, currency: str) -> Document:
    given = {"amount": fee.amount, "application": None, "currency": currency}
    return given | {"description": fee.description, "type": fee.kind}


TYPE = SandboxType(
    name="balance_transaction",
    paths=("/v1/balance_transactions", "/v1/balance/history"),
    filters=same("currency", "source", "type") | {"payout": Filter("$.payout", check=check_automatic)},
    parent="payout",  # which it does not name: ``business/payouts.py`` hangs it on one
    added={
        "2025-05-28.basil": "balance_type",
        "2019-12-03": "reporting_category",
    },
)
