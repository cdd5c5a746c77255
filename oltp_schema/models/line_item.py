"""Invoice line items: what an invoice is made of. Stripe's object is `line_item`, its SQL name `invoice_line_items`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, field, money, reference, required, weak_reference
from oltp_schema.row_state import StripePart
from oltp_schema.rules import currency_form


class InvoiceLineItem(StripePart):
    """A line of an invoice; its amount may be negative."""

    __tablename__ = "invoice_line_items"
    __table_args__ = (currency_form(), {"schema": DATA_SCHEMA})

    # Required, though older copies lack the field: the invoice that holds the line is always known.
    invoice_id: Mapped[str | None] = reference("invoices", inverse="lines", required=True)
    amount: Mapped[int | None] = money(
        "Amount of the line before discounts and taxes that are not included; may be negative", required=True
    )
    amount_excluding_tax: Mapped[int | None] = money("Amount after discounts, without taxes that it includes")
    subtotal: Mapped[int | None] = money("Amount of the line before discounts and taxes")
    currency: Mapped[str | None] = required()
    description: Mapped[str | None]
    discountable: Mapped[bool | None] = required("Whether discounts apply to it")
    discounts: Mapped[JsonArray | None]
    invoice_item_id: Mapped[str | None] = weak_reference("invoice_items", inverse="lines")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = required(name="metadata")
    period_end: Mapped[datetime | None] = required()
    period_start: Mapped[datetime | None] = required()
    pretax_credit_amounts: Mapped[JsonArray | None]
    price_id: Mapped[str | None] = reference("prices", inverse="invoice_line_items")
    product_id: Mapped[str | None] = reference("products", inverse="invoice_line_items")
    proration: Mapped[bool | None] = field("Whether it makes good for a change in the middle of a period")
    proration_details: Mapped[JsonObject | None] = field("What a proration credits, kept whole")
    quantity: Mapped[int | None]
    quantity_decimal: Mapped[Decimal | None] = field("Number of units, with decimals")
    subscription_id: Mapped[str | None] = reference("subscriptions", inverse="invoice_line_items")
    subscription_item_id: Mapped[str | None] = reference("subscription_items", inverse="invoice_line_items")
    tax_rates: Mapped[JsonArray | None]
    type: Mapped[str | None] = field("Whether a subscription or an invoice item made it")
    unit_amount_decimal: Mapped[Decimal | None]
    unit_amount_excluding_tax: Mapped[Decimal | None] = money("Price of one unit without taxes, with decimals")
