"""The kept objects, read as documents: what a type's own rules may ask of the rest of the account."""

from typing import Any

import msgspec

from pipelines.sandbox.store import Store

Document = dict[str, Any]


class MissingObjectError(LookupError):
    """The account has no such object."""

    def __init__(self, kind: str, object_id: str) -> None:
        """``kind`` is the object's type, as in its ``object`` field."""
        super().__init__(f"No such {kind}: '{object_id}'")
        self.kind, self.object_id = kind, object_id


class Documents:
    """What a store holds, in its newest shape; nothing here changes it."""

    def __init__(self, store: Store) -> None:
        """The store of one account."""
        self.store = store

    def find(self, kind: str, object_id: str) -> Document | None:
        """The object, or None."""
        body = self.store.get(kind, object_id)
        return msgspec.json.decode(body) if body is not None else None

    def get(self, kind: str, object_id: str) -> Document:
        """The object. Raises MissingObjectError."""
        document = self.find(kind, object_id)
        if document is None:
            raise MissingObjectError(kind, object_id)
        return document

    def children(self, kind: str, parent: str) -> list[Document]:
        """The objects of a type that hang on a parent, oldest first."""
        return [msgspec.json.decode(body) for body in self.store.children(kind, parent)]

    def having(self, kind: str, place: str, value: str | bool) -> list[Document]:
        """The objects of a type that have a value at a place (a JSON path of the program's own), oldest first."""
        rows = self.store.select(f"object = ? AND json_extract(body, '{place}') = ?", [kind, value], "seq", -1)
        return [msgspec.json.decode(row.body) for row in rows]


def address(**given: str | None) -> Document:
    """An address; what is not known is null."""
    empty = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return empty | given
