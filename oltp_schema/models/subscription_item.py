"""Subscription items: the prices a subscription consists of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, field, reference, required
from oltp_schema.row_state import StripePart


class SubscriptionItem(StripePart):
    """An item of a subscription; a removed one stays as an unresolved row while an invoice line names it."""

    __tablename__ = "subscription_items"
    keeps_history = True
    whole = "subscription_id"
    __table_args__ = ({"schema": DATA_SCHEMA},)

    subscription_id: Mapped[str | None] = reference("subscriptions", inverse="items", required=True)
    created: Mapped[datetime | None] = required()
    billed_until: Mapped[datetime | None] = field("Until when its use is billed")
    billing_thresholds_usage_gte: Mapped[int | None] = field("Usage at which an invoice is made before the period ends")
    current_period_end: Mapped[datetime | None] = field("When its current period ends")
    current_period_start: Mapped[datetime | None] = field("When its current period began")
    current_trial_end_date: Mapped[datetime | None] = field("When its current trial ends")
    current_trial_start_date: Mapped[datetime | None] = field("When its current trial began")
    current_trial_trial_offer_id: Mapped[StripeId | None]
    discounts: Mapped[JsonArray | None]
    metadata_: Mapped[JsonObject | None] = required(name="metadata")
    price_id: Mapped[str | None] = reference("prices", inverse="subscription_items", required=True)
    quantity: Mapped[int | None]
    tax_rates: Mapped[JsonArray | None]
