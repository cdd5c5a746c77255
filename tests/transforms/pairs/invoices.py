"""What moved of invoices."""

from typing import Any

from tests.promotion import documents
from tests.promotion.documents import listed
from tests.transforms.pairs.pair import (
    ABSENT,
    COUPON,
    DISCOUNT,
    DISCOUNTS,
    GONE,
    LATER,
    LINKS,
    NEW_TAX,
    OLD_TAX,
    RENAMED,
    Document,
    Pair,
    parent,
)

PAYMENTS = "`invoices.payment_intent_id` and `charge_id` from `payments`"


def payment(**fields: Any) -> Document:
    return {"payments": listed([documents.invoice_payment(status="paid", **fields)])}


OF_INVOICES = [
    Pair(
        LINKS,
        "invoice",
        {
            "subscription": "sub_1",
            "subscription_details": {"metadata": {"a": "b"}},
            "subscription_proration_date": LATER,
        },
        parent("subscription_details", subscription="sub_1", metadata={"a": "b"}, subscription_proration_date=LATER),
        fills="""
            invoices.subscription_id invoices.subscription_details_metadata invoices.subscription_proration_date
        """,
        apart="invoices.parent_type",
    ),
    Pair(
        LINKS,
        "invoice",
        {"quote": "qt_1"},
        parent("quote_details", quote="qt_1"),
        fills="invoices.quote_id",
        apart="invoices.parent_type",
    ),
    Pair(
        PAYMENTS,
        "invoice",
        {"payment_intent": "pi_1", "charge": "ch_1"},
        payment(payment={"type": "payment_intent", "payment_intent": {"id": "pi_1", "latest_charge": "ch_1"}}),
        fills="invoices.payment_intent_id invoices.charge_id",
    ),
    Pair(
        PAYMENTS,
        "invoice",
        {"payment_intent": None, "charge": "ch_1"},
        payment(payment={"type": "charge", "charge": "ch_1"}),
        fills="invoices.charge_id",
    ),
    Pair(
        "`invoices.paid` from 2025-03-31.basil",
        "invoice",
        {"status": "open", "paid": False},
        {"status": "open"},
        fills="invoices.paid",
    ),
    Pair(
        "`invoices.tax` from 2025-03-31.basil",
        "invoice",
        {"tax": 14, "total_tax_amounts": [OLD_TAX, OLD_TAX]},
        {"total_taxes": [NEW_TAX, NEW_TAX]},
        fills="invoices.tax invoice_taxes",
    ),
    Pair(
        DISCOUNTS,
        "invoice",
        {"discount": DISCOUNT | {"coupon": COUPON}, "discounts": ["di_1"]},
        {"discounts": ["di_1"]},
        fills="invoices.discounts",
        apart="invoices.discount invoices.discount_coupon_id invoices.discount_id",
    ),
    Pair(
        "`invoices.rendering`",
        "invoice",
        {"rendering_options": {"amount_tax_display": "include_inclusive_tax"}},
        {"rendering": {"amount_tax_display": "include_inclusive_tax"}},
        fills="invoices.rendering",
    ),
    Pair(
        RENAMED,
        "invoice",
        {"billing": "send_invoice"},
        {"collection_method": "send_invoice"},
        "invoices.collection_method",
    ),
    Pair(RENAMED, "invoice", {"created": ABSENT, "date": LATER}, {"created": LATER}, "invoices.created"),
    Pair(
        RENAMED,
        "invoice",
        {"finalized_at": LATER},
        {"status_transitions": {"finalized_at": LATER}},
        "invoices.status_transitions_finalized_at",
    ),
    Pair(RENAMED, "invoice", {"application_fee": 5}, {"application_fee_amount": 5}, "invoices.application_fee_amount"),
    Pair(
        "`tax_percent`",
        "invoice",
        {"tax_percent": 20.0},
        {"default_tax_rates": [{"id": "txr_1", "percentage": 20.0, "inclusive": False}]},
        apart="invoices.tax_percent invoices.default_tax_rates",
    ),
    Pair(
        GONE,
        "invoice",
        {"application_fee_amount": 5, "transfer_data": {"destination": "acct_1"}, "paid_out_of_band": False},
        {},
        apart="invoices.application_fee_amount invoices.paid_out_of_band invoices.transfer_data_destination_id",
    ),
    Pair(
        "`invoices.status` before 2018-11-08",
        "invoice",
        {"status": ABSENT, "closed": True, "forgiven": True, "paid": False},
        {"status": "uncollectible"},
        fills="invoices.status",
    ),
]
