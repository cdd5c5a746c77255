"""What is verified: the types that were read at least once, until when, and in which windows."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.catalogue import EVENT, THIN_EVENT, StripeObject, demand_endpoints, read_by
from pipelines.checks.verify.current import Current
from pipelines.checks.verify.listing import Listing, ListPart
from pipelines.checks.verify.sample import Sample
from pipelines.errors import StripeOltpError, UsageError
from pipelines.stripe_api.lists import Span

SIZE = 3_000  # objects of one window, about
MOST_WINDOWS = 200  # of a type: each asks the database once for what no list showed


EVER = Span()
ALL = Sample(size=None, seed=0)


class NothingLandedError(StripeOltpError):
    """There is nothing to verify."""


@dataclass(frozen=True)
class Choice:
    """What a user asked for. ``objects`` None means all that were read; ``span`` is about the time of creation.

    ``lists`` are the documents of each type whose lists that Stripe cut are read to their end, among those compared,
    and the parents whose lists are read, where Stripe gives a type per parent only.
    ``opened`` are those of them that are opened even if cheaper checks say that nothing changed: see ``opening``; with
    ``copies`` one of these checks is that each newest copy is the same JSON. Another is that rows are what SQL makes of
    ``raw``: of ``every_row``, or of those that are due (see ``written_since``).
    ``counts`` says whether to add up what both sides have: the balance (without it, only where something waits to be
    promoted) and money, with what it is checked by (refunds, of charges). ``unread`` are types that no run has read,
    beside those that are found to be so: Stripe is asked for each once. ``is_alone`` says that the caller holds the run
    lock.
    """

    sample: Sample
    objects: Sequence[StripeObject] | None = None
    span: Span = EVER
    counts: bool = True
    lists: Sample = ALL
    opened: Sample = ALL
    copies: bool = False
    every_row: bool = True
    unread: Sequence[StripeObject] = ()
    is_alone: bool = False


@dataclass(frozen=True)
class TypeScope:
    """One type: until when it was read (unix seconds), the rows that are here, the windows, and the share compared.

    ``share_of_lists`` is the share of documents whose cut lists are read to their end, among those compared.
    """

    entry: StripeObject
    watermark: int
    here: int
    windows: Sequence[ListPart]
    share: float
    share_of_lists: float


def scopes(current: Current, listing: Listing, types: Sequence[StripeObject], choice: Choice) -> list[TypeScope]:
    """The scope of each type that was read.

    Raises NothingLandedError when nothing was landed at all, and UsageError for events: they tell of changes and are
    no state to agree on.
    """
    for entry in (EVENT, THIN_EVENT):
        if entry in types:
            raise UsageError(f"`{entry.name}` cannot be verified. Choose other object types.")
    demand_endpoints(choice.objects or [])
    if not current.anything_landed():
        raise NothingLandedError("Nothing to verify yet: run `stripe-oltp pipeline` first.")
    found = []
    for entry in types:
        watermark = current.watermark(entry) if read_by(entry) else None
        if watermark is not None:
            found.append(_scope(current, listing, entry, choice, int(watermark.timestamp())))
    return found


def _scope(current: Current, listing: Listing, entry: StripeObject, choice: Choice, watermark: int) -> TypeScope:
    span, here = choice.span, current.count(entry, ListPart(choice.span.since, choice.span.until))
    if entry.path is None:
        return TypeScope(entry, watermark, here, _of_parents(current, entry, choice), share=1.0, share_of_lists=1.0)
    windows = [ListPart(part.since, part.until) for part in _windows(current, listing, entry, span, here)]
    lists = choice.lists.share(current.long(entry) if choice.lists.size is not None else 0)
    return TypeScope(entry, watermark, here, windows, choice.sample.share(here), lists)


def _of_parents(current: Current, entry: StripeObject, choice: Choice) -> list[ListPart]:
    """One part per parent whose list may have something, as many of them as there are to be documents or lists."""
    parents = current.parents(entry)
    samples = [(sample, sample.share(len(parents))) for sample in (choice.sample, choice.lists)]
    chosen = [parent for parent in parents if all(sample.has(parent, share) for sample, share in samples)]
    return [ListPart(choice.span.since, choice.span.until, parent) for parent in chosen]


def never_read(types: Sequence[StripeObject], found: Sequence[TypeScope], choice: Choice) -> list[StripeObject]:
    """The types that were to be verified, and no run has read."""
    read = [scope.entry for scope in found]
    return [*(entry for entry in types if read_by(entry) and entry not in read), *choice.unread]


def _windows(current: Current, listing: Listing, entry: StripeObject, span: Span, here: int) -> list[Span]:
    if not listing.takes_created(entry):
        return [span]
    return cut(span, current.boundaries(entry, max(SIZE, here // MOST_WINDOWS)))


def cut(span: Span, boundaries: Sequence[int]) -> list[Span]:
    """A span in parts, newest first, cut at those of ``boundaries`` (ascending) that lie inside it."""
    inside = [
        moment
        for moment in boundaries
        if (span.since is None or moment > span.since) and (span.until is None or moment < span.until)
    ]
    edges = [span.since, *inside, span.until]
    return [Span(since, until) for since, until in reversed(list(pairwise(edges)))]
