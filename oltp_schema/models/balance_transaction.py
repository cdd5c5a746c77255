"""Balance transactions: what each movement of money adds to the account's balance or takes from it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, StripeId, field, money, reference, required
from oltp_schema.row_state import ObjectRow
from oltp_schema.rules import currency_form

# Of each kind of source that has a table, the column that names it.
SOURCES = {"charge": "charge_id", "dispute": "dispute_id", "payout": "payout_id", "refund": "refund_id"}


def _source_of_its_kind() -> CheckConstraint:
    """Exactly the column of the source's kind is filled, with the source's id; none where the kind has no table."""
    each = (
        f"{column} IS NOT DISTINCT FROM CASE WHEN source_type = '{kind}' THEN source_id END"
        for kind, column in SOURCES.items()
    )
    return CheckConstraint(" AND ".join(each), name="source_by_kind")


class BalanceTransaction(ObjectRow):
    """A balance transaction (`txn_…`) of its ``source``; what Stripe takes for itself may have none.

    ``amount``, ``fee`` and ``net`` are minor units of ``currency``; each may be negative.
    """

    __tablename__ = "balance_transactions"
    __table_args__ = (
        currency_form(),
        # As numeric: the difference of two integers of 64 bits may be none.
        CheckConstraint("net = amount::numeric - fee", name="net_is_amount_less_fee"),
        _source_of_its_kind(),
        Index(None, "created"),
        # What is to be read again once it is due; it costs nothing to the rows that are available.
        Index("ix_balance_transactions_pending", "available_on", postgresql_where="status = 'pending'"),
        {"schema": DATA_SCHEMA},
    )

    created: Mapped[datetime | None] = required()
    status: Mapped[str | None] = required("pending until available_on, then available")
    amount: Mapped[int | None] = money("What it moved before fees; negative takes from the balance", required=True)
    fee: Mapped[int | None] = money("What fees took of it", required=True)
    net: Mapped[int | None] = money("What it changed the balance by: amount less fee", required=True)
    currency: Mapped[str | None] = required()
    available_on: Mapped[datetime | None] = required("When the net amount can be paid out")
    balance_type: Mapped[str | None] = field("Which of the account's balances it moved")
    charge_id: Mapped[str | None] = reference("charges", inverse="balance_transactions")
    description: Mapped[str | None] = field("What Stripe wrote about it")
    dispute_id: Mapped[str | None] = reference("disputes", inverse="balance_transaction_rows")
    exchange_rate: Mapped[Decimal | None] = field("Factor from the currency of what it is about to that of the balance")
    payout_id: Mapped[str | None] = reference("payouts", inverse="moved_by")
    refund_id: Mapped[str | None] = reference("refunds", inverse="balance_transactions")
    reporting_category: Mapped[str | None] = field("Category that Stripe's reports count it under")
    source_id: Mapped[StripeId | None] = field("Id of what moved the money, of any type")
    source_type: Mapped[str | None] = field("Type of what moved the money")
    type: Mapped[str | None] = required("What moved the money, in finer words than reporting_category")
