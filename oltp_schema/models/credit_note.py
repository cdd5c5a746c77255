"""Credit notes: what is taken off an invoice after it was finalized."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from oltp_schema.base import (
    DATA_SCHEMA,
    JsonArray,
    JsonObject,
    StripeId,
    field,
    money,
    personal,
    reference,
    required,
    weak_reference,
)
from oltp_schema.row_state import ObjectRow, complete
from oltp_schema.rules import currency_form


class CreditNote(ObjectRow):
    """A credit note (`cn_…`): what it takes off is owed no more, refunded, or the customer's balance."""

    __tablename__ = "credit_notes"
    __table_args__ = (currency_form(), Index(None, "created"), {"schema": DATA_SCHEMA})

    created: Mapped[datetime | None] = required()
    status: Mapped[str | None] = required("issued or void")
    customer_id: Mapped[str | None] = reference("customers", inverse="credit_notes")
    amount: Mapped[int | None] = money("What is credited, taxes included", required=True)
    amount_shipping: Mapped[int | None] = money("What shipping costs, with taxes")
    total: Mapped[int | None] = money("Sum after discounts and taxes")
    subtotal: Mapped[int | None] = money("Sum of the lines before discounts and taxes that are not included")
    currency: Mapped[str | None] = required()
    customer_account_id: Mapped[StripeId | None]
    customer_balance_transaction_id: Mapped[str | None] = weak_reference(
        "customer_balance_transactions", inverse="of_credit_notes"
    )
    discount_amount: Mapped[int | None] = money("What discounts take off it")
    discount_amounts: Mapped[JsonArray | None]
    effective_at: Mapped[datetime | None] = field("Date that the document shows; the merchant may set it")
    invoice_id: Mapped[str | None] = reference("invoices", inverse="credit_notes", required=True)
    livemode: Mapped[bool | None] = required()
    memo: Mapped[str | None] = field("What the customer reads on it")
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    number: Mapped[str | None] = required("Number that the customer sees")
    out_of_band_amount: Mapped[int | None] = money("What was given back outside of Stripe")
    pdf: Mapped[str | None] = personal("Address of its PDF, open to whoever has it", required=True)
    post_payment_amount: Mapped[int | None] = money("What it credits after the invoice was paid")
    pre_payment_amount: Mapped[int | None] = money("What it takes off what was still to be paid")
    pretax_credit_amounts: Mapped[JsonArray | None]
    reason: Mapped[str | None] = field("Why it was issued")
    refund_id: Mapped[str | None] = reference("refunds", inverse="credit_notes")
    shipping_cost: Mapped[JsonObject | None] = field("What shipping costs, with its taxes, kept whole")
    subtotal_excluding_tax: Mapped[int | None] = money("Sum of the lines before discounts, without any tax")
    total_excluding_tax: Mapped[int | None] = money("Sum after discounts, without taxes")
    total_taxes: Mapped[JsonArray | None] = field("Taxes of the whole by rate, kept whole")
    type: Mapped[str | None] = required("Whether it was issued before or after the payment, or both")
    voided_at: Mapped[datetime | None] = field("When it was voided")

    lines_complete: Mapped[bool | None] = complete()
