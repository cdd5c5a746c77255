"""What the fee of a balance transaction is made of."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, StripeId, field, money, reference, required
from oltp_schema.row_state import StripePart
from oltp_schema.rules import currency_form, id_is_place


class BalanceTransactionFee(StripePart):
    """An element of `fee_details`, which has no id of its own: its transaction and its place, from 1, are its key.

    ``amount`` (minor units) is negative where Stripe gives a fee back.
    """

    __tablename__ = "balance_transaction_fees"
    __table_args__ = (
        currency_form(),
        id_is_place("balance_transaction_id"),
        {"schema": DATA_SCHEMA},
    )

    balance_transaction_id: Mapped[str | None] = reference("balance_transactions", inverse="fee_details", required=True)
    amount: Mapped[int | None] = money("Part of the fee; negative where Stripe gives it back", required=True)
    currency: Mapped[str | None] = required()
    application_id: Mapped[StripeId | None]
    description: Mapped[str | None] = field("What the fee is for")
    position: Mapped[int | None] = required()
    type: Mapped[str | None] = required("Whose fee it is: Stripe's, an application's, or a tax")
