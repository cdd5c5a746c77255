"""Events that Stripe lists late, or out of order: looked for beside the runs, which look back a few seconds only.

All events of the last minutes are listed again and again, and the seconds of those that ``raw`` has not are told. That
takes requests, and no lock.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from itertools import count
from threading import Event, Lock, Thread
from time import monotonic
from types import TracebackType
from typing import Self, TypeVar

import psycopg2
from psycopg2.extensions import cursor as Cursor

from pipelines import log
from pipelines.catalogue import EVENT, THIN_EVENT, StripeObject
from pipelines.errors import StripeOltpError
from pipelines.raw.tables import in_complete_load
from pipelines.runs.database import connected
from pipelines.settings import Settings
from pipelines.stripe_api.client import Client, timeouts
from pipelines.stripe_api.documents import read
from pipelines.stripe_api.doorbell import OVERLAP
from pipelines.stripe_api.lists import Span

EVERY = 60.0  # seconds between two looks at all of ``lag``
NEAR, NEAR_EVERY = timedelta(minutes=1), 10.0  # the last of it is looked at more often
TRIES = 5  # how often an event is told of that no run lands: it is another account's, or of another form
_LANDED = {
    entry.name: f"SELECT id FROM raw.{entry.plural} AS landed WHERE id = ANY(%s) AND {in_complete_load('landed')}"
    for entry in (EVENT, THIN_EVENT)
}

SEEN = "seen.load_id = landed._dlt_load_id AND seen.seen_by IS NOT NULL"

Made = TypeVar("Made")


def landed(cursor: Cursor, entry: StripeObject, ids: Iterable[str], *, promoted: bool = False) -> set[str]:
    """Which events of a list are in ``raw``, of some ids; ``promoted``: and a promotion saw their load."""
    cursor.execute(f"SELECT to_regclass('raw.{entry.plural}') IS NULL")
    if cursor.fetchone() == (True,):
        return set()
    seen = f" AND EXISTS (SELECT FROM raw._dlt_loads AS seen WHERE {SEEN})" if promoted else ""
    cursor.execute(f"{_LANDED[entry.name]}{seen}", (list(ids),))
    return {id_ for (id_,) in cursor.fetchall()}


class LateEvents:
    """A thread that looks. ``found`` is called when there were some."""

    def __init__(
        self, settings: Settings, at_hand: Settings, now: Callable[[], datetime | None], found: Callable[[], None]
    ) -> None:
        """``at_hand`` are the settings that lead to Stripe, ``now`` says what its clock shows, None at first.

        ``has_thin`` says whether thin events are looked for, too.
        """
        self._settings, self._now, self._found = settings, now, found
        self._lag = at_hand.pace.lag
        self.has_thin = False
        self._client = Client(
            at_hand.api_key or "",
            api_base=at_hand.api_base,
            api_version=at_hand.api_version,
            timeout=timeouts(at_hand.answer_within),
            attempts=1,
        )
        self._told: Counter[str] = Counter()
        self._seconds: set[int] = set()
        self._lock, self._stopped = Lock(), Event()
        self._thread = Thread(target=self._run, name="late events", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End; a request under way is given up."""
        self._stopped.set()
        self._client.close()
        self._thread.join(timeout=1)

    def take(self) -> list[int]:
        """The seconds (unix) in which events were that no run has landed; they are not told of again at once."""
        with self._lock:
            seconds, self._seconds = sorted(self._seconds), set()
        return seconds

    def read_by(self, run: Callable[[list[int]], Made | None]) -> Made | None:
        """What ``run`` makes of these seconds. Where it makes nothing, or fails, the next one is given them."""
        seconds, made = self.take(), None
        try:
            made = run(seconds)
        finally:
            if made is None:
                with self._lock:
                    self._seconds.update(seconds)
        return made

    def _run(self) -> None:
        looked_at = monotonic()
        for turn in count():
            if self._stopped.wait(NEAR_EVERY):
                return
            is_whole = monotonic() > looked_at + EVERY
            if (now := self._now()) is None:
                continue
            if is_whole:
                looked_at = monotonic()
            with suppress(StripeOltpError, psycopg2.Error):  # the runs tell of what is wrong
                self.look(now, self._lag if is_whole else min(NEAR, self._lag), None if is_whole else turn)

    def _late(self, cursor: Cursor, entry: StripeObject, span: Span) -> dict[str, int]:
        """The events of a list that raw has not, and when each was."""
        late: dict[str, int] = {}
        for page in self._client.pages(entry.path or "", span.parameters):
            events = {one.id: one.created for one in map(read, page.elements) if one.id and one.created}
            known = landed(cursor, entry, events)
            late |= {id_: created for id_, created in events.items() if id_ not in known}
        return late

    def look(self, now: datetime, back: timedelta, turn: int | None = None) -> None:
        """List the events of a span that ends a few seconds before ``now``, and note those that raw has not.

        Of two lists one in each ``turn``, both where it is None.
        """
        until = int(now.timestamp()) - OVERLAP
        since = int((now - back).timestamp())
        if since >= until:
            return
        late: dict[str, int] = {}
        with closing(connected(self._settings)) as connection, connection, connection.cursor() as cursor:
            is_turn_of_thin = turn is None or turn % 2 == 0
            if turn is None or not (self.has_thin and is_turn_of_thin):
                late |= self._late(cursor, EVENT, Span(since, until))
            if self.has_thin and is_turn_of_thin:
                with suppress(StripeOltpError):  # snapshots were found all the same
                    late |= self._late(cursor, THIN_EVENT, Span(since, until))
        if new := {id_: created for id_, created in late.items() if self._told[id_] < TRIES}:
            log.info("late events", found=len(new))
            with self._lock:
                self._told.update(id_ for id_, created in new.items() if created not in self._seconds)
                self._seconds.update(new.values())
            self._found()
        if back == self._lag:
            self._told = Counter({id_: times for id_, times in self._told.items() if id_ in late})
