"""Prices: how much a product costs, and how often."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, field, money, reference, required
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form


class Price(ObjectRow):
    """A price; its id may be that of a plan, which the merchant chose."""

    __tablename__ = "prices"
    keeps_history = True
    __table_args__ = (currency_form(), {"schema": DATA_SCHEMA})

    created: Mapped[datetime | None] = required()
    unit_amount: Mapped[int | None] = money("Price of one unit")
    currency: Mapped[str | None] = required()
    active: Mapped[bool | None] = required()
    billing_scheme: Mapped[str | None] = required("per_unit or tiered")
    currency_options: Mapped[JsonObject | None] = field("What it is in other currencies, kept whole")
    custom_unit_amount: Mapped[JsonObject | None] = field("Bounds of an amount that the customer chooses, kept whole")
    livemode: Mapped[bool | None] = required()
    lookup_key: Mapped[str | None] = field("Name by which the merchant finds the price")
    metadata_: Mapped[JsonObject | None] = required(name="metadata")
    nickname: Mapped[str | None] = field("What the merchant calls the price")
    product_id: Mapped[str | None] = reference("products", inverse="prices", required=True)
    recurring_aggregate_usage: Mapped[str | None] = field("How metered usage of a period adds up")
    recurring_interval: Mapped[str | None] = field("Unit of the period: day, week, month or year")
    recurring_interval_count: Mapped[int | None] = field("How many of these units a period has")
    recurring_meter_id: Mapped[StripeId | None]
    recurring_trial_period_days: Mapped[int | None] = field("Days of trial that the price gives")
    recurring_usage_type: Mapped[str | None] = field("licensed or metered")
    tax_behavior: Mapped[str | None] = field("Whether the amount includes taxes")
    tiers: Mapped[JsonArray | None] = field("Prices by quantity, kept whole")
    tiers_mode: Mapped[str | None] = field("graduated or volume")
    transform_quantity_divide_by: Mapped[int | None] = field("Units in a package: the quantity is divided by it")
    transform_quantity_round: Mapped[str | None] = field("How the divided quantity is rounded")
    type: Mapped[str | None] = required("one_time or recurring")
    unit_amount_decimal: Mapped[Decimal | None]
