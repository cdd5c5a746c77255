"""A tax of a line of an invoice as its row."""

from itertools import count

from oltp_schema.models.invoice_line_item_tax import InvoiceLineItemTax
from pipelines.transformers.amounts import of_tax
from pipelines.transformers.readers import ALONE, Document, each, text, value_at


def taxes_of(line: Document, line_id: str | None, invoice_id: str | None) -> list[InvoiceLineItemTax]:
    """The taxes of a line, in their order. Raises DocumentError."""
    places = count(1)

    def read(tax: Document) -> InvoiceLineItemTax:
        return stripe_invoice_line_item_tax_to_model(tax, line, line_id, invoice_id, next(places))

    return each(line, "taxes" if value_at(line, "taxes") is not None else "tax_amounts", read)


def stripe_invoice_line_item_tax_to_model(
    tax: Document,
    line: Document = ALONE,
    line_id: str | None = None,
    invoice_id: str | None = None,
    position: int = 1,
) -> InvoiceLineItemTax:
    """Map the one at a position, from 1, of the line that holds it, whose id is ``line_id``. Raises DocumentError."""
    return InvoiceLineItemTax(
        id=f"{line_id}.{position}",
        currency=text(line, "currency"),
        invoice_id=invoice_id,
        invoice_line_item_id=line_id,
        position=position,
        **of_tax(tax),
    )
