"""One item of a phase of a subscription schedule."""

from pipelines.catalogue.traits import EmbeddedIn, StripeObject

ENTRY = StripeObject(
    name="subscription_schedule_phase_item",
    plural="subscription_schedule_phase_items",
    table="subscription_schedule_phase_items",
    transform=1,
    embedded=EmbeddedIn("subscription_schedule", "phases[].items", None, "subscription_schedule", formerly="plans"),
    mark="price",
    created=None,
)
