"""What Stripe says, read exactly as a landing reads it: the same lists, with the same parameters, so the same bytes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import parse_qsl, quote

from pipelines.catalogue import StripeObject, asked_for
from pipelines.landing.reader import CutList, lists_in, received
from pipelines.stripe_api.client import Client, Page
from pipelines.stripe_api.documents import Document
from pipelines.stripe_api.errors import StripeMissingError

NOTHING_MORE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Said:
    """One document, and the API version it is rendered in; ``lists`` has those whole that Stripe cut in it."""

    document: Document
    api_version: str | None
    lists: Mapping[str, Sequence["Said"]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Stripe's id; those without one are left out."""
        return self.document.id or ""


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
class Listing:
    """Reads one account; ``clocks`` are its test clocks. Safe to share between threads."""

    client: Client
    api_version: str
    clocks: Sequence[str] = ()

    def takes_created(self, entry: StripeObject) -> bool:
        """Whether the list of a type can be read by windows."""
        since = entry.reading.created_since
        return since is not None and self.api_version >= since

    def pages(
        self, entry: StripeObject, span: Span, narrower: Mapping[str, str] = NOTHING_MORE
    ) -> Iterator[list[Said]]:
        """All lists of a type that together show all of a window, page by page; ``narrower`` are more parameters."""
        bounds = span.parameters if self.takes_created(entry) else {}
        for view in self._views(entry):
            parameters = {
                **entry.parameters,
                **asked_for(entry, self.api_version, listed=True),
                **view,
                **bounds,
                **narrower,
            }
            for page in self.client.pages(entry.path or "", parameters):
                said = self._said(page, entry)
                yield [one for one in said if one.id and span.holds(one.document.created)]

    def first(self, entry: StripeObject) -> None:
        """Ask for a type once, whatever it has. Raises a Stripe error when it cannot be read."""
        next(self.pages(entry, Span()))

    def one(self, entry: StripeObject, stripe_id: str) -> Said | None:
        """One object by its id, or its deleted stub; None when Stripe knows neither."""
        try:
            answer = self.client.retrieve(
                f"{entry.path}/{quote(stripe_id, safe='')}", asked_for(entry, self.api_version)
            )
        except StripeMissingError:
            return None
        return Said(received(answer.body, answer, entry, self.client), answer.api_version)

    def whole(self, entry: StripeObject, said: Said) -> Said:
        """A document with the lists of its own elements that Stripe cut in it, read to their end."""
        lists = {name: self._elements(cut, said.id) for name, cut in cut_lists(entry, said).items()}
        return replace(said, lists=lists)

    def _elements(self, cut: CutList, parent: str) -> list[Said]:
        path, _, query = cut.rest.partition("?")
        parameters = {name: value.format(id=parent) for name, value in parse_qsl(query)}
        parameters |= asked_for(cut.entry, self.api_version, listed=True)
        pages = self.client.pages(path.format(id=quote(parent, safe="")), parameters)
        return [said for page in pages for said in self._said(page, cut.entry)]

    def _said(self, page: Page, entry: StripeObject) -> list[Said]:
        return [Said(received(element, page, entry, self.client), page.api_version) for element in page.elements]

    def _views(self, entry: StripeObject) -> list[dict[str, str]]:
        clocks = [{"test_clock": clock} for clock in self.clocks] if entry.reading.on_clocks else []
        return [*(dict(view) for view in entry.reading.views), *clocks]


def cut_lists(entry: StripeObject, said: Said) -> dict[str, CutList]:
    """The lists that Stripe cut in a document and whose elements have no other list, by field."""
    lists = lists_in(entry)
    return {name: lists[name] for name in said.document.cut if lists[name].entry.embedded}
