"""What moved of payment intents and charges."""

from tests.promotion import documents
from tests.promotion.documents import listed
from tests.transforms.pairs.pair import ABSENT, GONE, LATER, Pair

CARD = {
    "id": "card_1",
    "object": "card",
    "country": "US",
    "exp_month": 8,
    "exp_year": 2019,
    "fingerprint": "f1",
    "funding": "credit",
    "last4": "4242",
}
OF_A_CARD = " ".join(
    f"charges.payment_method_details_card_{name}"
    for name in ("brand", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4")
)

OF_PAYMENTS = [
    Pair(
        "`payment_intents.latest_charge_id` before 2022-11-15",
        "payment_intent",
        {"charges": listed([documents.charge("ch_2", created=LATER), documents.charge("ch_1")])},
        {"latest_charge": "ch_2"},
        fills="payment_intents.latest_charge_id",
    ),
    Pair(
        "`payment_intents` from before 2019-02-11",
        "payment_intent",
        {
            "status": "requires_source_action",
            "payment_method_types": ABSENT,
            "allowed_source_types": ["sepa_debit"],
            "next_source_action": {"type": "redirect_to_url"},
        },
        {
            "status": "requires_action",
            "payment_method_types": ["sepa_debit"],
            "next_action": {"type": "redirect_to_url"},
        },
        fills="""
            payment_intents.status payment_intents.payment_method_types payment_intents.next_action
            payment_intents.next_action_type
        """,
    ),
    Pair(
        "Invoice payments that older invoices imply",
        "payment_intent",
        {"invoice": "in_1"},
        {},
        apart="payment_intents.invoice_id",
    ),
    Pair("Invoice payments that older invoices imply", "charge", {"invoice": "in_1"}, {}, apart="charges.invoice_id"),
    Pair(GONE, "charge", {"dispute": "dp_1"}, {}, apart="charges.dispute_id"),
    Pair(
        "The card of a charge before 2019-02-19",
        "charge",
        {
            "source": CARD
            | {"address_country": "US", "address_zip": "12345", "brand": "American Express", "name": "Ada"}
        },
        {
            "source": "card_1",
            "billing_details": {"address": {"country": "US", "postal_code": "12345"}, "name": "Ada"},
            "payment_method_details": {"type": "card", "card": CARD | {"brand": "amex"}},
        },
        fills=f"{OF_A_CARD} charges.source_id charges.billing_details_address_country"
        " charges.billing_details_address_postal_code charges.billing_details_name charges.payment_method_details_type",
        apart="charges.billing_details charges.payment_method_details",
    ),
    Pair(
        "The card of a charge before 2019-02-19",
        "charge",
        {
            "source": {
                "id": "src_1",
                "object": "source",
                "type": "card",
                "card": CARD | {"brand": "Visa"},
                "owner": {"address": {"country": "US", "postal_code": "12345"}, "email": "ada@a.com", "name": "Ada"},
            }
        },
        {
            "source": "src_1",
            "billing_details": {
                "address": {"country": "US", "postal_code": "12345"},
                "email": "ada@a.com",
                "name": "Ada",
            },
            "payment_method_details": {"type": "card", "card": CARD | {"brand": "visa"}},
        },
        fills=f"{OF_A_CARD} charges.source_id charges.billing_details_address_country charges.billing_details_email"
        " charges.billing_details_address_postal_code charges.billing_details_name charges.payment_method_details_type",
        apart="charges.billing_details charges.payment_method_details",
    ),
    Pair(
        "The card of a charge before 2019-02-19",
        "charge",
        {"source": {"id": "ba_1", "object": "bank_account", "last4": "6789"}},
        {"source": "ba_1", "payment_method_details": {"type": "ach_debit", "ach_debit": {"last4": "6789"}}},
        fills="charges.source_id charges.payment_method_details_type",
        apart="charges.payment_method_details",
    ),
    Pair(
        "`transfer_data_destination_id` of a charge before 2018-11-08",
        "charge",
        {"destination": "acct_1"},
        {"transfer_data": {"destination": "acct_1"}},
        fills="charges.transfer_data_destination_id",
    ),
]
