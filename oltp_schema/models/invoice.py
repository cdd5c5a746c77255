"""Invoices: what is owed, and whether it is paid."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

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
from oltp_schema.row_state import ObjectRow, complete
from oltp_schema.rules import currency_form


class Invoice(ObjectRow):
    """An invoice; a deleted draft keeps what was known of it."""

    __tablename__ = "invoices"
    keeps_history = True
    __table_args__ = (
        currency_form(),
        Index(None, "created"),
        Index("ix_invoices_open", "due_date", postgresql_where="status = 'open'"),  # what is owed, and since when
        {"schema": DATA_SCHEMA},
    )

    created: Mapped[datetime | None] = required()
    status: Mapped[str | None] = field("draft, open, paid, uncollectible or void")
    customer_id: Mapped[str | None] = reference("customers", inverse="invoices")
    amount_due: Mapped[int | None] = money("What is to be paid, the balance taken into account", required=True)
    amount_overpaid: Mapped[int | None] = money("What was paid beyond what was due")
    amount_paid: Mapped[int | None] = money("What was paid")
    amount_paid_off_stripe: Mapped[int | None] = money("What was paid outside of Stripe")
    amount_remaining: Mapped[int | None] = money("What is still to be paid")
    amount_shipping: Mapped[int | None] = money("What shipping costs, with taxes")
    total: Mapped[int | None] = money("Sum after discounts and taxes", required=True)
    subtotal: Mapped[int | None] = money(
        "Sum of the lines before discounts and taxes that are not included", required=True
    )
    currency: Mapped[str | None] = required()
    account_country: Mapped[str | None] = field("Country of the account, as two letters")
    account_name: Mapped[str | None] = field("Name of the account on the invoice")
    account_tax_ids: Mapped[JsonArray | None] = field("Ids of the account's tax ids on the invoice")
    application_fee_amount: Mapped[int | None]
    application_id: Mapped[StripeId | None]
    attempt_count: Mapped[int | None] = required("How often a payment was tried")
    attempted: Mapped[bool | None] = required("Whether a payment was tried at all")
    auto_advance: Mapped[bool | None] = field("Whether Stripe finalises and collects it by itself")
    automatic_tax: Mapped[JsonObject | None]
    automatic_tax_enabled: Mapped[bool | None]
    automatic_tax_provider: Mapped[str | None] = field("Who computes the taxes")
    automatic_tax_status: Mapped[str | None] = field("Whether computing the taxes worked")
    automatically_finalizes_at: Mapped[datetime | None] = field("When Stripe will finalise it")
    billing_reason: Mapped[str | None] = field("Why it was made")
    charge_id: Mapped[str | None] = weak_reference("charges", inverse="paid_invoices")
    collection_method: Mapped[str | None]
    custom_fields: Mapped[JsonArray | None] = field("Fields that the merchant added, kept whole")
    customer_account_id: Mapped[StripeId | None]
    customer_address: Mapped[JsonObject | None] = personal("Address of the customer as the invoice has it, kept whole")
    customer_address_country: Mapped[str | None] = field("Country of that address, as two letters")
    customer_address_postal_code: Mapped[str | None] = personal("Postal code of that address")
    customer_address_state: Mapped[str | None] = field("State or region of that address")
    customer_email: Mapped[str | None] = personal("E-mail address of the customer as the invoice has it")
    customer_name: Mapped[str | None] = personal("Name of the customer as the invoice has it")
    customer_phone: Mapped[str | None] = personal("Phone number of the customer as the invoice has it")
    customer_shipping: Mapped[JsonObject | None] = personal("Whom and where it is shipped to, kept whole")
    customer_tax_exempt: Mapped[str | None] = field("Whether the customer pays tax: none, exempt or reverse")
    customer_tax_ids: Mapped[JsonArray | None] = personal("Tax ids of the customer as the invoice has them, kept whole")
    default_payment_method_id: Mapped[str | None] = reference("payment_methods", inverse="default_of_invoices")
    default_source_id: Mapped[StripeId | None]
    default_tax_rates: Mapped[JsonArray | None]
    description: Mapped[str | None]
    discount: Mapped[JsonObject | None] = field("The one discount, kept whole")
    discount_coupon_id: Mapped[str | None] = reference("coupons", inverse="discounted_invoices")
    discount_id: Mapped[StripeId | None]
    discounts: Mapped[JsonArray | None]
    due_date: Mapped[datetime | None] = field("When it has to be paid; empty where Stripe charges automatically")
    effective_at: Mapped[datetime | None] = field("Date that the document shows; the merchant may set it")
    ending_balance: Mapped[int | None] = money("The customer's balance after it; empty until it is finalised")
    footer: Mapped[str | None] = field("What stands at its foot")
    from_invoice_action: Mapped[str | None] = field("How it follows from another invoice")
    from_invoice_invoice_id: Mapped[str | None] = weak_reference("invoices", inverse="revisions")
    hosted_invoice_url: Mapped[str | None] = personal("Page to pay it, open to whoever has its address")
    invoice_pdf: Mapped[str | None] = personal("Address of its PDF, open to whoever has it")
    issuer_account_id: Mapped[StripeId | None]
    issuer_type: Mapped[str | None] = field("Who issues it: the account or another")
    last_finalization_error: Mapped[JsonObject | None] = field("Why it could not be finalised last, kept whole")
    last_finalization_error_code: Mapped[str | None] = field("Why it could not be finalised last, as a code")
    latest_revision_id: Mapped[str | None] = weak_reference("invoices", inverse="latest_revision_of")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    next_payment_attempt: Mapped[datetime | None] = field("When a payment is tried next")
    number: Mapped[str | None] = field("Number that the customer sees; empty on a draft")
    on_behalf_of_id: Mapped[StripeId | None]
    paid: Mapped[bool | None] = field("Whether it is paid, also outside of Stripe")
    paid_out_of_band: Mapped[bool | None] = field("Whether it was marked as paid outside of Stripe")
    parent_type: Mapped[str | None] = field("What made it: a subscription or a quote")
    payment_intent_id: Mapped[str | None] = weak_reference("payment_intents", inverse="paid_invoices")
    payment_settings: Mapped[JsonObject | None] = field("Settings of how it is paid, kept whole")
    period_end: Mapped[datetime | None] = required()
    period_start: Mapped[datetime | None] = required()
    post_payment_credit_notes_amount: Mapped[int | None] = money("What credit notes gave back after it was paid")
    pre_payment_credit_notes_amount: Mapped[int | None] = money("What credit notes took off before it was paid")
    quote_id: Mapped[StripeId | None]
    receipt_number: Mapped[str | None]
    rendering: Mapped[JsonObject | None] = field("How its PDF looks, kept whole")
    shipping_cost: Mapped[JsonObject | None] = field("What shipping costs, with its taxes, kept whole")
    shipping_details: Mapped[JsonObject | None] = personal("Whom and where it is shipped to, kept whole")
    starting_balance: Mapped[int | None] = money("The customer's balance before it", required=True)
    statement_descriptor: Mapped[str | None]
    status_details_uncollectible_reason: Mapped[str | None] = field("Why it became uncollectible")
    status_transitions_finalized_at: Mapped[datetime | None] = field("When it was finalised")
    status_transitions_marked_uncollectible_at: Mapped[datetime | None] = field("When it was given up")
    status_transitions_paid_at: Mapped[datetime | None] = field("When it was paid")
    status_transitions_voided_at: Mapped[datetime | None] = field("When it was voided")
    subscription_details_metadata: Mapped[JsonObject | None] = field("Metadata of the subscription as it was then")
    subscription_id: Mapped[str | None] = reference("subscriptions", inverse="invoices")
    subscription_proration_date: Mapped[datetime | None] = field("Moment that prorations are computed for")
    subtotal_excluding_tax: Mapped[int | None] = money("Sum of the lines before discounts, without any tax")
    tax: Mapped[int | None] = money("Sum of the taxes")
    tax_percent: Mapped[Decimal | None]
    test_clock_id: Mapped[StripeId | None]
    threshold_reason: Mapped[JsonObject | None] = field("What passed a threshold, kept whole")
    total_excluding_tax: Mapped[int | None] = money("Sum after discounts, without taxes")
    total_pretax_credit_amounts: Mapped[JsonArray | None] = field(
        "What credits and discounts take off before tax, kept whole"
    )
    transfer_data_amount: Mapped[int | None]
    transfer_data_destination_id: Mapped[StripeId | None]
    webhooks_delivered_at: Mapped[datetime | None] = field("When the webhooks that it waited for were delivered")

    lines_complete: Mapped[bool | None] = complete()
