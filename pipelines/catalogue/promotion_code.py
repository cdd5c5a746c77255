"""The words by which customers redeem a coupon."""

from pipelines.catalogue.traits import ACTIVE_AND_INACTIVE, Reading, StripeObject

ENTRY = StripeObject(
    name="promotion_code",
    plural="promotion_codes",
    table="promotion_codes",
    transform=1,
    path="/v1/promotion_codes",
    embeds=("$.coupon", "$.promotion.coupon"),  # the former whole, until 2025-08-27.basil
    reading=Reading(
        expand_inside={"promotion.coupon": "2025-09-30.clover"},
        views=ACTIVE_AND_INACTIVE,
        has_silent_updates=True,  # that it expires, or was redeemed for the last time
        changed_by_events={"customer.discount.": ("promotion_code",)},
    ),
)
