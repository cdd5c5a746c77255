"""What happened, and to which object, without the object itself: a thin event."""

from pipelines.catalogue.traits import StripeObject

ENTRY = StripeObject(
    name="v2.core.event",
    plural="v2_core_events",
    path="/v2/core/events",
    granted_with="event",
)
