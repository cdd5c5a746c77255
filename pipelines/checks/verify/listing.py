"""What Stripe says now, through the reader of landings: the same lists, with the same parameters, so the same bytes."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import msgspec

from pipelines.catalogue import StripeObject, lists_of, read_by
from pipelines.stripe_api.documents import Document
from pipelines.stripe_api.errors import StripeMissingError
from pipelines.stripe_api.lists import (
    NOTHING_MORE,
    CutList,
    Fetched,
    ListReader,
    Span,
    list_per_parent,
    lists_in,
    takes_created,
)


@dataclass(frozen=True)
class ListPart(Span):
    """A part of a type's objects: by the time of creation, and, where a list per ``parent`` has them, of that one."""

    parent: str | None = None


class FetchedDocument(msgspec.Struct, frozen=True, weakref=True):
    """One document that Stripe returned, by its ``id`` (those without one are left out), and its API version.

    ``lacks`` are fields that the key may not ask for.
    """

    id: str
    document: Document
    api_version: str | None
    lacks: AbstractSet[str] = frozenset()


@dataclass(frozen=True)
class Listing:
    """Reads one account; ``clocks`` are its test clocks. Safe to share between threads."""

    lists: ListReader
    clocks: Sequence[str] = ()

    def takes_created(self, entry: StripeObject) -> bool:
        """Whether the list of a type can be read by windows."""
        return takes_created(entry, self.lists.api_version)

    def pages(
        self, entry: StripeObject, span: Span, narrower: Mapping[str, str] = NOTHING_MORE
    ) -> Iterator[list[FetchedDocument]]:
        """All lists of a type that together show all of a window, page by page; ``narrower`` are more parameters."""
        for page in self.lists.window(entry, span, self.clocks, narrower):
            yield [fetched for fetched in _documents(page) if fetched.id and span.holds(fetched.document.created)]

    def part(self, entry: StripeObject, part: ListPart) -> Iterator[list[FetchedDocument]]:
        """A part of a type, page by page. Raises StripeMissingError when its parent is gone."""
        read = read_by(entry)
        if part.parent is None or read is None:
            yield from self.pages(entry, part)
            return
        for page in self.elements(list_per_parent(read), part.parent):
            yield [fetched for fetched in page if fetched.id and part.holds(fetched.document.created)]

    def first(self, entry: StripeObject) -> None:
        """Ask for a type once, whatever it has. Raises a Stripe error when it cannot be read."""
        if entry.path:
            next(self.pages(entry, Span()))

    def one(self, entry: StripeObject, stripe_id: str) -> FetchedDocument | None:
        """One object by its id, or its deleted stub; None when Stripe knows neither."""
        try:
            (fetched,) = _documents(self.lists.one(entry, stripe_id))
        except StripeMissingError:
            return None
        return fetched

    def elements(self, cut: CutList, parent: str) -> Iterator[list[FetchedDocument]]:
        """A list in a document that Stripe cut, from its beginning, page by page."""
        return map(_documents, self.lists.elements(cut, parent))


def cut_lists(entry: StripeObject, fetched: FetchedDocument) -> dict[str, CutList]:
    """The lists that Stripe cut in a document and whose elements have no other list, by field."""
    lists = lists_in(entry)
    return {name: lists[name] for name in fetched.document.cut if lists[name].entry.embedded}


def lists_elsewhere(entry: StripeObject) -> dict[str, StripeObject]:
    """The types of the parts of a type's objects that Stripe lists per object only, by field."""
    return {field: child for field, child in lists_of(entry).items() if child.listed_per}


def _documents(page: Fetched) -> list[FetchedDocument]:
    return [FetchedDocument(document.id or "", document, page.api_version, page.lacks) for document in page.documents]
