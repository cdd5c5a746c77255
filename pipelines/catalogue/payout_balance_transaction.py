"""Which balance transactions an automatic payout pays out."""

from pipelines.catalogue.traits import EmbeddedIn, ListedPer, Reading, StripeObject

ENTRY = StripeObject(
    name="payout_balance_transaction",
    plural="payout_balance_transactions",
    table="payout_balance_transactions",
    transform=1,
    embedded=EmbeddedIn("payout", "balance_transactions", None, "payout"),
    listed_per=ListedPer(
        "payout",
        "/v1/balance_transactions?payout={id}",
        "balance_transaction",
        when={"automatic": (True,), "status": ("paid", "failed")},  # of manual ones Stripe does not know it
        growing={"reconciliation_status": ("in_progress",)},
    ),
    reading=Reading(changed_by_events={"payout.reconciliation_completed": ("id",)}),
    created=None,
)
