"""Read everything that is verified: the lists, then the rows that no list showed, then the refunds."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

from pipelines.catalogue import CATALOGUE, StripeObject
from pipelines.checks.verify.attempts import Attempts
from pipelines.checks.verify.documents import Compared
from pipelines.checks.verify.held import Unlisted
from pipelines.checks.verify.listing import Said
from pipelines.checks.verify.refunds import Refunded
from pipelines.checks.verify.report import Difference, Tally, Ungiven
from pipelines.checks.verify.scope import Scope, cut
from pipelines.checks.verify.sums import CHARGES, RAW_REFUNDS, Sum
from pipelines.checks.verify.windows import Long, Verifier, WindowRead
from pipelines.stripe_api.lists import Span

CHARGE, REFUND = CATALOGUE["charge"], CATALOGUE["refund"]
SOURCES = {source.object: source for source in (CHARGES, RAW_REFUNDS)}

Progress = Callable[[str, int, int | None], None]
Asked = tuple[Scope, Unlisted, Difference | Compared | Ungiven]


@dataclass
class Reading:
    """What is known so far. Types that cannot be read are in ``attempts.shortfalls``.

    ``suspects`` are differences unless an event tells what came since the last run; ``new`` are the objects (type and
    id) that were created since; ``sums`` the money by type; ``refunded`` None where refunds are not read.
    """

    verifier: Verifier
    scopes: Sequence[Scope]
    span: Span
    on_progress: Progress
    attempts: Attempts = field(default_factory=Attempts)
    tallies: dict[str, Tally] = field(default_factory=dict)
    suspects: list[Difference] = field(default_factory=list)
    ungiven: list[Ungiven] = field(default_factory=list)
    new: set[tuple[str, str]] = field(default_factory=set)
    sums: dict[str, Sum] = field(default_factory=dict)
    refunded: Refunded | None = None
    _unlisted: dict[str, list[Unlisted]] = field(default_factory=dict)
    _long: deque[tuple[Scope, Said]] = field(default_factory=deque)

    def read(self, *, refunds: bool) -> None:
        """Read it all. What is known of a type that turned out not to be readable is forgotten."""
        for scope in self.scopes:
            name = scope.entry.name
            self.tallies[name] = Tally(scope.moment)
            if name in SOURCES:
                self.sums[name] = Sum(SOURCES[name], self.verifier.held)
        for read in chain(self.attempts.all(self._windows()), self.attempts.all(self._lists())):
            self._take(read) if isinstance(read, WindowRead) else self._take_long(read)
        for asked in self.attempts.all(self._to_ask()):
            self._take_asked(*asked)
        for name in filter(self.attempts.shortfalls.has, list(self.tallies)):
            del self.tallies[name]
            self.sums.pop(name, None)
        self.suspects = [one for one in self.suspects if one.object in self.tallies]
        self.ungiven = [one for one in self.ungiven if one.object in self.tallies]
        if refunds and CHARGE.name in self.tallies:
            self._read_refunds()

    def ask(self, unread: Sequence[StripeObject]) -> None:
        """Ask once for types that no run has read: it may be that the key may not."""
        for _ in self.attempts.all((entry, partial(self.verifier.listing.first, entry)) for entry in unread):
            pass

    def _windows(self) -> Iterator[tuple[StripeObject, Callable[[], WindowRead | Long]]]:
        """The windows; before each the lists that those before it left, so that no more documents wait than need be."""
        for scope in self.scopes:
            observers = [self.sums[scope.entry.name].add] if scope.entry.name in self.sums else []
            for span in scope.windows:
                yield from self._lists()
                yield scope.entry, partial(self.verifier.window, scope, span, observers)

    def _lists(self) -> Iterator[tuple[StripeObject, Callable[[], WindowRead | Long]]]:
        while self._long:
            scope, said = self._long.popleft()
            yield scope.entry, partial(self.verifier.long, scope, said)

    def _take(self, window: WindowRead) -> None:
        name = window.scope.entry.name
        tally = self.tallies[name]
        tally.windows.append(window.count)
        tally.stripe += window.count.stripe
        tally.here += window.count.here
        tally.since += len(window.new)
        tally.unlisted += len(window.unlisted)
        tally.quarantined += window.quarantined
        tally.compared += window.compared
        tally.inside += window.inside
        self.suspects += window.suspects
        self.new |= {(name, stripe_id) for stripe_id in window.new}
        self._unlisted.setdefault(name, []).extend(window.unlisted)
        self._long += [(window.scope, said) for said in window.long]
        self.on_progress(name, tally.stripe, max(tally.stripe, window.scope.here))

    def _take_long(self, long: Long) -> None:
        name = long.scope.entry.name
        tally = self.tallies[name]
        tally.compared += 1
        tally.inside += long.compared.inside
        self.suspects += long.compared.differences
        if long.ungiven:
            tally.ungiven += 1
            self.ungiven.append(long.ungiven)

    def _to_ask(self) -> Iterator[tuple[StripeObject, Callable[[], Asked]]]:
        """The rows that a list showed when they were last seen; of those that none ever did, a sample."""
        for scope in self.scopes:
            rows = self._unlisted.get(scope.entry.name, [])
            share = self.verifier.sample.share(sum(not row.was_listed for row in rows))
            for row in rows:
                if row.was_listed or self.verifier.sample.has(row.id, share):
                    self.tallies[scope.entry.name].asked += 1
                    yield scope.entry, partial(self._ask, scope, row)

    def _ask(self, scope: Scope, row: Unlisted) -> Asked:
        return scope, row, self.verifier.one(scope, row)

    def _take_asked(self, scope: Scope, row: Unlisted, outcome: Difference | Compared | Ungiven) -> None:
        name, tally = scope.entry.name, self.tallies[scope.entry.name]
        if isinstance(outcome, Ungiven):
            tally.ungiven += 1
            self.ungiven.append(outcome)
        elif isinstance(outcome, Compared):
            tally.alive += 1
            tally.compared += 1
            tally.inside += outcome.inside
            self.suspects += outcome.differences
        else:
            self.suspects.append(outcome)
            if name in self.sums:
                self.sums[name].gone([row.id])
        self.on_progress(f"{name} that no list has", tally.asked, None)

    def _read_refunds(self) -> None:
        """Refunds may be read whether they are landed or not: they are held against charges."""
        refunded = Refunded(self.verifier.held, self.span)
        boundaries = {span.since for scope in self.scopes if scope.entry == CHARGE for span in scope.windows}
        # A refund is younger than its charge.
        spans = cut(Span(self.span.since, None), sorted(moment for moment in boundaries if moment is not None))
        for pages in self.attempts.all((REFUND, partial(self._refunds_in, span, refunded)) for span in spans):
            self.on_progress("refunds of charges", pages, None)
        for _ in self.attempts.all([(REFUND, partial(refunded.settle, self._refunds_of))]):
            pass
        if not self.attempts.shortfalls.has(REFUND.name):
            self.refunded = refunded

    def _refunds_in(self, span: Span, refunded: Refunded) -> int:
        pages = 0
        for page in self.verifier.listing.pages(REFUND, span):
            refunded.add(page)
            pages += 1
        return pages

    def _refunds_of(self, charge: str) -> Iterator[Said]:
        for page in self.verifier.listing.pages(REFUND, Span(), {"charge": charge}):
            yield from page
