"""Payment methods: what customers pay with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonObject, StripeId, field, personal, reference, required, weak_reference
from oltp_schema.row_state import ObjectRow


class PaymentMethod(ObjectRow):
    """A payment method; older cards and sources keep their `card_…`, `src_…` and `ba_…` ids here."""

    __tablename__ = "payment_methods"
    __table_args__ = ({"schema": DATA_SCHEMA},)

    created: Mapped[datetime | None] = required()
    customer_id: Mapped[str | None] = reference("customers", inverse="payment_methods")
    allow_redisplay: Mapped[str | None] = field("Whether it may be shown to the customer again")
    billing_details: Mapped[JsonObject | None] = personal("Name, address, e-mail and phone of the payer, kept whole")
    billing_details_address_country: Mapped[str | None] = field("Country of the payer's address, as two letters")
    billing_details_email: Mapped[str | None] = personal("E-mail address of the payer")
    billing_details_name: Mapped[str | None] = personal("Name of the payer")
    card: Mapped[JsonObject | None] = personal("The card, kept whole")
    card_brand: Mapped[str | None] = field("Brand of the card")
    card_country: Mapped[str | None] = field("Country of the card's bank, as two letters")
    card_exp_month: Mapped[int | None] = field("Month in which the card expires")
    card_exp_year: Mapped[int | None] = field("Year in which the card expires")
    card_fingerprint: Mapped[str | None] = personal("The same for the same card number within one account")
    card_funding: Mapped[str | None] = field("Whether it is a credit, debit or prepaid card")
    card_generated_from_charge_id: Mapped[str | None] = weak_reference("charges", inverse="generated_payment_methods")
    card_last4: Mapped[str | None] = field("Last four digits of the card")
    card_wallet_type: Mapped[str | None] = field("Wallet that the card is in")
    customer_account_id: Mapped[StripeId | None]
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    sepa_debit: Mapped[JsonObject | None] = personal("The SEPA account, kept whole")
    sepa_debit_country: Mapped[str | None] = field("Country of the SEPA account's bank, as two letters")
    sepa_debit_last4: Mapped[str | None] = field("Last four characters of the IBAN")
    type: Mapped[str | None] = required("Its kind; Stripe's word")
    us_bank_account: Mapped[JsonObject | None] = personal("The US bank account, kept whole")
    us_bank_account_bank_name: Mapped[str | None] = field("Name of the US bank")
    us_bank_account_last4: Mapped[str | None] = field("Last four digits of the US bank account")
