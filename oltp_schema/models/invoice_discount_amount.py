"""What discounts take off an invoice."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, money, reference, required
from oltp_schema.row_state import StripePart
from oltp_schema.rules import currency_form, id_is_place


class InvoiceDiscountAmount(StripePart):
    """An element of an invoice's `total_discount_amounts`, known by its place."""

    __tablename__ = "invoice_discount_amounts"
    __table_args__ = (
        currency_form(),
        id_is_place("invoice_id"),
        {"schema": DATA_SCHEMA},
    )

    invoice_id: Mapped[str | None] = reference("invoices", inverse="total_discount_amounts", required=True)
    amount: Mapped[int | None] = money("What the discount takes off", required=True)
    currency: Mapped[str | None] = required()
    discount_id: Mapped[str | None] = reference("discounts", inverse="invoice_discount_amounts")
    position: Mapped[int | None] = required()
