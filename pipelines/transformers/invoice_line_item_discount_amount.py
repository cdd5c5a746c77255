"""What a discount takes off of a line of an invoice as its row."""

from itertools import count

from oltp_schema.models.invoice_line_item_discount_amount import InvoiceLineItemDiscountAmount
from pipelines.transformers.amounts import of_discount
from pipelines.transformers.readers import ALONE, Document, each, text


def discount_amounts_of(
    line: Document, line_id: str | None, invoice_id: str | None
) -> list[InvoiceLineItemDiscountAmount]:
    """The discount amounts of a line, in their order. Raises DocumentError."""
    places = count(1)

    def read(taken: Document) -> InvoiceLineItemDiscountAmount:
        return stripe_invoice_line_item_discount_amount_to_model(taken, line, line_id, invoice_id, next(places))

    return each(line, "discount_amounts", read)


def stripe_invoice_line_item_discount_amount_to_model(
    taken: Document,
    line: Document = ALONE,
    line_id: str | None = None,
    invoice_id: str | None = None,
    position: int = 1,
) -> InvoiceLineItemDiscountAmount:
    """Map the one at a position, from 1, of the line that holds it, whose id is ``line_id``. Raises DocumentError."""
    return InvoiceLineItemDiscountAmount(
        id=f"{line_id}.{position}",
        currency=text(line, "currency"),
        invoice_id=invoice_id,
        invoice_line_item_id=line_id,
        position=position,
        **of_discount(taken),
    )
