"""Money that moved, or did not."""

from pipelines.catalogue.traits import Countercheck, EmbeddedObjects, Reading, StripeObject, SummedMoney

ENTRY = StripeObject(
    name="charge",
    plural="charges",
    table="charges",
    transform=1,
    path="/v1/charges",
    money=SummedMoney(
        {"amount": "charged", "amount_captured": "captured", "amount_refunded": "refunded"},
        Countercheck("refund", "charge", "amount", adds_to="amount_refunded", void=("failed", "canceled")),
    ),
    reading=Reading(
        changed_by_events={
            "charge.dispute.": ("charge",),
            "charge.refund.": ("charge",),
            "refund.": ("charge",),
            "review.": ("charge",),
            "radar.early_fraud_warning.": ("charge",),  # notes it in fraud_details
        },
        embedded_objects={"refunds": EmbeddedObjects("refund", "/v1/refunds?charge={id}")},
    ),
)
