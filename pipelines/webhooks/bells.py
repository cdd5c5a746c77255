"""An event as it came, as a snapshot, as a thin event, or in the envelope of a cloud: what it says to ask for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

from pipelines.catalogue import EVENT, THIN_EVENT
from pipelines.errors import StripeOltpError

SNAPSHOT, THIN = EVENT.name, THIN_EVENT.name
EVENT_ID = re.compile(r"[A-Za-z0-9_]{1,255}")
LONGEST = 255
ACCOUNT = "acct_"
Form = TypeVar("Form")


class BellSource(StrEnum):
    """How an event came."""

    WEBHOOK = "webhook"
    THIN = "thin"
    EVENTBRIDGE = "eventbridge"
    EVENTGRID = "eventgrid"


class NoEventError(StripeOltpError):
    """What came is no event of Stripe's."""


@dataclass(frozen=True)
class EventBell:
    """An event: its ``id``, ``created`` when Stripe made it, and the object that it is about, as far as it says them.

    ``account`` is the account that it names, as only events of connected ones do.
    """

    id: str
    source: BellSource
    created: datetime | None = None
    object_type: str | None = None
    object_id: str | None = None
    account: str | None = None
    livemode: bool | None = None


class _ToldObject(msgspec.Struct):
    id: Any = None
    object: Any = None
    type: Any = None


class _ToldData(msgspec.Struct):
    object: _ToldObject | None = None


class _ToldEvent(msgspec.Struct):
    id: str
    object: str
    created: int | str | None = None
    livemode: bool | None = None
    account: str | None = None
    context: Any = None
    data: _ToldData | None = None
    related_object: _ToldObject | None = None


class _CloudEnvelope(msgspec.Struct):
    detail: msgspec.Raw = msgspec.Raw()
    specversion: str | None = None
    data: msgspec.Raw = msgspec.Raw()


def read_webhook(body: bytes) -> EventBell:
    """The bell of a body that Stripe posts to a webhook endpoint. Raises NoEventError."""
    event = _decoded(body, _ToldEvent)
    return _bell(event, BellSource.THIN if event.object == THIN else BellSource.WEBHOOK)


def read_envelopes(text: bytes) -> Iterator[EventBell]:
    """The bells of events in envelopes of Amazon EventBridge (``detail``) or Azure Event Grid (CloudEvents: ``data``).

    ``text`` has one, an array of them, as Event Grid delivers, or one per line. Raises NoEventError.
    """
    for line in [text] if _is_json(text) else filter(bytes.strip, text.splitlines()):
        is_array = line.lstrip().startswith(b"[")
        for each in _decoded(line, list[msgspec.Raw]) if is_array else [msgspec.Raw(line)]:
            yield _of_envelope(bytes(each))


def _of_envelope(text: bytes) -> EventBell:
    envelope = _decoded(text, _CloudEnvelope)
    if envelope.detail:
        return _bell(_decoded(bytes(envelope.detail), _ToldEvent), BellSource.EVENTBRIDGE)
    if envelope.specversion and envelope.data:
        return _bell(_decoded(bytes(envelope.data), _ToldEvent), BellSource.EVENTGRID)
    raise NoEventError("neither an envelope of Amazon EventBridge nor one of Azure Event Grid")


def _bell(event: _ToldEvent, source: BellSource) -> EventBell:
    if event.object not in {SNAPSHOT, THIN} or not EVENT_ID.fullmatch(event.id):
        raise NoEventError("an object, but no event")
    is_thin = event.object == THIN
    about = event.related_object if is_thin else event.data and event.data.object
    kind = about and (about.type if is_thin else about.object)
    return EventBell(
        event.id,
        source,
        _moment(event.created),
        _short(kind),
        _short(about and about.id),
        event.account or _account_in(event.context),
        event.livemode,
    )


def _account_in(context: Any) -> str | None:
    """The account that a context names (`acct_1`, `org_1/acct_1`)."""
    last = context.rpartition("/")[2] if isinstance(context, str) else ""
    return last if last.startswith(ACCOUNT) else None


def _moment(created: int | str | None) -> datetime | None:
    """Seconds of Unix, or text as events of v2 have it; None for what is neither."""
    try:
        if isinstance(created, str):
            moment = datetime.fromisoformat(created)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return None if created is None else datetime.fromtimestamp(created, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _short(said: Any) -> str | None:
    """A text that a column of ids can hold."""
    return said if isinstance(said, str) and 0 < len(said) <= LONGEST and said.isprintable() else None


def _is_json(text: bytes) -> bool:
    try:
        msgspec.json.decode(text, type=msgspec.Raw)
    except msgspec.DecodeError:
        return False
    return True


def _decoded(text: bytes, form: type[Form]) -> Form:
    try:
        return msgspec.json.decode(text, type=form)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NoEventError("no JSON of an event") from None
