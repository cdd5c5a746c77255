"""Events as Stripe sends them, and their signatures."""

import json
from typing import Any

from stripe import WebhookSignature

SECRET, FORMER = "whsec_current0000", "whsec_former0000"


def snapshot(event_id: str = "evt_1", **more: Any) -> dict[str, Any]:
    document = {"id": "cus_1", "object": "customer", "email": "ada@example.com"}
    event = {"id": event_id, "object": "event", "created": 1_795_000_000, "livemode": False, "type": "customer.updated"}
    return event | {"api_version": "2026-10-28.endive", "data": {"object": document}} | more


def thin(event_id: str = "evt_thin_1", **more: Any) -> dict[str, Any]:
    related = {"id": "sub_1", "type": "subscription", "url": "/v1/subscriptions/sub_1"}
    event = {"id": event_id, "object": "v2.core.event", "created": "2026-11-18T12:00:00.123Z", "livemode": False}
    return event | {"type": "v1.customer.subscription.updated", "related_object": related, "context": None} | more


def body_of(event: dict[str, Any]) -> bytes:
    return json.dumps(event).encode()


def signature(body: bytes, secret: str = SECRET, timestamp: int | None = None) -> str:
    return str(WebhookSignature.generate_signature_header(body.decode(), secret, timestamp))
