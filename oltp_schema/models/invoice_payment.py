"""Invoice payments: what is to pay, or has paid, an invoice. They tie invoices to payment intents and charges."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, StripeId, reference, required
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form


class InvoicePayment(ObjectRow):
    """Stripe's own (`inpay_…`, from 2025-03-31.basil), or derived by an older invoice that names its payment itself.

    A derived row has the id `<invoice>:<payment intent or charge>`, and no `created`: no older version tells it. Its
    amounts are the invoice's, which may be negative.
    """

    __tablename__ = "invoice_payments"
    __table_args__ = (
        currency_form(),
        CheckConstraint("derived OR amount_paid >= 0", name="amount_paid_not_negative"),
        CheckConstraint("derived OR amount_requested >= 0", name="amount_requested_not_negative"),
        CheckConstraint("row_state <> 'present' OR derived OR created IS NOT NULL", name="created_unless_derived"),
        {"schema": DATA_SCHEMA},
    )

    amount_paid: Mapped[int | None]
    amount_requested: Mapped[int | None] = required()
    canceled_at: Mapped[datetime | None]
    charge_id: Mapped[str | None] = reference(
        "charges", inverse="invoice_payments"
    )  # only of a payment without a payment intent
    created: Mapped[datetime | None]
    currency: Mapped[str | None] = required()
    derived: Mapped[bool | None] = required()
    invoice_id: Mapped[str | None] = reference("invoices", inverse="payments", required=True)
    is_default: Mapped[bool | None] = required()
    livemode: Mapped[bool | None] = required()
    paid_at: Mapped[datetime | None]
    payment_intent_id: Mapped[str | None] = reference("payment_intents", inverse="invoice_payments")
    payment_record_id: Mapped[StripeId | None]
    payment_type: Mapped[str | None] = required()
    status: Mapped[str | None] = required()
