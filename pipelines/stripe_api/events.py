"""What an event says: which objects changed, and how one of them was at that moment."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from psycopg2.extensions import connection as Connection

from pipelines.catalogue import CATALOGUE
from pipelines.raw.csv_files import Copy
from pipelines.raw.tables import LONGEST_ID, raw_table_of
from pipelines.stripe_api.documents import (
    Document,
    Event,
    NotJsonError,
    OtherFormError,
    named,
    read,
    slice_array,
    slice_event,
)
from pipelines.stripe_api.jsonb import holdable
from pipelines.stripe_api.told import told_by

LAST_MOMENT = datetime(9999, 12, 31, tzinfo=UTC).timestamp()
ITSELF = "id"  # the field that names the same object in another form
CANCELLATION = "customer.subscription.deleted"  # the subscription goes on to exist, and says how it ended


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
    return event_type.endswith(".deleted") and event_type != CANCELLATION


def version_of(event: Document) -> str | None:
    """The API version in which an event is rendered: the account's when it happened, not the request's."""
    read_event = _read(event)
    return read_event[0].api_version if read_event else None


def past(event: Document, *, withheld: bool = False) -> list[Copy]:
    """What an event says of its object at that moment, and of the one that is the same in another form and gone, too.

    Nothing for an event of another form and for an object without id (a balance). The preview of an invoice is one that
    raw cannot hold. ``withheld``: see ``told_by``.
    """
    if (sliced := _read(event)) is None or not 0 <= sliced[0].created < LAST_MOMENT:
        return []
    said, raw = sliced
    document = read(raw)
    if is_deletion(said.type):
        document = as_deleted(document)
    has_place = document.id or document.object == "invoice"
    own = [copy_of(document, said, withheld=withheld)] if has_place and document.object else []
    return own + [
        copy_of(as_deleted(read(change.deletion)), said)
        for change in _of_others(said, raw)
        if change.deletion is not None
    ]


def copy_of(document: Document, event: Event, *, withheld: bool = False) -> Copy:
    """A copy of an object as an event has it."""
    name, observed_at = document.object or "", datetime.fromtimestamp(event.created, UTC)
    told = told_by(event, withheld=withheld)
    return Copy(name, raw_table_of(name), document, "event", observed_at, event.api_version, told=told)


def last_told(change: Change) -> list[Copy]:
    """What the last events said of an object that Stripe does not give."""
    events = slice_array(change.events) if change.events else []
    copies = [copy for event in events for copy in past(read(event), withheld=True)]
    return [copy for copy in copies if (copy.object, copy.document.id) == (change.object, change.id)]


def as_deleted(document: Document) -> Document:
    """The document as the last one of an object that is gone.

    Its digest is another than that of the same bytes as a living copy, or the deletion would say nothing new.
    """
    return msgspec.structs.replace(document, deleted=True, digest=f"deleted:{document.digest}")


def changes_of(event: Document) -> Iterator[Change]:
    """The objects of the catalogue that an event says have changed: its own, and those that this one names."""
    if (sliced := _read(event)) is None:
        return
    said, raw = sliced
    own = read(raw)
    if own.payload is not None and own.id and own.object and own.object in CATALOGUE:
        deletion = raw if is_deletion(said.type) else None
        version = said.api_version if deletion else None
        told_at = said.created if 0 <= said.created < LAST_MOMENT else None
        events = None if told_at is None else b"[" + event.raw + b"]"
        yield Change(own.object, own.id, deletion, version, events, told_at)
    yield from _of_others(said, raw)


def _of_others(said: Event, raw: bytes) -> Iterator[Change]:
    for entry in CATALOGUE.values():
        for prefix, fields in entry.reading.told_by.items():
            if said.type.startswith(prefix):
                yield from _told(entry.name, fields, said, holdable(raw)[0])


def unheard(connection: Connection, events: Sequence[Copy]) -> list[Copy]:
    """Those of ``events`` that no list brought before, but files alone: nobody has acted on them yet."""
    if not events:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT landed.id FROM raw.events AS landed WHERE landed.id = ANY(%s) AND landed.origin = 'list'"
            " AND EXISTS (SELECT FROM raw._dlt_loads AS loads"
            " WHERE loads.load_id = landed._dlt_load_id AND loads.status = 0)",
            ([event.document.id for event in events],),
        )
        heard = {id_ for (id_,) in cursor.fetchall()}
    return [event for event in events if event.document.id not in heard]


def _read(event: Document) -> tuple[Event, bytes] | None:
    try:
        return slice_event(event.raw)
    except (NotJsonError, OtherFormError):
        return None


def _told(name: str, fields: Iterable[str], said: Event, payload: bytes) -> Iterator[Change]:
    """The objects of one type that an event of another names in ``fields``."""
    for field in fields:
        object_id = named(payload, field)
        if object_id and len(object_id) <= LONGEST_ID:
            is_gone = field == ITSELF and is_deletion(said.type)
            stub = _stub(name, object_id) if is_gone else None
            version = said.api_version if is_gone else None
            yield Change(name, object_id, stub, version, is_named=field == ITSELF)


def _stub(name: str, object_id: str) -> bytes:
    """What Stripe serves of an object that is deleted."""
    return msgspec.json.encode({"id": object_id, "object": name, "deleted": True})
