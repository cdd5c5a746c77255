"""Disputes: payments that a customer asked the bank to take back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, field, money, personal, reference, required
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form, not_negative


class Dispute(ObjectRow):
    """A dispute (`du_…`, `dp_…`) of a charge.

    ``balance_transactions`` are what it moved, each whole; ``evidence`` is text about persons and stays as it is.
    """

    __tablename__ = "disputes"
    keeps_history = True
    __table_args__ = (
        currency_form(),
        not_negative("amount"),
        Index(None, "created"),
        {"schema": DATA_SCHEMA},
    )

    created: Mapped[datetime | None] = required()
    status: Mapped[str | None] = required()
    amount: Mapped[int | None] = money("What is disputed", required=True)
    currency: Mapped[str | None] = required()
    balance_transactions: Mapped[JsonArray | None] = required("What it moved, each balance transaction whole")
    charge_id: Mapped[str | None] = reference("charges", inverse="disputes", required=True)
    enhanced_eligibility_types: Mapped[JsonArray | None] = field("Rules of networks that may decide it")
    evidence: Mapped[JsonObject | None] = personal(
        "What the merchant said and sent about the payer, kept whole", required=True
    )
    evidence_details: Mapped[JsonObject | None] = required("State of the evidence, kept whole")
    evidence_details_due_by: Mapped[datetime | None] = field("When evidence can be sent last")
    evidence_details_has_evidence: Mapped[bool | None] = field("Whether evidence was sent or staged")
    evidence_details_past_due: Mapped[bool | None] = field("Whether it was last sent too late")
    evidence_details_submission_count: Mapped[int | None] = field("How often evidence was sent")
    evidence_details_submission_method: Mapped[str | None] = field("How evidence was sent")
    intended_submission_method: Mapped[str | None] = field("How evidence is meant to be sent")
    is_charge_refundable: Mapped[bool | None] = required("Whether the charge can still be refunded")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = required(name="metadata")
    network_reason_code: Mapped[str | None] = field("Why, as the network's code")
    payment_intent_id: Mapped[str | None] = reference("payment_intents", inverse="disputes")
    payment_method_details: Mapped[JsonObject | None] = personal("The payment method as it was at the time, kept whole")
    payment_method_details_card_brand: Mapped[str | None] = field("Brand of the card")
    payment_method_details_card_case_type: Mapped[str | None] = field("Kind of the case: dispute, inquiry and so on")
    payment_method_details_card_network_reason_code: Mapped[str | None] = field("Why, as the card network's code")
    payment_method_details_type: Mapped[str | None] = field("Kind of the payment method")
    reason: Mapped[str | None] = required("Why the payer disputes it")
