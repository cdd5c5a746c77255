"""Payment intents: an attempt to be paid, through to its success or end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
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
from oltp_schema.rules import currency_form, not_negative


class PaymentIntent(ObjectRow):
    """A payment intent; its `client_secret` is a credential and gets no column."""

    __tablename__ = "payment_intents"
    __table_args__ = (
        currency_form(),
        not_negative("amount"),
        not_negative("amount_capturable"),
        not_negative("amount_received"),
        Index(None, "created"),
        {"schema": DATA_SCHEMA},
    )

    created: Mapped[datetime | None] = required()
    status: Mapped[str | None] = required()
    customer_id: Mapped[str | None] = reference("customers", inverse="payment_intents")
    amount: Mapped[int | None] = money("What is to be paid", required=True)
    amount_capturable: Mapped[int | None] = money("What is authorised and can be captured")
    amount_received: Mapped[int | None] = money("What was received")
    currency: Mapped[str | None] = required()
    allowed_payment_method_types: Mapped[JsonArray | None] = field("Kinds of payment methods that are allowed")
    amount_details: Mapped[JsonObject | None] = field("What the amount is made of, kept whole")
    application_fee_amount: Mapped[int | None]
    application_id: Mapped[StripeId | None]
    automatic_payment_methods_allow_redirects: Mapped[str | None] = field(
        "Whether payment methods that redirect are offered"
    )
    automatic_payment_methods_enabled: Mapped[bool | None] = field("Whether Stripe picks the payment methods to offer")
    canceled_at: Mapped[datetime | None]
    cancellation_reason: Mapped[str | None] = field("Why it was canceled")
    capture_method: Mapped[str | None] = required("When the money is captured")
    confirmation_method: Mapped[str | None] = required("How it is confirmed")
    customer_account_id: Mapped[StripeId | None]
    description: Mapped[str | None]
    excluded_payment_method_types: Mapped[JsonArray | None] = field("Kinds of payment methods that are not offered")
    invoice_id: Mapped[str | None] = reference("invoices", inverse="payment_intents")
    last_payment_error: Mapped[JsonObject | None] = personal(
        "Why the last attempt failed, with its payment method, kept whole"
    )
    last_payment_error_code: Mapped[str | None] = field("Why the last attempt failed, as a code")
    last_payment_error_decline_code: Mapped[str | None] = field("Why the bank declined the last attempt")
    last_payment_error_message: Mapped[str | None] = field("Why the last attempt failed, in a sentence")
    last_payment_error_type: Mapped[str | None] = field("Kind of the error of the last attempt")
    latest_charge_id: Mapped[str | None] = weak_reference("charges", inverse="latest_of_payment_intents")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    next_action: Mapped[JsonObject | None] = personal("What the customer has to do next, kept whole")
    next_action_type: Mapped[str | None] = field("Kind of what the customer has to do next")
    on_behalf_of_id: Mapped[StripeId | None]
    payment_details: Mapped[JsonObject | None] = field(
        "References to an order or a customer of the merchant's, kept whole"
    )
    payment_method_configuration_details: Mapped[JsonObject | None] = field(
        "Configuration that offers the payment methods, kept whole"
    )
    payment_method_id: Mapped[str | None] = reference("payment_methods", inverse="payment_intents")
    payment_method_options: Mapped[JsonObject | None] = field("Settings by kind of payment method, kept whole")
    payment_method_types: Mapped[JsonArray | None] = required("Kinds of payment methods that it may use")
    payment_record_id: Mapped[StripeId | None]
    presentment_details_presentment_amount: Mapped[int | None]
    presentment_details_presentment_currency: Mapped[str | None]
    processing: Mapped[JsonObject | None] = field("How far a payment that takes days is, kept whole")
    receipt_email: Mapped[str | None] = personal("E-mail address that the receipt went to")
    review_id: Mapped[StripeId | None]
    setup_future_usage: Mapped[str | None] = field("Whether the payment method is kept for later")
    shipping: Mapped[JsonObject | None] = personal("Whom and where it is shipped to, kept whole")
    source_id: Mapped[StripeId | None]
    statement_descriptor: Mapped[str | None]
    statement_descriptor_suffix: Mapped[str | None] = field("What a card's statement shows after the account's prefix")
    transfer_data: Mapped[JsonObject | None] = field("What a connected account gets, kept whole")
    transfer_data_amount: Mapped[int | None]
    transfer_data_destination_id: Mapped[StripeId | None]
    transfer_group: Mapped[str | None] = field("Name that ties payments and Connect transfers together")
