"""Refunds: the money that went back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from oltp_schema.base import (
    DATA_SCHEMA,
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


class Refund(ObjectRow):
    """A refund (`re_…`, `pyr_…` of a `py_…` charge); some kinds of payment have one without a charge."""

    __tablename__ = "refunds"
    __table_args__ = (
        currency_form(),
        not_negative("amount"),
        Index(None, "created"),
        {"schema": DATA_SCHEMA},
    )

    created: Mapped[datetime | None] = required()
    status: Mapped[str | None]
    customer_id: Mapped[str | None] = reference("customers", inverse="refunds")
    amount: Mapped[int | None] = money("What is given back", required=True)
    currency: Mapped[str | None] = required()
    balance_transaction_id: Mapped[str | None] = weak_reference("balance_transactions", inverse="refunds")
    charge_id: Mapped[str | None] = reference("charges", inverse="refunds")
    customer_account_id: Mapped[StripeId | None]
    description: Mapped[str | None]
    destination_details: Mapped[JsonObject | None] = personal("How it goes back, kept whole")
    destination_details_type: Mapped[str | None] = field("Kind of payment method that it goes back to")
    failure_balance_transaction_id: Mapped[str | None] = weak_reference(
        "balance_transactions", inverse="failed_refunds"
    )
    failure_reason: Mapped[str | None] = field("Why it failed")
    instructions_email: Mapped[str | None] = personal("E-mail address that was asked where to send it")
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    next_action: Mapped[JsonObject | None] = personal("What the customer has to do next, kept whole")
    payment_intent_id: Mapped[str | None] = reference("payment_intents", inverse="refunds")
    payment_method_id: Mapped[str | None] = reference("payment_methods", inverse="refunds")
    pending_reason: Mapped[str | None] = field("Why it is pending")
    presentment_details_presentment_amount: Mapped[int | None]
    presentment_details_presentment_currency: Mapped[str | None]
    reason: Mapped[str | None] = field("Why it was given back")
    receipt_number: Mapped[str | None]
    source_transfer_reversal_id: Mapped[StripeId | None]
    transfer_reversal_id: Mapped[StripeId | None]
