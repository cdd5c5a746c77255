"""The lines of credit notes."""

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.traits import SandboxType, VersionChange


def new_credit_note_line(object_id: str, line: Document | None, amount: int, description: str) -> Document:
    """A line about an amount: of a line of the invoice, or free."""
    own = (
        {"type": "custom_line_item"} if line is None else {"invoice_line_item": line["id"], "type": "invoice_line_item"}
    )
    return {
        "id": object_id,
        "object": "credit_note_line_item",
        "amount": amount,
        "description": description,
        "discount_amount": 0,
        "discount_amounts": [],
        "livemode": False,
        "metadata": {},
        "pretax_credit_amounts": [],
        "quantity": None if line else 1,
        "tax_rates": [],
        "taxes": [],
        "unit_amount": None if line else amount,
        "unit_amount_decimal": None if line else str(amount),
    } | own


def line_taxes(documents: Documents, line: Document) -> None:
    """``taxes`` → ``tax_amounts`` and the amounts without tax."""
    del documents
    line["tax_amounts"] = []
    line["amount_excluding_tax"] = line["amount"]
    line["unit_amount_excluding_tax"] = line["unit_amount_decimal"]


TYPE = SandboxType(
    name="credit_note_line_item",
    newest_first=False,
    sub_lists={("/v1/credit_notes", "lines"): {}},
    since="2019-12-03",
    changes=(VersionChange("2025-03-31.basil", line_taxes),),
    added={
        "2026-03-25.dahlia": "metadata",
        "2025-03-31.basil": "taxes",
        "2024-09-30.acacia": "pretax_credit_amounts",
        "2020-08-27": "amount_excluding_tax unit_amount_excluding_tax",
        "2020-03-02": "discount_amounts",
    },
    moved=frozenset({"taxes"}),
)
