"""Disputes: a customer asks the bank for the money of a charge."""

from typing import Any

from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.traits import SandboxType, same

EVIDENCE = (
    *("access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure"),
    *("cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name"),
    *("customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation"),
    *("duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure"),
    *("refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier"),
    *("shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file"),
    "uncategorized_text",
)
"""What can be said against a dispute."""


def new_dispute(object_id: str, now: int, charge: Document, amount: int, reason: str, *, due_by: int) -> Document:
    """A dispute of an amount of a charge to a card (minor units), open until ``due_by`` (unix seconds)."""
    brand = charge["payment_method_details"]["card"]["brand"]
    card = {"brand": brand, "case_type": "chargeback", "network": brand, "network_reason_code": "83"}
    return {
        "id": object_id,
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {"appeal": None, "enhanced_evidence": {}} | dict.fromkeys(EVIDENCE),
        "evidence_details": {
            "due_by": due_by,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "intended_submission_method": "manual",
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {"card": card, "type": "card"},
        "reason": reason,
        "status": "needs_response",
    }


def submitted(dispute: Document, evidence: dict[str, Any]) -> Document:
    """A dispute to which evidence was sent; the bank looks at it."""
    details = dispute["evidence_details"]
    sent = {"has_evidence": True, "submission_count": details["submission_count"] + 1, "submission_method": "manual"}
    given = {"evidence": dispute["evidence"] | evidence, "evidence_details": details | sent}
    return dispute | given | {"status": "under_review"}


TYPE = SandboxType(
    name="dispute",
    paths=("/v1/disputes",),
    filters=same("charge", "payment_intent"),
    parent="charge",
    added={
        "2026-10-28.endive": "evidence.appeal evidence_details.submission_method intended_submission_method",
        "2026-07-29.dahlia": "payment_method_details.card.network",
        "2024-10-28.acacia": "enhanced_eligibility_types evidence.enhanced_evidence"
        " evidence_details.enhanced_eligibility",
        "2024-06-20": "payment_method_details.card.case_type",
        "2023-08-16": "payment_method_details",
        "2019-11-05": "payment_intent",
    },
)
