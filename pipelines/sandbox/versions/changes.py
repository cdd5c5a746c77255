"""How to undo what each version changed, newest first: an older version is the newest one taken back."""

from functools import cache, partial
from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects import of
from pipelines.sandbox.objects.traits import Undo
from pipelines.sandbox.versions.additions import drop
from pipelines.sandbox.versions.known import NEWEST


@cache
def undoings(kind: str, version: str) -> tuple[Undo, ...]:
    """What takes an object of a type from ``NEWEST`` to a version, in order: a version's moves, then its additions."""
    steps: list[tuple[str, int, Undo]] = [(change.version, 1, change.undo) for change in of(kind).changes]
    steps += [(since, 0, partial(_drop_all, fields.split())) for since, fields in of(kind).added.items()]
    steps = [step for step in steps if version < step[0] <= NEWEST]
    return tuple(undo for _, _, undo in sorted(steps, key=lambda step: step[:2], reverse=True))


def take_back(documents: Documents, value: Any, version: str) -> None:
    """Take a document and everything in it from ``NEWEST`` to a version, in place.

    An object comes before what is embedded in it, so that each is undone with its parts still in their newest shape,
    and what an older version embeds is taken back like all else. Metadata is the merchant's, whatever it looks like.
    """
    if isinstance(value, list):
        for element in value:
            take_back(documents, element, version)
    elif isinstance(value, dict):
        kind = value.get("object")
        if isinstance(kind, str) and not value.get("deleted"):
            for undo in undoings(kind, version):
                undo(documents, value)
        for name, part in value.items():
            if isinstance(part, dict | list) and name != "metadata":
                take_back(documents, part, version)


def _drop_all(fields: list[str], documents: Documents, document: Document) -> None:
    del documents
    for field in fields:
        drop(document, field)
