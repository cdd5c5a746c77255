"""A balance transaction that a payout pays out, as its row."""

from oltp_schema.models.payout_balance_transaction import PayoutBalanceTransaction
from pipelines.transformers.readers import Document, references, text


def paid_out_by(payout: Document) -> list[PayoutBalanceTransaction]:
    """The balance transactions in the list per payout. Raises DocumentError."""
    found = references(payout, "balance_transactions")
    return [stripe_payout_balance_transaction_to_model({"id": each}, text(payout, "id")) for each in found]


def stripe_payout_balance_transaction_to_model(
    entry: Document, payout_id: str | None = None
) -> PayoutBalanceTransaction:
    """Map an element of the list of a payout. Raises DocumentError."""
    entry_id = text(entry, "id")
    return PayoutBalanceTransaction(
        id=entry_id and f"{payout_id}:{entry_id}", balance_transaction_id=entry_id, payout_id=payout_id
    )
