"""Invoice line items: what an invoice is made of. Stripe's object is `line_item`, its SQL name `invoice_line_items`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, reference, required, weak_reference
from oltp_schema.row_state import StripePart
from oltp_schema.rules import currency_form


class InvoiceLineItem(StripePart):
    """A line of an invoice; its amount may be negative."""

    __tablename__ = "invoice_line_items"
    __table_args__ = (currency_form(), {"schema": DATA_SCHEMA})

    amount: Mapped[int | None] = required()
    amount_excluding_tax: Mapped[int | None]  # until 2025-02-24.acacia
    currency: Mapped[str | None] = required()
    description: Mapped[str | None]
    discount_amounts: Mapped[JsonArray | None]
    discountable: Mapped[bool | None] = required()
    discounts: Mapped[JsonArray | None]
    # Required, though older copies lack the field: the invoice that holds the line is always known.
    invoice_id: Mapped[str | None] = reference("invoices", inverse="lines", required=True)
    invoice_item_id: Mapped[str | None] = weak_reference("invoice_items", inverse="lines")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = required("metadata")
    period_end: Mapped[datetime | None] = required()
    period_start: Mapped[datetime | None] = required()
    pretax_credit_amounts: Mapped[JsonArray | None]
    price_id: Mapped[str | None] = reference("prices", inverse="invoice_line_items")
    product_id: Mapped[str | None] = reference("products", inverse="invoice_line_items")
    proration: Mapped[bool | None]
    proration_details: Mapped[JsonObject | None]
    quantity: Mapped[int | None]
    quantity_decimal: Mapped[Decimal | None]
    subscription_id: Mapped[str | None] = reference("subscriptions", inverse="invoice_line_items")
    subscription_item_id: Mapped[str | None] = reference("subscription_items", inverse="invoice_line_items")
    subtotal: Mapped[int | None]
    tax_rates: Mapped[JsonArray | None]  # until 2025-02-24.acacia
    taxes: Mapped[JsonArray | None]  # `tax_amounts` until 2025-02-24.acacia
    type: Mapped[str | None]  # `parent.type`, with other words, from 2025-03-31.basil
    unit_amount_decimal: Mapped[Decimal | None]  # of `pricing`, from 2025-03-31.basil
    unit_amount_excluding_tax: Mapped[Decimal | None]  # until 2025-02-24.acacia
