"""The one place where a kept object becomes what is sent under an API version."""

from typing import TYPE_CHECKING

import msgspec

from pipelines.sandbox.documents.catalog import plan_of
from pipelines.sandbox.versions.changes import take_back
from pipelines.sandbox.versions.known import NEWEST, SINCE

if TYPE_CHECKING:
    from pipelines.sandbox.account import Account, Document

API_VERSION = NEWEST
"""The version that objects are kept in, and the default of a new account."""


class Rendering:
    """An account as one API version shows it: objects are kept in the newest shape and taken back from there.

    Events never pass through: Stripe renders them once.
    """

    def __init__(self, account: "Account", version: str) -> None:
        """``version`` is one of ``VERSIONS``."""
        self.account, self.version = account, version

    def body(self, kind: str, body: bytes) -> bytes:
        """The JSON of a kept object; in the newest version these are the bytes that are kept.

        A ``plan`` is a price in the words of before there were prices, and is made from one in every version.
        """
        if kind == "event" or (self.version == NEWEST and kind != "plan"):
            return body
        document = msgspec.json.decode(body)
        return msgspec.json.encode(self.document(plan_of(document) if kind == "plan" else document))

    def kind(self, kind: str, body: bytes) -> str | None:
        """What the version calls a kept object: a price was a plan if it recurs. None for what it does not have."""
        if self.version >= SINCE.get(kind, self.version):
            return kind
        return "plan" if kind == "price" and msgspec.json.decode(body)["recurring"] else None

    def find(self, kind: str, object_id: str) -> "Document | None":
        """An object of the account as this version shows it, or None. A ``plan`` is a price that recurs."""
        found = self.account.find("price" if kind == "plan" else kind, object_id)
        if found is None or (kind == "plan" and not found["recurring"]):
            return None
        return self.document(plan_of(found) if kind == "plan" else found)

    def document(self, document: "Document") -> "Document":
        """A document in the newest shape, with all that is embedded in it, taken back in place."""
        if self.version != NEWEST:
            take_back(self.account, document, self.version)
        return document
