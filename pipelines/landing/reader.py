"""What Stripe's answers hold: copies of objects, and the lists inside them that Stripe cut, read to their end."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, partial
from typing import Protocol
from urllib.parse import parse_qsl, quote

from pipelines.catalogue import CATALOGUE, StripeObject, asked_for, children_of
from pipelines.errors import StripeOltpError
from pipelines.raw.csv_files import Copy
from pipelines.raw.spools import Spool
from pipelines.stripe_api.client import Answer, Client, Page
from pipelines.stripe_api.documents import Document, read
from pipelines.stripe_api.errors import (
    StripeMissingError,
    StripeModeError,
    StripePermissionError,
    StripeRefusedError,
    StripeUnknownEndpointError,
)
from pipelines.stripe_api.events import Change, version_of
from pipelines.stripe_api.others import OtherAccounts
from pipelines.stripe_api.shortfalls import Refusal
from pipelines.stripe_api.walks import Walk
from pipelines.stripe_api.workers import do_all

LISTS_AT_ONCE = 4  # of one page


@dataclass(frozen=True)
class CutList:
    """A list inside documents: the type of its elements, and the endpoint that has it whole."""

    entry: StripeObject
    rest: str


class Taker(Protocol):
    """What takes copies: a Writer, or another that has no files."""

    def land(self, copies: Sequence[Copy], *, compare: bool = True) -> list[Copy]:
        """Take what says something new (all, unless ``compare``), and return it."""


@dataclass(frozen=True)
class Reader:
    """Reads Stripe into one load. Safe to share between threads.

    ``whole`` names the types all of whose objects are landed by themselves: lists of them that Stripe cut are left as
    they are. ``refusals`` takes note of types that the key may not read or this API version does not have, when the
    list of another type's document needed them, ``fell_short`` of documents that landed without such a list, and why
    (None: its type is refused); without them the error is raised. Such lists are read several at a time. Events of
    ``others`` are left out.
    """

    client: Client
    writer: Taker
    api_version: str
    whole: AbstractSet[str] = frozenset()
    refusals: dict[str, Refusal] | None = None
    fell_short: Callable[[Change, StripeOltpError | None], None] | None = None
    others: OtherAccounts | None = None

    def pages(
        self, entry: StripeObject, parameters: Mapping[str, str], walk: Walk | None = None
    ) -> Iterator[tuple[Page, list[Copy], list[Copy]]]:
        """Land a list, page by page: each page, its copies, and those of them that said something new."""
        for page in self.client.pages(entry.path or "", self._list_parameters(entry) | dict(parameters), walk):
            copies = [
                copy
                for copy in copies_of(page, entry, self.client)
                if not (self.others and self.others.leave_out(copy.document))
            ]
            landed = self.writer.land(copies)
            self._complete(entry, landed)
            yield page, copies, landed

    def one(self, entry: StripeObject, object_id: str) -> Copy:
        """Land one object by its id, and the lists in it that Stripe cut. Raises StripeMissingError."""
        asked = asked_for(entry, self.api_version)
        answer = self.client.retrieve(f"{entry.path}/{quote(object_id, safe='')}", asked)
        copy = _copy(answer.body, answer, entry, self.client, "retrieve")
        if copy.document.id != object_id:
            raise StripeRefusedError(f"GET {entry.path}/{object_id}: Stripe answered with {copy.document.id} instead.")
        landed = self.writer.land([copy])
        # What changed may be beyond the beginning of a list that the document holds. The rest is read anew, and the
        # document landed with it: only the load that brought both says what is no longer in the list.
        if not landed and any(cut.entry.embedded for cut, _ in self._cut_lists(entry, [copy])):
            self.writer.land([copy], compare=False)
        self._complete(entry, [copy])
        return copy

    def _list_parameters(self, entry: StripeObject) -> dict[str, str]:
        return {**entry.parameters, **asked_for(entry, self.api_version, listed=True)}

    def _complete(self, entry: StripeObject, parents: Sequence[Copy]) -> None:
        """Land the whole of each list that Stripe cut. A cut list says nothing of what it leaves out."""
        cut = self._cut_lists(entry, parents)
        do_all([partial(self._read_to_its_end, *found) for found in cut], LISTS_AT_ONCE)

    def _cut_lists(self, entry: StripeObject, parents: Sequence[Copy]) -> list[tuple[CutList, Document]]:
        lists = lists_in(entry)
        return [
            (lists[field], parent.document)
            for parent in parents
            for field in parent.document.cut
            if lists[field].entry.name not in self.whole
        ]

    def _read_to_its_end(self, cut: CutList, parent: Document) -> None:
        change = Change(parent.object or "", parent.id or "")
        if self.refusals and cut.entry.name in self.refusals:
            self._fall_short(change, None)
            return
        try:
            path, _, query = cut.rest.partition("?")
            here = {name: value.format(id=parent.id) for name, value in parse_qsl(query)}
            here |= asked_for(cut.entry, self.api_version, listed=True)
            with Spool() as spool:
                # All or nothing: a load that holds elements of a list is taken to hold all of them.
                for page in self.client.pages(path.format(id=quote(parent.id or "", safe="")), here):
                    spool.add(copies_of(page, cut.entry, self.client, parent.id))
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
            self._fall_short(change, None)
        except StripeOltpError as failure:
            if self.fell_short is None:
                raise
            self._fall_short(change, failure)

    def _fall_short(self, change: Change, why: StripeOltpError | None) -> None:
        if self.fell_short:
            self.fell_short(change, why)


def lists_in(entry: StripeObject) -> Mapping[str, CutList]:
    """The lists inside documents of one type that Stripe may cut, by field."""
    return _lists_in(entry.name)


@cache
def _lists_in(name: str) -> Mapping[str, CutList]:
    entry = CATALOGUE[name]
    children = {
        child.embedded.field: CutList(child, child.embedded.rest) for child in children_of(entry) if child.embedded
    }
    evidence = {field: CutList(CATALOGUE[found.object], found.rest) for field, found in entry.reading.evidence.items()}
    return children | evidence


def received(raw: bytes, said: Page | Answer, entry: StripeObject, client: Client) -> Document:
    """A document of one type as an answer holds it: everything that any reader of Stripe reads passes here.

    Raises StripeModeError for one that no such key may see; what else is odd about it is noted.
    """
    document = read(raw, tuple(lists_in(entry)))
    if None not in (document.livemode, client.livemode) and document.livemode != client.livemode:
        raise StripeModeError(
            f"Stripe gave {entry.name} {document.id} with livemode {str(document.livemode).lower()}, and STRIPE_API_KEY"
            f" is a {'live' if client.livemode else 'test'} key. Nothing of that answer is used."
        )
    client.oddities.look_at(entry.name, document, said.observed_at)
    return document


def copies_of(page: Page, entry: StripeObject, client: Client, parent: str | None = None) -> list[Copy]:
    """The elements of one page, of a list under ``parent``."""
    return [_copy(element, page, entry, client, "list", parent) for element in page.elements]


def _copy(  # noqa: PLR0917 -- two call sites
    raw: bytes, said: Page | Answer, entry: StripeObject, client: Client, origin: str, parent: str | None = None
) -> Copy:
    document = received(raw, said, entry, client)
    version = version_of(document) if entry.name == "event" else said.api_version
    return Copy(entry.name, entry.plural, document, origin, said.observed_at, version, parent)
