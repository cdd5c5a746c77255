"""One price that a subscription is for."""

from pipelines.catalogue.traits import EmbeddedIn, Reading, StripeObject

ENTRY = StripeObject(
    name="subscription_item",
    plural="subscription_items",
    table="subscription_items",
    transform=1,
    embedded=EmbeddedIn("subscription", "items", "/v1/subscription_items?subscription={id}", "subscription"),
    embeds=("$.price", "$.discounts[*].**{0 to 2}"),
    reading=Reading(
        expand={"discounts": "2023-10-16"},
        ids=("discounts",),
        expand_inside={"discounts.source.coupon": "2025-09-30.clover"},
    ),
)
