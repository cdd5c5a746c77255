"""One load: what the threads read into it, and what is to be settled when it is complete."""

from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from enum import Enum
from queue import SimpleQueue
from time import monotonic
from typing import Final

from pipelines.errors import StripeOltpError
from pipelines.landing.load.states import Stage, check
from pipelines.landing.plan.leases import Done, Leases
from pipelines.raw.csv_files import CsvFile, Place
from pipelines.raw.intake import Intake
from pipelines.stripe_api.errors import StripeRefusedError

OBJECTS = 50_000  # of one load, about: so much, or what SECONDS bring, is read again at most after a kill
SECONDS = 30.0


class End(Enum):
    """In the place of a file: there are no more."""

    END = 0


END: Final = End.END


class NothingToLoadError(StripeOltpError):
    """There was nothing to write, although a place was made ready: dlt is to forget about it."""


class Load:
    """One load. Workers write to it, the coordinator gives them their tasks, the thread of a slot loads the files.

    ``done`` says what to settle when it is loaded, and ``unavailable`` why Stripe refused to give an object, by type.
    For ``stage`` and ``settled`` see `states.py`.
    """

    def __init__(self, leases: Leases, intake: Intake, *, goes_on: bool = False) -> None:
        """``leases`` are those of its slot, and of this load alone; it ``goes_on`` with what another left."""
        self.leases = leases
        self.writer = intake.writer(self._ask_for_place)
        self.done = Done()
        self.unavailable: dict[str, StripeRefusedError] = {}
        self.goes_on = goes_on
        self.stage = Stage.OPEN
        self.settled: Future[None] = Future()
        self._under_way = 0  # tasks
        self._place: Future[Place | None] = Future()  # None: it needs none
        self._ready: SimpleQueue[CsvFile | BaseException | End | None] = SimpleQueue()
        self._is_place_wanted = False
        self._started = monotonic()

    @property
    def landed(self) -> int:
        """How many objects it has so far."""
        return self.writer.landed

    @property
    def is_full(self) -> bool:
        """Whether it has enough, or took long enough."""
        return self.landed >= OBJECTS or monotonic() - self._started >= SECONDS

    @property
    def seconds(self) -> float:
        """How long ago it was begun."""
        return monotonic() - self._started

    def begin_task(self) -> None:
        """A worker begins to read into it."""
        self._under_way += 1

    def end_task(self) -> None:
        """A worker has ended: let the files be loaded that are large enough."""
        self._under_way -= 1
        for file in self.writer.full():
            self._ready.put(file)

    @property
    def is_read(self) -> bool:
        """Whether nothing more is to be read into it, and nothing is being read."""
        return self.stage is Stage.CLOSED and not self._under_way

    def close(self) -> None:
        """Nothing more is to be read into it than what is under way."""
        self._enter(Stage.CLOSED)

    def end(self) -> None:
        """Everything was read: let the rest be loaded."""
        self._enter(Stage.READ)
        if not self._is_place_wanted and self._place.set_running_or_notify_cancel():
            self._place.set_result(None)
        self._ready.put(END)

    def files(self) -> Iterator[CsvFile | None]:
        """The files to load, for the thread that loads them; raises what the load was abandoned for.

        Gives None when a place is needed: what there is to write is written when ``put`` has said where. When that
        never comes, there was nothing to load. Raises NothingToLoadError when the place was needed in vain.
        """
        while (ready := self._ready.get()) is not END:
            if isinstance(ready, BaseException):
                raise ready
            yield ready
        if self._is_place_wanted and not self.landed:
            raise NothingToLoadError
        yield from self.writer.rest()

    def put(self, place: Place) -> None:
        """Say where the files go."""
        prepared = place.prepare()
        if self._place.set_running_or_notify_cancel():
            self._place.set_result(prepared)

    def wait_for_place(self) -> None:
        """Wait until it has its place, or will need none."""
        with suppress(CancelledError):
            self._place.result()

    def expect_something(self) -> None:
        """Have the place made ready: there will be something to write."""
        if not self._is_place_wanted:
            self._is_place_wanted = True  # a second one asks in vain, which does no harm
            self._ready.put(None)

    def abandon(self, why: BaseException) -> None:
        """Nothing of it is to be loaded, unless its reading has ended. Nobody waits for a place any more."""
        self._place.cancel()
        self._ready.put(why)
        self.writer.close()

    def _enter(self, stage: Stage) -> None:
        check(self.stage, stage)
        self.stage = stage

    def _ask_for_place(self, wait: bool) -> Place | None:
        self.expect_something()
        return self._place.result() if wait or self._place.done() else None
