"""What each movement of money adds to the account's balance or takes from it."""

from pipelines.catalogue.traits import Pending, Reading, StripeObject, SummedMoney

ENTRY = StripeObject(
    name="balance_transaction",
    plural="balance_transactions",
    table="balance_transactions",
    transform=1,
    path="/v1/balance_transactions",
    granted_with="balance",
    mark="amount",  # balance transactions have no livemode
    money=SummedMoney({"amount": "moved", "fee": "fees", "net": "added to the balance"}),
    reading=Reading(
        pending=Pending("status", "pending", due="available_on", narrowed_by=("currency",)),
        # of what has a table, rows name it; of these the event alone
        changed_by_events=dict.fromkeys(("application_fee.", "topup.", "transfer."), ("balance_transaction",)),
    ),
)
