"""One load: as much of what is planned as fits into it, read by several threads."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import itemgetter
from time import monotonic

from psycopg2.extensions import connection as Connection

from pipelines import log
from pipelines.errors import StripeOltpError
from pipelines.landing.claims import Claims, Done, want
from pipelines.landing.client import Client
from pipelines.landing.crew import Crew
from pipelines.landing.csv_files import CsvFile, Place
from pipelines.landing.errors import StripeRefusedError, StripeRequestError
from pipelines.landing.events import Change, changes_of, unheard
from pipelines.landing.intake import Intake
from pipelines.landing.lists import Reader, Refusal
from pipelines.landing.tasks import ObjectFetched, WindowRead, fetch, read_window
from pipelines.landing.windows import CHANGES, Window

AT_ONCE = 24  # threads: enough for Stripe's 100 requests/s at 200 ms an answer
OBJECTS = 50_000  # of one load, about: so much, or what SECONDS bring, is read again at most after a kill
SECONDS = 30.0
WANTED_AT_ONCE = 200

Task = Window | Change


@dataclass(frozen=True)
class Sources:
    """What a load reads with, and into what: the same for all loads of a run.

    ``begun`` are the types whose lists were planned: their changes are of interest, and lists of them that Stripe cut
    inside other documents need no reading. ``refusals`` are the types that cannot be read, and why; ``failures`` those
    that this run fails to read: they stay planned.
    """

    client: Client
    api_version: str
    connection: Connection
    claims: Claims
    intake: Intake
    objects: AbstractSet[str]
    begun: AbstractSet[str]
    refusals: dict[str, Refusal]
    failures: dict[str, StripeRequestError]

    @property
    def readable(self) -> AbstractSet[str]:
        """The types to go on with."""
        return self.objects - self.refusals.keys() - self.failures.keys()


class Batch:
    """One load. Afterwards ``done`` says what to settle, and ``failure`` why it ended early, if it did.

    What was read until a failure is good. ``was_full`` says that there may be more to do, ``left`` which windows the
    next load should go on with, ``withheld`` why Stripe refused to give an object, by type, and ``landed`` how many
    objects it has.
    """

    def __init__(self, sources: Sources, now: datetime, carried: Sequence[Window] = ()) -> None:
        """``now`` is a moment by Stripe's clock; ``carried`` is what the load before this one left to it."""
        self.done = Done()
        self.failure: StripeOltpError | None = None
        self.was_full = False
        self.landed = 0
        self.left: list[Window] = []
        self.withheld: dict[str, StripeRefusedError] = {}
        self._sources, self._now = sources, now
        self._todo: deque[Task] = deque(carried)
        self._place: Future[Place] = Future()
        self._is_place_wanted = False
        self._reading_changes = 0  # windows of events that threads are at
        self._fetches = False
        self._at: Counter[str] = Counter()  # how many threads are at each type
        self._is_dry = False  # no more windows were to be had
        self._started, self._landed_before = monotonic(), sources.intake.landed

    def files(self) -> Iterator[CsvFile | None]:
        """Do the work, and give the files that are ready to load.

        Gives None when there is something to write for the first time. It is written when ``put`` has said where; when
        that never comes, there was nothing to load.
        """
        it = self._sources
        with (
            Crew[WindowRead | ObjectFetched](AT_ONCE) as crew,
            it.intake.writer(partial(self._ask_for_place, crew)) as writer,
            closing(self),
        ):
            reader = Reader(it.client, writer, it.api_version, it.begun, it.refusals, self._fall_short)
            while True:
                while crew.is_free and not self._is_full() and (task := self._next()):
                    crew.give(partial(self._do, task, reader))
                if not crew.busy:
                    break
                if result := crew.take():
                    self._take(result)
                if self._is_place_wanted and not self._place.done():
                    yield None
                yield from writer.full()
            yield from writer.rest()
        self._end()

    def put(self, place: Place) -> None:
        """Say where the files go."""
        self._place.set_result(place.prepare())

    def close(self) -> None:
        """Let nobody wait for a place any more."""
        self._place.cancel()

    def _ask_for_place(self, crew: Crew[WindowRead | ObjectFetched]) -> Place:
        if not self._place.done():
            self._is_place_wanted = True
            crew.wake()
        return self._place.result()

    def _end(self) -> None:
        self.was_full = self._is_full()
        self.landed = self._landed()
        windows = [task for task in self._todo if isinstance(task, Window)]
        new = self._sources.claims.numbered([window for window in windows if window.id is None])
        self.done.left += new
        # Windows enough to begin with; what is more is for whoever comes first.
        self.left = _of_all_types([window for window in windows if window.id is not None] + new)[:AT_ONCE]
        self.done.refused |= self._sources.refusals.keys()
        short = {(change.object, change.id) for change in self.done.withheld + self.done.failed}
        self.done.fetched = [change for change in self.done.fetched if (change.object, change.id) not in short]

    def _is_full(self) -> bool:
        late = monotonic() - self._started >= SECONDS
        return self.failure is not None or late or self._landed() >= OBJECTS

    def _landed(self) -> int:
        return self._sources.intake.landed - self._landed_before

    def _next(self) -> Task | None:
        """What to do next. Events come first, and what they tell is fetched after the last of them was read.

        Of the types that there is work for, the one that the fewest threads are at: Stripe limits each list by itself.
        """
        if not self._todo or (len(self._todo) < AT_ONCE and not self._is_dry):
            self._claim()
        while self._todo:
            task = min(self._todo, key=lambda one: self._at[one.object])
            self._todo.remove(task)
            if task.object in self._sources.readable:
                self._begin(task)
                return task
            if isinstance(task, Window) and task.id is None:
                self.done.left.append(task)
        return None

    def _claim(self) -> None:
        """Take more of what is planned.

        Noting changes waits for whoever fetches the same objects. So events are not read beside fetching.
        """
        wanted, claims = self._sources.readable, self._sources.claims
        windows = claims.windows(wanted, AT_ONCE, changes=not self._fetches)
        self._todo += windows
        self._is_dry = len(windows) < AT_ONCE
        if not (self._todo or self._reading_changes):
            self._todo += claims.wanted(wanted, WANTED_AT_ONCE)
            self._fetches = True

    def _do(self, task: Task, reader: Reader) -> WindowRead | ObjectFetched:
        with self._sources.intake.clock(task.object):
            if isinstance(task, Window):
                return read_window(task, reader, self._is_full)
            return fetch(task, reader, self._now)

    def _take(self, result: WindowRead | ObjectFetched) -> None:
        self._at[result.object] -= 1
        if isinstance(result, WindowRead):
            self._take_window(result)
        else:
            self._take_object(result)

    def _take_object(self, result: ObjectFetched) -> None:
        if result.failure is None:
            (self.done.missing if result.missing else self.done.fetched).append(result.change)
        else:
            self._fall_short(result.change, result.failure)

    def _fall_short(self, change: Change, why: StripeOltpError) -> None:
        """Take note of an object that Stripe does not give, or not whole. The threads call it, too."""
        if isinstance(why, StripeRefusedError):
            self.done.withheld.append(change)
            self.withheld.setdefault(change.object, why)
        else:
            self.done.failed.append(change)
            self._fail(change.object, why)

    def _fail(self, name: str, failure: StripeOltpError) -> None:
        """What concerns one type leaves the others to go on; all else ends the load."""
        if isinstance(failure, Refusal):
            self._sources.refusals[name] = failure
            log.info("refused", object=name, error=type(failure).__name__)
        elif isinstance(failure, StripeRequestError):
            self._sources.failures.setdefault(name, failure)
            log.info("failed", object=name, error=type(failure).__name__)
        else:
            self.failure = self.failure or failure

    def _take_window(self, read: WindowRead) -> None:
        self._reading_changes -= _tells_changes(read.window)
        if read.failure:
            self._fail(read.object, read.failure)
        connection = self._sources.connection
        changes = read.changes + [
            one for event in unheard(connection, read.known) for one in changes_of(event.document)
        ]
        want(connection, [change for change in changes if change.object in self._sources.begun])
        if read.left != [read.window]:
            self.done.windows.append(read.window)
            self._todo.extendleft(reversed(read.left))
        elif read.window.id is None:
            self.done.left.append(read.window)

    def _begin(self, task: Task) -> None:
        self._at[task.object] += 1
        self._reading_changes += _tells_changes(task)


def _tells_changes(task: Task) -> bool:
    return isinstance(task, Window) and task.purpose == CHANGES


def _of_all_types(windows: Sequence[Window]) -> list[Window]:
    """The first of each type, then the second of each, and so on."""
    seen: Counter[str] = Counter()
    ranked = []
    for window in windows:
        ranked.append((seen[window.object], window))
        seen[window.object] += 1
    return [window for _, window in sorted(ranked, key=itemgetter(0))]
