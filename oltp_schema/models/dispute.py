"""Disputes: payments that a customer asked the bank to take back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, reference, required
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form, not_negative


class Dispute(ObjectRow):
    """A dispute (`du_…`, `dp_…`) of a charge.

    ``balance_transactions`` are what it moved, each whole; ``evidence`` is text about persons and stays as it is.
    """

    __tablename__ = "disputes"
    __table_args__ = (
        currency_form(),
        not_negative("amount"),
        Index(None, "created"),
        {"schema": DATA_SCHEMA},
    )

    amount: Mapped[int | None] = required()
    balance_transactions: Mapped[JsonArray | None] = required()
    charge_id: Mapped[str | None] = reference("charges", inverse="disputes", required=True)
    created: Mapped[datetime | None] = required()
    currency: Mapped[str | None] = required()
    enhanced_eligibility_types: Mapped[JsonArray | None]
    evidence: Mapped[JsonObject | None] = required()
    evidence_details: Mapped[JsonObject | None] = required()
    evidence_details_due_by: Mapped[datetime | None]
    evidence_details_has_evidence: Mapped[bool | None]
    evidence_details_past_due: Mapped[bool | None]
    evidence_details_submission_count: Mapped[int | None]
    evidence_details_submission_method: Mapped[str | None]
    intended_submission_method: Mapped[str | None]
    is_charge_refundable: Mapped[bool | None] = required()
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = required("metadata")
    network_reason_code: Mapped[str | None]
    payment_intent_id: Mapped[str | None] = reference("payment_intents", inverse="disputes")
    payment_method_details: Mapped[JsonObject | None]
    payment_method_details_card_brand: Mapped[str | None]
    payment_method_details_card_case_type: Mapped[str | None]
    payment_method_details_card_network_reason_code: Mapped[str | None]
    payment_method_details_type: Mapped[str | None]
    reason: Mapped[str | None] = required()
    status: Mapped[str | None] = required()
