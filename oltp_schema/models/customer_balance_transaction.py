"""Customer balance transactions: what each change of a customer's balance was for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonObject, StripeId, field, money, reference, required
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form


class CustomerBalanceTransaction(ObjectRow):
    """A customer balance transaction (`cbtxn_…`); a credit to the customer is negative."""

    __tablename__ = "customer_balance_transactions"
    __table_args__ = (
        currency_form(),
        Index(None, "created"),
        {"schema": DATA_SCHEMA},
    )

    created: Mapped[datetime | None] = required()
    customer_id: Mapped[str | None] = reference("customers", inverse="balance_transactions", required=True)
    amount: Mapped[int | None] = money(
        "What it changed the balance by; negative is to the customer's good", required=True
    )
    currency: Mapped[str | None] = required()
    checkout_session_id: Mapped[StripeId | None]
    credit_note_id: Mapped[str | None] = reference("credit_notes", inverse="customer_balance_transactions")
    customer_account_id: Mapped[StripeId | None]
    description: Mapped[str | None]
    ending_balance: Mapped[int | None] = money(
        "The customer's balance after it; negative is to the customer's good", required=True
    )
    invoice_id: Mapped[str | None] = reference("invoices", inverse="customer_balance_transactions")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    type: Mapped[str | None] = required("What changed the balance")
