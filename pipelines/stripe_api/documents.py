"""Stripe's documents as bytes: where each begins and ends, and the few fields that landing needs.

Nothing is turned into Python objects and back: a document is landed as the very bytes that Stripe sent.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from math import inf
from typing import Annotated, Any

import msgspec

from pipelines.catalogue import CATALOGUE, EVENT
from pipelines.stripe_api.jsonb import DEEPEST, LARGEST, holdable, legible, shallow

UNSHARED = 2_047  # bytes: of more than that hashlib gives up the interpreter's lock
LONGEST_ID = 255  # Stripe: "up to 255 characters"; far more would not fit an index

LAST_MOMENT = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())


class NotJsonError(ValueError):
    """Not one whole JSON value, or nested too deep to read."""


class OtherFormError(ValueError):
    """JSON, but not of the form that was asked for."""


class Head(msgspec.Struct):
    """The fields of any Stripe object that landing reads; of any type, as one odd field must not hide the others."""

    id: Any = None
    object: Any = None
    livemode: Any = None
    created: Any = None
    deleted: Any = None


class _Snapshot(msgspec.Struct):
    object: msgspec.Raw
    previous_attributes: msgspec.Raw = msgspec.Raw(b"null")


class EventHead(msgspec.Struct):
    """The fields of an event that landing reads; ``data.object`` is the object as it was then.

    ``data.previous_attributes`` says what the fields were before that the event changed. ``created`` is in unix
    seconds. Whose it is, ``account`` and ``context`` say.
    """

    type: str
    created: Annotated[int, msgspec.Meta(ge=0, lt=LAST_MOMENT)]
    data: _Snapshot
    api_version: str | None = None
    account: str | None = None
    context: str | None = None
    id: Any = None


_EVENT_FORMS: dict[str, tuple[Any, str]] = {
    "created": (Annotated[int, msgspec.Meta(ge=0, lt=LAST_MOMENT)], "is no time"),
    "data": (_Snapshot, "says nothing of an object"),
    "type": (str, "is no text"),
    "account": (str | None, "is no text"),
    "context": (str | None, "is no text"),
    "api_version": (str | None, "is no text"),
}


class _Identity(msgspec.Struct):
    object: Annotated[str, msgspec.Meta(min_length=1)]
    id: Annotated[str, msgspec.Meta(min_length=1)]


class _SnapshotHead(msgspec.Struct):
    object: Head


class _Told(msgspec.Struct):
    type: str
    data: _SnapshotHead


class Envelope(msgspec.Struct):
    """What an event says of whose it is; of any type, as one odd field must not hide the other."""

    account: Any = None
    context: Any = None


class EmbeddedList(msgspec.Struct):
    """A list inside a document; ``has_more`` when Stripe cut it."""

    has_more: bool = False


class ListPage(msgspec.Struct):
    """A page of a list, elements unread. Without ``has_more`` nobody knows whether it is the last one."""

    data: list[msgspec.Raw]
    has_more: bool


class AddressedPage(msgspec.Struct):
    """A page of a list of the API v2, elements unread: where the next one is, None after the last."""

    data: list[msgspec.Raw]
    next_page_url: str | None


class ListInFile(msgspec.Struct):
    """A page of a list that somebody wrote to a file: what it leaves out is in no hand."""

    data: list[msgspec.Raw]


class Identified(msgspec.Struct):
    """What an answer needs to be the one object that was asked for."""

    id: Annotated[str, msgspec.Meta(min_length=1)]


class Document(msgspec.Struct, frozen=True, gc=False):
    """One document as it was received.

    ``raw`` is exact; ``payload`` is what jsonb holds (``raw`` itself, or a copy with U+FFFD; None when there is no
    id or it is too large); ``reason`` says why they differ. ``cut`` names the embedded lists that Stripe cut;
    ``deleted`` when it says that its object is gone; ``created`` in unix seconds, and ``is_time_odd`` when it is
    something else.
    """

    raw: bytes
    payload: bytes | None
    reason: str | None
    digest: str
    id: str | None
    object: str | None
    livemode: bool | None
    cut: tuple[str, ...] = ()
    deleted: bool = False
    created: int | None = None
    is_time_odd: bool = False

    @property
    def verbatim(self) -> bool:
        """Whether raw's payload says exactly what Stripe said."""
        return self.reason is None


def read(raw: bytes, lists: tuple[str, ...] = ()) -> Document:
    """Read one JSON value that was sliced from a page or file; see which of its embedded ``lists`` were cut."""
    payload, reason = holdable(raw)
    legible_to_all = shallow(payload)
    head = _head(legible_to_all, lists)
    cut = tuple(name for name in lists if getattr(getattr(head, name, None), "has_more", False))
    kept: bytes | None = payload
    id_ = head.id if isinstance(head.id, str) else ""
    kind = head.object if isinstance(head.object, str) else None
    if is_preview(kind, id_):
        kept, reason = None, f"a preview of an {kind}"
    elif not id_:
        kept, reason = None, "no id" if head.id is None or head.id == "" else "an id that is no text"
    elif len(id_) > LONGEST_ID:
        kept, reason = None, "id too long"
    elif len(payload) > LARGEST:
        kept, reason = None, "too large for jsonb"
    elif legible_to_all is not payload:
        kept, reason = None, f"nested deeper than {DEEPEST} levels"
    elif _is_parent_too_long(kind, payload):
        kept, reason = None, "id of its parent too long"
    elif kind == EVENT.name and (fault := _fault_of_event(raw)):
        kept, reason = None, fault
    digest = _digest(raw)
    livemode = head.livemode if isinstance(head.livemode, bool) else None
    since = _since(kind, head, payload)
    created = since if type(since) is int else None
    gone = head.deleted is True
    odd = created is None and since is not None
    return Document(raw, kept, reason, digest, id_[:LONGEST_ID] or None, kind, livemode, cut, gone, created, odd)


def is_preview(kind: str | None, id_: str | None) -> bool:
    """Whether a document of a type shows what will be: it has no id, or one that only previews have."""
    entry = CATALOGUE.get(kind or "")
    return entry is not None and entry.preview is not None and (not id_ or id_.startswith(entry.preview))


def named(payload: bytes, path: str) -> list[str]:
    """The ids at a path of a document (`source.coupon`, `lines.data[].invoice_item`): ids, or of the objects there."""
    field, _, rest = path.partition(".")
    with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        value = msgspec.json.decode(payload, type=dict[str, msgspec.Raw]).get(field, msgspec.Raw(b"null"))
        return list(_ids(msgspec.json.decode(value), rest))
    return []


def _ids(value: Any, path: str) -> Iterator[str]:
    if path:
        field, _, rest = path.partition(".")
        inner = value.get(field.removesuffix("[]")) if isinstance(value, dict) else None
        for element in inner if field.endswith("[]") and isinstance(inner, list) else [inner]:
            yield from _ids(element, rest)
        return
    found = value.get("id") if isinstance(value, dict) else value
    if isinstance(found, str) and found:
        yield found


def _since(kind: str | None, head: Any, payload: bytes) -> Any:
    """What a document says in the field that tells since when its object exists: of most types, ``created``."""
    entry = CATALOGUE.get(kind or "")
    if entry and entry.is_of_api_v2 and isinstance(head.created, str):
        return seconds_of(head.created)
    if entry is None or entry.created == "created":
        return head.created
    with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        fields = msgspec.json.decode(payload, type=dict[str, msgspec.Raw])
        return msgspec.json.decode(fields[entry.created]) if entry.created in fields else None
    return None


def seconds_of(moment: str) -> int | str:
    """A moment as the API v2 writes it, in whole unix seconds; what is none stays as it is."""
    with suppress(ValueError, OverflowError):
        return int(datetime.fromisoformat(moment).timestamp())
    return moment


def text_of(seconds: int) -> str:
    """A moment as the API v2 writes it."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S.000Z}"


def _is_parent_too_long(kind: str | None, payload: bytes) -> bool:
    """Whether a part of another object names that one by an id that the index of its raw table cannot hold."""
    entry = CATALOGUE.get(kind or "")
    if len(payload) <= LONGEST_ID or entry is None or entry.embedded is None:
        return False
    return any(len(parent) > LONGEST_ID for parent in named(payload, entry.embedded.reference))


def _digest(raw: bytes) -> str:
    """BLAKE2b, in pieces so small that hashlib lets no other thread go on meanwhile: to wait for it costs more."""
    digest = blake2b(raw[:UNSHARED], digest_size=16)
    for start in range(UNSHARED, len(raw), UNSHARED):
        digest.update(raw[start : start + UNSHARED])
    return digest.hexdigest()


def slice_list(body: bytes) -> tuple[list[bytes], bool]:
    """The elements of a list page, exact, and its ``has_more``. Raises NotJsonError, OtherFormError."""
    page, whole = _decode(body, ListPage)
    return _exact(body, whole, page.data), page.has_more


def slice_addressed_list(body: bytes) -> tuple[list[bytes], str | None]:
    """The elements of a page of the API v2, exact, and where the next one is. Raises NotJsonError, OtherFormError."""
    page, whole = _decode(body, AddressedPage)
    return _exact(body, whole, page.data), page.next_page_url


def slice_filed_list(text: bytes) -> list[bytes]:
    """The elements of a list page in a file, exact. Raises NotJsonError, OtherFormError."""
    page, whole = _decode(text, ListInFile)
    return _exact(text, whole, page.data)


def slice_field(body: bytes, name: str) -> list[bytes]:
    """The elements of the list in a field of a document, exact; none where it holds no list."""
    with suppress(NotJsonError, OtherFormError):
        fields, whole = _decode(body, dict[str, msgspec.Raw])
        if name in fields:
            return slice_filed_list(_exact(body, whole, [fields[name]])[0])
    return []


def slice_object(body: bytes) -> bytes:
    """The one object of ``body``, exact; it has an id. Raises NotJsonError, OtherFormError."""
    _decode(body, Identified)
    return slice_one(body)


def slice_event(body: bytes) -> tuple[EventHead, bytes]:
    """An event, and the exact bytes of its snapshot. Raises NotJsonError, OtherFormError.

    It has a time, and says in texts whose it is: one without a time could not be put in order, and would overrule what
    is known to be newer.
    """
    event, whole = _decode(body, EventHead)
    event.api_version = (event.api_version or "").replace("\0", "\ufffd") or None  # no text of PostgreSQL holds a NUL
    return event, _exact(body, whole, [event.data.object])[0]


def told_of(event: Document) -> tuple[str, str | None]:
    """The type of an event that raw holds, and the type of its object, read in a tenth of the time of the snapshot.

    Raises NotJsonError, OtherFormError.
    """
    told: _Told = _decode(event.payload or b"", _Told)[0]
    kind = told.data.object.object
    return told.type, kind if isinstance(kind, str) else None


def _fault_of_event(body: bytes) -> str | None:
    """Why an event cannot be read, by the first of its fields; None when it can."""
    with suppress(NotJsonError, OtherFormError):
        snapshot = slice_event(body)[1]
        with suppress(msgspec.DecodeError, RecursionError):
            msgspec.json.decode(snapshot, type=_Identity)
            return None
        if fields_of(snapshot):
            return None if _is_identified(snapshot) else "an event whose object has no type, or no id"
    with suppress(NotJsonError, OtherFormError):
        fields = _decode(body, dict[str, msgspec.Raw])[0]
        for name, (form, what) in _EVENT_FORMS.items():
            value = fields.get(name, msgspec.Raw(b"null"))
            with suppress(msgspec.DecodeError, RecursionError):
                found = msgspec.json.decode(value, type=form)
                if not isinstance(found, _Snapshot) or fields_of(found.object):
                    continue
            return f"an event without {name}" if bytes(value) == b"null" else f"an event whose {name} {what}"
    return "an event of another form"


def fields_of(value: bytes | msgspec.Raw) -> dict[str, msgspec.Raw]:
    """The fields of a JSON object; none where it is another value."""
    with suppress(msgspec.DecodeError, RecursionError):
        found: dict[str, msgspec.Raw] = msgspec.json.decode(value, type=dict[str, msgspec.Raw])
        return found
    return {}


def _is_identified(snapshot: bytes) -> bool:
    """Whether a document says its type, and its id where objects of the type have one: a balance has none."""
    fields = fields_of(snapshot)
    kind, id_ = (_text(fields.get(name, b"null")) for name in ("object", "id"))
    return bool(kind) and (bool(id_) or kind not in CATALOGUE or is_preview(kind, id_))


def _text(value: bytes | msgspec.Raw) -> str | None:
    """A text; None for another value."""
    with suppress(msgspec.DecodeError):
        found: str = msgspec.json.decode(value, type=str)
        return found
    return None


def envelope(body: bytes) -> Envelope:
    """Whose an event is. Raises NotJsonError, OtherFormError."""
    found: Envelope = _decode(body, Envelope)[0]
    return found


def slice_one(body: bytes) -> bytes:
    """The one JSON value of ``body``, exact. Raises NotJsonError."""
    value, whole = _decode(body, msgspec.Raw)
    return _exact(body, whole, [value])[0]


def slice_array(body: bytes) -> list[bytes]:
    """The elements of a JSON array, exact. Raises NotJsonError, OtherFormError."""
    elements, whole = _decode(body, list[msgspec.Raw])
    return _exact(body, whole, elements)


@cache
def _decoder(lists: tuple[str, ...]) -> msgspec.json.Decoder[Any]:
    fields = [(name, EmbeddedList | None, None) for name in lists]
    return msgspec.json.Decoder(msgspec.defstruct("HeadWithLists", fields, bases=(Head,)) if lists else Head)


def _head(text: bytes, lists: tuple[str, ...]) -> Any:
    for fields in (lists, ()):
        try:
            return _decoder(fields).decode(text)
        except msgspec.DecodeError:
            continue  # a field of another type than Stripe's: without it, the document is merely landed
    return _head_of_odd_fields(text)


def _head_of_odd_fields(text: bytes) -> Head:
    """Each field by itself; one that Python cannot hold is infinite: `1e400` is JSON, and no float."""
    head = Head()
    with suppress(msgspec.DecodeError):
        for name, value in msgspec.json.decode(text, type=dict[str, msgspec.Raw]).items():
            if name in Head.__struct_fields__:
                try:
                    setattr(head, name, msgspec.json.decode(value))
                except msgspec.DecodeError:
                    setattr(head, name, inf)
    return head


def _decode(body: bytes, form: Any) -> tuple[Any, bytes]:
    """Decode ``body``, or a copy of it when msgspec refuses a lone surrogate or deep nesting; also the text decoded."""
    try:
        return msgspec.json.decode(body, type=form), body
    except (msgspec.DecodeError, RecursionError) as error:
        if isinstance(error, msgspec.ValidationError):
            raise OtherFormError(str(error)) from error
        copy = shallow(legible(body))
        if copy == body:
            raise NotJsonError(str(error)) from error
    return _decode(copy, form)


def _exact(body: bytes, read_from: bytes, elements: Sequence[msgspec.Raw]) -> list[bytes]:
    if read_from is body:
        return [bytes(element) for element in elements]
    exact, end = [], 0
    for element in elements:
        start = read_from.index(bytes(element), end)
        end = start + len(bytes(element))
        exact.append(body[start:end])
    return exact
