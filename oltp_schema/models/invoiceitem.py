"""Invoice items: what is to be put on a customer's next invoice. Stripe's object is `invoiceitem`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, reference, required
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form


class InvoiceItem(ObjectRow):
    """An invoice item (`ii_…`). It is pending as long as it has no invoice; its amount may be negative."""

    __tablename__ = "invoice_items"
    __table_args__ = (currency_form(), Index(None, "date"), {"schema": DATA_SCHEMA})

    amount: Mapped[int | None] = required()
    currency: Mapped[str | None] = required()
    customer_account_id: Mapped[StripeId | None]
    customer_id: Mapped[str | None] = reference("customers", inverse="invoice_items")
    date: Mapped[datetime | None] = required()
    description: Mapped[str | None]
    discountable: Mapped[bool | None] = required()
    discounts: Mapped[JsonArray | None]
    frozen_fields: Mapped[JsonArray | None]
    invoice_id: Mapped[str | None] = reference("invoices", inverse="items")
    invoicing_rules: Mapped[JsonArray | None]
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    net_amount: Mapped[int | None]
    parent_type: Mapped[str | None]
    period_end: Mapped[datetime | None]
    period_start: Mapped[datetime | None]
    price_id: Mapped[str | None] = reference("prices", inverse="invoice_items")
    product_id: Mapped[str | None] = reference("products", inverse="invoice_items")
    proration: Mapped[bool | None] = required()
    proration_details: Mapped[JsonObject | None]
    quantity: Mapped[int | None]
    quantity_decimal: Mapped[Decimal | None]
    # The two of a subscription are under `parent.subscription_details` from 2025-03-31.basil.
    subscription_id: Mapped[str | None] = reference("subscriptions", inverse="invoice_items")
    subscription_item_id: Mapped[str | None] = reference("subscription_items", inverse="invoice_items")
    tax_rates: Mapped[JsonArray | None]
    test_clock_id: Mapped[StripeId | None]
    unit_amount_decimal: Mapped[Decimal | None]  # of `pricing`, from 2025-03-31.basil
