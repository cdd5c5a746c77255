"""Payouts: what of the balance goes to the bank, or is taken from there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonObject, StripeId, required, weak_reference
from oltp_schema.row_state import ObjectRow, listed_whole
from oltp_schema.rules import currency_form


class Payout(ObjectRow):
    """A payout (`po_…`); ``amount`` is negative where money is taken from the bank.

    ``destination_id`` is an external account of one's own, which may be deleted. A failed payout, or a canceled one,
    has the transaction that gave its money back in ``failure_balance_transaction_id``.

    What an automatic payout is made of is in `payout_balance_transactions`, and ``balance_transactions_complete`` says
    whether that is all of it; NULL where Stripe does not tell, because it is a manual one, or not yet.
    """

    __tablename__ = "payouts"
    __table_args__ = (
        currency_form(),
        Index(None, "created"),
        {"schema": DATA_SCHEMA},
    )

    amount: Mapped[int | None] = required()
    application_fee_amount: Mapped[int | None]
    application_fee_id: Mapped[StripeId | None]
    arrival_date: Mapped[datetime | None] = required()
    automatic: Mapped[bool | None]
    balance_transaction_id: Mapped[str | None] = weak_reference("balance_transactions", inverse="payouts")
    created: Mapped[datetime | None] = required()
    currency: Mapped[str | None] = required()
    description: Mapped[str | None]
    destination_id: Mapped[StripeId | None]
    failure_balance_transaction_id: Mapped[str | None] = weak_reference(
        "balance_transactions", inverse="failed_payouts"
    )
    failure_code: Mapped[str | None]
    failure_message: Mapped[str | None]
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    method: Mapped[str | None] = required()
    original_payout_id: Mapped[str | None] = weak_reference("payouts", inverse="reversals")
    payout_method_id: Mapped[StripeId | None]
    reconciliation_status: Mapped[str | None]
    reversed_by_id: Mapped[str | None] = weak_reference("payouts", inverse="reversed_payouts")
    source_type: Mapped[str | None] = required()
    statement_descriptor: Mapped[str | None]
    status: Mapped[str | None] = required()
    trace_id_status: Mapped[str | None]
    trace_id_value: Mapped[str | None]
    type: Mapped[str | None] = required()

    balance_transactions_complete: Mapped[bool | None] = listed_whole()
