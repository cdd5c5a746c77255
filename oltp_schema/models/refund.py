"""Refunds: the money that went back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonObject, StripeId, reference, required, weak_reference
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

    amount: Mapped[int | None] = required()
    balance_transaction_id: Mapped[str | None] = weak_reference("balance_transactions", inverse="refunds")
    charge_id: Mapped[str | None] = reference("charges", inverse="refunds")
    created: Mapped[datetime | None] = required()
    currency: Mapped[str | None] = required()
    customer_account_id: Mapped[StripeId | None]
    customer_id: Mapped[str | None] = reference("customers", inverse="refunds")
    description: Mapped[str | None]
    destination_details: Mapped[JsonObject | None]
    destination_details_type: Mapped[str | None]
    failure_balance_transaction_id: Mapped[str | None] = weak_reference(
        "balance_transactions", inverse="failed_refunds"
    )
    failure_reason: Mapped[str | None]
    instructions_email: Mapped[str | None]
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    next_action: Mapped[JsonObject | None]
    payment_intent_id: Mapped[str | None] = reference("payment_intents", inverse="refunds")
    payment_method_id: Mapped[str | None] = reference("payment_methods", inverse="refunds")
    pending_reason: Mapped[str | None]
    presentment_details_presentment_amount: Mapped[int | None]
    presentment_details_presentment_currency: Mapped[str | None]
    reason: Mapped[str | None]
    receipt_number: Mapped[str | None]
    source_transfer_reversal_id: Mapped[StripeId | None]
    status: Mapped[str | None]
    transfer_reversal_id: Mapped[StripeId | None]
