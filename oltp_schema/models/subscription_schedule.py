"""Subscription schedules: what a subscription is to become, and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, field, reference, required
from oltp_schema.row_state import ObjectRow


class SubscriptionSchedule(ObjectRow):
    """A plan of a subscription's phases; its subscription names it back while it follows it."""

    __tablename__ = "subscription_schedules"
    keeps_history = True
    __table_args__ = ({"schema": DATA_SCHEMA},)

    created: Mapped[datetime | None] = required()
    status: Mapped[str | None] = required()
    # Not required, though every version documents it: with `customer_account` it may be null.
    customer_id: Mapped[str | None] = reference("customers", inverse="subscription_schedules")
    application_id: Mapped[StripeId | None]
    billing_mode: Mapped[JsonObject | None] = field("How proration and trials are billed, kept whole")
    billing_mode_type: Mapped[str | None] = field("How proration and trials are billed: classic or flexible")
    billing_thresholds_amount_gte: Mapped[int | None]
    billing_thresholds_reset_billing_cycle_anchor: Mapped[bool | None]
    canceled_at: Mapped[datetime | None]
    collection_method: Mapped[str | None]
    completed_at: Mapped[datetime | None] = field("When its last phase ended")
    current_phase_end_date: Mapped[datetime | None] = field("When the current phase ends")
    current_phase_start_date: Mapped[datetime | None] = field("When the current phase began")
    customer_account_id: Mapped[StripeId | None]
    default_payment_method_id: Mapped[str | None] = reference("payment_methods", inverse="default_of_schedules")
    default_settings: Mapped[JsonObject | None] = field("Settings that hold where a phase has none, kept whole")
    default_source_id: Mapped[StripeId | None]
    end_behavior: Mapped[str | None] = field("What becomes of the subscription after the last phase")
    invoice_settings_days_until_due: Mapped[int | None] = field(
        "Days that the customer has to pay an invoice that is sent"
    )
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    pause_schedules: Mapped[JsonArray | None] = field("When it pauses, kept whole")
    released_at: Mapped[datetime | None] = field("When it left its subscription alone")
    released_subscription_id: Mapped[str | None] = reference("subscriptions", inverse="released_by_schedules")
    renewal_interval_interval: Mapped[str | None] = field("Unit of the time of renewal")
    renewal_interval_length: Mapped[int | None] = field("How many of these units it is renewed for")
    revision: Mapped[str | None] = field("Its revision, an id of the schedule's own")
    subscription_id: Mapped[str | None] = reference("subscriptions", inverse="schedules")
    test_clock_id: Mapped[StripeId | None]
