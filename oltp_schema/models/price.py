"""Prices: how much a product costs, and how often."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, reference, required
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form


class Price(ObjectRow):
    """A price; its id may be that of a plan, which the merchant chose."""

    __tablename__ = "prices"
    __table_args__ = (currency_form(), {"schema": DATA_SCHEMA})

    active: Mapped[bool | None] = required()
    billing_scheme: Mapped[str | None] = required()
    created: Mapped[datetime | None] = required()
    currency: Mapped[str | None] = required()
    currency_options: Mapped[JsonObject | None]
    custom_unit_amount: Mapped[JsonObject | None]
    livemode: Mapped[bool | None] = required()
    lookup_key: Mapped[str | None]
    metadata_: Mapped[JsonObject | None] = required("metadata")
    nickname: Mapped[str | None]
    product_id: Mapped[str | None] = reference("products", inverse="prices", required=True)
    recurring_aggregate_usage: Mapped[str | None]  # until 2025-02-24.acacia
    recurring_interval: Mapped[str | None]
    recurring_interval_count: Mapped[int | None]
    recurring_meter_id: Mapped[StripeId | None]
    recurring_trial_period_days: Mapped[int | None]
    recurring_usage_type: Mapped[str | None]
    tax_behavior: Mapped[str | None]
    tiers: Mapped[JsonArray | None]
    tiers_mode: Mapped[str | None]
    transform_quantity_divide_by: Mapped[int | None]
    transform_quantity_round: Mapped[str | None]
    type: Mapped[str | None] = required()
    unit_amount: Mapped[int | None]
    unit_amount_decimal: Mapped[Decimal | None]
