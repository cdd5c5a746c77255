"""What is true in the account: every object, as Stripe would render it, with what no list shows."""

from collections.abc import Iterator, Sequence

import msgspec

from pipelines.sandbox.business.statements import STATEMENTS
from pipelines.sandbox.documents import Documents
from pipelines.sandbox.errors import SandboxStoreError
from pipelines.sandbox.objects import TYPES, of
from pipelines.sandbox.rendering import Rendering
from pipelines.sandbox.server.expand import expand_body

KINDS = frozenset(each.name for each in TYPES.values() if not (each.made_from or each.computed))
"""The types that are kept; a plan is a price in other words, and a balance a sum."""

CHUNK = 1000


def truth(documents: Documents, kind: str, version: str, expand: Sequence[str] = ()) -> Iterator[bytes]:
    """See ``Sandbox.truth``."""
    if kind in STATEMENTS:
        return map(msgspec.json.encode, STATEMENTS[kind](documents.store))
    if kind not in KINDS:
        has = ", ".join(sorted(KINDS | STATEMENTS.keys()))
        raise SandboxStoreError(f"The sandbox has no objects of type {kind}. It has: {has}.")
    return _documents(Rendering(documents, version), kind, list(expand))


def _documents(rendering: Rendering, kind: str, expand: list[str]) -> Iterator[bytes]:
    store, after = rendering.documents.store, 0
    hidden = " AND listed" if of(kind).is_past else ""  # an event that is late has not happened for anybody yet
    while rows := store.select(f"object = ? AND seq > ?{hidden}", [kind, after], "seq", CHUNK):
        for row in rows:
            body = rendering.body(kind, row.body)
            yield expand_body(rendering, body, expand) if expand else body
        after = rows[-1].seq
    with store.lock:
        removed = store.removed(kind)
    for object_id in removed:
        yield msgspec.json.encode({"id": object_id, "object": kind, "deleted": True})
