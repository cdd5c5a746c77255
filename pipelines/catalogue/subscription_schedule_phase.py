"""One phase of a subscription schedule."""

from pipelines.catalogue.traits import EmbeddedIn, StripeObject

ENTRY = StripeObject(
    name="subscription_schedule_phase",
    plural="subscription_schedule_phases",
    table="subscription_schedule_phases",
    transform=1,
    embedded=EmbeddedIn("subscription_schedule", "phases", None, "subscription_schedule"),
    mark="start_date",
    created=None,
)
