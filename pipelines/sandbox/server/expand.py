"""``expand[]``: ids become the objects that they name, and what is absent by default is included."""

from collections.abc import Sequence
from typing import Any

import msgspec

from pipelines.sandbox.documents import Document
from pipelines.sandbox.included import included
from pipelines.sandbox.objects import of
from pipelines.sandbox.rendering import Rendering
from pipelines.sandbox.server import expandable
from pipelines.sandbox.server.expandable import ExpandablePlace
from pipelines.sandbox.versions.known import NEWEST

DISCOUNT, A_DISCOUNT = "discount", b'"di_'  # few objects have any, and all are asked for them


class _Head(msgspec.Struct):
    object: str
    id: str = ""  # discounts had none before 2020-03-02
    deleted: bool = False


_HEAD = msgspec.json.Decoder(_Head)


def expand_bodies(rendering: Rendering, kind: str, bodies: Sequence[bytes], paths: list[str]) -> list[bytes]:
    """The elements of a list of a type, expanded; each path begins with ``data``. Raises ApiError."""
    within = expandable.check_list((kind,), paths, rendering.version)
    return [_expanded(rendering, body, within) for body in bodies] if within else list(bodies)


def expand_body(rendering: Rendering, body: bytes, paths: list[str]) -> bytes:
    """One object, expanded. Raises ApiError for what cannot be."""
    expandable.check(_HEAD.decode(body).object, paths, rendering.version)
    return _expanded(rendering, body, paths)


def _expanded(rendering: Rendering, body: bytes, paths: list[str]) -> bytes:
    if rendering.version == NEWEST:
        paths = [path for path in paths if DISCOUNT not in path or A_DISCOUNT in body]
        if not paths:
            return body
        if len(paths) == 1 and (found := _appended(rendering, body, paths[0])):
            return found
    document = msgspec.json.decode(body)
    for path in paths:
        _expand(rendering, document, ExpandablePlace.of(document["object"]), path.split("."))
    return msgspec.json.encode(document)


def _appended(rendering: Rendering, body: bytes, name: str) -> bytes | None:
    """The same bytes ten times faster, where a list is all that is asked for and is kept as it is sent."""
    head = _HEAD.decode(body)
    embedded = of(head.object).embedded.get(name)
    if embedded is None or not embedded.is_kept_so or head.deleted:
        return None
    return b'%b,"%b":%b}' % (body[:-1], name.encode(), embedded.json_of(rendering.documents, head.id))


def _expand(rendering: Rendering, holder: Any, place: ExpandablePlace, steps: list[str]) -> None:
    if isinstance(holder, list):
        for element in holder:
            _expand(rendering, element, place, steps)
    elif isinstance(holder, dict) and not holder.get("deleted"):
        if holder.get("object", "list") != "list":
            place = ExpandablePlace.of(holder["object"])
        name, rest = steps[0], steps[1:]
        if name not in place.below:  # another type of object than the one that has the path
            return
        if name not in holder:
            _include(rendering, holder, name)
        elif isinstance(holder[name], str | list):
            holder[name] = _named(rendering, holder[name], place.targets(name))
        if rest and name in holder:
            _expand(rendering, holder[name], place.inside(name), rest)


def _named(rendering: Rendering, value: Any, kinds: Sequence[str]) -> Any:
    """The object that an id names, if the account has it; of each of several ids."""
    if isinstance(value, list):
        return [_named(rendering, each, kinds) for each in value]
    if isinstance(value, str):
        found = (rendering.held(kind, value) for kind in kinds)
        return next(filter(None, found), value)
    return value


def _include(rendering: Rendering, holder: Document, name: str) -> None:
    kind, object_id = str(holder.get("object")), holder.get("id", "")
    if embedded := of(kind).embedded.get(name):
        holder[name] = rendering.document(embedded.of(rendering.documents, object_id))
    else:
        for value in included(rendering.documents, kind, name, holder):
            holder[name] = value
