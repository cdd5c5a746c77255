"""One window of one type: everything that Stripe lists in it, and the rows that are here."""

from collections.abc import Callable, Collection, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace

from oltp_schema.row_state import DELETED, PRESENT
from pipelines.catalogue import StripeObject
from pipelines.checks.verify.current import Current, Unlisted
from pipelines.checks.verify.documents import Compared, compare
from pipelines.checks.verify.listing import FetchedDocument, Listing, ListPart, cut_lists
from pipelines.checks.verify.long import compare_long, has_same_lists
from pipelines.checks.verify.opening import Opening
from pipelines.checks.verify.report import DELETED as LISTED_THOUGH_DELETED
from pipelines.checks.verify.report import MISSING, VANISHED, Difference, Unavailable, WindowCount
from pipelines.checks.verify.sample import Sample
from pipelines.checks.verify.scope import TypeScope
from pipelines.stripe_api.errors import StripeMissingError, StripeRefusedError

OnPage = Callable[[list[FetchedDocument]], None]
TOLD = "it answers 404, and what an event said of it is the last word."


@dataclass(frozen=True)
class LongFound:
    """A document with lists that Stripe cut, or gives ``elsewhere`` (their fields): it is compared by itself, later.

    ``is_shut`` says that it needs no opening but for its lists: see ``opening``.
    """

    fetched: FetchedDocument
    elsewhere: Sequence[str]
    is_quarantined: bool
    is_shut: bool


@dataclass
class WindowFound:
    """What was found in a window. ``suspects`` are differences unless an event tells what came since the last run.

    ``new`` are not here because they were created since; ``unlisted`` are rows that no list showed; ``long`` are
    documents with lists that Stripe cut or gives elsewhere, which are not compared yet.
    """

    scope: TypeScope
    count: WindowCount
    compared: int = 0
    inside: int = 0
    quarantined: int = 0
    suspects: list[Difference] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    unlisted: list[Unlisted] = field(default_factory=list)
    long: list[LongFound] = field(default_factory=list)


@dataclass(frozen=True)
class Long:
    """A document with lists that Stripe cut, compared with all of their elements, unless Stripe does not give them."""

    scope: TypeScope
    compared: Compared
    unavailable: Unavailable | None = None


@dataclass(frozen=True)
class Verifier:
    """Reads windows and single objects. ``lag`` (seconds) is how late a list may show what is new.

    ``lists`` says of how many documents to read the lists to their end that Stripe cut, ``opening`` which ones to open.
    Safe to share between threads.
    """

    current: Current
    listing: Listing
    sample: Sample
    lists: Sample
    lag: int
    opening: Opening

    def window(self, scope: TypeScope, part: ListPart, on_page: Iterable[OnPage] = ()) -> WindowFound:
        """Read one window to its end."""
        listed: set[str] = set()
        read = WindowFound(scope, WindowCount(part.since, part.until, 0, 0))
        for page in self.listing.part(scope.entry, part):
            fresh = [fetched for fetched in page if fetched.id not in listed]
            listed.update(fetched.id for fetched in fresh)
            self._page(read, fresh)
            for observe in on_page:
                observe(fresh)
        read.unlisted = self.current.unlisted(scope.entry, part, sorted(listed))
        read.count = WindowCount(part.since, part.until, len(listed), self.current.count(scope.entry, part))
        return read

    def of_parent(self, scope: TypeScope, part: ListPart) -> WindowFound:
        """Read the list of one parent to its end: nothing else has its objects, so what it lacks is gone."""
        try:
            read = self.window(scope, part)
        except StripeMissingError:  # the parent was deleted meanwhile, and its list with it: the event says so
            return WindowFound(scope, WindowCount(part.since, part.until, 0, 0))
        gone = [Difference(scope.entry.name, row.id, VANISHED) for row in read.unlisted]
        return replace(
            read, unlisted=[], suspects=[replace(one, parent=part.parent) for one in (*read.suspects, *gone)]
        )

    def one(self, scope: TypeScope, row: Unlisted) -> Difference | Compared | Unavailable:
        """Ask for a row that no list showed: it is gone, Stripe's lists leave it out, or Stripe does not say."""
        try:
            fetched = self.listing.one(scope.entry, row.id)
        except StripeRefusedError as refusal:
            return Unavailable(scope.entry.name, row.id, str(refusal))
        if fetched is None and row.is_only_told:
            return Unavailable(scope.entry.name, row.id, TOLD)
        if fetched is None or fetched.document.deleted or fetched.id != row.id:
            return Difference(scope.entry.name, row.id, VANISHED)
        return compare(self.current, scope.entry, [fetched], self.current.quarantined(scope.entry, [row.id]))

    def long(self, scope: TypeScope, found: LongFound) -> Long:
        """Compare a document with lists that Stripe cut."""
        unavailable, fetched = None, found.fetched
        has_rows = not found.is_quarantined
        try:
            if found.is_shut and has_same_lists(self.current, self.listing, scope.entry, fetched, found.elsewhere):
                return Long(scope, Compared())
            whole = compare_long(self.current, self.listing, scope.entry, fetched, found.elsewhere, has_rows=has_rows)
            return Long(scope, whole)
        except StripeMissingError:
            pass  # it was deleted meanwhile, and its list with it: the event says so
        except StripeRefusedError as refusal:
            unavailable = Unavailable(scope.entry.name, fetched.id, str(refusal))
        quarantined = [fetched.id] if found.is_quarantined else []
        return Long(scope, compare(self.current, scope.entry, [fetched], quarantined), unavailable)

    def _page(self, read: WindowFound, page: Sequence[FetchedDocument]) -> None:
        entry = read.scope.entry
        has_same_bytes = self._look_at_bytes(entry, page)
        known = [fetched for fetched in page if fetched.id in has_same_bytes]
        quarantined = self._sort_out(read, [fetched for fetched in page if fetched.id not in has_same_bytes], known)
        sampled = [
            fetched
            for fetched in known
            if has_same_bytes.get(fetched.id) is False or self.sample.has(fetched.id, read.scope.share)
        ]
        elsewhere = self.current.whole_elsewhere(entry, [fetched.id for fetched in sampled])
        same = {stripe_id for stripe_id, is_same in has_same_bytes.items() if is_same}
        opened = {fetched.id for fetched in self.opening.chosen(self.current, read.scope, sampled, same)}
        long = {
            fetched.id: LongFound(
                fetched,
                elsewhere.get(fetched.id, ()),
                is_quarantined=fetched.id in quarantined,
                is_shut=fetched.id not in opened,
            )
            for fetched in sampled
            if self._is_long(read.scope, fetched, elsewhere)
        }
        read.long += long.values()
        if short := [fetched for fetched in sampled if fetched.id not in long]:
            to_open = [fetched for fetched in short if fetched.id in opened]
            compared = compare(self.current, entry, to_open, quarantined) if to_open else Compared()
            read.suspects += compared.differences
            read.compared += len(short)
            read.inside += compared.inside

    def _look_at_bytes(self, entry: StripeObject, page: Sequence[FetchedDocument]) -> dict[str, bool]:
        """See ``Current.with_same_bytes``: all documents of a page are in one version."""
        if not page:
            return {}
        return self.current.with_same_bytes(entry, [fetched.document for fetched in page], page[0].api_version)

    def _sort_out(
        self, read: WindowFound, page: Sequence[FetchedDocument], known: list[FetchedDocument]
    ) -> Collection[str]:
        """Add those to ``known`` that have a present row or wait in quarantine; the ids of the latter."""
        if not page:
            return ()
        entry, ids = read.scope.entry, [fetched.id for fetched in page]
        states, quarantined = self.current.states(entry, ids), self.current.quarantined(entry, ids)
        for fetched in page:
            state = states.get(fetched.id)
            if state == PRESENT:
                known.append(fetched)
            elif fetched.id in quarantined:
                read.quarantined += 1
                known.append(fetched)
            elif state == DELETED:
                read.suspects.append(Difference(entry.name, fetched.id, LISTED_THOUGH_DELETED))
            elif self._is_new(read.scope, fetched):
                read.new.append(fetched.id)
            else:
                read.suspects.append(Difference(entry.name, fetched.id, MISSING))
        return quarantined

    def _is_long(self, scope: TypeScope, fetched: FetchedDocument, elsewhere: Container[str]) -> bool:
        is_cut = bool(fetched.document.cut and cut_lists(scope.entry, fetched))
        return (is_cut or fetched.id in elsewhere) and self.lists.has(fetched.id, scope.share_of_lists)

    def _is_new(self, scope: TypeScope, fetched: FetchedDocument) -> bool:
        return fetched.document.created is not None and fetched.document.created >= scope.watermark - self.lag
