"""What happened, and to which object."""

from pipelines.catalogue.traits import StripeObject

ENTRY = StripeObject(
    name="event",
    plural="events",
    table="events",
    transform=1,
    path="/v1/events",
)
