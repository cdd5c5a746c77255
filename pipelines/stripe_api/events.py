"""What an event says: which objects changed, and how one of them was at that moment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from pipelines.catalogue import CATALOGUE, StripeObject, lists_per
from pipelines.stripe_api.documents import (
    LONGEST_ID,
    Document,
    EventHead,
    NotJsonError,
    OtherFormError,
    fields_of,
    named,
    read,
    slice_event,
)
from pipelines.stripe_api.jsonb import holdable

ITSELF = "id"  # the field that names the same object in another form


@dataclass(frozen=True)
class Change:
    """An object that an event speaks of; ``deletion`` is its document when the event says that it was deleted.

    ``events`` is a JSON array of the last events whose object it is, those of one second, ``told_at`` (unix seconds):
    what there is to know where Stripe does not give it. ``is_named`` says that only its id in another form is known:
    whether there is such an object, nobody said.
    """

    object: str
    id: str
    deletion: bytes | None = None
    api_version: str | None = None
    events: bytes | None = None
    told_at: int | None = None
    is_named: bool = False


def is_deletion(event_type: str) -> bool:
    """Whether events of this type say that their object is gone. The type does, whatever the body says."""
    return event_type.endswith(".deleted") and not any(
        event_type in entry.reading.outlives for entry in CATALOGUE.values()
    )


def version_of(event: Document) -> str | None:
    """The API version in which an event is rendered: the account's when it happened, not the request's."""
    found = read_event(event)
    return found[0].api_version if found else None


def as_deleted(document: Document) -> Document:
    """The document as the last one of an object that is gone.

    Its digest is another than that of the same bytes as a living copy, or the deletion would say nothing new.
    """
    return msgspec.structs.replace(document, deleted=True, digest=f"deleted:{document.digest}")


def changes_of(event: Document) -> Iterator[Change]:
    """The objects that an event says have changed and that are to be fetched: its own, and those that it names."""
    if (sliced := read_event(event)) is None:
        return
    said, raw = sliced
    own = read(raw)
    entry = CATALOGUE.get(own.object or "")
    if own.payload is not None and own.id and entry and not entry.shown_by_others:
        deletion = raw if is_deletion(said.type) else None
        version = said.api_version if deletion else None
        yield Change(entry.name, own.id, deletion, version, b"[" + event.raw + b"]", said.created)
        yield from _lists_moved(said, entry, own.id)
    yield from changes_of_others(said, raw)


def _lists_moved(said: EventHead, entry: StripeObject, object_id: str) -> Iterator[Change]:
    """The lists per object that changed with it: it may say again what it said when they were read."""
    lists = [each for each in lists_per(entry) if each.listed_per and each.listed_per.moved_with]
    before = fields_of(said.data.previous_attributes) if lists else {}
    for each in lists:
        if each.listed_per and before.keys() & set(each.listed_per.moved_with):
            yield Change(each.name, object_id)


def changes_of_others(said: EventHead, raw: bytes) -> Iterator[Change]:
    """The objects that an event of another one names."""
    for entry in CATALOGUE.values():
        for prefix, fields in entry.reading.changed_by_events.items():
            if said.type.startswith(prefix):
                yield from _told(entry, fields, said, holdable(raw)[0])


def read_event(event: Document) -> tuple[EventHead, bytes] | None:
    """An event and the exact bytes of its snapshot; None for one of another form, which is set aside."""
    try:
        return slice_event(event.raw)
    except (NotJsonError, OtherFormError):
        return None


def _told(entry: StripeObject, fields: Iterable[str], said: EventHead, payload: bytes) -> Iterator[Change]:
    """The objects of one type that an event of another names in ``fields``, or the parents that a list is per."""
    for field, object_id in ((path, found) for path in fields for found in named(payload, path)):
        if len(object_id) <= LONGEST_ID:
            is_itself = field == ITSELF and entry.listed_per is None
            is_gone = is_itself and is_deletion(said.type)
            stub = _stub(entry.name, object_id) if is_gone else None
            version = said.api_version if is_gone else None
            yield Change(entry.name, object_id, stub, version, is_named=is_itself)


def _stub(name: str, object_id: str) -> bytes:
    """What Stripe serves of an object that is deleted."""
    return msgspec.json.encode({"id": object_id, "object": name, "deleted": True})
