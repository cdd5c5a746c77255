"""Lists inside other objects: some are always there, some only if asked for, and all are cut at ten."""

from collections.abc import Callable
from typing import NamedTuple

from pipelines.sandbox.documents import Document, Documents

LONGEST = 10


def _any(_: Document) -> bool:
    return True


class Embedded(NamedTuple):
    """What a list holds (None: things that the sandbox has none of), where all of it is, in which order and which."""

    kind: str | None
    url: str
    newest_first: bool = False
    shows: Callable[[Document], bool] = _any

    @property
    def is_kept_so(self) -> bool:
        """Whether it holds all objects that hang on the holder, as they lie there."""
        return self.kind is not None and self.shows is _any and not self.newest_first

    def of(self, documents: Documents, object_id: str) -> Document:
        """The list as it stands inside the object of an id, its elements in their newest shape."""
        found = list(filter(self.shows, documents.children(self.kind, object_id))) if self.kind else []
        if self.newest_first:
            found.reverse()
        url = self.url.format(object_id)
        return {"object": "list", "data": found[:LONGEST], "has_more": len(found) > LONGEST, "url": url}

    def json_of(self, documents: Documents, object_id: str) -> bytes:
        """The JSON of a list that is kept so, ten times faster."""
        found = documents.store.children(str(self.kind), object_id)
        has_more = b"true" if len(found) > LONGEST else b"false"
        url = self.url.format(object_id).encode()
        return b'{"object":"list","data":[%b],"has_more":%b,"url":"%b"}' % (b",".join(found[:LONGEST]), has_more, url)
