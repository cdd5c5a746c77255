"""Credit note line items: what a credit note is made of."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, field, money, reference, required
from oltp_schema.row_state import StripePart
from oltp_schema.rules import currency_form


class CreditNoteLineItem(StripePart):
    """A line of a credit note (`cnli_…`): of a line of the invoice, or free."""

    __tablename__ = "credit_note_line_items"
    __table_args__ = (currency_form(), {"schema": DATA_SCHEMA})

    credit_note_id: Mapped[str | None] = reference("credit_notes", inverse="lines", required=True)
    amount: Mapped[int | None] = money(
        "What the line credits, before discounts and taxes that are not included", required=True
    )
    amount_excluding_tax: Mapped[int | None] = money("Amount after discounts, without taxes that it includes")
    unit_amount: Mapped[int | None] = money("Price of one unit")
    currency: Mapped[str | None] = required()
    description: Mapped[str | None]
    discount_amount: Mapped[int | None] = money("What discounts take off the line", required=True)
    discount_amounts: Mapped[JsonArray | None]
    invoice_line_item_id: Mapped[str | None] = reference("invoice_line_items", inverse="credit_note_lines")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    pretax_credit_amounts: Mapped[JsonArray | None]
    quantity: Mapped[int | None]
    tax_rates: Mapped[JsonArray | None] = required()
    taxes: Mapped[JsonArray | None] = field("Taxes by rate, kept whole")
    type: Mapped[str | None] = required("What is credited: an invoice's line, or something of its own")
    unit_amount_decimal: Mapped[Decimal | None]
    unit_amount_excluding_tax: Mapped[Decimal | None] = money("Price of one unit without taxes, with decimals")
