"""Money that went back."""

from pipelines.catalogue.traits import StripeObject, SummedMoney

ENTRY = StripeObject(
    name="refund",
    plural="refunds",
    table="refunds",
    transform=1,
    money=SummedMoney({"amount": "refunds"}),
    path="/v1/refunds",
    granted_with="charge",
    mark="amount",  # refunds have no livemode
)
