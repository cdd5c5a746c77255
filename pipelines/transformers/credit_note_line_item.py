"""A line of a credit note as its row."""

from oltp_schema.models.credit_note_line_item import CreditNoteLineItem
from pipelines.transformers.readers import (
    ALONE,
    Document,
    boolean,
    decimal,
    first,
    integer,
    json_array,
    json_object,
    reference,
    taxes,
    text,
)


def stripe_credit_note_line_item_to_model(line: Document, credit_note: Document = ALONE) -> CreditNoteLineItem:
    """Map a line of the credit note that holds it, or one that came alone. Raises DocumentError."""
    return CreditNoteLineItem(
        id=text(line, "id"),
        amount=integer(line, "amount"),
        amount_excluding_tax=integer(line, "amount_excluding_tax"),
        credit_note_id=text(credit_note, "id"),
        currency=text(credit_note, "currency"),
        description=text(line, "description"),
        discount_amount=integer(line, "discount_amount"),
        discount_amounts=json_array(line, "discount_amounts"),
        invoice_line_item_id=reference(line, "invoice_line_item"),
        livemode=boolean(line, "livemode"),
        metadata_=json_object(line, "metadata"),
        pretax_credit_amounts=json_array(line, "pretax_credit_amounts"),
        quantity=integer(line, "quantity"),
        tax_rates=json_array(line, "tax_rates"),
        taxes=first(json_array(line, "taxes"), taxes(line, "tax_amounts")),
        type=text(line, "type"),
        unit_amount=integer(line, "unit_amount"),
        unit_amount_decimal=decimal(line, "unit_amount_decimal"),
        unit_amount_excluding_tax=decimal(line, "unit_amount_excluding_tax"),
    )
