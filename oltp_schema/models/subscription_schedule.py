"""Subscription schedules: what a subscription is to become, and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, reference, required
from oltp_schema.row_state import ObjectRow, complete


class SubscriptionSchedule(ObjectRow):
    """A plan of a subscription's phases; its subscription names it back while it follows it."""

    __tablename__ = "subscription_schedules"
    __table_args__ = ({"schema": DATA_SCHEMA},)

    application_id: Mapped[StripeId | None]
    billing_mode: Mapped[JsonObject | None]
    billing_mode_type: Mapped[str | None]
    billing_thresholds_amount_gte: Mapped[int | None]
    billing_thresholds_reset_billing_cycle_anchor: Mapped[bool | None]
    canceled_at: Mapped[datetime | None]
    collection_method: Mapped[str | None]  # in `default_settings` from 2019-10-17, `billing` until 2019-10-08
    completed_at: Mapped[datetime | None]
    created: Mapped[datetime | None] = required()
    current_phase_end_date: Mapped[datetime | None]
    current_phase_start_date: Mapped[datetime | None]
    customer_account_id: Mapped[StripeId | None]
    # Not required, though every version documents it: with `customer_account` it may be null.
    customer_id: Mapped[str | None] = reference("customers", inverse="subscription_schedules")
    default_payment_method_id: Mapped[str | None] = reference("payment_methods", inverse="default_of_schedules")
    default_settings: Mapped[JsonObject | None]
    default_source_id: Mapped[StripeId | None]  # until 2019-11-05
    end_behavior: Mapped[str | None]  # `renewal_behavior` until 2019-10-08, whose `none` is `cancel`
    invoice_settings_days_until_due: Mapped[int | None]
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    pause_schedules: Mapped[JsonArray | None]
    released_at: Mapped[datetime | None]
    released_subscription_id: Mapped[str | None] = reference("subscriptions", inverse="released_by_schedules")
    renewal_interval_interval: Mapped[str | None]  # until 2019-10-08
    renewal_interval_length: Mapped[int | None]  # until 2019-10-08
    revision: Mapped[str | None]  # until 2019-05-16
    status: Mapped[str | None] = required()
    subscription_id: Mapped[str | None] = reference("subscriptions", inverse="schedules")
    test_clock_id: Mapped[StripeId | None]

    phases_complete: Mapped[bool | None] = complete()
