"""Whether Stripe has events that were not heard of: one request, however much or little happened.

Where two lists tell, each is asked in turn: what both tell is heard as soon, and what one tells a turn later. While one
of them fails, the other is asked alone. Now and then an ask reaches further back, so that looking for events that were
listed late takes no request of its own.

It only says that something happened. What it was is planned, read and promoted by the same code as in any run, from a
watermark in the database, so a ring that is lost, late or doubled costs time at most.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Protocol

from pipelines import log
from pipelines.catalogue import EVENT, StripeObject
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.documents import Document, read
from pipelines.stripe_api.errors import StripePermissionError, StripeRequestError
from pipelines.stripe_api.pages import Page
from pipelines.stripe_api.retries import may_be_over

OVERLAP = 4  # seconds: events may be listed a little later than they happened

Known = Callable[[StripeObject, Collection[str]], Collection[str]]
"""Which of some events of a list were read already, by their ids."""


@dataclass(frozen=True)
class Look:
    """A look at all events of a list from ``since`` on, before ``until`` (unix seconds)."""

    entry: StripeObject
    since: int
    until: int
    is_whole: bool = False


class Looks(Protocol):
    """Who wants to see more of a list now and then; ``failing`` are names of lists that failed a moment ago."""

    failing: set[str]

    def due(self, own: StripeObject, asked: Collection[StripeObject]) -> Look | None:
        """The look that takes the place of asking for ``own`` now, of it or of a list that is not ``asked``."""

    def seen(self, look: Look, events: Sequence[Document], *, has_more: bool) -> bool:
        """Take the newest events of a look; whether they ring."""


class Doorbell:
    """Remembers the events of the last seconds that it has heard of.

    ``lists`` are those that it asks: of snapshots, of thin events, or both in turn. ``failing`` are names of those that
    are not asked, because they failed: whoever sees that one answers again takes it out.
    """

    def __init__(
        self, client: Client, since: datetime, known: Known = lambda _, __: (), looks: Looks | None = None
    ) -> None:
        """``since`` is until when events were read, by Stripe's clock."""
        self._client, self._known, self._looks = client, known, looks
        self._since = defaultdict[str, int](partial(int, since.timestamp()))
        self._heard = defaultdict[str, set[str]](set)
        self._turns = 0
        self.lists: Sequence[StripeObject] = (EVENT,)
        self.failing: set[str] = looks.failing if looks else set()
        self._clock, self._clock_at = since, monotonic()

    @property
    def now(self) -> datetime:
        """What Stripe's clock shows, by when it was last looked at."""
        return self._clock + timedelta(seconds=monotonic() - self._clock_at)

    def note_clock(self, clock: datetime | None) -> None:
        """Something else heard what Stripe's clock shows now, or a moment ago."""
        if clock and clock > self.now:
            self._clock, self._clock_at = clock, monotonic()

    def has_news(self) -> bool:
        """Whether the list whose turn it is, or another one where that fails, has events that were not heard of.

        Raises as ``Client``, when none can be asked.
        """
        self._turns += 1
        asked = self._answering() or self.lists
        own = asked[self._turns % len(asked)]
        look = self._looks.due(own, self.lists) if self._looks else None
        entry = look.entry if look else own
        try:
            page = self._newest(entry, look)
        except (StripePermissionError, StripeRequestError) as failure:
            if may_be_over(failure):
                self.failing.add(entry.name)
            elif entry is EVENT:
                raise
            else:
                self.lists = (EVENT,)  # the next run will say so
            # One that is refused for good is none that fails: it is the other one's failure that is to be told.
            others = self._answering() or ([] if may_be_over(failure) else self.lists)
            if not others:
                raise
            log.info("left out", object=entry.name, error=type(failure).__name__)
            look, entry = None, others[0]
            page = self._newest(entry)
        self.failing.discard(entry.name)
        self._clock, self._clock_at = self._client.clock or self.now, monotonic()
        events = [read(element) for element in page.elements] if page else []
        rings = self._is_news(entry, events)
        if look and self._looks:
            rings |= self._looks.seen(look, events, has_more=bool(page and page.has_more))
        return rings

    def _answering(self) -> Sequence[StripeObject]:
        """Its lists that do not fail; snapshots, where it asked for thin events alone and these fail."""
        answering = [entry for entry in self.lists if entry.name not in self.failing]
        return answering or [entry for entry in (EVENT,) if entry.name not in self.failing]

    def _newest(self, entry: StripeObject, look: Look | None = None) -> Page | None:
        """The first page of a list, of the last seconds or as far back as a look goes."""
        since = self._first(entry)
        since = min(since, look.since) if look else since
        return next(iter(self._client.pages(entry.path or "", {"created[gte]": str(since)})), None)

    def _first(self, entry: StripeObject) -> int:
        """The second since which events may not have been heard."""
        return self._since[entry.name] - OVERLAP

    def _is_news(self, entry: StripeObject, listed: Sequence[Document]) -> bool:
        """Whether some of the last seconds' events were neither heard before nor read by anyone."""
        since = self._first(entry)
        found = [event for event in listed if event.created is None or event.created >= since]
        heard = {event.id for event in found if event.id}
        new = heard - self._heard[entry.name]
        self._heard[entry.name] = heard
        self._since[entry.name] = max(
            [self._since[entry.name], *(event.created for event in found if event.created is not None)]
        )
        return bool(new) and not new <= set(self._known(entry, new))
