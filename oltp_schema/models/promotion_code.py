"""Promotion codes: the words by which customers redeem a coupon."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonObject, StripeId, reference, required
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

    active: Mapped[bool | None] = required()
    code: Mapped[str | None] = required()
    coupon_id: Mapped[str | None] = reference("coupons", inverse="promotion_codes")  # in `promotion` from clover on
    created: Mapped[datetime | None] = required()
    customer_account_id: Mapped[StripeId | None]
    customer_id: Mapped[str | None] = reference("customers", inverse="promotion_codes")
    expires_at: Mapped[datetime | None]
    livemode: Mapped[bool | None] = required()
    max_redemptions: Mapped[int | None]
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    promotion_type: Mapped[str | None]
    restrictions_currency_options: Mapped[JsonObject | None]
    restrictions_first_time_transaction: Mapped[bool | None] = required()
    restrictions_minimum_amount: Mapped[int | None]
    restrictions_minimum_amount_currency: Mapped[str | None]
    times_redeemed: Mapped[int | None] = required()
