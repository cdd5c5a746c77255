"""Balance transactions: what each movement of money adds to the account's balance or takes from it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, StripeId, reference, required
from oltp_schema.row_state import ObjectRow, complete
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

    amount: Mapped[int | None] = required()
    available_on: Mapped[datetime | None] = required()
    balance_type: Mapped[str | None]  # from 2025-05-28.basil
    charge_id: Mapped[str | None] = reference("charges", inverse="balance_transactions")
    created: Mapped[datetime | None] = required()
    currency: Mapped[str | None] = required()
    description: Mapped[str | None]
    dispute_id: Mapped[str | None] = reference("disputes", inverse="balance_transaction_rows")
    exchange_rate: Mapped[Decimal | None]
    fee: Mapped[int | None] = required()
    net: Mapped[int | None] = required()
    payout_id: Mapped[str | None] = reference("payouts", inverse="moved_by")
    refund_id: Mapped[str | None] = reference("refunds", inverse="balance_transactions")
    reporting_category: Mapped[str | None]  # from 2019-12-03
    source_id: Mapped[StripeId | None]
    source_type: Mapped[str | None]  # Stripe's word for the object, by its id where the document does not have it whole
    status: Mapped[str | None] = required()
    type: Mapped[str | None] = required()

    fee_details_complete: Mapped[bool | None] = complete()
