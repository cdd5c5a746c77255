"""Money that went back."""

from pipelines.catalogue.traits import Money, StripeObject

ENTRY = StripeObject(
    name="refund",
    plural="refunds",
    table="refunds",
    transform=1,
    offered=True,
    money=Money({"amount": "refunds"}),
    path="/v1/refunds",
    mark="amount",  # refunds have no livemode
)
