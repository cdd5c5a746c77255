"""Coupons: what may be taken off, and for how long."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, field, money, required
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form, not_negative


class Coupon(ObjectRow):
    """A coupon; a deleted one lives on in the discounts that it was given for."""

    __tablename__ = "coupons"
    keeps_history = True
    __table_args__ = (
        currency_form(),
        not_negative("amount_off"),
        not_negative("times_redeemed"),
        # Stripe: "Percent that will be taken off the subtotal"
        CheckConstraint("percent_off BETWEEN 0 AND 100", name="percent_off_within_0_and_100"),
        {"schema": DATA_SCHEMA},
    )

    created: Mapped[datetime | None] = required()
    amount_off: Mapped[int | None] = money("Amount that it takes off")
    currency: Mapped[str | None]
    applies_to_products: Mapped[JsonArray | None] = field("Ids of the products that it is limited to")
    currency_options: Mapped[JsonObject | None] = field("What it is in other currencies, kept whole")
    duration: Mapped[str | None] = required("How long it holds: once, repeating or forever")
    duration_in_months: Mapped[int | None] = field("How many months a repeating one holds")
    livemode: Mapped[bool | None] = required()
    max_redemptions: Mapped[int | None] = field("How often it can be redeemed in all")
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    name: Mapped[str | None] = field("What customers see it called")
    percent_off: Mapped[Decimal | None] = field("Percent that it takes off")
    redeem_by: Mapped[datetime | None] = field("When it can be redeemed last")
    times_redeemed: Mapped[int | None] = required("How often it was redeemed")
    valid: Mapped[bool | None] = required("Whether it can be redeemed now")
