"""Credit notes: what is taken off an invoice after it was finalized."""

from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.embedded import LONGEST
from pipelines.sandbox.objects.traits import SandboxType, VersionChange, same


def new_credit_note(object_id: str, now: int, invoice: Document, amount: int, number: str, **given: Any) -> Document:
    """A note about an amount of an invoice, in minor units; its lines have no tax of their own."""
    return {
        "id": object_id,
        "object": "credit_note",
        "amount": amount,
        "amount_shipping": 0,
        "created": now,
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "customer_account": None,
        "customer_balance_transaction": None,
        "discount_amount": 0,
        "discount_amounts": [],
        "effective_at": now,
        "invoice": invoice["id"],
        "lines": {"data": [], "has_more": False, "object": "list", "url": f"/v1/credit_notes/{object_id}/lines"},
        "livemode": False,
        "memo": None,
        "metadata": {},
        "number": number,
        "out_of_band_amount": None,
        "pdf": f"https://invoice.sandbox.example/{object_id}/pdf",
        "post_payment_amount": 0,
        "pre_payment_amount": 0,
        "pretax_credit_amounts": [],
        "reason": None,
        "refunds": [],
        "shipping_cost": None,
        "status": "issued",
        "subtotal": amount,
        "subtotal_excluding_tax": amount,
        "total": amount,
        "total_excluding_tax": amount,
        "total_taxes": [],
        "type": "pre_payment",
        "voided_at": None,
    } | given


def embed_lines(note: Document, lines: list[Document]) -> None:
    """Put the first lines into their note; the rest is for the sub-list."""
    note["lines"] |= {"data": lines[:LONGEST], "has_more": len(lines) > LONGEST}


def refund_of_note(documents: Documents, note: Document) -> None:
    """``refunds`` → ``refund``."""
    del documents
    note["refund"] = note["refunds"][0]["refund"] if note["refunds"] else None


def taxes_of_note(documents: Documents, note: Document) -> None:
    """``total_taxes`` → ``tax_amounts``."""
    del documents
    note["tax_amounts"] = []


TYPE = SandboxType(
    name="credit_note",
    paths=("/v1/credit_notes",),
    filters=same("customer", "customer_account", "invoice"),
    parent="invoice",
    since="2019-03-14",
    changes=(
        VersionChange("2025-03-31.basil", refund_of_note),
        VersionChange("2025-03-31.basil", taxes_of_note),
    ),
    added={
        "2025-12-15.clover": "customer_account",
        "2025-10-29.clover": "refunds[].payment_record_refund refunds[].type",
        "2025-05-28.basil": "post_payment_amount pre_payment_amount",
        "2025-03-31.basil": "refunds total_taxes",
        "2024-09-30.acacia": "pretax_credit_amounts",
        "2022-11-15": "amount_shipping effective_at shipping_cost",
        "2020-08-27": "subtotal_excluding_tax total_excluding_tax",
        "2020-03-02": "discount_amounts",
        "2019-12-03": "discount_amount lines out_of_band_amount subtotal tax_amounts total",
        "2019-05-16": "customer_balance_transaction voided_at",
    },
    moved=frozenset({"refunds", "total_taxes"}),
)
