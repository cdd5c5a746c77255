"""One fee of a balance transaction."""

from pipelines.catalogue.traits import EmbeddedIn, StripeObject

ENTRY = StripeObject(
    name="balance_transaction_fee",
    plural="balance_transaction_fees",
    table="balance_transaction_fees",
    transform=1,
    embedded=EmbeddedIn("balance_transaction", "fee_details", None, "balance_transaction"),
    mark="amount",
    created=None,
)
