"""Webhook endpoints: where events are sent to. Their secrets are kept apart, because only their creation shows them."""

from typing import Any

from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.traits import SandboxType


def new_webhook_endpoint(object_id: str, now: int, url: str, events: list[str], **given: Any) -> Document:
    """An endpoint that is sent events of some types (``*``: of all)."""
    return {
        "id": object_id,
        "object": "webhook_endpoint",
        "api_version": None,
        "application": None,
        "created": now,
        "description": None,
        "enabled_events": events,
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": url,
    } | given


def secret_of(object_id: str) -> str:
    """The setting of the store that has an endpoint's secret."""
    return f"secret of {object_id}"


TYPE = SandboxType(name="webhook_endpoint", paths=("/v1/webhook_endpoints",))
