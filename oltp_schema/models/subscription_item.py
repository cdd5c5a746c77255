"""Subscription items: the prices a subscription consists of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, reference, required
from oltp_schema.row_state import StripePart


class SubscriptionItem(StripePart):
    """An item of a subscription; a removed one stays as an unresolved row while an invoice line names it."""

    __tablename__ = "subscription_items"
    __table_args__ = ({"schema": DATA_SCHEMA},)

    billed_until: Mapped[datetime | None]
    billing_thresholds_usage_gte: Mapped[int | None]
    created: Mapped[datetime | None] = required()
    current_period_end: Mapped[datetime | None]  # from 2025-03-31.basil
    current_period_start: Mapped[datetime | None]  # from 2025-03-31.basil
    current_trial_end_date: Mapped[datetime | None]
    current_trial_start_date: Mapped[datetime | None]
    current_trial_trial_offer_id: Mapped[StripeId | None]
    discounts: Mapped[JsonArray | None]
    metadata_: Mapped[JsonObject | None] = required("metadata")
    price_id: Mapped[str | None] = reference(
        "prices", inverse="subscription_items", required=True
    )  # `plan` until 2019-12-03: the same id
    quantity: Mapped[int | None]
    subscription_id: Mapped[str | None] = reference("subscriptions", inverse="items", required=True)
    tax_rates: Mapped[JsonArray | None]
