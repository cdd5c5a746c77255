"""What may be taken off, and for how long."""

from pipelines.catalogue.traits import Reading, StripeObject

ENTRY = StripeObject(
    name="coupon",
    plural="coupons",
    table="coupons",
    transform=1,
    path="/v1/coupons",
    reading=Reading(
        lives_on=True,  # in discounts
        has_silent_updates=True,  # that its last day is over, or that it was redeemed for a single invoice
        changed_by_events={"customer.discount.": ("coupon", "source.coupon")},  # it was redeemed
        expand={"applies_to": "2020-03-02", "currency_options": "2020-08-27"},
    ),
)
