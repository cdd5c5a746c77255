"""What a discount takes off of an invoice as its row."""

from itertools import count

from oltp_schema.models.invoice_discount_amount import InvoiceDiscountAmount
from pipelines.transformers.amounts import of_discount
from pipelines.transformers.readers import ALONE, Document, each, text


def discount_amounts_of(invoice: Document) -> list[InvoiceDiscountAmount]:
    """The amounts that discounts take off an invoice, in their order. Raises DocumentError."""
    places = count(1)

    def read(taken: Document) -> InvoiceDiscountAmount:
        return stripe_invoice_discount_amount_to_model(taken, invoice, next(places))

    return each(invoice, "total_discount_amounts", read)


def stripe_invoice_discount_amount_to_model(
    taken: Document, invoice: Document = ALONE, position: int = 1
) -> InvoiceDiscountAmount:
    """Map the one at a position, from 1, of the invoice that holds it. Raises DocumentError."""
    return InvoiceDiscountAmount(
        id=f"{text(invoice, 'id')}.{position}",
        currency=text(invoice, "currency"),
        invoice_id=text(invoice, "id"),
        position=position,
        **of_discount(taken),
    )
