"""Payouts: what of the balance goes to the account's bank, or is taken from there when the balance is negative."""

from typing import Any

from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.traits import Filter, SandboxType, same

DESCRIPTION = "STRIPE PAYOUT"


def new_payout(object_id: str, now: int, amount: int, currency: str, **given: Any) -> Document:
    """A payout that is not sent yet: an automatic one, unless ``given`` says otherwise."""
    return {
        "id": object_id,
        "object": "payout",
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": now,
        "automatic": True,
        "balance_transaction": None,
        "created": now,
        "currency": currency,
        "description": DESCRIPTION,
        "destination": None,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "in_progress" if given.get("automatic", True) else "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "pending",
        "trace_id": {"status": "pending", "value": None},
        "type": "bank_account",
    } | given


TYPE = SandboxType(
    name="payout",
    paths=("/v1/payouts",),
    filters=same("destination", "status") | {"arrival_date": Filter("$.arrival_date", "range")},
    added={
        "2025-08-27.basil": "payout_method",
        "2024-11-20.acacia": "trace_id",
        "2024-04-10": "application_fee application_fee_amount",
        "2022-11-15": "reconciliation_status",
        "2020-08-27": "original_payout reversed_by",
    },
)
