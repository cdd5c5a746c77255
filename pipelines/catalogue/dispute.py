"""Money that a customer asked the bank to take back."""

from pipelines.catalogue.traits import StripeObject

ENTRY = StripeObject(
    name="dispute",
    plural="disputes",
    table="disputes",
    transform=1,
    path="/v1/disputes",
    embeds=("$.balance_transactions[*]",),
)
