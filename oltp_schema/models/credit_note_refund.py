"""Credit note refunds: which refunds paid a credit note out, and how much of each. From 2025-03-31.basil."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonObject, field, money, reference, required
from oltp_schema.row_state import StripePart
from oltp_schema.rules import currency_form, id_is_place


class CreditNoteRefund(StripePart):
    """A refund of a credit note. Stripe gives it no id: it is the credit note's, with its place in the list."""

    __tablename__ = "credit_note_refunds"
    __table_args__ = (currency_form(), id_is_place("credit_note_id"), {"schema": DATA_SCHEMA})

    credit_note_id: Mapped[str | None] = reference("credit_notes", inverse="refunds", required=True)
    amount_refunded: Mapped[int | None] = money("What this refund gave back for the credit note")
    currency: Mapped[str | None] = required("ISO code of the currency, in lower case; that of the credit note")
    payment_record_refund: Mapped[JsonObject | None] = field("The refund of a payment outside of Stripe, kept whole")
    position: Mapped[int | None] = required()
    refund_id: Mapped[str | None] = reference("refunds", inverse="credit_note_refunds")
    type: Mapped[str | None] = field("Whether Stripe or somebody else made the refund")
