"""A coupon that somebody was given."""

from pipelines.catalogue.traits import StripeObject

ENTRY = StripeObject(
    name="discount",
    plural="discounts",
    table="discounts",
    transform=1,
    shown_by_others=True,
    granted_with="coupon",
    mark="start",  # discounts have no livemode
    created=None,
)
