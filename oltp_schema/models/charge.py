"""Charges: the money that moved, or did not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
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

    created: Mapped[datetime | None] = required()
    status: Mapped[str | None] = required()
    customer_id: Mapped[str | None] = reference("customers", inverse="charges")
    amount: Mapped[int | None] = money("What was to be paid", required=True)
    amount_captured: Mapped[int | None] = money("What was captured of it")
    amount_refunded: Mapped[int | None] = money("What was given back of it", required=True)
    currency: Mapped[str | None] = required()
    application_fee_amount: Mapped[int | None]
    application_fee_id: Mapped[StripeId | None]
    application_id: Mapped[StripeId | None]
    authorization_code: Mapped[str | None] = field("Code of the authorisation that the network gave")
    balance_transaction_id: Mapped[str | None] = weak_reference("balance_transactions", inverse="charges")
    billing_details: Mapped[JsonObject | None] = personal("Name, address, e-mail and phone of the payer, kept whole")
    billing_details_address_country: Mapped[str | None] = field("Country of the payer's address, as two letters")
    billing_details_address_postal_code: Mapped[str | None] = personal("Postal code of the payer")
    billing_details_email: Mapped[str | None] = personal("E-mail address of the payer")
    billing_details_name: Mapped[str | None] = personal("Name of the payer")
    calculated_statement_descriptor: Mapped[str | None] = field(
        "What the statement shows, the account's prefix included"
    )
    captured: Mapped[bool | None] = required("Whether it was captured, not only authorised")
    description: Mapped[str | None]
    dispute_id: Mapped[str | None] = weak_reference("disputes", inverse="disputed_charges")
    disputed: Mapped[bool | None] = field("Whether the payer disputed it")
    failure_balance_transaction_id: Mapped[str | None] = weak_reference(
        "balance_transactions", inverse="failed_charges"
    )
    failure_code: Mapped[str | None] = field("Why it failed, as a code")
    failure_message: Mapped[str | None] = field("Why it failed, in a sentence")
    fraud_details_stripe_report: Mapped[str | None] = field("Stripe's word on fraud")
    fraud_details_user_report: Mapped[str | None] = field("The merchant's word on fraud")
    invoice_id: Mapped[str | None] = reference("invoices", inverse="charges")
    level3: Mapped[JsonObject | None] = personal("Details for purchasing cards, kept whole")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = required(name="metadata")
    on_behalf_of_id: Mapped[StripeId | None]
    outcome: Mapped[JsonObject | None] = field("How Stripe and the bank judged it, kept whole")
    outcome_advice_code: Mapped[str | None] = field("What Stripe advises after a decline")
    outcome_network_advice_code: Mapped[str | None] = field("What the network advises after a decline")
    outcome_network_decline_code: Mapped[str | None] = field("Code of the decline, as the network has it")
    outcome_network_status: Mapped[str | None] = field("What the network did with it")
    outcome_reason: Mapped[str | None] = field("Why it was declined, blocked or sent to review")
    outcome_risk_level: Mapped[str | None] = field("How Radar rates the risk")
    outcome_risk_score: Mapped[int | None] = field("How Radar rates the risk, from 0 to 100")
    outcome_rule_id: Mapped[StripeId | None] = field("Id of the Radar rule that decided; has no table")
    outcome_seller_message: Mapped[str | None] = field("The outcome in a sentence for the merchant")
    outcome_type: Mapped[str | None] = field("What became of it: authorised, declined, blocked or invalid")
    paid: Mapped[bool | None] = required("Whether it succeeded, or was authorised")
    payment_intent_id: Mapped[str | None] = reference("payment_intents", inverse="charges")
    payment_method_details: Mapped[JsonObject | None] = personal("The payment method as it was at the time, kept whole")
    payment_method_details_card_brand: Mapped[str | None] = field("Brand of the card")
    payment_method_details_card_country: Mapped[str | None] = field("Country of the card's bank, as two letters")
    payment_method_details_card_exp_month: Mapped[int | None] = field("Month in which the card expires")
    payment_method_details_card_exp_year: Mapped[int | None] = field("Year in which the card expires")
    payment_method_details_card_fingerprint: Mapped[str | None] = personal(
        "The same for the same card number within one account"
    )
    payment_method_details_card_funding: Mapped[str | None] = field("Whether it is a credit, debit or prepaid card")
    payment_method_details_card_last4: Mapped[str | None] = field("Last four digits of the card")
    payment_method_details_card_mandate_id: Mapped[StripeId | None]
    payment_method_details_card_network: Mapped[str | None] = field("Network that carried it")
    payment_method_details_type: Mapped[str | None] = field("Kind of the payment method")
    payment_method_id: Mapped[str | None] = reference("payment_methods", inverse="charges")
    presentment_details_presentment_amount: Mapped[int | None]
    presentment_details_presentment_currency: Mapped[str | None]
    receipt_email: Mapped[str | None] = personal("E-mail address that the receipt went to")
    receipt_number: Mapped[str | None]
    receipt_url: Mapped[str | None] = personal("Page that shows the receipt to whoever has its address")
    refunded: Mapped[bool | None] = required("Whether all of it was given back")
    review_id: Mapped[StripeId | None]
    shipping: Mapped[JsonObject | None] = personal("Whom and where it is shipped to, kept whole")
    source_id: Mapped[StripeId | None]
    source_transfer_id: Mapped[StripeId | None]
    statement_descriptor: Mapped[str | None]
    statement_descriptor_suffix: Mapped[str | None] = field("What a card's statement shows after the account's prefix")
    transfer_data_amount: Mapped[int | None]
    transfer_data_destination_id: Mapped[StripeId | None]
    transfer_group: Mapped[str | None] = field("Name that ties payments and Connect transfers together")
    transfer_id: Mapped[StripeId | None]
