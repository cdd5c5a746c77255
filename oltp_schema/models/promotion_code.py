"""Promotion codes: the words by which customers redeem a coupon."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonObject, StripeId, field, reference, required
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form, not_negative


class PromotionCode(ObjectRow):
    """A promotion code."""

    __tablename__ = "promotion_codes"
    __table_args__ = (
        not_negative("restrictions_minimum_amount"),
        not_negative("times_redeemed"),
        currency_form("restrictions_minimum_amount_currency"),
        {"schema": DATA_SCHEMA},
    )

    created: Mapped[datetime | None] = required()
    customer_id: Mapped[str | None] = reference("customers", inverse="promotion_codes")
    active: Mapped[bool | None] = required()
    code: Mapped[str | None] = required("What the customer enters")
    coupon_id: Mapped[str | None] = reference("coupons", inverse="promotion_codes")
    customer_account_id: Mapped[StripeId | None]
    expires_at: Mapped[datetime | None] = field("When it expires")
    livemode: Mapped[bool | None] = required()
    max_redemptions: Mapped[int | None] = field("How often it can be redeemed in all")
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    promotion_type: Mapped[str | None] = field("What it gives")
    restrictions_currency_options: Mapped[JsonObject | None] = field("Minimum amounts in other currencies, kept whole")
    restrictions_first_time_transaction: Mapped[bool | None] = required(
        "Whether it is for a customer's first payment only"
    )
    restrictions_minimum_amount: Mapped[int | None] = field(
        "Amount from which it holds, in minor units of restrictions_minimum_amount_currency"
    )
    restrictions_minimum_amount_currency: Mapped[str | None] = field("Currency of the minimum amount")
    times_redeemed: Mapped[int | None] = required("How often it was redeemed")
