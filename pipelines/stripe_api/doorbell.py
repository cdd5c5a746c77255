"""Whether Stripe has events that were not heard of: one request, however much or little happened.

Where two lists tell, each is asked in turn: what both tell is heard as soon, and what one tells a turn later.

It only says that something happened. What it was is planned, read and promoted by the same code as in any run, from a
watermark in the database, so a ring that is lost, late or doubled costs time at most.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from pipelines.catalogue import EVENT, StripeObject
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.documents import Document, read
from pipelines.stripe_api.errors import StripePermissionError, StripeRequestError

OVERLAP = 4  # seconds: events may be listed a little later than they happened

Known = Callable[[StripeObject, Collection[str]], Collection[str]]
"""Which of some events of a list were read already, by their ids."""


class Doorbell:
    """Remembers the events of the last seconds that it has heard of.

    ``lists`` are those that it asks: of snapshots, of thin events, or both in turn.
    """

    def __init__(self, client: Client, since: datetime, known: Known = lambda _, __: ()) -> None:
        """``since`` is until when events were read, by Stripe's clock."""
        self._client, self._known = client, known
        self._since = defaultdict[str, int](partial(int, since.timestamp()))
        self._heard = defaultdict[str, set[str]](set)
        self._turns = 0
        self.lists: Sequence[StripeObject] = (EVENT,)
        self._clock, self._clock_at = since, monotonic()

    @property
    def now(self) -> datetime:
        """What Stripe's clock shows, by when it was last looked at."""
        return self._clock + timedelta(seconds=monotonic() - self._clock_at)

    def note_clock(self, clock: datetime | None) -> None:
        """Something else heard what Stripe's clock shows now, or a moment ago."""
        if clock and clock > self.now:
            self._clock, self._clock_at = clock, monotonic()

    def has_rung(self) -> bool:
        """Ask for the newest events of the list whose turn it is. Raises as ``Client``."""
        self._turns += 1
        entry, found = self._newest(self.lists[self._turns % len(self.lists)])
        self._clock, self._clock_at = self._client.clock or self.now, monotonic()
        heard = {event.id for event in found if event.id}
        new = heard - self._heard[entry.name]
        self._heard[entry.name] = heard
        self._since[entry.name] = max(
            [self._since[entry.name], *(event.created for event in found if event.created is not None)]
        )
        return bool(new) and not new <= set(self._known(entry, new))

    def _newest(self, entry: StripeObject) -> tuple[StripeObject, list[Document]]:
        """The first page of a list. Where it is that of thin events and fails, snapshots tell from now on."""
        try:
            pages = self._client.pages(entry.path or "", {"created[gte]": str(self._since[entry.name] - OVERLAP)})
            page = next(iter(pages), None)
        except (StripePermissionError, StripeRequestError):
            if entry is EVENT:
                raise
            self.lists = (EVENT,)
            return self._newest(EVENT)
        return entry, [read(element) for element in page.elements] if page else []
