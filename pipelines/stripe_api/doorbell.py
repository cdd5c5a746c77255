"""Whether Stripe has events that were not heard of: one request per list, however much or little happened.

It only says that something happened. What it was is planned, read and promoted by the same code as in any run, from a
watermark in the database, so a ring that is lost, late or doubled costs time at most.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic

from pipelines.catalogue import EVENT, StripeObject
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.documents import Document, read
from pipelines.stripe_api.errors import StripePermissionError, StripeRequestError

OVERLAP = 4  # seconds: events may be listed a little later than they happened


class Doorbell:
    """Remembers the events of the last seconds that it has heard of.

    ``lists`` are those that it asks: of snapshots, of thin events, or both.
    """

    def __init__(self, client: Client, since: datetime) -> None:
        """``since`` is until when events were read, by Stripe's clock."""
        self._client = client
        self._since = int(since.timestamp())
        self.lists: Sequence[StripeObject] = (EVENT,)
        self._heard: set[str] = set()
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
        """Ask for the newest events. Raises as ``Client``."""
        found = [event for entry in self.lists for event in self._newest(entry)]
        self._clock, self._clock_at = self._client.clock or self.now, monotonic()
        heard = {event.id for event in found if event.id}
        has_rung = not heard <= self._heard
        self._heard = heard
        self._since = max([self._since, *(event.created for event in found if event.created is not None)])
        return has_rung

    def _newest(self, entry: StripeObject) -> list[Document]:
        """The first page of a list. Where it is that of thin events and fails, snapshots tell from now on."""
        try:
            pages = self._client.pages(entry.path or "", {"created[gte]": str(self._since - OVERLAP)})
            page = next(iter(pages), None)
        except (StripePermissionError, StripeRequestError):
            if entry is EVENT:
                raise
            was_alone, self.lists = EVENT not in self.lists, (EVENT,)
            return self._newest(EVENT) if was_alone else []
        return [read(element) for element in page.elements] if page else []
