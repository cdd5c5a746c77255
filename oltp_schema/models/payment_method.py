"""Payment methods: what customers pay with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonObject, StripeId, reference, required, weak_reference
from oltp_schema.row_state import ObjectRow


class PaymentMethod(ObjectRow):
    """A payment method; older cards and sources keep their `card_…`, `src_…` and `ba_…` ids here."""

    __tablename__ = "payment_methods"
    __table_args__ = ({"schema": DATA_SCHEMA},)

    allow_redisplay: Mapped[str | None]
    billing_details: Mapped[JsonObject | None]
    billing_details_address_country: Mapped[str | None]
    billing_details_email: Mapped[str | None]
    billing_details_name: Mapped[str | None]
    card: Mapped[JsonObject | None]
    card_brand: Mapped[str | None]
    card_country: Mapped[str | None]
    card_exp_month: Mapped[int | None]
    card_exp_year: Mapped[int | None]
    card_fingerprint: Mapped[str | None]
    card_funding: Mapped[str | None]
    card_generated_from_charge_id: Mapped[str | None] = weak_reference("charges", inverse="generated_payment_methods")
    card_last4: Mapped[str | None]
    card_wallet_type: Mapped[str | None]
    created: Mapped[datetime | None] = required()
    customer_account_id: Mapped[StripeId | None]
    customer_id: Mapped[str | None] = reference("customers", inverse="payment_methods")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    sepa_debit: Mapped[JsonObject | None]
    sepa_debit_country: Mapped[str | None]
    sepa_debit_last4: Mapped[str | None]
    type: Mapped[str | None] = required()
    us_bank_account: Mapped[JsonObject | None]
    us_bank_account_bank_name: Mapped[str | None]
    us_bank_account_last4: Mapped[str | None]
