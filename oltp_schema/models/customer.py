"""Customers: who pays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from oltp_schema.base import (
    DATA_SCHEMA,
    JsonArray,
    JsonObject,
    StripeId,
    field,
    money,
    personal,
    reference,
    required,
    weak_reference,
)
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form


class Customer(ObjectRow):
    """A customer; a deleted one is a stub that no list returns."""

    __tablename__ = "customers"
    keeps_history = True
    __table_args__ = (currency_form(), {"schema": DATA_SCHEMA})

    created: Mapped[datetime | None] = required()
    balance: Mapped[int | None] = money("What the next invoice takes into account; negative is to the customer's good")
    currency: Mapped[str | None] = field("ISO code of the currency that the customer is billed in, in lower case")
    address: Mapped[JsonObject | None] = personal("Address, kept whole")
    address_city: Mapped[str | None] = personal("City of the address")
    address_country: Mapped[str | None] = field("Country of the address, as two letters")
    address_line1: Mapped[str | None] = personal("Street and number of the address")
    address_postal_code: Mapped[str | None] = personal("Postal code of the address")
    address_state: Mapped[str | None] = field("State or region of the address")
    business_name: Mapped[str | None] = personal("Name of the business")
    cash_balance: Mapped[JsonObject | None] = field("Money of the customer that is held, kept whole")
    customer_account_id: Mapped[StripeId | None]
    default_source_id: Mapped[StripeId | None]
    delinquent: Mapped[bool | None] = field("Whether the newest invoice that was charged is unpaid")
    description: Mapped[str | None] = personal("What the merchant wrote about the customer")
    discount: Mapped[JsonObject | None] = field("The discount of all the customer's payments, kept whole")
    discount_coupon_id: Mapped[str | None] = reference("coupons", inverse="discounted_customers")
    discount_id: Mapped[StripeId | None]
    email: Mapped[str | None] = personal("E-mail address")
    individual_name: Mapped[str | None] = personal("Name of the person")
    invoice_credit_balance: Mapped[JsonObject | None] = field(
        "What the next invoices take into account, by currency, in minor units"
    )
    invoice_prefix: Mapped[str | None] = field("What numbers of the customer's invoices begin with")
    invoice_settings: Mapped[JsonObject | None]
    invoice_settings_default_payment_method_id: Mapped[str | None] = weak_reference(
        "payment_methods", inverse="default_of_customers"
    )
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    name: Mapped[str | None] = personal("Name of the person or business")
    next_invoice_sequence: Mapped[int | None] = field("Number of the next invoice, after the prefix")
    phone: Mapped[str | None] = personal("Phone number")
    preferred_locales: Mapped[JsonArray | None] = field("Languages, the preferred one first")
    shipping: Mapped[JsonObject | None] = personal("Whom and where it is shipped to, kept whole")
    shipping_address_country: Mapped[str | None] = field("Country that it is shipped to, as two letters")
    shipping_name: Mapped[str | None] = personal("Name that it is shipped to")
    tax: Mapped[JsonObject | None] = personal("What Stripe Tax knows of the customer's place, kept whole")
    tax_automatic_tax: Mapped[str | None] = field("Whether Stripe Tax can tell the customer's place")
    tax_exempt: Mapped[str | None] = field("Whether the customer pays tax: none, exempt or reverse")
    tax_ip_address: Mapped[str | None] = personal("IP address that tells the customer's place for taxes")
    tax_location_country: Mapped[str | None] = field("Country for taxes, as two letters")
    test_clock_id: Mapped[StripeId | None]
