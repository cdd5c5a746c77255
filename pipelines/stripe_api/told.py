"""What a copy keeps of the event that brought it: by this, copies of one second are put in order.

Stripe stamps events in whole seconds. Which of two came first, only what they say themselves tells: the type, and what
the changed fields were before (`pipelines/promotion/seconds.py`).
"""

from typing import Any

import msgspec

from pipelines.stripe_api.documents import EventHead
from pipelines.stripe_api.jsonb import holdable


class Told(msgspec.Struct, frozen=True, gc=False):
    """An event by its id (None where it has none); ``json`` is what raw's column ``event`` holds of it."""

    id: str | None
    json: bytes


def kept_of(event: EventHead, *, withheld: bool = False) -> Told:
    """What to keep of an event; ``withheld`` when Stripe did not give the object itself afterwards."""
    id_ = event.id if isinstance(event.id, str) and event.id else None
    kept: dict[str, Any] = {"id": id_, "type": event.type}
    if bytes(event.data.previous_attributes) not in {b"null", b"{}"}:
        kept["previous_attributes"] = event.data.previous_attributes
    if withheld:
        kept["withheld"] = True
    return Told(id_, holdable(msgspec.json.encode(kept))[0])
