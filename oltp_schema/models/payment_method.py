"""Payment methods: what customers pay with."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column, relationship

from oltp_schema.base import DATA_SCHEMA, JsonObject, StripeId, reference, required, weak_reference
from oltp_schema.row_state import StripeObject

if TYPE_CHECKING:
    from oltp_schema.models.charge import Charge
    from oltp_schema.models.customer import Customer
    from oltp_schema.models.invoice import Invoice
    from oltp_schema.models.payment_intent import PaymentIntent
    from oltp_schema.models.subscription import Subscription


class PaymentMethod(StripeObject):
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
    card_generated_from_charge_id: Mapped[str | None] = weak_reference("charges")
    card_last4: Mapped[str | None]
    card_wallet_type: Mapped[str | None]
    created: Mapped[datetime | None] = required()
    customer_account_id: Mapped[StripeId | None]
    customer_id: Mapped[str | None] = reference("customers")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    sepa_debit: Mapped[JsonObject | None]
    sepa_debit_country: Mapped[str | None]
    sepa_debit_last4: Mapped[str | None]
    type: Mapped[str | None] = required()
    us_bank_account: Mapped[JsonObject | None]
    us_bank_account_bank_name: Mapped[str | None]
    us_bank_account_last4: Mapped[str | None]

    card_generated_from_charge: Mapped[Charge | None] = relationship(
        back_populates="generated_payment_methods",
        foreign_keys=[card_generated_from_charge_id],
        post_update=True,
    )
    customer: Mapped[Customer | None] = relationship(back_populates="payment_methods", foreign_keys=[customer_id])
    default_of_customers: Mapped[list[Customer]] = relationship(
        back_populates="invoice_settings_default_payment_method",
        foreign_keys="Customer.invoice_settings_default_payment_method_id",
        passive_deletes="all",
        post_update=True,
    )
    default_of_subscriptions: Mapped[list[Subscription]] = relationship(
        back_populates="default_payment_method", passive_deletes="all"
    )
    default_of_invoices: Mapped[list[Invoice]] = relationship(
        back_populates="default_payment_method", passive_deletes="all"
    )
    payment_intents: Mapped[list[PaymentIntent]] = relationship(back_populates="payment_method", passive_deletes="all")
    charges: Mapped[list[Charge]] = relationship(
        back_populates="payment_method", foreign_keys="Charge.payment_method_id", passive_deletes="all"
    )
