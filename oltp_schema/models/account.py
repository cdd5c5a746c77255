"""Accounts: whose data it is, and how it does business."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonObject
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form


class StripeAccount(ObjectRow):
    """An account (`acct_…`): one's own, whose id is that of `meta.account`, and those that files or documents show.

    Of these a Connect platform has many; nothing asks Stripe for them. What identifies persons and banks is in raw
    alone. Stripe promises no field: a platform sees little of an account that is not its own.
    """

    __tablename__ = "accounts"
    __table_args__ = (currency_form("default_currency"), {"schema": DATA_SCHEMA})

    business_profile_mcc: Mapped[str | None]
    business_profile_name: Mapped[str | None]
    business_profile_product_description: Mapped[str | None]
    business_profile_support_address: Mapped[JsonObject | None]
    business_profile_support_email: Mapped[str | None]
    business_profile_support_phone: Mapped[str | None]
    business_profile_support_url: Mapped[str | None]
    business_profile_url: Mapped[str | None]
    business_type: Mapped[str | None]
    capabilities: Mapped[JsonObject | None]
    charges_enabled: Mapped[bool | None]
    controller_type: Mapped[str | None]
    country: Mapped[str | None]
    created: Mapped[datetime | None]
    default_currency: Mapped[str | None]
    details_submitted: Mapped[bool | None]
    email: Mapped[str | None]
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    payouts_enabled: Mapped[bool | None]
    settings: Mapped[JsonObject | None]
    settings_dashboard_display_name: Mapped[str | None]
    settings_dashboard_timezone: Mapped[str | None]
    settings_payments_statement_descriptor: Mapped[str | None]
    type: Mapped[str | None]
