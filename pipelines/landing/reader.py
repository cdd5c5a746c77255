"""Lands what Stripe's lists and answers hold, and with each document the lists inside it that Stripe cut, whole."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from pipelines.catalogue import EVENT, StripeObject
from pipelines.errors import StripeOltpError
from pipelines.raw.csv_files import Copy
from pipelines.raw.spools import Spool
from pipelines.stripe_api.documents import Document
from pipelines.stripe_api.errors import StripeMissingError, StripePermissionError, StripeUnknownEndpointError
from pipelines.stripe_api.events import Change, version_of
from pipelines.stripe_api.lists import (
    CutList,
    Fetched,
    ListReader,
    as_read,
    list_per_parent,
    lists_in,
    lists_only_in,
)
from pipelines.stripe_api.shortfalls import Refusal
from pipelines.stripe_api.walks import Walk
from pipelines.stripe_api.workers import do_all

LISTS_AT_ONCE = 4  # of one page


class Taker(Protocol):
    """What takes copies: a Writer, or another that has no files."""

    def land(self, copies: Sequence[Copy], *, compare: bool = True) -> list[Copy]:
        """Take what says something new (all, unless ``compare``), and return it."""


@dataclass(frozen=True)
class Reader:
    """Reads Stripe into one load. Safe to share between threads.

    ``whole`` names the types all of whose objects are landed by themselves: lists of them that Stripe cut are left as
    they are. ``refusals`` takes note of types that the key may not read or this API version does not have, when the
    list of another type's document needed them, ``on_incomplete`` of documents that landed without such a list, and why
    (None: its type is refused); without them the error is raised. Such lists are read several at a time.
    """

    lists: ListReader
    writer: Taker
    whole: AbstractSet[str] = frozenset()
    refusals: dict[str, Refusal] | None = None
    on_incomplete: Callable[[Change, StripeOltpError | None], None] | None = None

    def pages(
        self, entry: StripeObject, parameters: Mapping[str, str], walk: Walk | None = None
    ) -> Iterator[tuple[Fetched, list[Copy], list[Copy]]]:
        """Land a list, page by page: each page, its copies, and those of them that said something new."""
        for page in self.lists.pages(entry, parameters, walk):
            copies = _copies(page, entry)
            landed = self.writer.land(copies)
            self._complete(entry, landed)
            yield page, copies, landed

    def one(self, entry: StripeObject, object_id: str) -> Copy:
        """Land one object by its id, and the lists in it that Stripe cut. Raises StripeMissingError."""
        (copy,) = _copies(self.lists.one(entry, object_id), entry, "retrieve")
        landed = self.writer.land([copy])
        # What changed may be beyond the beginning of a list that the document holds. The rest is read anew, and the
        # document landed with it: only the load that brought both says what is no longer in the list.
        if not landed and any(cut.entry.embedded for cut, _ in self._cut_lists(entry, [copy])):
            self.writer.land([copy], compare=False)
        self._complete(entry, [copy])
        return copy

    def singleton(self, entry: StripeObject) -> None:
        """Land the one object of a type as it is now, not as it was when the run began."""
        self.lists.client.singleton(entry.path or "", anew=True)
        for _ in self.pages(entry, {}):
            pass

    def per_parent(self, entry: StripeObject, parent: str) -> None:
        """Land a list that Stripe gives per parent: its elements, and, when all were read, which they are.

        Raises StripeMissingError when Stripe does not know the parent.
        """
        cut, ids, first = list_per_parent(entry), list[str](), None
        for page in self.lists.elements(cut, parent):
            first = first or page  # what was added while it was read may not be in it
            copies = _copies(page, cut.entry, parent=parent)
            self._complete(cut.entry, self.writer.land(copies))
            ids += [copy.document.id for copy in copies if copy.document.id and copy.document.payload]
        if first:
            whole = replace(first, documents=[as_read(entry, parent, ids)])
            self.writer.land(_copies(whole, entry, parent=parent), compare=False)

    def _complete(self, entry: StripeObject, parents: Sequence[Copy]) -> None:
        """Land the whole of each list that Stripe cut, and of each that no list of its elements' type has.

        A cut list says nothing of what it leaves out.
        """
        cut = self._cut_lists(entry, parents)
        do_all([partial(self._read_to_its_end, *found) for found in cut], LISTS_AT_ONCE)
        for field, held in lists_only_in(entry).items():
            copies = [
                copy
                for parent in parents
                if field not in parent.document.cut
                for shown in self.lists.shown(held, field, parent.document, parent)
                for copy in _copies(shown, held.entry, parent=parent.document.id)
            ]
            if copies:
                self.writer.land(copies)

    def _cut_lists(self, entry: StripeObject, parents: Sequence[Copy]) -> list[tuple[CutList, Document]]:
        lists = lists_in(entry)
        return [
            (lists[field], parent.document)
            for parent in parents
            for field in parent.document.cut
            if lists[field].only_here or lists[field].entry.name not in self.whole
        ]

    def _read_to_its_end(self, cut: CutList, parent: Document) -> None:
        change = Change(parent.object or "", parent.id or "")
        if self.refusals and cut.entry.name in self.refusals:
            self._note_incomplete(change, None)
            return
        try:
            with Spool() as spool:
                # All or nothing: a load that holds elements of a list is taken to hold all of them.
                for page in self.lists.elements(cut, parent.id or ""):
                    spool.add(_copies(page, cut.entry, parent=parent.id))
                for copies in spool:
                    landed = self.writer.land(copies, compare=cut.entry.embedded is None)
                    for inner in self._cut_lists(cut.entry, landed):
                        self._read_to_its_end(*inner)
        except StripeMissingError:
            return  # the parent was deleted meanwhile, and its list with it: the event will say so
        except (StripePermissionError, StripeUnknownEndpointError) as refusal:
            if self.refusals is None:
                raise
            self.refusals[cut.entry.name] = refusal
            self._note_incomplete(change, None)
        except StripeOltpError as failure:
            if self.on_incomplete is None:
                raise
            self._note_incomplete(change, failure)

    def _note_incomplete(self, change: Change, why: StripeOltpError | None) -> None:
        if self.on_incomplete:
            self.on_incomplete(change, why)


def _copies(said: Fetched, entry: StripeObject, origin: str = "list", parent: str | None = None) -> list[Copy]:
    """The copies that an answer makes, of a list under ``parent``."""
    is_event = entry is EVENT
    return [
        Copy(
            entry.name,
            entry.plural,
            document,
            origin,
            said.observed_at,
            version_of(document) if is_event else said.api_version,
            parent,
        )
        for document in said.documents
    ]
