"""Credit notes: what is taken off an invoice after it was finalized."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId, reference, required, weak_reference
from oltp_schema.row_state import ObjectRow, complete
from oltp_schema.rules import currency_form


class CreditNote(ObjectRow):
    """A credit note (`cn_…`): what it takes off is owed no more, refunded, or the customer's balance."""

    __tablename__ = "credit_notes"
    __table_args__ = (currency_form(), Index(None, "created"), {"schema": DATA_SCHEMA})

    amount: Mapped[int | None] = required()
    amount_shipping: Mapped[int | None]
    created: Mapped[datetime | None] = required()
    currency: Mapped[str | None] = required()
    customer_account_id: Mapped[StripeId | None]
    customer_balance_transaction_id: Mapped[str | None] = weak_reference(
        "customer_balance_transactions", inverse="of_credit_notes"
    )
    customer_id: Mapped[str | None] = reference("customers", inverse="credit_notes")
    discount_amount: Mapped[int | None]
    discount_amounts: Mapped[JsonArray | None]
    effective_at: Mapped[datetime | None]
    invoice_id: Mapped[str | None] = reference("invoices", inverse="credit_notes", required=True)
    livemode: Mapped[bool | None] = required()
    memo: Mapped[str | None]
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    number: Mapped[str | None] = required()
    out_of_band_amount: Mapped[int | None]
    pdf: Mapped[str | None] = required()
    post_payment_amount: Mapped[int | None]
    pre_payment_amount: Mapped[int | None]
    pretax_credit_amounts: Mapped[JsonArray | None]
    reason: Mapped[str | None]
    refund_id: Mapped[str | None] = reference("refunds", inverse="credit_notes")  # until 2025-02-24.acacia
    shipping_cost: Mapped[JsonObject | None]
    status: Mapped[str | None] = required()
    subtotal: Mapped[int | None]
    subtotal_excluding_tax: Mapped[int | None]
    total: Mapped[int | None]
    total_excluding_tax: Mapped[int | None]
    total_taxes: Mapped[JsonArray | None]  # `tax_amounts` until 2025-02-24.acacia
    type: Mapped[str | None] = required()
    voided_at: Mapped[datetime | None]

    lines_complete: Mapped[bool | None] = complete()
    refunds_complete: Mapped[bool | None] = complete()
