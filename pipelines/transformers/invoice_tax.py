"""A tax of an invoice as its row."""

from itertools import count

from oltp_schema.models.invoice_tax import InvoiceTax
from pipelines.transformers.amounts import of_tax
from pipelines.transformers.readers import ALONE, Document, each, text, value_at


def taxes_of(invoice: Document) -> list[InvoiceTax]:
    """The taxes of an invoice, in their order. Raises DocumentError."""
    places = count(1)

    def read(tax: Document) -> InvoiceTax:
        return stripe_invoice_tax_to_model(tax, invoice, next(places))

    return each(invoice, "total_taxes" if value_at(invoice, "total_taxes") is not None else "total_tax_amounts", read)


def stripe_invoice_tax_to_model(tax: Document, invoice: Document = ALONE, position: int = 1) -> InvoiceTax:
    """Map the one at a position, from 1, of the invoice that holds it. Raises DocumentError."""
    return InvoiceTax(
        id=f"{text(invoice, 'id')}.{position}",
        currency=text(invoice, "currency"),
        invoice_id=text(invoice, "id"),
        position=position,
        **of_tax(tax),
    )
