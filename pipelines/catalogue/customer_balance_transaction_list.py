"""The only lists that have customer balance transactions: one per customer, of which most have none."""

from pipelines.catalogue.traits import ListedPer, StripeObject

ENTRY = StripeObject(
    name="customer_balance_transaction_list",
    plural="customer_balance_transaction_lists",
    listed_per=ListedPer(
        "customer",
        "/v1/customers/{id}/balance_transactions",
        "customer_balance_transaction",
        unless={"balance": (0,)},
        once_read=True,
        moved_with=("balance",),  # it may have come back to zero
        shown_by={
            "credit_note": "{row}.customer_balance_transaction_id IS NOT NULL",
            "invoice": "{row}.starting_balance <> {row}.ending_balance",
        },
    ),
    created=None,
)
