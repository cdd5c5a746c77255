"""Coupons: what may be taken off, and for how long."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, required
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form, not_negative


class Coupon(ObjectRow):
    """A coupon; a deleted one lives on in the discounts that it was given for."""

    __tablename__ = "coupons"
    __table_args__ = (
        currency_form(),
        not_negative("amount_off"),
        not_negative("times_redeemed"),
        # Stripe: "Percent that will be taken off the subtotal"
        CheckConstraint("percent_off BETWEEN 0 AND 100", name="percent_off_within_0_and_100"),
        {"schema": DATA_SCHEMA},
    )

    amount_off: Mapped[int | None]
    applies_to_products: Mapped[JsonArray | None]
    created: Mapped[datetime | None] = required()
    currency: Mapped[str | None]
    currency_options: Mapped[JsonObject | None]
    duration: Mapped[str | None] = required()
    duration_in_months: Mapped[int | None]
    livemode: Mapped[bool | None] = required()
    max_redemptions: Mapped[int | None]
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    name: Mapped[str | None]
    percent_off: Mapped[Decimal | None]  # `percent_off_precise` until 2018-07-26
    redeem_by: Mapped[datetime | None]
    times_redeemed: Mapped[int | None] = required()
    valid: Mapped[bool | None] = required()
