"""The phases of a subscription schedule, one after the other."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, field, reference, required
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

    subscription_schedule_id: Mapped[str | None] = reference("subscription_schedules", inverse="phases", required=True)
    currency: Mapped[str | None]
    add_invoice_items: Mapped[JsonArray | None] = field("What is billed once with the phase, kept whole")
    application_fee_percent: Mapped[Decimal | None] = field("Percent that the platform takes of each invoice")
    automatic_tax: Mapped[JsonObject | None]
    automatic_tax_enabled: Mapped[bool | None]
    billing_cycle_anchor: Mapped[str | None] = field("What sets the cycle of the phase")
    billing_thresholds_amount_gte: Mapped[int | None]
    billing_thresholds_reset_billing_cycle_anchor: Mapped[bool | None]
    collection_method: Mapped[str | None]
    coupon_id: Mapped[str | None] = reference("coupons", inverse="phases")
    default_payment_method_id: Mapped[str | None] = reference("payment_methods", inverse="default_of_phases")
    default_tax_rates: Mapped[JsonArray | None]
    description: Mapped[str | None] = field("What the subscription says in this phase")
    discounts: Mapped[JsonArray | None]
    end_date: Mapped[datetime | None] = field("When the phase ends")
    invoice_settings: Mapped[JsonObject | None]
    invoice_settings_days_until_due: Mapped[int | None] = field(
        "Days that the customer has to pay an invoice that is sent"
    )
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    on_behalf_of_id: Mapped[StripeId | None]
    position: Mapped[int | None] = required()
    proration_behavior: Mapped[str | None] = field("Whether its start makes prorations")
    start_date: Mapped[datetime | None] = required("When the phase starts")
    tax_percent: Mapped[Decimal | None]
    transfer_data_amount_percent: Mapped[Decimal | None] = field("Percent that goes to the connected account")
    transfer_data_destination_id: Mapped[StripeId | None]
    trial: Mapped[bool | None] = field("Whether all of the phase is a trial")
    trial_end: Mapped[datetime | None] = field("When the trial ends")
