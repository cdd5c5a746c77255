"""Accounts: whose data it is, and how it does business."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonObject, field, personal
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form


class StripeAccount(ObjectRow):
    """An account (`acct_…`): one's own, whose id is that of `meta.account`, and those that files or documents show.

    Of these a Connect platform has many; nothing asks Stripe for them. What identifies persons and banks is in raw
    alone. Stripe promises no field: a platform sees little of an account that is not its own.
    """

    __tablename__ = "accounts"
    __table_args__ = (currency_form("default_currency"), {"schema": DATA_SCHEMA})

    created: Mapped[datetime | None]
    business_profile_mcc: Mapped[str | None] = field("Merchant category code")
    business_profile_name: Mapped[str | None] = field("Name that customers know the business by")
    business_profile_product_description: Mapped[str | None] = field("What the business sells, for Stripe's eyes")
    business_profile_support_address: Mapped[JsonObject | None] = personal("Address for support, kept whole")
    business_profile_support_email: Mapped[str | None] = personal("E-mail address for support")
    business_profile_support_phone: Mapped[str | None] = personal("Phone number for support")
    business_profile_support_url: Mapped[str | None] = field("Web page for support")
    business_profile_url: Mapped[str | None] = field("Web site of the business")
    business_type: Mapped[str | None] = field("Legal kind of the business")
    capabilities: Mapped[JsonObject | None] = field(
        "Which payments and transfers it may make, with their state, kept whole"
    )
    charges_enabled: Mapped[bool | None] = field("Whether it can take payments")
    controller_type: Mapped[str | None] = field("Who controls the account")
    country: Mapped[str | None] = field("Country of the account, as two letters")
    default_currency: Mapped[str | None] = field("Currency that the account settles in by default")
    details_submitted: Mapped[bool | None] = field("Whether the forms of its opening are filled in")
    email: Mapped[str | None] = personal("E-mail address of the owner")
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    payouts_enabled: Mapped[bool | None] = field("Whether it can be paid out")
    settings: Mapped[JsonObject | None] = field("Settings of the account, kept whole")
    settings_dashboard_display_name: Mapped[str | None] = field("Name of the account in the Dashboard")
    settings_dashboard_timezone: Mapped[str | None] = field(
        "Time zone of the account's days, as Stripe's reports cut them"
    )
    settings_payments_statement_descriptor: Mapped[str | None] = field("What statements show by default")
    type: Mapped[str | None] = field("Kind of connected account; Stripe's word")
