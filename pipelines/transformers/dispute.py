"""A dispute as its row."""

from oltp_schema.models.dispute import Dispute
from pipelines.transformers.readers import (
    Document,
    boolean,
    integer,
    json_array,
    json_object,
    reference,
    text,
    timestamp,
)


def stripe_dispute_to_model(data: Document) -> Dispute:
    """Map a dispute of any API version. Raises DocumentError."""
    return Dispute(
        id=text(data, "id"),
        amount=integer(data, "amount"),
        balance_transactions=json_array(data, "balance_transactions"),
        charge_id=reference(data, "charge"),
        created=timestamp(data, "created"),
        currency=text(data, "currency"),
        enhanced_eligibility_types=json_array(data, "enhanced_eligibility_types"),
        evidence=json_object(data, "evidence"),
        evidence_details=json_object(data, "evidence_details"),
        evidence_details_due_by=timestamp(data, "evidence_details.due_by"),
        evidence_details_has_evidence=boolean(data, "evidence_details.has_evidence"),
        evidence_details_past_due=boolean(data, "evidence_details.past_due"),
        evidence_details_submission_count=integer(data, "evidence_details.submission_count"),
        evidence_details_submission_method=text(data, "evidence_details.submission_method"),
        intended_submission_method=text(data, "intended_submission_method"),
        is_charge_refundable=boolean(data, "is_charge_refundable"),
        livemode=boolean(data, "livemode"),
        metadata_=json_object(data, "metadata"),
        network_reason_code=text(data, "network_reason_code"),
        payment_intent_id=reference(data, "payment_intent"),
        payment_method_details=json_object(data, "payment_method_details"),
        payment_method_details_card_brand=text(data, "payment_method_details.card.brand"),
        payment_method_details_card_case_type=text(data, "payment_method_details.card.case_type"),
        payment_method_details_card_network_reason_code=text(data, "payment_method_details.card.network_reason_code"),
        payment_method_details_type=text(data, "payment_method_details.type"),
        reason=text(data, "reason"),
        status=text(data, "status"),
    )
