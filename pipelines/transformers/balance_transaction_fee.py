"""A fee of a balance transaction as its row."""

from itertools import count

from oltp_schema.models.balance_transaction_fee import BalanceTransactionFee
from pipelines.transformers.readers import Document, each, integer, reference, text


def fees_of(transaction: Document) -> list[BalanceTransactionFee]:
    """The fees that a balance transaction is charged. Raises DocumentError."""
    places = count(1)

    def read(fee: Document) -> BalanceTransactionFee:
        return stripe_balance_transaction_fee_to_model(fee, text(transaction, "id"), next(places))

    return each(transaction, "fee_details", read)


def stripe_balance_transaction_fee_to_model(
    fee: Document, transaction_id: str | None = None, position: int = 1
) -> BalanceTransactionFee:
    """Map the fee at a position, from 1, of the balance transaction that holds it. Raises DocumentError."""
    return BalanceTransactionFee(
        id=f"{transaction_id}.{position}",
        amount=integer(fee, "amount"),
        application_id=reference(fee, "application"),
        balance_transaction_id=transaction_id,
        currency=text(fee, "currency"),
        description=text(fee, "description"),
        position=position,
        type=text(fee, "type"),
    )
