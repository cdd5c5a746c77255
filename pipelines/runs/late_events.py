"""Events that Stripe lists late, or out of order: looked for beside the runs, which look back a few seconds only.

All events of the last minutes are listed again and again, and the seconds of those that ``raw`` has not are told. Where
a page holds them all, that takes the request alone with which a tick asks whether something happened. What is more is
listed by a thread, as is all of it while ticks ask nothing because it is known that something happened. Another thread
tries the lists that failed, which may take long to answer.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack, closing, suppress
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from types import TracebackType
from typing import Self, TypeVar

import psycopg2
from psycopg2.extensions import cursor as Cursor

from pipelines import log
from pipelines.catalogue import EVENT, THIN_EVENT, StripeObject
from pipelines.errors import StripeOltpError
from pipelines.raw.tables import in_complete_load
from pipelines.runs.background_looks import BackgroundLooks
from pipelines.runs.database import connected
from pipelines.settings import Settings
from pipelines.stripe_api.client import Client, timeouts
from pipelines.stripe_api.documents import Document, read
from pipelines.stripe_api.doorbell import OVERLAP, Look
from pipelines.stripe_api.lists import Span

EVERY = 60.0  # seconds between two looks at all of ``lag``
NEAR, NEAR_EVERY = 60, 10.0  # the last seconds of it are looked at more often
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


class Schedule:
    """When a list is looked at, and how far back: each moment is seen when it is as old as ``lag``, once at least."""

    def __init__(self, entry: StripeObject, lag: timedelta, now: int) -> None:
        """It was looked at ``now`` (unix seconds, by Stripe's clock)."""
        self._entry, self._lag, self._looked_until = entry, int(lag.total_seconds()), now
        self.near_at = self._whole_at = monotonic()

    def due(self, now: int) -> Look | None:
        """The look that is due ``now``; the next one is due later, whatever becomes of it."""
        is_whole = monotonic() >= self._whole_at + EVERY
        if not is_whole and monotonic() < self.near_at + NEAR_EVERY:
            return None
        self.near_at = monotonic()
        if is_whole:
            self._whole_at = self.near_at
        since = min(self._looked_until, now) - self._lag if is_whole else now - min(NEAR, self._lag)
        return Look(self._entry, since, now - OVERLAP, is_whole)

    def note(self, look: Look) -> None:
        """It was looked at."""
        if look.is_whole:
            self._looked_until = look.until


class LateEvents:
    """What looks, partly in threads. ``found`` is called when there were some that a thread has found.

    ``lists`` are those that it looks at. ``failing`` are names of those that failed and are looked at by a thread
    alone, which takes them out when they answer: they have ``recovered`` until a run has waited for them.
    """

    def __init__(
        self, settings: Settings, at_hand: Settings, now: Callable[[], datetime | None], found: Callable[[], None]
    ) -> None:
        """``at_hand`` are the settings that lead to Stripe, ``now`` says what its clock shows, None at first."""
        self._settings, self._now, self._found = settings, now, found
        self._lag = at_hand.pace.lag
        self.lists: Sequence[StripeObject] = (EVENT,)
        self.failing: set[str] = set()
        self.recovered: set[str] = set()
        self._client = Client(
            at_hand.api_key or "",
            api_base=at_hand.api_base,
            api_version=at_hand.api_version,
            timeout=timeouts(at_hand.answer_within),
            attempts=1,
        )
        self._schedules: dict[str, Schedule] = {}
        self._told: Counter[tuple[int, str]] = Counter()  # by when they were, and their ids
        self._seconds = defaultdict[str, set[int]](set)  # by their lists
        self._lock, self._threads = Lock(), ExitStack()
        self._beside = BackgroundLooks(self.look, "late events")
        self._trying = BackgroundLooks(self.look, "failing lists")

    def __enter__(self) -> Self:
        """Begin."""
        self._threads.enter_context(self._beside)
        self._threads.enter_context(self._trying)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End; a request under way is given up."""
        self._client.close()
        self._threads.close()

    def read_by(self, run: Callable[[list[int]], Made | None], without: Collection[str] = ()) -> Made | None:
        """What ``run`` makes of the seconds (unix) in which events were that no run has landed.

        They are not told of again at once. Where it makes nothing, or fails, the next one is given them, as it is those
        of the lists ``without`` which it reads.
        """
        taken, made = self._take(without), None
        try:
            made = run(sorted(set().union(*taken.values())))
        finally:
            if made is None:
                with self._lock:
                    for name, seconds in taken.items():
                        self._seconds[name] |= seconds
        return made

    def due(self, own: StripeObject, asked: Collection[StripeObject]) -> Look | None:
        """The look that takes the place of asking for ``own``: at it, or at a list that is not ``asked``."""
        of_this_tick = [
            entry for entry in self.lists if entry.name not in self.failing and (entry is own or entry not in asked)
        ]
        for entry in sorted(of_this_tick, key=self._looked_at):  # or one would take all ticks that are far apart
            if look := self._due(entry):
                return look
        return None

    def seen(self, look: Look, events: Sequence[Document], *, has_more: bool) -> bool:
        """Take the first page of a look, and leave what is more to the thread; whether some events are late."""
        if has_more:
            self._beside.put(look)
            return False
        with suppress(StripeOltpError, psycopg2.Error):  # the runs tell of what is wrong
            return self._note(look, self._late(look, [events]))
        return False

    def look_beside(self) -> None:
        """Have a thread look at what is due to be looked at."""
        for entry in sorted(self.lists, key=self._looked_at):
            if entry.name not in self.failing and (look := self._due(entry)):
                self._beside.put(look)

    def try_failing(self) -> None:
        """Have a thread see whether a list that failed answers again."""
        now = self._now()
        if now is None or len(self.lists) == 1 or self._trying.is_busy:  # a tick asks the only one itself
            return
        until = int(now.timestamp()) - OVERLAP
        for entry in self.lists:
            if entry.name in self.failing:
                self._trying.put(Look(entry, until - NEAR, until))

    def look(self, look: Look) -> None:
        """List the events of a look, and note those that raw has not."""
        pages = self._client.pages(look.entry.path or "", Span(look.since, look.until).parameters)
        is_any_late = self._note(look, self._late(look, ([read(one) for one in page.elements] for page in pages)))
        if answers_again := look.entry.name in self.failing:
            self.recovered.add(look.entry.name)  # first: what is in neither was read
            self.failing.discard(look.entry.name)
        if is_any_late or answers_again:
            self._found()

    def _take(self, without: Collection[str]) -> dict[str, set[int]]:
        with self._lock:
            return {name: self._seconds.pop(name) for name in [*self._seconds] if name not in without}

    def _looked_at(self, entry: StripeObject) -> float:
        schedule = self._schedules.get(entry.name)
        return schedule.near_at if schedule else 0.0

    def _due(self, entry: StripeObject) -> Look | None:
        """A look at a list that ends some seconds ago, if one is due; none while a thread is at one."""
        if (now := self._now()) is None or self._beside.is_busy:
            return None
        moment = int(now.timestamp())
        return self._schedules.setdefault(entry.name, Schedule(entry, self._lag, moment)).due(moment)

    def _late(self, look: Look, pages: Iterable[Sequence[Document]]) -> dict[str, int]:
        """The events of a look that raw has not, and when each was."""
        late: dict[str, int] = {}
        for page in pages:
            events = {
                event.id: event.created
                for event in page
                if event.id and event.created is not None and look.since <= event.created < look.until
            }
            if events:
                with closing(connected(self._settings)) as connection, connection, connection.cursor() as cursor:
                    known = landed(cursor, look.entry, events)
                late |= {id_: created for id_, created in events.items() if id_ not in known}
        if schedule := self._schedules.get(look.entry.name):
            schedule.note(look)
        return late

    def _note(self, look: Look, late: dict[str, int]) -> bool:
        """Note the seconds of those that were not told too often; whether there are any."""
        with self._lock:
            new = {(created, id_) for id_, created in late.items() if self._told[created, id_] < TRIES}
            seconds = self._seconds[look.entry.name]
            self._told.update(one for one in new if one[0] not in seconds)
            seconds.update(created for created, _ in new)
            if look.is_whole:  # what is older is not seen again
                self._told = Counter({one: times for one, times in self._told.items() if one[0] >= look.since})
        if new:
            log.info("late events", found=len(new))
        return bool(new)
