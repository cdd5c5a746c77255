"""What a thin event says: that an object changed, and which of its fields. It never says that one is gone.

An object that was deleted is asked for like any other; its last state is in the snapshot that tells the same.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from pipelines.catalogue import CATALOGUE
from pipelines.stripe_api.documents import LONGEST_ID, Document, fields_of, named
from pipelines.stripe_api.events import ITSELF, Change

V1 = "v1."  # how the types begin that tell of objects of the API v1
WITHOUT_TWIN = (
    "apps.install.",
    "customer.source.",
    "financial_connections.authorization.",
    "invoiceitem.updated",
    "order.",
    "recipient.",
    "reporting.",
    "reserve.",
    "sku.",
    "source.mandate_notification",
    "source.transaction.",
    "three_d_secure.",
    "treasury.",
)
"""How the types of snapshots begin that Stripe has no thin events of."""


class _Related(msgspec.Struct):
    id: Any = None
    type: Any = None


class _Changes(msgspec.Struct):
    after: msgspec.Raw = msgspec.Raw(b"null")


class _ThinHead(msgspec.Struct):
    type: str = ""
    related_object: _Related | None = None
    changes: _Changes | None = None
    snapshot_event: Any = None


def changes_of_thin(event: Document) -> Iterator[Change]:
    """The objects that a thin event says have changed: its own, and those that its change names."""
    said = _head(event)
    about = said.related_object
    if not said.type.startswith(V1) or about is None or not isinstance(about.id, str) or not about.id:
        return
    if len(about.id) > LONGEST_ID:
        return
    entry = CATALOGUE.get(about.type if isinstance(about.type, str) else "")
    if entry and entry.path and not (entry.shown_by_others or entry.is_of_api_v2):
        yield Change(entry.name, about.id)
    after = fields_of(said.changes.after) if said.changes else {}
    payload = msgspec.json.encode({**after, ITSELF: about.id})
    for other in CATALOGUE.values():
        for prefix, fields in other.reading.changed_by_events.items():
            if said.type.startswith(V1 + prefix):
                for path in fields:
                    is_itself = path == ITSELF and other.listed_per is None
                    ids = [found for found in named(payload, path) if len(found) <= LONGEST_ID]
                    yield from (Change(other.name, found, is_named=is_itself) for found in ids)


def snapshot_of(event: Document) -> str | None:
    """The id of the snapshot that tells the same, where the thin event names it."""
    told = _head(event).snapshot_event
    return told if isinstance(told, str) and told else None


def _head(event: Document) -> _ThinHead:
    try:
        return msgspec.json.decode(event.payload or b"{}", type=_ThinHead)
    except (msgspec.DecodeError, RecursionError):
        return _ThinHead()
