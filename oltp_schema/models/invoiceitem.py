"""Invoice items: what is to be put on a customer's next invoice. Stripe's object is `invoiceitem`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, field, money, reference, required
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form


class InvoiceItem(ObjectRow):
    """An invoice item (`ii_…`). It is pending as long as it has no invoice; its amount may be negative."""

    __tablename__ = "invoice_items"
    __table_args__ = (currency_form(), Index(None, "date"), {"schema": DATA_SCHEMA})

    date: Mapped[datetime | None] = required("When it was made")
    customer_id: Mapped[str | None] = reference("customers", inverse="invoice_items")
    amount: Mapped[int | None] = money("Quantity times price of a unit", required=True)
    currency: Mapped[str | None] = required()
    customer_account_id: Mapped[StripeId | None]
    description: Mapped[str | None]
    discountable: Mapped[bool | None] = required("Whether discounts apply to it")
    discounts: Mapped[JsonArray | None]
    frozen_fields: Mapped[JsonArray | None] = field("Fields that can no longer be changed")
    invoice_id: Mapped[str | None] = reference("invoices", inverse="items")
    invoicing_rules: Mapped[JsonArray | None] = field("Rules of how it gets on an invoice, kept whole")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    net_amount: Mapped[int | None] = money("Amount after discounts")
    parent_type: Mapped[str | None] = field("What made it")
    period_end: Mapped[datetime | None]
    period_start: Mapped[datetime | None]
    price_id: Mapped[str | None] = reference("prices", inverse="invoice_items")
    product_id: Mapped[str | None] = reference("products", inverse="invoice_items")
    proration: Mapped[bool | None] = required("Whether it makes good for a change in the middle of a period")
    proration_details: Mapped[JsonObject | None] = field("What a proration credits, kept whole")
    quantity: Mapped[int | None]
    quantity_decimal: Mapped[Decimal | None] = field("Number of units, with decimals")
    subscription_id: Mapped[str | None] = reference("subscriptions", inverse="invoice_items")
    subscription_item_id: Mapped[str | None] = reference("subscription_items", inverse="invoice_items")
    tax_rates: Mapped[JsonArray | None]
    test_clock_id: Mapped[StripeId | None]
    unit_amount_decimal: Mapped[Decimal | None]
