"""What each change of a customer's balance was for."""

from pipelines.catalogue.traits import StripeObject

ENTRY = StripeObject(
    name="customer_balance_transaction",
    plural="customer_balance_transactions",
    table="customer_balance_transactions",
    transform=1,
    granted_with="customer",
)
