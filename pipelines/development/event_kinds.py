"""Which events tell of objects of each type: what the SDK knows of thin events, and Stripe's history of snapshots."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import getsource

from stripe.events._event_classes import _V2_EVENT_NOTIFICATION_CLASS_LOOKUP, get_v2_event_notification_class

from pipelines.stripe_api.thin_events import V1
from tests.shapes import history


@dataclass(frozen=True)
class EventKinds:
    """By type of object, the types of events that snapshots tell, too, and those that are thin alone."""

    by_both: Mapping[str, list[str]]
    by_thin_events: Mapping[str, list[str]]


@cache
def kinds() -> EventKinds:
    """All of them, without the `v1.` of thin ones."""
    ever = {word for path, field in history.ever("event") if path == "type" for word in field.get("enum") or ()}
    both: dict[str, list[str]] = defaultdict(list)
    thin: dict[str, list[str]] = defaultdict(list)
    for name in sorted(_V2_EVENT_NOTIFICATION_CLASS_LOOKUP):
        about = _about(get_v2_event_notification_class(name))
        if name.startswith(V1) and about:
            kind = name.removeprefix(V1)
            (both if kind in ever else thin)[about].append(kind)
    return EventKinds(both, thin)


def _about(told: type) -> str | None:
    """The type of object that events of a class tell of. The SDK says it in an annotation, and imports it for mypy."""
    fetch = getattr(told, "fetch_related_object", None)
    if fetch is None or fetch.__annotations__["return"].startswith("Optional"):
        return None
    named = fetch.__annotations__["return"]
    found = re.search(rf"from ([\w.]+) import {named}\b", getsource(import_module(told.__module__)))
    return str(getattr(import_module(found[1]), named).OBJECT_NAME) if found else None
