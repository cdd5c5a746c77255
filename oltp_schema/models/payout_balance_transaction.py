"""What automatic payouts are made of: one row per payout and balance transaction."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, reference, weak_reference
from oltp_schema.row_state import StripePart


class PayoutBalanceTransaction(StripePart):
    """A balance transaction that an automatic payout pays out; among them is the payout's own, with what leaves.

    Stripe tells it in the list per payout only. The id is `<payout>:<balance transaction>`.
    """

    __tablename__ = "payout_balance_transactions"
    __table_args__ = ({"schema": DATA_SCHEMA},)

    payout_id: Mapped[str | None] = reference("payouts", inverse="balance_transactions", required=True)
    balance_transaction_id: Mapped[str | None] = weak_reference(
        "balance_transactions", inverse="payout_balance_transactions"
    )
