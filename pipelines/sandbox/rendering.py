"""The one place where a kept object becomes what is sent under an API version."""

import msgspec

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects import TYPES, of
from pipelines.sandbox.versions.changes import take_back
from pipelines.sandbox.versions.known import NEWEST

API_VERSION = NEWEST
"""The version that objects are kept in, and the default of a new account."""


class Rendering:
    """An account as one API version shows it: objects are kept in the newest shape and taken back from there.

    Events never pass through: Stripe renders them once.
    """

    def __init__(self, documents: Documents, version: str) -> None:
        """``version`` is one of ``VERSIONS``."""
        self.documents, self.version = documents, version

    def body(self, kind: str, body: bytes) -> bytes:
        """The JSON of a kept object; in the newest version these are the bytes that are kept.

        What is another type in other words (a plan of a price) is made from that in every version.
        """
        shown = of(kind)
        if shown.is_past or (self.version == NEWEST and not shown.made_from):
            return body
        document = msgspec.json.decode(body)
        return msgspec.json.encode(self.document(shown.made_from.make(document) if shown.made_from else document))

    def kind(self, kind: str, body: bytes) -> str | None:
        """What the version calls a kept object: a price was a plan if it recurs. None for what it does not have."""
        if self.version >= of(kind).since:
            return kind
        document = msgspec.json.decode(body)
        made = (each for each in TYPES.values() if each.made_from and each.made_from.kind == kind)
        return next((each.name for each in made if each.made_from and each.made_from.applies(document)), None)

    def find(self, kind: str, object_id: str) -> Document | None:
        """An object of the account as this version shows it, or None."""
        made_from = of(kind).made_from
        if made_from is None:
            found = self.documents.find(kind, object_id)
            return None if found is None else self.document(found)
        found = self.documents.find(made_from.kind, object_id)
        return self.document(made_from.make(found)) if found and made_from.applies(found) else None

    def held(self, kind: str, object_id: str) -> Document | None:
        """An object as others hold it: some types live on in them after their deletion."""
        lives_on = of(kind).lives_on
        found = lives_on(self.documents, object_id) if lives_on else None
        return self.find(kind, object_id) if found is None else self.document(found)

    def document(self, document: Document) -> Document:
        """A document in the newest shape, with all that is embedded in it, taken back in place."""
        if self.version != NEWEST:
            take_back(self.documents, document, self.version)
        return document
