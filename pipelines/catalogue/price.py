"""How much a product costs, and how often."""

from pipelines.catalogue.traits import ACTIVE_AND_INACTIVE, Reading, StripeObject

ENTRY = StripeObject(
    name="price",
    plural="prices",
    table="prices",
    transform=1,
    path="/v1/prices",
    granted_with="plan",
    reading=Reading(
        views=ACTIVE_AND_INACTIVE,
        expand={"tiers": "2020-03-02", "currency_options": "2020-08-27"},
        changed_by_events={"plan.": ("id",)},  # what prices were called
    ),
)
