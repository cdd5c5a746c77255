"""Invoices: what is owed, and whether it is paid."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, reference, required, weak_reference
from oltp_schema.row_state import ObjectRow, complete
from oltp_schema.rules import currency_form


class Invoice(ObjectRow):
    """An invoice; a deleted draft keeps what was known of it."""

    __tablename__ = "invoices"
    __table_args__ = (currency_form(), Index(None, "created"), {"schema": DATA_SCHEMA})

    account_country: Mapped[str | None]
    account_name: Mapped[str | None]
    account_tax_ids: Mapped[JsonArray | None]
    amount_due: Mapped[int | None] = required()
    amount_overpaid: Mapped[int | None]
    amount_paid: Mapped[int | None]
    amount_paid_off_stripe: Mapped[int | None]
    amount_remaining: Mapped[int | None]
    amount_shipping: Mapped[int | None]
    application_fee_amount: Mapped[int | None]  # until 2025-02-24.acacia
    application_id: Mapped[StripeId | None]
    attempt_count: Mapped[int | None] = required()
    attempted: Mapped[bool | None] = required()
    auto_advance: Mapped[bool | None]
    automatic_tax: Mapped[JsonObject | None]
    automatic_tax_enabled: Mapped[bool | None]
    automatic_tax_provider: Mapped[str | None]
    automatic_tax_status: Mapped[str | None]
    automatically_finalizes_at: Mapped[datetime | None]
    billing_reason: Mapped[str | None]
    charge_id: Mapped[str | None] = weak_reference("charges", inverse="paid_invoices")  # until 2025-02-24.acacia
    collection_method: Mapped[str | None]  # `billing` until 2019-10-08
    created: Mapped[datetime | None] = required()
    currency: Mapped[str | None] = required()
    custom_fields: Mapped[JsonArray | None]
    customer_account_id: Mapped[StripeId | None]
    customer_address: Mapped[JsonObject | None]
    customer_address_country: Mapped[str | None]
    customer_address_postal_code: Mapped[str | None]
    customer_address_state: Mapped[str | None]
    customer_email: Mapped[str | None]
    customer_id: Mapped[str | None] = reference("customers", inverse="invoices")
    customer_name: Mapped[str | None]
    customer_phone: Mapped[str | None]
    customer_shipping: Mapped[JsonObject | None]
    customer_tax_exempt: Mapped[str | None]
    customer_tax_ids: Mapped[JsonArray | None]
    default_payment_method_id: Mapped[str | None] = reference("payment_methods", inverse="default_of_invoices")
    default_source_id: Mapped[StripeId | None]
    default_tax_rates: Mapped[JsonArray | None]
    description: Mapped[str | None]
    discount: Mapped[JsonObject | None]  # until 2025-02-24.acacia
    # `coupon` of the discount, in `source` from 2025-09-30.clover
    discount_coupon_id: Mapped[str | None] = reference("coupons", inverse="discounted_invoices")
    discount_id: Mapped[StripeId | None]  # until 2025-02-24.acacia
    discounts: Mapped[JsonArray | None]
    due_date: Mapped[datetime | None]
    effective_at: Mapped[datetime | None]
    ending_balance: Mapped[int | None]
    footer: Mapped[str | None]
    from_invoice_action: Mapped[str | None]
    from_invoice_invoice_id: Mapped[str | None] = weak_reference("invoices", inverse="revisions")
    hosted_invoice_url: Mapped[str | None]
    invoice_pdf: Mapped[str | None]
    issuer_account_id: Mapped[StripeId | None]
    issuer_type: Mapped[str | None]
    last_finalization_error: Mapped[JsonObject | None]
    last_finalization_error_code: Mapped[str | None]
    latest_revision_id: Mapped[str | None] = weak_reference("invoices", inverse="latest_revision_of")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    next_payment_attempt: Mapped[datetime | None]
    number: Mapped[str | None]
    on_behalf_of_id: Mapped[StripeId | None]
    paid: Mapped[bool | None]  # until 2025-02-24.acacia
    paid_out_of_band: Mapped[bool | None]  # until 2025-02-24.acacia
    parent_type: Mapped[str | None]
    payment_intent_id: Mapped[str | None] = weak_reference(
        "payment_intents", inverse="paid_invoices"
    )  # until 2025-02-24.acacia
    payment_settings: Mapped[JsonObject | None]
    period_end: Mapped[datetime | None] = required()
    period_start: Mapped[datetime | None] = required()
    post_payment_credit_notes_amount: Mapped[int | None]
    pre_payment_credit_notes_amount: Mapped[int | None]
    quote_id: Mapped[StripeId | None]  # under `parent.quote_details` from 2025-03-31.basil
    receipt_number: Mapped[str | None]
    rendering: Mapped[JsonObject | None]  # `rendering_options` until 2023-10-16
    shipping_cost: Mapped[JsonObject | None]
    shipping_details: Mapped[JsonObject | None]
    starting_balance: Mapped[int | None] = required()
    statement_descriptor: Mapped[str | None]
    status: Mapped[str | None]
    status_details_uncollectible_reason: Mapped[str | None]
    status_transitions_finalized_at: Mapped[datetime | None]
    status_transitions_marked_uncollectible_at: Mapped[datetime | None]
    status_transitions_paid_at: Mapped[datetime | None]
    status_transitions_voided_at: Mapped[datetime | None]
    # The three of a subscription are under `parent.subscription_details` from 2025-03-31.basil.
    subscription_details_metadata: Mapped[JsonObject | None]
    subscription_id: Mapped[str | None] = reference("subscriptions", inverse="invoices")
    subscription_proration_date: Mapped[datetime | None]
    subtotal: Mapped[int | None] = required()
    subtotal_excluding_tax: Mapped[int | None]
    tax: Mapped[int | None]  # until 2025-02-24.acacia
    tax_percent: Mapped[Decimal | None]  # until 2020-03-02
    test_clock_id: Mapped[StripeId | None]
    threshold_reason: Mapped[JsonObject | None]
    total: Mapped[int | None] = required()
    total_discount_amounts: Mapped[JsonArray | None]
    total_excluding_tax: Mapped[int | None]
    total_pretax_credit_amounts: Mapped[JsonArray | None]
    total_taxes: Mapped[JsonArray | None]  # `total_tax_amounts` until 2025-02-24.acacia
    transfer_data_amount: Mapped[int | None]  # until 2025-02-24.acacia
    transfer_data_destination_id: Mapped[StripeId | None]  # until 2025-02-24.acacia
    webhooks_delivered_at: Mapped[datetime | None]

    lines_complete: Mapped[bool | None] = complete()
