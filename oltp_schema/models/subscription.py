"""Subscriptions: what customers pay again and again."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, reference, required, weak_reference
from oltp_schema.row_state import ObjectRow, complete
from oltp_schema.rules import currency_form


class Subscription(ObjectRow):
    """A subscription; from 2025-03-31.basil its periods are those of its items."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        currency_form(),
        # Stripe: "A non-negative decimal between 0 and 100"
        CheckConstraint("application_fee_percent BETWEEN 0 AND 100", name="application_fee_percent_within_0_and_100"),
        {"schema": DATA_SCHEMA},
    )

    application_fee_percent: Mapped[Decimal | None]
    application_id: Mapped[StripeId | None]
    automatic_tax: Mapped[JsonObject | None]
    automatic_tax_enabled: Mapped[bool | None]
    billing_cycle_anchor: Mapped[datetime | None]
    billing_cycle_anchor_config: Mapped[JsonObject | None]
    billing_mode: Mapped[JsonObject | None]
    billing_mode_type: Mapped[str | None]
    billing_schedules: Mapped[JsonArray | None]
    billing_thresholds_amount_gte: Mapped[int | None]
    billing_thresholds_reset_billing_cycle_anchor: Mapped[bool | None]
    cancel_at: Mapped[datetime | None]
    cancel_at_period_end: Mapped[bool | None] = required()
    canceled_at: Mapped[datetime | None]
    cancellation_details_comment: Mapped[str | None]
    cancellation_details_feedback: Mapped[str | None]
    cancellation_details_reason: Mapped[str | None]
    collection_method: Mapped[str | None]  # `billing` until 2019-10-08
    created: Mapped[datetime | None] = required()
    currency: Mapped[str | None]
    current_period_end: Mapped[datetime | None]  # until 2025-02-24.acacia
    current_period_start: Mapped[datetime | None]  # until 2025-02-24.acacia
    customer_account_id: Mapped[StripeId | None]
    # Not required, though every version documents it: with `customer_account` it may be null.
    customer_id: Mapped[str | None] = reference("customers", inverse="subscriptions")
    days_until_due: Mapped[int | None]
    default_payment_method_id: Mapped[str | None] = reference("payment_methods", inverse="default_of_subscriptions")
    default_source_id: Mapped[StripeId | None]
    default_tax_rates: Mapped[JsonArray | None]
    description: Mapped[str | None]
    discount: Mapped[JsonObject | None]  # until 2025-02-24.acacia
    # `coupon` of the discount, in `source` from 2025-09-30.clover
    discount_coupon_id: Mapped[str | None] = reference("coupons", inverse="discounted_subscriptions")
    discount_id: Mapped[StripeId | None]  # until 2025-02-24.acacia
    discounts: Mapped[JsonArray | None]
    ended_at: Mapped[datetime | None]
    invoice_settings: Mapped[JsonObject | None]
    latest_invoice_id: Mapped[str | None] = weak_reference("invoices", inverse="latest_of_subscriptions")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = required("metadata")
    next_pending_invoice_item_invoice: Mapped[datetime | None]
    on_behalf_of_id: Mapped[StripeId | None]
    pause_collection_behavior: Mapped[str | None]
    pause_collection_resumes_at: Mapped[datetime | None]
    payment_settings: Mapped[JsonObject | None]
    pending_invoice_item_interval: Mapped[JsonObject | None]
    pending_setup_intent_id: Mapped[StripeId | None]
    pending_update: Mapped[JsonObject | None]
    pending_update_expires_at: Mapped[datetime | None]
    plan_id: Mapped[StripeId | None]  # documented until 2019-12-03, sent for longer
    quantity: Mapped[int | None]  # documented until 2020-03-02, sent for longer
    schedule_id: Mapped[str | None] = weak_reference("subscription_schedules", inverse="scheduled_subscriptions")
    start_date: Mapped[datetime | None]  # `start` until 2019-10-08
    status: Mapped[str | None] = required()
    status_details_paused_transitioned_at: Mapped[datetime | None]
    tax_percent: Mapped[Decimal | None]  # until 2020-03-02
    test_clock_id: Mapped[StripeId | None]
    transfer_data_amount_percent: Mapped[Decimal | None]
    transfer_data_destination_id: Mapped[StripeId | None]
    trial_end: Mapped[datetime | None]
    trial_settings_end_behavior_missing_payment_method: Mapped[str | None]
    trial_start: Mapped[datetime | None]

    items_complete: Mapped[bool | None] = complete()
