"""What subscriptions are to become, and when."""

from pipelines.catalogue.traits import StripeObject

ENTRY = StripeObject(
    name="subscription_schedule",
    plural="subscription_schedules",
    table="subscription_schedules",
    transform=1,
    path="/v1/subscription_schedules",
)
