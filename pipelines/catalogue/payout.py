"""What of the balance goes to the bank, or is taken from there."""

from pipelines.catalogue.traits import StripeObject, SummedMoney

ENTRY = StripeObject(
    name="payout",
    plural="payouts",
    table="payouts",
    transform=1,
    money=SummedMoney({"amount": "payouts"}),
    path="/v1/payouts",
)
