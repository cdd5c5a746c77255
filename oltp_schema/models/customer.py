"""Customers: who pays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, reference, required, weak_reference
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form


class Customer(ObjectRow):
    """A customer; a deleted one is a stub that no list returns."""

    __tablename__ = "customers"
    __table_args__ = (currency_form(), {"schema": DATA_SCHEMA})

    address: Mapped[JsonObject | None]
    address_city: Mapped[str | None]
    address_country: Mapped[str | None]
    address_line1: Mapped[str | None]
    address_postal_code: Mapped[str | None]
    address_state: Mapped[str | None]
    balance: Mapped[int | None]  # `account_balance` until 2019-10-08
    business_name: Mapped[str | None]
    cash_balance: Mapped[JsonObject | None]
    created: Mapped[datetime | None] = required()
    currency: Mapped[str | None]
    customer_account_id: Mapped[StripeId | None]
    default_source_id: Mapped[StripeId | None]
    delinquent: Mapped[bool | None]
    description: Mapped[str | None]
    discount: Mapped[JsonObject | None]
    # `coupon` of the discount, in `source` from 2025-09-30.clover
    discount_coupon_id: Mapped[str | None] = reference("coupons", inverse="discounted_customers")
    discount_id: Mapped[StripeId | None]
    email: Mapped[str | None]
    individual_name: Mapped[str | None]
    invoice_credit_balance: Mapped[JsonObject | None]
    invoice_prefix: Mapped[str | None]
    invoice_settings: Mapped[JsonObject | None]
    invoice_settings_default_payment_method_id: Mapped[str | None] = weak_reference(
        "payment_methods", inverse="default_of_customers"
    )
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    name: Mapped[str | None]
    next_invoice_sequence: Mapped[int | None]
    phone: Mapped[str | None]
    preferred_locales: Mapped[JsonArray | None]
    shipping: Mapped[JsonObject | None]
    shipping_address_country: Mapped[str | None]
    shipping_name: Mapped[str | None]
    tax: Mapped[JsonObject | None]
    tax_automatic_tax: Mapped[str | None]
    tax_exempt: Mapped[str | None]
    tax_ip_address: Mapped[str | None]
    tax_location_country: Mapped[str | None]
    test_clock_id: Mapped[StripeId | None]
