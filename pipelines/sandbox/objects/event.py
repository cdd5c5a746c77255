"""Events: what happened. ``events.py`` writes them."""

from pipelines.sandbox.objects.traits import Cursor, Filter, SandboxType

TYPE = SandboxType(
    name="event",
    paths=("/v1/events",),
    filters={
        "type": Filter("$.type", "glob"),
        "types": Filter("$.type", "any"),
        "delivery_success": Filter("$.pending_webhooks", "zero"),
    },
    is_past=True,
    cursor=Cursor(unknown="; it may have aged out of our retention policy"),
)
