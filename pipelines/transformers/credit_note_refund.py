"""A refund that a credit note names, as its row."""

from itertools import count

from oltp_schema.models.credit_note_refund import CreditNoteRefund
from pipelines.transformers.readers import ALONE, Document, each, integer, json_object, reference, text


def refunds_of(credit_note: Document) -> list[CreditNoteRefund]:
    """The refunds that paid a credit note out. Raises DocumentError."""
    places = count(1)

    def read(refund: Document) -> CreditNoteRefund:
        return stripe_credit_note_refund_to_model(refund, credit_note, next(places))

    return each(credit_note, "refunds", read)


def stripe_credit_note_refund_to_model(
    refund: Document, credit_note: Document = ALONE, position: int = 1
) -> CreditNoteRefund:
    """Map the refund at a position, from 1, of the credit note that holds it. Raises DocumentError."""
    credit_note_id = text(credit_note, "id")
    return CreditNoteRefund(
        id=f"{credit_note_id}.{position}",
        amount_refunded=integer(refund, "amount_refunded"),
        credit_note_id=credit_note_id,
        currency=text(credit_note, "currency"),
        payment_record_refund=json_object(refund, "payment_record_refund"),
        position=position,
        refund_id=reference(refund, "refund"),
        type=text(refund, "type"),
    )
