"""Events: the full snapshot of an object at a change and, for ``*.updated``, what the changed fields were before."""

from typing import Any, NamedTuple

import msgspec


class StateChange(NamedTuple):
    """The JSON of an object after a change and, where it is known, before."""

    after: bytes
    before: bytes | None


def event_body(
    event_id: str,
    event_type: str,
    created: int,
    change: StateChange,
    *,
    api_version: str,
    request: dict[str, str | None],
) -> bytes:
    """The JSON of one event. An event is rendered once, in the account's version, and never again."""
    data: dict[str, Any] = {"object": msgspec.Raw(change.after)}
    if event_type.endswith(".updated") and change.before is not None:
        data["previous_attributes"] = previous_attributes(
            msgspec.json.decode(change.before), msgspec.json.decode(change.after)
        )
    return msgspec.json.encode(
        {
            "id": event_id,
            "object": "event",
            "api_version": api_version,
            "created": created,
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "request": request,
            "type": event_type,
        }
    )


def previous_attributes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The old values of what changed: objects are compared field by field, arrays are given whole, as Stripe does.

    A field that is new has the value None.
    """
    changed: dict[str, Any] = {}
    for name in before.keys() | after.keys():
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        changed[name] = previous_attributes(old, new) if isinstance(old, dict) and isinstance(new, dict) else old
    return dict(sorted(changed.items()))
