"""A refund as its row."""

from oltp_schema.models.refund import Refund
from pipelines.transformers.readers import Document, integer, json_object, reference, text, timestamp


def stripe_refund_to_model(data: Document) -> Refund:
    """Map a refund of any API version. Raises DocumentError."""
    return Refund(
        id=text(data, "id"),
        amount=integer(data, "amount"),
        balance_transaction_id=reference(data, "balance_transaction"),
        charge_id=reference(data, "charge"),
        created=timestamp(data, "created"),
        currency=text(data, "currency"),
        customer_account_id=reference(data, "customer_account"),
        customer_id=reference(data, "customer"),
        description=text(data, "description"),
        destination_details=json_object(data, "destination_details"),
        destination_details_type=text(data, "destination_details.type"),
        failure_balance_transaction_id=reference(data, "failure_balance_transaction"),
        failure_reason=text(data, "failure_reason"),
        instructions_email=text(data, "instructions_email"),
        metadata_=json_object(data, "metadata"),
        next_action=json_object(data, "next_action"),
        payment_intent_id=reference(data, "payment_intent"),
        payment_method_id=reference(data, "payment_method"),
        pending_reason=text(data, "pending_reason"),
        presentment_details_presentment_amount=integer(data, "presentment_details.presentment_amount"),
        presentment_details_presentment_currency=text(data, "presentment_details.presentment_currency"),
        reason=text(data, "reason"),
        receipt_number=text(data, "receipt_number"),
        source_transfer_reversal_id=reference(data, "source_transfer_reversal"),
        status=text(data, "status"),
        transfer_reversal_id=reference(data, "transfer_reversal"),
    )
