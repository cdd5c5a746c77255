"""Subscriptions: what customers pay again and again."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from oltp_schema.base import (
    DATA_SCHEMA,
    JsonArray,
    JsonObject,
    StripeId,
    field,
    personal,
    reference,
    required,
    weak_reference,
)
from oltp_schema.row_state import ObjectRow, complete
from oltp_schema.rules import currency_form


class Subscription(ObjectRow):
    """A subscription; from 2025-03-31.basil its periods are those of its items."""

    __tablename__ = "subscriptions"
    keeps_history = True
    __table_args__ = (
        currency_form(),
        # Stripe: "A non-negative decimal between 0 and 100"
        CheckConstraint("application_fee_percent BETWEEN 0 AND 100", name="application_fee_percent_within_0_and_100"),
        {"schema": DATA_SCHEMA},
    )

    created: Mapped[datetime | None] = required()
    status: Mapped[str | None] = required(
        "active, past_due, trialing, canceled, unpaid, paused, incomplete or incomplete_expired"
    )
    # Not required, though every version documents it: with `customer_account` it may be null.
    customer_id: Mapped[str | None] = reference("customers", inverse="subscriptions")
    currency: Mapped[str | None]
    application_fee_percent: Mapped[Decimal | None] = field("Percent that the platform takes of each invoice")
    application_id: Mapped[StripeId | None]
    automatic_tax: Mapped[JsonObject | None]
    automatic_tax_enabled: Mapped[bool | None]
    billing_cycle_anchor: Mapped[datetime | None] = field("Moment that the periods are counted from")
    billing_cycle_anchor_config: Mapped[JsonObject | None] = field("Day and hour that periods begin at, kept whole")
    billing_mode: Mapped[JsonObject | None] = field("How proration and trials are billed, kept whole")
    billing_mode_type: Mapped[str | None] = field("How proration and trials are billed: classic or flexible")
    billing_schedules: Mapped[JsonArray | None] = field("Until when items are billed, kept whole")
    billing_thresholds_amount_gte: Mapped[int | None]
    billing_thresholds_reset_billing_cycle_anchor: Mapped[bool | None]
    cancel_at: Mapped[datetime | None] = field("When it will be canceled")
    cancel_at_period_end: Mapped[bool | None] = required("Whether it ends with its current period")
    canceled_at: Mapped[datetime | None] = field("When its cancellation was asked for, which may be before it ended")
    cancellation_details_comment: Mapped[str | None] = personal("What the customer wrote on leaving")
    cancellation_details_feedback: Mapped[str | None] = field("Why the customer left, of a list")
    cancellation_details_reason: Mapped[str | None] = field("Who or what canceled it")
    collection_method: Mapped[str | None]
    current_period_end: Mapped[datetime | None] = field("When the current period ends; the earliest of its items")
    current_period_start: Mapped[datetime | None] = field("When the current period began; the earliest of its items")
    customer_account_id: Mapped[StripeId | None]
    days_until_due: Mapped[int | None] = field("Days that the customer has to pay an invoice that is sent")
    default_payment_method_id: Mapped[str | None] = reference("payment_methods", inverse="default_of_subscriptions")
    default_source_id: Mapped[StripeId | None]
    default_tax_rates: Mapped[JsonArray | None]
    description: Mapped[str | None]
    discount: Mapped[JsonObject | None] = field("The one discount, kept whole")
    discount_coupon_id: Mapped[str | None] = reference("coupons", inverse="discounted_subscriptions")
    discount_id: Mapped[StripeId | None]
    discounts: Mapped[JsonArray | None]
    ended_at: Mapped[datetime | None] = field("When it ended")
    invoice_settings: Mapped[JsonObject | None]
    latest_invoice_id: Mapped[str | None] = weak_reference("invoices", inverse="latest_of_subscriptions")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = required(name="metadata")
    next_pending_invoice_item_invoice: Mapped[datetime | None] = field("When pending invoice items are billed next")
    on_behalf_of_id: Mapped[StripeId | None]
    pause_collection_behavior: Mapped[str | None] = field("What becomes of invoices while collection is paused")
    pause_collection_resumes_at: Mapped[datetime | None] = field("When collection goes on")
    payment_settings: Mapped[JsonObject | None] = field("Settings of how it is paid, kept whole")
    pending_invoice_item_interval: Mapped[JsonObject | None] = field(
        "How often pending invoice items are billed, kept whole"
    )
    pending_setup_intent_id: Mapped[StripeId | None]
    pending_update: Mapped[JsonObject | None] = field("Change that waits for a payment, kept whole")
    pending_update_expires_at: Mapped[datetime | None] = field("When that change is dropped")
    plan_id: Mapped[StripeId | None]
    quantity: Mapped[int | None] = field("Number of units, of the time of one plan per subscription")
    schedule_id: Mapped[str | None] = weak_reference("subscription_schedules", inverse="scheduled_subscriptions")
    start_date: Mapped[datetime | None] = field("When it started; before created, if it was dated back")
    status_details_paused_transitioned_at: Mapped[datetime | None] = field("When it was paused")
    tax_percent: Mapped[Decimal | None]
    test_clock_id: Mapped[StripeId | None]
    transfer_data_amount_percent: Mapped[Decimal | None] = field("Percent that goes to the connected account")
    transfer_data_destination_id: Mapped[StripeId | None]
    trial_end: Mapped[datetime | None] = field("When the trial ends")
    trial_settings_end_behavior_missing_payment_method: Mapped[str | None] = field(
        "What happens when the trial ends without a payment method"
    )
    trial_start: Mapped[datetime | None] = field("When the trial begins")

    items_complete: Mapped[bool | None] = complete()
