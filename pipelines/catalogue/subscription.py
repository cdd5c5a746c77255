"""What a customer pays for again and again."""

from pipelines.catalogue.traits import Reading, StripeObject

ENTRY = StripeObject(
    name="subscription",
    plural="subscriptions",
    table="subscriptions",
    transform=1,
    path="/v1/subscriptions",
    parameters={"status": "all"},
    embeds=(
        "$.items.data[*].price",  # the only source of inline prices, which /v1/prices leaves out
        "$.items.data[*].discounts[*].**{0 to 2}",
        "$.discounts[*].**{0 to 2}",  # with their coupons
        "$.discount.**{0 to 2}",  # until 2025-02-24.acacia
    ),
    reading=Reading(
        on_clocks=True,
        expand={"discounts": "2023-10-16"},
        ids=("discounts",),
        expand_inside={"discounts.source.coupon": "2025-09-30.clover"},
        outlives=("customer.subscription.deleted",),  # it is canceled, and says how it ended
        changed_by_events={
            "customer.discount.": ("subscription",),
            "subscription_schedule.": ("subscription", "released_subscription"),
        },
    ),
)
