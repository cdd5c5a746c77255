"""What events say of their objects, as copies of the moment that they tell of."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from psycopg2.extensions import connection as Connection

from pipelines.catalogue import CATALOGUE, EVENT
from pipelines.raw.csv_files import Copy
from pipelines.raw.tables import in_complete_load, raw_table_of
from pipelines.stripe_api.documents import (
    Document,
    EventHead,
    NotJsonError,
    OtherFormError,
    is_preview,
    read,
    slice_array,
    told_of,
)
from pipelines.stripe_api.events import Change, as_deleted, changes_of_others, is_deletion, read_event
from pipelines.stripe_api.thin_events import snapshot_of
from pipelines.stripe_api.told import kept_of

NO_TYPES: frozenset[str] = frozenset()


def past(event: Document, *, withheld: bool = False) -> list[Copy]:
    """What an event says of its object at that moment, and of the one that is the same in another form and gone, too.

    Nothing for an event of another form and for an object without id (a balance). A preview of an object is one that
    raw cannot hold. ``withheld``: see ``kept_of``.
    """
    if (sliced := read_event(event)) is None:
        return []
    said, raw = sliced
    document = read(raw)
    if is_deletion(said.type):
        document = as_deleted(document)
    has_place = document.id or is_preview(document.object, document.id)
    own = [copy_of(document, said, withheld=withheld)] if has_place and document.object else []
    return own + [
        copy_of(as_deleted(read(change.deletion)), said)
        for change in changes_of_others(said, raw)
        if change.deletion is not None
    ]


def copy_of(document: Document, event: EventHead, *, withheld: bool = False) -> Copy:
    """A copy of an object as an event has it."""
    name, observed_at = document.object or "", datetime.fromtimestamp(event.created, UTC)
    told = kept_of(event, withheld=withheld)
    return Copy(name, raw_table_of(name), document, "event", observed_at, event.api_version, told=told)


def shown_by_events(events: Sequence[Copy], gone: AbstractSet[str] = NO_TYPES) -> list[Copy]:
    """What only ``events`` show: objects that Stripe gives nowhere by themselves, and deletions of the types ``gone``.

    A deletion is of its own moment. An object of the same id that a list shows was made after it, and overrules it.
    """
    return [copy for event in events if _is_only_told(event.document, gone) for copy in past(event.document)]


def _is_only_told(event: Document, gone: AbstractSet[str]) -> bool:
    try:
        event_type, kind = told_of(event)
    except (NotJsonError, OtherFormError):
        return False
    entry = CATALOGUE.get(kind or "")
    return entry is not None and (entry.shown_by_others or (entry.name in gone and is_deletion(event_type)))


def last_told(change: Change) -> list[Copy]:
    """What the last events said of an object that Stripe does not give."""
    events = slice_array(change.events) if change.events else []
    copies = [copy for event in events for copy in past(read(event), withheld=True)]
    return [copy for copy in copies if (copy.object, copy.document.id) == (change.object, change.id)]


def unheard(connection: Connection, events: Sequence[Copy]) -> list[Copy]:
    """Those of ``events``, of one type, that no list brought, but files alone: nobody has acted on them yet."""
    heard = _heard(connection, events[0].table, [event.document.id for event in events]) if events else set()
    return [event for event in events if event.document.id not in heard]


def untold(connection: Connection, thin: Sequence[Copy]) -> list[Copy]:
    """Those of ``thin`` events that tell what no list of snapshots told before: what these told was acted on."""
    twins = {id(event): snapshot_of(event.document) for event in thin}
    heard = _heard(connection, EVENT.plural, list(filter(None, twins.values()))) if any(twins.values()) else set()
    return [event for event in thin if twins[id(event)] not in heard]


def _heard(connection: Connection, table: str, ids: Sequence[str | None]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT landed.id FROM raw.{table} AS landed WHERE landed.id = ANY(%s) AND landed.origin = 'list'"
            f" AND {in_complete_load('landed')}",
            (list(ids),),
        )
        return {id_ for (id_,) in cursor.fetchall()}
