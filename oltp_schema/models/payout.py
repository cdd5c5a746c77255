"""Payouts: what of the balance goes to the bank, or is taken from there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonObject, StripeId, field, money, required, weak_reference
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
    keeps_history = True
    __table_args__ = (
        currency_form(),
        Index(None, "created"),
        {"schema": DATA_SCHEMA},
    )

    created: Mapped[datetime | None] = required()
    status: Mapped[str | None] = required()
    amount: Mapped[int | None] = money("What is paid out; negative takes from the bank account", required=True)
    currency: Mapped[str | None] = required()
    application_fee_amount: Mapped[int | None]
    application_fee_id: Mapped[StripeId | None]
    arrival_date: Mapped[datetime | None] = required("When it arrives at the bank, or is expected to")
    automatic: Mapped[bool | None] = field("Whether Stripe made it by schedule")
    balance_transaction_id: Mapped[str | None] = weak_reference("balance_transactions", inverse="payouts")
    description: Mapped[str | None]
    destination_id: Mapped[StripeId | None]
    failure_balance_transaction_id: Mapped[str | None] = weak_reference(
        "balance_transactions", inverse="failed_payouts"
    )
    failure_code: Mapped[str | None] = field("Why it failed, as a code")
    failure_message: Mapped[str | None] = field("Why it failed, in a sentence")
    livemode: Mapped[bool | None] = required()
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    method: Mapped[str | None] = required("standard or instant")
    original_payout_id: Mapped[str | None] = weak_reference("payouts", inverse="reversals")
    payout_method_id: Mapped[StripeId | None]
    reconciliation_status: Mapped[str | None] = field("Whether the transactions of it are all known")
    reversed_by_id: Mapped[str | None] = weak_reference("payouts", inverse="reversed_payouts")
    source_type: Mapped[str | None] = required("Which balance it comes from")
    statement_descriptor: Mapped[str | None]
    trace_id_status: Mapped[str | None] = field("Whether the bank's trace id is known")
    trace_id_value: Mapped[str | None] = field("Trace id to find it at the bank")
    type: Mapped[str | None] = required("Whether it goes to a bank account or a card")

    balance_transactions_complete: Mapped[bool | None] = listed_whole()
