"""What one thread does at a time: read a window, or fetch one object. Each says how far it came."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from pipelines.catalogue import CATALOGUE, EVENT, THIN_EVENT
from pipelines.errors import StripeOltpError
from pipelines.landing.plan.windows import CHANGES, LARGE, Window
from pipelines.landing.reader import Reader
from pipelines.raw.csv_files import Copy
from pipelines.raw.snapshots import NO_TYPES, last_told, shown_by_events
from pipelines.stripe_api.documents import read
from pipelines.stripe_api.errors import (
    StripeCursorError,
    StripeMissingError,
    StripePermissionError,
    StripeRefusedError,
    StripeUnknownEndpointError,
)
from pipelines.stripe_api.events import Change, as_deleted, changes_of

LASTING = (StripeRefusedError, StripePermissionError, StripeUnknownEndpointError)
Stop = Callable[[], bool]


@dataclass
class WindowRead:
    """What was read of a window: how many objects, and the ``changes`` that its events tell of.

    ``known`` are events that raw had already: those that files brought were not heard yet. ``thin`` are thin events
    that it had not: what they tell, a snapshot may have told before.
    ``left`` is what remains to be read: nothing when it was read to its end, the whole window when it had to be given
    up where it cannot be cut.
    """

    window: Window
    objects: int = 0
    left: list[Window] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    known: list[Copy] = field(default_factory=list)
    thin: list[Copy] = field(default_factory=list)
    failure: StripeOltpError | None = None
    _last: str | None = None
    _oldest: int | None = None
    _in_order: bool = True

    @property
    def object(self) -> str:
        """The type that was read."""
        return self.window.object

    def add(self, copies: list[Copy], landed: list[Copy]) -> None:
        """Note one page, and what of it was new."""
        for copy in copies:
            created = copy.document.created
            if created is None or (self._oldest is not None and created > self._oldest):
                self._in_order = False
            self._oldest, self._last = created, copy.document.id
        self.objects += len(copies)
        if self.window.purpose == CHANGES:
            if self.object == THIN_EVENT.name:
                self.thin += landed
            else:
                self.changes += [change for copy in landed for change in changes_of(copy.document)]
            new = {id(copy) for copy in landed}
            self.known += [copy for copy in copies if id(copy) not in new]

    def rest(self, size: int = LARGE) -> list[Window]:
        """What would remain if it were left now, cut into windows of about ``size``; empty when it cannot be."""
        if not self.window.is_cut_by_time:
            return self.window.after(self._last)
        return self.window.rest(self._oldest, self.objects, size) if self._in_order and self._oldest is not None else []


@dataclass
class ObjectFetched:
    """An object that was asked for by its id; ``not_found`` when Stripe knows neither it nor its deletion."""

    change: Change
    not_found: bool = False
    failure: StripeOltpError | None = None

    @property
    def object(self) -> str:
        """The type that was asked for."""
        return self.change.object


def read_window(window: Window, reader: Reader, stop: Stop, largest: Callable[[], int]) -> WindowRead:
    """Read a window to its end, or until it proves larger than ``largest`` says, or ``stop`` says so."""
    done = WindowRead(window)
    try:
        for page, copies, landed in reader.pages(CATALOGUE[window.object], window.parameters, window.walk):
            done.add(copies, landed)
            if done.object == EVENT.name:
                reader.writer.land(shown_by_events(landed, NO_TYPES if window.purpose == CHANGES else reader.whole))
            size = largest()
            is_large = window.is_cut_by_time and done.objects >= size
            if page.has_more and (is_large or stop()) and (left := done.rest(size)):
                done.left = left
                break
    except StripeMissingError:
        done.left = []  # the test clock that it was listed by is gone
    except StripeCursorError as failure:
        if window.starting_after is None or done.objects:
            done.left, done.failure = done.rest() or [window], failure
        else:  # the object that it was left at is gone
            done.left = [window.anew(window.since, window.until)]
    except StripeOltpError as failure:
        done.left, done.failure = done.rest() or [window], failure
    return done


def fetch(change: Change, reader: Reader, now: datetime) -> ObjectFetched:
    """Fetch an object by its id, the one of its type, or the list per parent that the id is the parent of.

    One that an event called deleted and that is gone lands as that event has it.
    Where Stripe does not give it and will go on not to (a detached card, a source), what the last events said of it is
    the newest word, and lands. A 403 is then one of the object, where the list of its type was read before.
    ``now`` is a moment by Stripe's clock before the request: that is when the object was seen to be gone, which may
    be later than its event, so that no copy observed in between outlives it.
    """
    done = ObjectFetched(change)
    entry = CATALOGUE[change.object]
    try:
        if entry.singleton:
            reader.singleton(entry)
        else:
            (reader.per_parent if entry.listed_per else reader.one)(entry, change.id)
    except StripeMissingError:
        if change.deletion is None:
            done.not_found = True
            reader.writer.land(last_told(change))
        else:
            document = as_deleted(read(change.deletion))
            copy = Copy(entry.name, entry.plural, document, "event", now, change.api_version)
            reader.writer.land([copy])
    except LASTING as failure:
        told = last_told(change)
        reader.writer.land(told)
        done.failure = StripeRefusedError(str(failure)) if told and entry.name in reader.whole else failure
    except StripeOltpError as failure:
        done.failure = failure
    return done
