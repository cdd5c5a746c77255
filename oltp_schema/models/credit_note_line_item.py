"""Credit note line items: what a credit note is made of."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, reference, required
from oltp_schema.row_state import StripePart
from oltp_schema.rules import currency_form


class CreditNoteLineItem(StripePart):
    """A line of a credit note (`cnli_…`): of a line of the invoice, or free."""

    __tablename__ = "credit_note_line_items"
    __table_args__ = (currency_form(), {"schema": DATA_SCHEMA})

    amount: Mapped[int | None] = required()
    amount_excluding_tax: Mapped[int | None]  # until 2025-02-24.acacia
    credit_note_id: Mapped[str | None] = reference("credit_notes", inverse="lines", required=True)
    currency: Mapped[str | None] = required()  # the credit note's
    description: Mapped[str | None]
    discount_amount: Mapped[int | None] = required()
    discount_amounts: Mapped[JsonArray | None]
    invoice_line_item_id: Mapped[str | None] = reference("invoice_line_items", inverse="credit_note_lines")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    pretax_credit_amounts: Mapped[JsonArray | None]
    quantity: Mapped[int | None]
    tax_rates: Mapped[JsonArray | None] = required()
    taxes: Mapped[JsonArray | None]  # `tax_amounts` until 2025-02-24.acacia
    type: Mapped[str | None] = required()
    unit_amount: Mapped[int | None]
    unit_amount_decimal: Mapped[Decimal | None]
    unit_amount_excluding_tax: Mapped[Decimal | None]  # until 2025-02-24.acacia
