"""Payment intents: an attempt to be paid, through to its success or end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, reference, required, weak_reference
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

    allowed_payment_method_types: Mapped[JsonArray | None]
    amount: Mapped[int | None] = required()
    amount_capturable: Mapped[int | None]
    amount_details: Mapped[JsonObject | None]
    amount_received: Mapped[int | None]
    application_fee_amount: Mapped[int | None]
    application_id: Mapped[StripeId | None]
    automatic_payment_methods_allow_redirects: Mapped[str | None]
    automatic_payment_methods_enabled: Mapped[bool | None]
    canceled_at: Mapped[datetime | None]
    cancellation_reason: Mapped[str | None]
    capture_method: Mapped[str | None] = required()
    confirmation_method: Mapped[str | None] = required()
    created: Mapped[datetime | None] = required()
    currency: Mapped[str | None] = required()
    customer_account_id: Mapped[StripeId | None]
    customer_id: Mapped[str | None] = reference("customers", inverse="payment_intents")
    description: Mapped[str | None]
    excluded_payment_method_types: Mapped[JsonArray | None]
    invoice_id: Mapped[str | None] = reference("invoices", inverse="payment_intents")  # until 2025-02-24.acacia
    last_payment_error: Mapped[JsonObject | None]
    last_payment_error_code: Mapped[str | None]
    last_payment_error_decline_code: Mapped[str | None]
    last_payment_error_message: Mapped[str | None]
    last_payment_error_type: Mapped[str | None]
    latest_charge_id: Mapped[str | None] = weak_reference("charges", inverse="latest_of_payment_intents")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    next_action: Mapped[JsonObject | None]
    next_action_type: Mapped[str | None]
    on_behalf_of_id: Mapped[StripeId | None]
    payment_details: Mapped[JsonObject | None]
    payment_method_configuration_details: Mapped[JsonObject | None]
    payment_method_id: Mapped[str | None] = reference("payment_methods", inverse="payment_intents")
    payment_method_options: Mapped[JsonObject | None]
    payment_method_types: Mapped[JsonArray | None] = required()
    payment_record_id: Mapped[StripeId | None]
    presentment_details_presentment_amount: Mapped[int | None]
    presentment_details_presentment_currency: Mapped[str | None]
    processing: Mapped[JsonObject | None]
    receipt_email: Mapped[str | None]
    review_id: Mapped[StripeId | None]
    setup_future_usage: Mapped[str | None]
    shipping: Mapped[JsonObject | None]
    source_id: Mapped[StripeId | None]
    statement_descriptor: Mapped[str | None]
    statement_descriptor_suffix: Mapped[str | None]
    status: Mapped[str | None] = required()
    transfer_data: Mapped[JsonObject | None]
    transfer_data_amount: Mapped[int | None]
    transfer_data_destination_id: Mapped[StripeId | None]
    transfer_group: Mapped[str | None]
