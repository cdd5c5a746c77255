"""One Stripe account at one moment of its virtual clock: read an object, change it, and the change becomes an event."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from pipelines.sandbox.chance import Chance
from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.events import StateChange, event_body
from pipelines.sandbox.objects import of
from pipelines.sandbox.rendering import API_VERSION, Rendering
from pipelines.sandbox.store import NewRow, Store
from pipelines.sandbox.thin_events import (
    ITEM,
    KIND,
    ThinChange,
    ThinEvents,
    are_told_alone,
    has_twin,
    thin_event,
    told_alone,
)

ACCOUNT_ID = "acct_1SandboxStripeOltp"  # of stores that do not say theirs
DAY = 86_400
EVENTS_KEPT = 30 * DAY
NO_REQUEST: Mapping[str, str | None] = MappingProxyType({"id": None, "idempotency_key": None})
"""What an event says of its request when there was none."""

ID_LENGTH = {"cus": 14, "prod": 14, "si": 14, "req": 14}


class Tardiness(NamedTuple):
    """How Stripe's events misbehave: shares of them are listed seconds after they happened, or told twice.

    ``longest`` is how late they may be, in seconds. Stripe promises neither order nor uniqueness: a change may be told
    by two events, each with an id of its own.
    """

    late: float = 0.1
    longest: int = 45
    twice: float = 0.02


class Account(Documents):
    """The objects of the account and the rule that every change of one is told by events."""

    def __init__(self, store: Store, chance: Chance, now: int, api_version: str = API_VERSION) -> None:
        """``now`` is the virtual clock (unix seconds), ``api_version`` what the account answers and tells events in.

        ``events_from`` is the moment before which events are not written, because by the time anybody can ask they
        have aged out. ``request`` is what an event says of the API request that caused it; both fields are None for
        what Stripe does by itself. ``tardiness`` makes events appear late or twice, ``thin`` says how thin ones are
        listed.
        """
        super().__init__(store)
        self.chance, self.now, self.api_version = chance, now, api_version
        self._told = Rendering(self, api_version)
        self.events_from = 0
        self.request = dict(NO_REQUEST)
        self.tardiness: Tardiness | None = None
        self.thin = ThinEvents()

    def new_id(self, prefix: str) -> str:
        """An id that no other object has: ``ch_…``."""
        length = ID_LENGTH.get(prefix, 24)
        return f"{prefix}_{self.chance.token(length, 'id', prefix, self.store.count(prefix))}"

    def add(self, document: Document, *event_types: str, listed: bool = True, parent: str | None = None) -> Document:
        """Keep a new object and tell it. ``parent`` is whose list it is in, where none of its fields says it."""
        kind = document["object"]
        body = msgspec.json.encode(document)
        created = document.get("created", self.now)
        self.store.add(kind, NewRow(document["id"], created, parent or _parent(document), listed, body))
        for event_type in event_types:
            self._tell(event_type, kind, body, None)
        self._tell_alone(None, document)
        return document

    def save(self, document: Document, *event_types: str, listed: bool | None = None) -> Document:
        """Keep an object's new state and tell it; ``*.updated`` events say what it was before."""
        kind, object_id = document["object"], document["id"]
        body = msgspec.json.encode(document)
        before = self.store.get(kind, object_id) if event_types or are_told_alone(kind) else None
        if before == body:
            return document
        self.store.replace(kind, object_id, _parent(document), listed, body)
        for event_type in event_types:
            self._tell(event_type, kind, body, before)
        self._tell_alone(before, document)
        return document

    def change_silently(self, document: Document) -> None:
        """Keep an object's new state where it is and tell nobody: Stripe has no event for it, but for thin ones."""
        before = self.store.get(document["object"], document["id"]) if are_told_alone(document["object"]) else None
        self.store.rewrite(document["object"], document["id"], msgspec.json.encode(document))
        self._tell_alone(before, document)

    def delete(self, document: Document, event_type: str) -> Document:
        """Leave only the stub, which is served by id and never listed. The event holds the last full state."""
        self._tell(event_type, document["object"], msgspec.json.encode(document), None)
        stub = {"id": document["id"], "object": document["object"], "deleted": True}
        self.store.replace(stub["object"], stub["id"], None, False, msgspec.json.encode(stub))
        return stub

    def remove(self, document: Document, event_type: str | None = None) -> None:
        """Take an object away for good: Stripe answers 404 for it. The event holds the last full state."""
        if event_type:
            self._tell(event_type, document["object"], msgspec.json.encode(document), None)
        self.store.remove(document["object"], document["id"])
        if document["object"] == ITEM:
            self._tell_alone(msgspec.json.encode(document), document | {"deleted": True})

    def announce(self, document: Document, event_type: str) -> None:
        """Tell of an object that did not change (``customer.subscription.trial_will_end``)."""
        self._tell(event_type, document["object"], msgspec.json.encode(document), None)

    def schedule(self, at: int, act: str, subject: str) -> None:
        """Put something on the agenda of the virtual clock."""
        self.store.schedule(at, act, subject)

    def _tell(self, event_type: str, kind: str, body: bytes, before: bytes | None) -> None:
        event_id = self.new_id("evt")
        told = self._told.kind(kind, body)
        if self.now >= self.events_from and told:
            event_type = event_type.replace(f"{kind}.", f"{told}.") if told != kind else event_type
            change = StateChange(self._told.body(told, body), before and self._told.body(told, before))
            self._write(event_id, event_type, change)
            if self.tardiness and self.chance.happens(self.tardiness.twice, "twice", event_id):
                self._write(self.new_id("evt"), event_type, change)

    def _write(self, event_id: str, event_type: str, change: StateChange) -> None:
        event = event_body(event_id, event_type, self.now, change, api_version=self.api_version, request=self.request)
        late = self.tardiness is not None and self.chance.happens(self.tardiness.late, "late", event_id)
        self.store.add("event", NewRow(event_id, self.now, None, not late, event))
        if late and self.tardiness:
            by = self.chance.between(1, self.tardiness.longest, "how late", event_id)
            self.schedule(self.now + by, "publish", event_id)
        if has_twin(event_type):
            before = msgspec.json.decode(change.before) if change.before else {}
            self._write_thin(ThinChange(event_type, before, msgspec.json.decode(change.after), event_id))

    def _tell_alone(self, before: bytes | None, after: Document) -> None:
        """Tell what only thin events do."""
        if self.now >= self.events_from and are_told_alone(after["object"]):
            for change in told_alone(msgspec.json.decode(before) if before else {}, after):
                self._write_thin(change)

    def _write_thin(self, change: ThinChange) -> None:
        number = self.store.how_many("object = ? AND listed AND created = ?", [KIND, self.now])  # in this second
        event_id = f"evt_test_65{self.chance.token(40, 'thin', self.now, number, change.type)}"
        if not self.thin.names_snapshots:
            change = change._replace(snapshot=None)
        body = thin_event(event_id, self.now + number % 1000 / 1000, change, self.request)
        self.store.add(KIND, NewRow(event_id, self.now, None, True, body))


def _parent(document: Document) -> str | None:
    field = of(document["object"]).parent
    return document[field] if field and document.get(field) else None
