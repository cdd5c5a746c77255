"""What taxes an invoice has."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, field, money, reference, required
from oltp_schema.row_state import StripePart
from oltp_schema.rules import currency_form, id_is_place


class InvoiceTax(StripePart):
    """An element of an invoice's `total_taxes` (`total_tax_amounts` until 2025-02-24.acacia), known by its place."""

    __tablename__ = "invoice_taxes"
    __table_args__ = (
        currency_form(),
        id_is_place("invoice_id"),
        {"schema": DATA_SCHEMA},
    )

    invoice_id: Mapped[str | None] = reference("invoices", inverse="total_taxes", required=True)
    amount: Mapped[int | None] = money("The tax", required=True)
    currency: Mapped[str | None] = required()
    position: Mapped[int | None] = required()
    tax_behavior: Mapped[str | None] = field("Whether prices include it: inclusive or exclusive")
    tax_rate_id: Mapped[str | None] = reference("tax_rates", inverse="invoice_taxes")
    taxability_reason: Mapped[str | None] = field("Why it is or is not taxed")
    taxable_amount: Mapped[int | None] = money("Amount that is taxed")
