"""A balance transaction as its row, and its fees as theirs."""

from collections.abc import Mapping

from oltp_schema.models.balance_transaction import BalanceTransaction
from pipelines.transformers.balance_transaction_fee import fees_of
from pipelines.transformers.readers import (
    Document,
    decimal,
    first,
    integer,
    reference,
    text,
    timestamp,
    value_at,
)

# https://docs.stripe.com/api/balance_transactions/object: what a source may be; ids begin with a word of their object.
BY_PREFIX = {
    "ch_": "charge",
    "py_": "charge",
    "re_": "refund",
    "pyr_": "refund",
    "du_": "dispute",
    "dp_": "dispute",
    "po_": "payout",
    "tr_": "transfer",
    "trr_": "transfer_reversal",
    "fee_": "application_fee",
    "fr_": "fee_refund",
    "tu_": "topup",
    "ccsbtxn_": "customer_cash_balance_transaction",
    "iauth_": "issuing.authorization",
    "idp_": "issuing.dispute",
    "ipi_": "issuing.transaction",
}
# https://docs.stripe.com/reports/balance-transaction-types: the types that are of one kind of source only.
BY_TYPE = {
    "charge": ("charge", "payment"),
    "refund": ("refund", "payment_refund", "refund_failure"),
    "payout": ("payout", "payout_cancel", "payout_failure"),
    "topup": ("topup", "topup_reversal"),
}


def stripe_balance_transaction_to_model(data: Document) -> BalanceTransaction:
    """Map a balance transaction of any API version. Raises DocumentError."""
    source_id = reference(data, "source")
    kind = _kind_of(data, source_id) if source_id else None
    return BalanceTransaction(
        id=text(data, "id"),
        amount=integer(data, "amount"),
        available_on=timestamp(data, "available_on"),
        balance_type=text(data, "balance_type"),
        charge_id=source_id if kind == "charge" else None,
        created=timestamp(data, "created"),
        currency=text(data, "currency"),
        description=text(data, "description"),
        dispute_id=source_id if kind == "dispute" else None,
        exchange_rate=decimal(data, "exchange_rate"),
        fee=integer(data, "fee"),
        net=integer(data, "net"),
        payout_id=source_id if kind == "payout" else None,
        refund_id=source_id if kind == "refund" else None,
        reporting_category=text(data, "reporting_category"),
        source_id=source_id,
        source_type=kind,
        status=text(data, "status"),
        type=text(data, "type"),
        fee_details=fees_of(data),
    )


def _kind_of(data: Document, source_id: str) -> str | None:
    said = text(data, "source.object") if isinstance(value_at(data, "source"), Mapping) else None
    by_prefix = next((kind for prefix, kind in BY_PREFIX.items() if source_id.startswith(prefix)), None)
    by_type = next((kind for kind, types in BY_TYPE.items() if text(data, "type") in types), None)
    return first(said, by_prefix, by_type)
