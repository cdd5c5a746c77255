"""Invoice payments: what is to pay, or has paid, an invoice. They tie invoices to payment intents and charges."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, StripeId, field, money, reference, required
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

    created: Mapped[datetime | None]
    status: Mapped[str | None] = required("open, paid or canceled")
    amount_paid: Mapped[int | None] = money("What it has paid")
    amount_requested: Mapped[int | None] = money("What it is to pay", required=True)
    currency: Mapped[str | None] = required()
    canceled_at: Mapped[datetime | None]
    charge_id: Mapped[str | None] = reference("charges", inverse="invoice_payments")
    derived: Mapped[bool | None] = required(
        "Whether it is not Stripe's object, but follows from an older invoice's payment intent or charge"
    )
    invoice_id: Mapped[str | None] = reference("invoices", inverse="payments", required=True)
    is_default: Mapped[bool | None] = required("Whether it is the payment that the invoice makes by itself")
    livemode: Mapped[bool | None] = required()
    paid_at: Mapped[datetime | None] = field("When it paid")
    payment_intent_id: Mapped[str | None] = reference("payment_intents", inverse="invoice_payments")
    payment_record_id: Mapped[StripeId | None]
    payment_type: Mapped[str | None] = required("What pays: a payment intent, a charge or a payment record")
