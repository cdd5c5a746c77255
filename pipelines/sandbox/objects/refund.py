"""Refunds: money that went back."""

from typing import Any

from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.traits import SandboxType, same


def new_refund(object_id: str, now: int, charge: Document, amount: int, **given: Any) -> Document:
    """Money that goes back: ``amount`` of a charge, in minor units."""
    return {
        "id": object_id,
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "destination_details": {
            "card": {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"},
            "type": "card",
        },
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    } | given


TYPE = SandboxType(
    name="refund",
    paths=("/v1/refunds",),
    filters=same("charge", "payment_intent"),
    sub_lists={("/v1/charges", "refunds"): {}},
    parent="charge",
    added={
        "2026-07-29.dahlia": "customer customer_account payment_method",
        "2023-10-16": "destination_details",
        "2019-11-05": "payment_intent",
    },
)
