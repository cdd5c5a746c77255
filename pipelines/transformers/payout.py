"""A payout as its row."""

from oltp_schema.models.payout import Payout
from pipelines.transformers.payout_balance_transaction import paid_out_by
from pipelines.transformers.readers import (
    Document,
    boolean,
    integer,
    json_object,
    reference,
    text,
    timestamp,
)


def stripe_payout_to_model(data: Document) -> Payout:
    """Map a payout of any API version. Raises DocumentError."""
    return Payout(
        id=text(data, "id"),
        amount=integer(data, "amount"),
        application_fee_amount=integer(data, "application_fee_amount"),
        application_fee_id=reference(data, "application_fee"),
        arrival_date=timestamp(data, "arrival_date"),
        automatic=boolean(data, "automatic"),
        balance_transaction_id=reference(data, "balance_transaction"),
        created=timestamp(data, "created"),
        currency=text(data, "currency"),
        description=text(data, "description"),
        destination_id=reference(data, "destination"),
        failure_balance_transaction_id=reference(data, "failure_balance_transaction"),
        failure_code=text(data, "failure_code"),
        failure_message=text(data, "failure_message"),
        livemode=boolean(data, "livemode"),
        metadata_=json_object(data, "metadata"),
        method=text(data, "method"),
        original_payout_id=reference(data, "original_payout"),
        payout_method_id=reference(data, "payout_method"),
        reconciliation_status=text(data, "reconciliation_status"),
        reversed_by_id=reference(data, "reversed_by"),
        source_type=text(data, "source_type"),
        statement_descriptor=text(data, "statement_descriptor"),
        status=text(data, "status"),
        trace_id_status=text(data, "trace_id.status"),
        trace_id_value=text(data, "trace_id.value"),
        type=text(data, "type"),
        balance_transactions=paid_out_by(data),
    )
