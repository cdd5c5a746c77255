"""A customer balance transaction as its row."""

from oltp_schema.models.customer_balance_transaction import CustomerBalanceTransaction
from pipelines.transformers.readers import Document, boolean, integer, json_object, reference, text, timestamp


def stripe_customer_balance_transaction_to_model(data: Document) -> CustomerBalanceTransaction:
    """Map a customer balance transaction of any API version. Raises DocumentError."""
    return CustomerBalanceTransaction(
        id=text(data, "id"),
        amount=integer(data, "amount"),
        checkout_session_id=reference(data, "checkout_session"),
        created=timestamp(data, "created"),
        credit_note_id=reference(data, "credit_note"),
        currency=text(data, "currency"),
        customer_account_id=reference(data, "customer_account"),
        customer_id=reference(data, "customer"),
        description=text(data, "description"),
        ending_balance=integer(data, "ending_balance"),
        invoice_id=reference(data, "invoice"),
        livemode=boolean(data, "livemode"),
        metadata_=json_object(data, "metadata"),
        type=text(data, "type"),
    )
