"""The ties between invoices and the payments that pay them."""

from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.traits import Filter, SandboxType, same


def new_invoice_payment(object_id: str, now: int, invoice: Document, payment_intent_id: str) -> Document:
    """The tie between an invoice and the payment intent that is to pay it."""
    return {
        "id": object_id,
        "object": "invoice_payment",
        "amount_paid": None,
        "amount_requested": invoice["amount_due"],
        "created": now,
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "livemode": False,
        "payment": {"payment_intent": payment_intent_id, "type": "payment_intent"},
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
    }


TYPE = SandboxType(
    name="invoice_payment",
    paths=("/v1/invoice_payments",),
    filters=same("invoice", "status")
    | {
        "payment[type]": Filter("$.payment.type"),
        "payment[payment_intent]": Filter("$.payment.payment_intent"),
        "payment[payment_record]": Filter("$.payment.payment_record"),
    },
    parent="invoice",
    since="2025-03-31.basil",
)
