"""The one reader of Stripe's lists and objects: landing and verify read through it, so they are given the same bytes.

It knows which lists together show all of a type, what to ask for in them, and how to go through a list inside a
document that Stripe cut. A list is read page by page, never held whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl, quote, urlencode

import msgspec

from pipelines.catalogue import CATALOGUE, StripeObject, asked_for, lists_of
from pipelines.stripe_api.documents import Document, read, slice_field
from pipelines.stripe_api.errors import StripeMissingError, StripeModeError, StripeRefusedError
from pipelines.stripe_api.others import OtherAccounts
from pipelines.stripe_api.walks import Walk

if TYPE_CHECKING:  # the client imports Stripe's SDK, and what only plans windows does not need it
    from pipelines.stripe_api.client import Client

NOTHING_MORE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Span:
    """A part of a list by the time of creation (unix seconds): at ``since`` or later, before ``until``; None: open."""

    since: int | None = None
    until: int | None = None

    def holds(self, created: int | None) -> bool:
        """Whether an object created then belongs to it; one that does not say is taken to."""
        if created is None:
            return True
        return (self.since is None or created >= self.since) and (self.until is None or created < self.until)

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of a list that takes ``created``."""
        bounds = {"created[gte]": self.since, "created[lt]": self.until}
        return {name: str(bound) for name, bound in bounds.items() if bound is not None}


@dataclass(frozen=True)
class CutList:
    """A list inside documents, or per document: the type of its elements, and the endpoint that has it whole.

    ``only_here``: see ``EmbeddedObjects``.
    """

    entry: StripeObject
    rest: str
    only_here: bool = False

    def of(self, parent: str) -> tuple[str, dict[str, str]]:
        """The path and the parameters of the list inside the document with the id ``parent``."""
        path, _, query = self.rest.partition("?")
        parameters = {name: value.format(id=parent) for name, value in parse_qsl(query)}
        return path.format(id=quote(parent, safe="")), parameters


class Said(Protocol):
    """What Stripe said at a moment by its clock, in an API version."""

    @property
    def observed_at(self) -> datetime: ...  # noqa: D102

    @property
    def api_version(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True)
class Fetched:
    """The documents of one answer, a page of a list or one object; ``observed_at`` is Stripe's clock.

    ``lacks`` are the fields that were not asked for, because they cannot be here, or not with this key.
    """

    documents: list[Document]
    has_more: bool
    observed_at: datetime
    api_version: str | None
    lacks: AbstractSet[str] = frozenset()


@dataclass(frozen=True)
class ListReader:
    """Reads one account. Safe to share between threads.

    Documents of ``others`` are left out. What is odd about a document is noted in ``client.oddities``; each method
    raises StripeModeError for one that no such key may see, and the errors of the client.
    """

    client: Client
    api_version: str
    others: OtherAccounts | None = None

    def pages(self, entry: StripeObject, parameters: Mapping[str, str], walk: Walk | None = None) -> Iterator[Fetched]:
        """A list of one type, page by page. ``parameters`` come on top of those that each list of the type takes.

        Of a singleton it is the object itself, as it was when it was last asked for.
        ``walk`` knows what was read before, of a list that is not read from its beginning.
        """
        if entry.singleton:
            answer = self.client.singleton(entry.path or "")
            yield self._fetched([answer.body], answer, entry, has_more=False)
            return
        asked = {**entry.parameters, **asked_for(entry, self.api_version, listed=True), **parameters}
        for page in self.client.pages(entry.path or "", asked, walk):
            yield self._fetched(page.elements, page, entry, has_more=page.has_more)

    def window(
        self, entry: StripeObject, span: Span, clocks: Sequence[str] = (), narrower: Mapping[str, str] = NOTHING_MORE
    ) -> Iterator[Fetched]:
        """All lists of a type that together show all of a window, those of test ``clocks`` included.

        ``narrower`` are more parameters. Where a list cannot be narrowed to a window, it is given whole. Of what only
        documents of another type hold, that type's lists are read.
        """
        bounds = span.parameters if takes_created(entry, self.api_version) else {}
        for view in views(entry, clocks):
            yield from self.pages(entry, {**view, **bounds, **narrower})
        for holder, field, held in holders_of(entry):
            for page in self.window(holder, Span(), clocks):
                for document in page.documents:
                    is_cut = field in document.cut
                    yield from (
                        self.elements(held, document.id or "") if is_cut else self.shown(held, field, document, page)
                    )

    def shown(self, held: CutList, field: str, document: Document, said: Said) -> Iterator[Fetched]:
        """What a ``document`` shows of a list that it holds in a ``field``, as one page; none where it is empty."""
        if elements := slice_field(document.raw, field):
            yield self._fetched(elements, said, held.entry, has_more=False)

    def elements(self, cut: CutList, parent: str) -> Iterator[Fetched]:
        """A list inside the document with the id ``parent``, from its beginning, page by page.

        Raises StripeMissingError when the document is gone.
        """
        path, parameters = cut.of(parent)
        parameters |= asked_for(cut.entry, self.api_version, listed=True)
        for page in self.client.pages(path, parameters):
            yield self._fetched(page.elements, page, cut.entry, has_more=page.has_more)

    def one(self, entry: StripeObject, object_id: str) -> Fetched:
        """One object by its id, or its deleted stub.

        Raises StripeMissingError, also where Stripe gives the type per parent only and whose list says all, and
        StripeRefusedError where Stripe gives another object.
        """
        if not (entry.path or entry.by_id):
            raise StripeMissingError(f"Stripe returns no {entry.name} by its id alone.")
        asked = asked_for(entry, self.api_version)
        answer = self.client.retrieve(entry.path_of(quote(object_id, safe="")), asked)
        fetched = self._fetched([answer.body], answer, entry, has_more=False)
        if [document.id for document in fetched.documents] != [object_id]:
            given = ", ".join(document.id or "nothing" for document in fetched.documents)
            raise StripeRefusedError(f"GET {entry.path_of(object_id)}: Stripe answered with {given} instead.")
        return fetched

    def _fetched(self, raw: Sequence[bytes], said: Said, entry: StripeObject, *, has_more: bool) -> Fetched:
        documents = [self._received(element, said, entry) for element in raw]
        if self.others:
            documents = [document for document in documents if not self.others.leave_out(document)]
        expansions = self.client.expansions
        lacks = expansions.fields(f"{entry.path}") | expansions.fields(f"{entry.path}/{{id}}")
        return Fetched(documents, has_more, said.observed_at, said.api_version, lacks)

    def _received(self, raw: bytes, said: Said, entry: StripeObject) -> Document:
        """A document as an answer holds it: everything that any reader of Stripe reads passes here."""
        document, client = read(raw, tuple(lists_in(entry))), self.client
        if None not in (document.livemode, client.livemode) and document.livemode != client.livemode:
            raise StripeModeError(
                f"Stripe gave {entry.name} {document.id} with livemode {str(document.livemode).lower()}, and"
                f" STRIPE_API_KEY is a {'live' if client.livemode else 'test'} key. The response is ignored."
            )
        client.oddities.look_at(entry.name, document, said.observed_at)
        return document


def takes_created(entry: StripeObject, api_version: str) -> bool:
    """Whether the list of a type can be read by windows."""
    since = entry.reading.created_since
    return since is not None and api_version >= since


def views(entry: StripeObject, clocks: Sequence[str] = ()) -> list[dict[str, str]]:
    """The parameters of the lists that together show all of a type, what hangs on test ``clocks`` included."""
    return [*map(dict, entry.reading.views), *views_of_clocks(entry, clocks)]


def views_of_clocks(entry: StripeObject, clocks: Sequence[str]) -> list[dict[str, str]]:
    """The parameters of the lists that show what hangs on test clocks, which other lists of the type leave out."""
    return [{"test_clock": clock} for clock in clocks] if entry.reading.on_clocks else []


def list_per_parent(entry: StripeObject) -> CutList:
    """The list that Stripe gives per parent only. Raises KeyError for a type that is no such list."""
    if entry.listed_per is None:
        raise KeyError(entry.name)
    return CutList(CATALOGUE[entry.listed_per.elements], entry.listed_per.path)


def as_read(entry: StripeObject, parent: str, elements: Sequence[str]) -> Document:
    """The document of a list per parent that was read to its end: the ids of its elements, in Stripe's order."""
    path, parameters = list_per_parent(entry).of(parent)
    url = f"{path}?{urlencode(parameters)}" if parameters else path
    told = {"id": parent, "object": "list", "data": list(dict.fromkeys(elements)), "has_more": False, "url": url}
    return read(msgspec.json.encode(told))


def lists_in(entry: StripeObject) -> Mapping[str, CutList]:
    """The lists inside documents of one type that Stripe may cut, by field."""
    return _lists_in(entry.name)


@cache
def _lists_in(name: str) -> Mapping[str, CutList]:
    entry = CATALOGUE[name]
    children = {
        field: CutList(child, child.embedded.rest)
        for field, child in lists_of(entry).items()
        if child.embedded and child.embedded.rest
    }
    others = {
        field: CutList(CATALOGUE[found.object], found.rest, found.only_here)
        for field, found in entry.reading.embedded_objects.items()
    }
    return children | others


def lists_only_in(entry: StripeObject) -> dict[str, CutList]:
    """Those of them whose elements no list of their type has, by field."""
    return {field: held for field, held in lists_in(entry).items() if held.only_here}


def landed_with(names: Iterable[str]) -> set[str]:
    """These types, and those whose only lists are in documents of these: they land together."""
    found = set(names)
    holders = [CATALOGUE[name] for name in found if name in CATALOGUE]
    return found.union(*({held.entry.name for held in lists_only_in(holder).values()} for holder in holders))


def holders_of(entry: StripeObject) -> list[tuple[StripeObject, str, CutList]]:
    """The types whose documents hold lists of ``entry`` that its own lacks, and the field and the list of each."""
    return [
        (holder, field, held)
        for holder in CATALOGUE.values()
        for field, held in lists_only_in(holder).items()
        if held.entry is entry
    ]
