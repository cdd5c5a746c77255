"""Read everything that is verified: the lists, then the rows that no list showed, then what money is checked by."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

from pipelines.catalogue import CATALOGUE, StripeObject
from pipelines.checks.verify.attempts import Attempts
from pipelines.checks.verify.countercheck import Counterchecked
from pipelines.checks.verify.current import Unlisted
from pipelines.checks.verify.documents import Compared
from pipelines.checks.verify.listing import FetchedDocument
from pipelines.checks.verify.report import Difference, Tally, Unavailable
from pipelines.checks.verify.scope import TypeScope, cut
from pipelines.checks.verify.sums import Sum, countercheck_of, source_of
from pipelines.checks.verify.windows import Long, LongFound, Verifier, WindowFound
from pipelines.stripe_api.lists import Span

Progress = Callable[[str, int, int | None], None]
Asked = tuple[TypeScope, Unlisted, Difference | Compared | Unavailable]


@dataclass
class VerifyReading:
    """What is known so far. Types that cannot be read are in ``attempts.shortfalls``.

    ``suspects`` are differences unless an event tells what came since the last run; ``new`` are the objects (type and
    id) that were created since; ``sums`` the money by type; ``counterchecks`` those that could be read.
    """

    verifier: Verifier
    scopes: Sequence[TypeScope]
    span: Span
    on_progress: Progress
    attempts: Attempts = field(default_factory=Attempts)
    tallies: dict[str, Tally] = field(default_factory=dict)
    suspects: list[Difference] = field(default_factory=list)
    unavailable: list[Unavailable] = field(default_factory=list)
    new: set[tuple[str, str]] = field(default_factory=set)
    sums: dict[str, Sum] = field(default_factory=dict)
    counterchecks: list[Counterchecked] = field(default_factory=list)
    _unlisted: dict[str, list[Unlisted]] = field(default_factory=dict)
    _long: deque[tuple[TypeScope, LongFound]] = field(default_factory=deque)

    def read(self, *, counts: bool) -> None:
        """Read it all; money, too, if it ``counts``. What is known of a type that cannot be read is forgotten."""
        for scope in self.scopes:
            name = scope.entry.name
            self.tallies[name] = Tally(scope.watermark)
            if scope.entry.money and counts:
                self.sums[name] = Sum(source_of(scope.entry), self.verifier.current)
        for read in chain(self.attempts.all(self._windows()), self.attempts.all(self._lists())):
            self._take(read) if isinstance(read, WindowFound) else self._take_long(read)
        for asked in self.attempts.all(self._to_ask()):
            self._take_asked(*asked)
        for name in filter(self.attempts.shortfalls.has, list(self.tallies)):
            del self.tallies[name]
            self.sums.pop(name, None)
        self.suspects = [one for one in self.suspects if one.object in self.tallies]
        self.unavailable = [one for one in self.unavailable if one.object in self.tallies]
        for scope in self.scopes if counts else ():
            if scope.entry.name in self.tallies and scope.entry.money and scope.entry.money.countercheck:
                self._countercheck(scope)

    def ask(self, unread: Sequence[StripeObject]) -> None:
        """Ask once for types that no run has read: it may be that the key may not."""
        for _ in self.attempts.all((entry, partial(self.verifier.listing.first, entry)) for entry in unread):
            pass

    def _windows(self) -> Iterator[tuple[StripeObject, Callable[[], WindowFound | Long]]]:
        """The windows; before each the lists that those before it left, so that no more documents wait than need be."""
        for scope in self.scopes:
            observers = [self.sums[scope.entry.name].add] if scope.entry.name in self.sums else []
            for part in scope.windows:
                yield from self._lists()
                if part.parent:
                    yield scope.entry, partial(self.verifier.of_parent, scope, part)
                else:
                    yield scope.entry, partial(self.verifier.window, scope, part, observers)

    def _lists(self) -> Iterator[tuple[StripeObject, Callable[[], WindowFound | Long]]]:
        while self._long:
            scope, found = self._long.popleft()
            yield scope.entry, partial(self.verifier.long, scope, found)

    def _take(self, window: WindowFound) -> None:
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
        self._long += [(window.scope, found) for found in window.long]
        self.on_progress(name, tally.stripe, max(tally.stripe, window.scope.here))

    def _take_long(self, long: Long) -> None:
        name = long.scope.entry.name
        tally = self.tallies[name]
        tally.compared += 1
        tally.inside += long.compared.inside
        self.suspects += long.compared.differences
        if long.unavailable:
            tally.unavailable += 1
            self.unavailable.append(long.unavailable)

    def _to_ask(self) -> Iterator[tuple[StripeObject, Callable[[], Asked]]]:
        """The rows that a list showed when they were last seen; of those that none ever did, a sample."""
        for scope in self.scopes:
            rows = self._unlisted.get(scope.entry.name, [])
            share = self.verifier.sample.share(sum(not row.was_listed for row in rows))
            for row in rows:
                if row.was_listed or self.verifier.sample.has(row.id, share):
                    self.tallies[scope.entry.name].asked += 1
                    yield scope.entry, partial(self._ask, scope, row)

    def _ask(self, scope: TypeScope, row: Unlisted) -> Asked:
        return scope, row, self.verifier.one(scope, row)

    def _take_asked(self, scope: TypeScope, row: Unlisted, outcome: Difference | Compared | Unavailable) -> None:
        name, tally = scope.entry.name, self.tallies[scope.entry.name]
        if isinstance(outcome, Unavailable):
            tally.unavailable += 1
            self.unavailable.append(outcome)
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

    def _countercheck(self, scope: TypeScope) -> None:
        """The parts may be read whether they are landed or not: they are compared with their wholes."""
        check = countercheck_of(scope.entry)
        parts = CATALOGUE[check.object]
        checked = Counterchecked(self.verifier.current, scope.entry, self.span)
        boundaries = sorted(span.since for span in scope.windows if span.since is not None)
        # A part is younger than its whole.
        spans = cut(Span(self.span.since, None), boundaries)
        for pages in self.attempts.all((parts, partial(self._parts_in, parts, span, checked)) for span in spans):
            self.on_progress(f"{parts.plural} of {scope.entry.plural}", pages, None)
        for _ in self.attempts.all([(parts, partial(checked.settle, partial(self._parts_of, parts, check.reference)))]):
            pass
        if not self.attempts.shortfalls.has(parts.name):
            self.counterchecks.append(checked)

    def _parts_in(self, parts: StripeObject, span: Span, checked: Counterchecked) -> int:
        pages = 0
        for page in self.verifier.listing.pages(parts, span):
            checked.add(page)
            pages += 1
        return pages

    def _parts_of(self, parts: StripeObject, reference: str, whole: str) -> Iterator[FetchedDocument]:
        for page in self.verifier.listing.pages(parts, Span(), {reference: whole}):
            yield from page
