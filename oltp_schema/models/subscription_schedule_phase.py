"""The phases of a subscription schedule, one after the other."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, reference, required
from oltp_schema.row_state import StripePart
from oltp_schema.rules import currency_form, id_is_place


class SubscriptionSchedulePhase(StripePart):
    """An element of `phases`, which has no id of its own: its schedule and its place, from 1, are its key."""

    __tablename__ = "subscription_schedule_phases"
    __table_args__ = (
        currency_form(),
        id_is_place("subscription_schedule_id"),
        # Stripe: "A non-negative decimal between 0 and 100"
        CheckConstraint("application_fee_percent BETWEEN 0 AND 100", name="application_fee_percent_within_0_and_100"),
        {"schema": DATA_SCHEMA},
    )

    add_invoice_items: Mapped[JsonArray | None]
    application_fee_percent: Mapped[Decimal | None]
    automatic_tax: Mapped[JsonObject | None]
    automatic_tax_enabled: Mapped[bool | None]
    billing_cycle_anchor: Mapped[str | None]
    billing_thresholds_amount_gte: Mapped[int | None]
    billing_thresholds_reset_billing_cycle_anchor: Mapped[bool | None]
    collection_method: Mapped[str | None]
    coupon_id: Mapped[str | None] = reference(
        "coupons", inverse="phases"
    )  # until 2025-02-24.acacia, now in `discounts`
    currency: Mapped[str | None]
    default_payment_method_id: Mapped[str | None] = reference("payment_methods", inverse="default_of_phases")
    default_tax_rates: Mapped[JsonArray | None]
    description: Mapped[str | None]
    discounts: Mapped[JsonArray | None]
    end_date: Mapped[datetime | None]
    invoice_settings: Mapped[JsonObject | None]
    invoice_settings_days_until_due: Mapped[int | None]
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    on_behalf_of_id: Mapped[StripeId | None]
    position: Mapped[int | None] = required()
    proration_behavior: Mapped[str | None]
    start_date: Mapped[datetime | None] = required()
    subscription_schedule_id: Mapped[str | None] = reference("subscription_schedules", inverse="phases", required=True)
    tax_percent: Mapped[Decimal | None]  # until 2020-03-02
    transfer_data_amount_percent: Mapped[Decimal | None]
    transfer_data_destination_id: Mapped[StripeId | None]
    trial: Mapped[bool | None]
    trial_end: Mapped[datetime | None]
