"""One window of one type: everything that Stripe lists in it, and the rows that are here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from oltp_schema.row_state import DELETED, PRESENT
from pipelines.checks.verify.documents import Compared, compare
from pipelines.checks.verify.held import Held, Unlisted
from pipelines.checks.verify.listing import Listing, Said, cut_lists
from pipelines.checks.verify.long import compare_long
from pipelines.checks.verify.report import DELETED as LISTED_THOUGH_DELETED
from pipelines.checks.verify.report import MISSING, VANISHED, Difference, Ungiven, WindowCount
from pipelines.checks.verify.sample import Sample
from pipelines.checks.verify.scope import TypeScope
from pipelines.stripe_api.errors import StripeMissingError, StripeRefusedError
from pipelines.stripe_api.lists import Span

OnPage = Callable[[list[Said]], None]
TOLD = "it answers 404, and what an event said of it is the last word."


@dataclass
class WindowFound:
    """What was found in a window. ``suspects`` are differences unless an event tells what came since the last run.

    ``new`` are not here because they were created since; ``unlisted`` are rows that no list showed; ``long`` are
    documents with lists that Stripe cut, which are not compared yet.
    """

    scope: TypeScope
    count: WindowCount
    compared: int = 0
    inside: int = 0
    quarantined: int = 0
    suspects: list[Difference] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    unlisted: list[Unlisted] = field(default_factory=list)
    long: list[Said] = field(default_factory=list)


@dataclass(frozen=True)
class Long:
    """A document with lists that Stripe cut, compared with all of their elements, unless Stripe does not give them."""

    scope: TypeScope
    compared: Compared
    ungiven: Ungiven | None = None


@dataclass(frozen=True)
class Verifier:
    """Reads windows and single objects. ``lag`` (seconds) is how late a list may show what is new.

    ``lists`` says of how many documents to read the lists to their end that Stripe cut. Safe to share between threads.
    """

    held: Held
    listing: Listing
    sample: Sample
    lists: Sample
    lag: int

    def window(self, scope: TypeScope, span: Span, on_page: Iterable[OnPage] = ()) -> WindowFound:
        """Read one window to its end."""
        listed: set[str] = set()
        read = WindowFound(scope, WindowCount(span.since, span.until, 0, 0))
        for page in self.listing.pages(scope.entry, span):
            fresh = [said for said in page if said.id not in listed]
            listed.update(said.id for said in fresh)
            self._page(read, fresh)
            for observe in on_page:
                observe(fresh)
        read.unlisted = self.held.unlisted(scope.entry, span.since, span.until, sorted(listed))
        here = self.held.count(scope.entry, span.since, span.until)
        read.count = WindowCount(span.since, span.until, len(listed), here)
        return read

    def one(self, scope: TypeScope, row: Unlisted) -> Difference | Compared | Ungiven:
        """Ask for a row that no list showed: it is gone, Stripe's lists leave it out, or Stripe does not say."""
        try:
            said = self.listing.one(scope.entry, row.id)
        except StripeRefusedError as refusal:
            return Ungiven(scope.entry.name, row.id, str(refusal))
        if said is None and row.is_only_told:
            return Ungiven(scope.entry.name, row.id, TOLD)
        if said is None or said.document.deleted or said.id != row.id:
            return Difference(scope.entry.name, row.id, VANISHED)
        held = self.held.quarantined(scope.entry, [row.id])
        return compare(self.held, scope.entry, [said], held)

    def long(self, scope: TypeScope, said: Said) -> Long:
        """Compare a document with lists that Stripe cut."""
        ungiven = None
        quarantined = self.held.quarantined(scope.entry, [said.id])
        try:
            whole = compare_long(self.held, self.listing, scope.entry, said, has_rows=not quarantined)
            return Long(scope, whole)
        except StripeMissingError:
            pass  # it was deleted meanwhile, and its list with it: the event says so
        except StripeRefusedError as refusal:
            ungiven = Ungiven(scope.entry.name, said.id, str(refusal))
        return Long(scope, compare(self.held, scope.entry, [said], quarantined), ungiven)

    def _page(self, read: WindowFound, page: Sequence[Said]) -> None:
        entry, ids = read.scope.entry, [said.id for said in page]
        states, quarantined = self.held.states(entry, ids), self.held.quarantined(entry, ids)
        present = []
        for said in page:
            state = states.get(said.id)
            if state == PRESENT:
                present.append(said)
            elif said.id in quarantined:
                read.quarantined += 1
            elif state == DELETED:
                read.suspects.append(Difference(entry.name, said.id, LISTED_THOUGH_DELETED))
            elif self._is_new(read.scope, said):
                read.new.append(said.id)
            else:
                read.suspects.append(Difference(entry.name, said.id, MISSING))
        chosen = [said for said in present if self.sample.has(said.id, read.scope.share)]
        read.long += [said for said in chosen if self._is_long(read.scope, said)]
        if short := [said for said in chosen if not self._is_long(read.scope, said)]:
            compared = compare(self.held, entry, short, quarantined)
            read.suspects += compared.differences
            read.compared += len(short)
            read.inside += compared.inside

    def _is_long(self, scope: TypeScope, said: Said) -> bool:
        return bool(cut_lists(scope.entry, said)) and self.lists.has(said.id, scope.share_of_lists)

    def _is_new(self, scope: TypeScope, said: Said) -> bool:
        return said.document.created is not None and said.document.created >= scope.moment - self.lag
