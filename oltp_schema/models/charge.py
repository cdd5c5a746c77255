"""Charges: the money that moved, or did not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonObject, StripeId, reference, required, weak_reference
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form, not_negative


class Charge(ObjectRow):
    """A charge (`ch_…` of cards, `py_…` of other methods)."""

    __tablename__ = "charges"
    __table_args__ = (
        currency_form(),
        not_negative("amount"),
        not_negative("amount_captured"),
        not_negative("amount_refunded"),
        # With overcapture more is captured, and may be given back, than was authorised.
        CheckConstraint(
            "amount_refunded <= greatest(amount, amount_captured)", name="amount_refunded_not_above_amount"
        ),
        Index(None, "created"),
        {"schema": DATA_SCHEMA},
    )

    amount: Mapped[int | None] = required()
    amount_captured: Mapped[int | None]
    amount_refunded: Mapped[int | None] = required()
    application_fee_amount: Mapped[int | None]
    application_fee_id: Mapped[StripeId | None]
    application_id: Mapped[StripeId | None]
    authorization_code: Mapped[str | None]
    balance_transaction_id: Mapped[str | None] = weak_reference("balance_transactions", inverse="charges")
    billing_details: Mapped[JsonObject | None]
    billing_details_address_country: Mapped[str | None]
    billing_details_address_postal_code: Mapped[str | None]
    billing_details_email: Mapped[str | None]
    billing_details_name: Mapped[str | None]
    calculated_statement_descriptor: Mapped[str | None]
    captured: Mapped[bool | None] = required()
    created: Mapped[datetime | None] = required()
    currency: Mapped[str | None] = required()
    customer_id: Mapped[str | None] = reference("customers", inverse="charges")
    description: Mapped[str | None]
    # Documented until 2019-11-05, sent for longer.
    dispute_id: Mapped[str | None] = weak_reference("disputes", inverse="disputed_charges")
    disputed: Mapped[bool | None]
    failure_balance_transaction_id: Mapped[str | None] = weak_reference(
        "balance_transactions", inverse="failed_charges"
    )
    failure_code: Mapped[str | None]
    failure_message: Mapped[str | None]
    fraud_details_stripe_report: Mapped[str | None]
    fraud_details_user_report: Mapped[str | None]
    invoice_id: Mapped[str | None] = reference("invoices", inverse="charges")  # until 2025-02-24.acacia
    level3: Mapped[JsonObject | None]
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = required("metadata")
    on_behalf_of_id: Mapped[StripeId | None]
    outcome: Mapped[JsonObject | None]
    outcome_advice_code: Mapped[str | None]
    outcome_network_advice_code: Mapped[str | None]
    outcome_network_decline_code: Mapped[str | None]
    outcome_network_status: Mapped[str | None]
    outcome_reason: Mapped[str | None]
    outcome_risk_level: Mapped[str | None]
    outcome_risk_score: Mapped[int | None]
    outcome_rule_id: Mapped[StripeId | None]
    outcome_seller_message: Mapped[str | None]
    outcome_type: Mapped[str | None]
    paid: Mapped[bool | None] = required()
    payment_intent_id: Mapped[str | None] = reference("payment_intents", inverse="charges")
    payment_method_details: Mapped[JsonObject | None]
    payment_method_details_card_brand: Mapped[str | None]
    payment_method_details_card_country: Mapped[str | None]
    payment_method_details_card_exp_month: Mapped[int | None]
    payment_method_details_card_exp_year: Mapped[int | None]
    payment_method_details_card_fingerprint: Mapped[str | None]
    payment_method_details_card_funding: Mapped[str | None]
    payment_method_details_card_last4: Mapped[str | None]
    payment_method_details_card_mandate_id: Mapped[StripeId | None]
    payment_method_details_card_network: Mapped[str | None]
    payment_method_details_type: Mapped[str | None]
    payment_method_id: Mapped[str | None] = reference("payment_methods", inverse="charges")
    presentment_details_presentment_amount: Mapped[int | None]
    presentment_details_presentment_currency: Mapped[str | None]
    receipt_email: Mapped[str | None]
    receipt_number: Mapped[str | None]
    receipt_url: Mapped[str | None]
    refunded: Mapped[bool | None] = required()
    review_id: Mapped[StripeId | None]
    shipping: Mapped[JsonObject | None]
    source_id: Mapped[StripeId | None]
    source_transfer_id: Mapped[StripeId | None]
    statement_descriptor: Mapped[str | None]
    statement_descriptor_suffix: Mapped[str | None]
    status: Mapped[str | None] = required()
    transfer_data_amount: Mapped[int | None]
    transfer_data_destination_id: Mapped[StripeId | None]
    transfer_group: Mapped[str | None]
    transfer_id: Mapped[StripeId | None]
