"""What is planned, read by several threads into one load after the other, without a pause between them."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from time import monotonic

from pipelines import log
from pipelines.catalogue import THIN_EVENT
from pipelines.errors import StripeOltpError
from pipelines.landing.load.load import Load
from pipelines.landing.load.scheduler import Scheduler, Task
from pipelines.landing.load.slots import LoadSlots, OnLoaded
from pipelines.landing.load.sources import Sources
from pipelines.landing.load.states import Stage, State, check
from pipelines.landing.load.tasks import ObjectFetched, WindowRead, fetch, read_window
from pipelines.landing.plan import watermarks
from pipelines.landing.plan.refetch import enqueue
from pipelines.landing.plan.sharing import Company, at_work, company
from pipelines.landing.plan.windows import CHANGES, LARGE, SMALL, Window
from pipelines.landing.reader import Reader
from pipelines.raw.snapshots import unheard, untold
from pipelines.stripe_api.errors import StripePermissionError, StripeRefusedError, StripeRequestError
from pipelines.stripe_api.events import Change, changes_of
from pipelines.stripe_api.shortfalls import Refusal
from pipelines.stripe_api.thin_events import changes_of_thin
from pipelines.stripe_api.workers import Workers

AT_ONCE = 24  # threads: enough for Stripe's 100 requests/s at 200 ms an answer
LOOK_EVERY = 1.0  # seconds

Result = WindowRead | ObjectFetched


class Coordinator:
    """Works off what is planned, until nothing is left that nobody else reads. `states.py` has its states."""

    def __init__(self, sources: Sources, slots: LoadSlots, now: datetime, on_loaded: OnLoaded) -> None:
        """``now`` is a moment by Stripe's clock. ``on_loaded`` is called when a load is settled, by another thread."""
        self._sources, self._slots, self._now, self._on_loaded = sources, slots, now, on_loaded
        self._state = State.BEGUN
        self._workers = Workers[tuple[Load, Result]](AT_ONCE)
        self._load: Load  # the present one
        self._unread: list[Load] = []
        self._scheduler = Scheduler(AT_ONCE)
        self._failure: StripeOltpError | None = None  # that concerns all types
        self._company, self._looked_at = Company(), 0.0
        self._work = ExitStack()  # what is held while there is something to read

    def run(self) -> None:
        """Read and load. Raises LoadFailedError, or the Stripe error that ended it: what was read before is good."""
        with self._workers, self._work:
            try:
                self._work_off()
            except BaseException as error:
                self._enter(State.ABANDONED)
                for load in self._unread:
                    load.abandon(error)
                self._slots.wait()  # raises what failed first
                raise
        self._slots.wait()
        if self._failure:
            raise self._failure

    def _work_off(self) -> None:
        self._begin_load()
        while self._go_on() is not State.DONE:
            if result := self._workers.take():
                self._take(*result)
            else:
                self._scheduler.look_again()

    def _go_on(self) -> State:
        """Enter the state that what is known now asks for. Raises what a load failed of."""
        self._look_around()
        if self._failure and self._state is not State.STOPPING:
            self._enter(State.STOPPING)
        if self._state in {State.READING, State.HUNGRY} and self._load.is_full:
            self._enter(State.FULL)
        if self._slots.is_free and self._state is State.FULL:
            self._enter(State.READING)
        is_settled = self._slots.is_free  # looked at first: what a load leaves is there when it is settled
        is_left = self._load.stage is Stage.OPEN and self._give_tasks()
        is_over = self._state is State.STOPPING or (is_settled and self._load.stage is Stage.OPEN and not is_left)
        if is_over and not self._workers.busy:
            self._enter(State.DONE)
        return self._state

    def _enter(self, state: State) -> None:
        """Be in another state, and do what that takes. Nothing else changes it."""
        before = self._state
        check(before, state)
        self._state = state
        match before, state:
            case State.BEGUN, State.READING:
                self._be_at_work()
            case State.FULL, State.READING:
                self._begin_load()
            case _, State.FULL | State.STOPPING | State.DONE:
                self._close_load()

    def _begin_load(self) -> None:
        """Begin the next load; it goes on with what the one before left."""
        self._sources.intake.next_load()
        self._load = Load(self._slots.next.leases, self._sources.intake, goes_on=self._state is not State.BEGUN)
        self._load.leases.expect(self._scheduler.windows)
        if not self._scheduler.is_empty:
            self._load.expect_something()
        self._unread.append(self._load)
        self._slots.give(self._load, self._on_loaded, self._workers.wake)

    def _close_load(self) -> None:
        """Read no more into this load. What is left to do is for the next one, or shared with others who read."""
        load = self._load
        if load.stage is not Stage.OPEN:
            return
        load.close()
        windows = self._scheduler.windows
        numbered = self._number(load, [window for window in windows if window.id is None])
        numbered += [window for window in windows if window.id is not None]
        self._scheduler.keep(numbered, AT_ONCE if self._company.is_shared else None)
        load.done.kept += self._scheduler.windows
        self._end_load(load)

    def _end_load(self, load: Load) -> None:
        """End a load when the last of its tasks has ended."""
        if not load.is_read:
            return
        done = load.done
        done.refused |= self._sources.shortfalls.refusals.keys()
        short = {(change.object, change.id) for change in done.unavailable + done.failed}
        done.fetched = [change for change in done.fetched if (change.object, change.id) not in short]
        self._unread.remove(load)
        load.end()

    def _number(self, load: Load, windows: Sequence[Window]) -> list[Window]:
        """Windows that a load leaves, with ids: they are read into another one, or by another process."""
        numbered = load.leases.numbered(windows)
        load.done.left += numbered
        return numbered

    def _give_tasks(self) -> bool:
        """Give tasks, one at least, to the workers that are free. Whether more may be left to give."""
        readable = self._sources.readable
        while self._workers.is_free:
            if not (task := self._scheduler.begin(self._load, readable)):
                if self._state is State.READING:
                    self._enter(State.HUNGRY)
                return False
            if self._state is State.BEGUN:
                self._enter(State.READING)
            self._load.begin_task()
            self._workers.give(partial(self._do, self._load, task))
            if self._stops(self._load):
                return True  # what was given ends, and then it is closed
        if self._state is State.HUNGRY:
            self._enter(State.READING)
        return True

    def _stops(self, load: Load) -> bool:
        """Whether nothing more is to be begun for a load. The workers ask, too."""
        return load.is_full or self._failure is not None

    def _be_at_work(self) -> None:
        self._work.enter_context(at_work(self._sources.connection))
        self._looked_at = 0.0
        self._look_around()

    def _look_around(self) -> None:
        """See from time to time who else reads: Stripe's limits and windows that wait here are for all.

        Such a window is a part of one that is still leased here. Should this process die, it is read twice.
        """
        it = self._sources
        if monotonic() - self._looked_at < LOOK_EVERY:
            return
        self._looked_at, self._company = monotonic(), company(it.connection)
        if limits := it.lists.client.limits:
            limits.divide(max(1, self._company.at_work))
        self._scheduler.stock = max(1, AT_ONCE // 4) if self._company.is_shared else AT_ONCE
        if self._company.is_shared and (given := self._scheduler.share()):
            with it.connection.cursor() as cursor:
                watermarks.add(cursor, given)
            self._scheduler.look_again()

    def _do(self, load: Load, task: Task) -> tuple[Load, Result]:
        """One task, in a thread of its own."""
        it = self._sources
        note_incomplete = partial(self._note_incomplete, load)
        lists = it.of_changes if isinstance(task, Window) and task.purpose == CHANGES else it.lists
        reader = Reader(lists, load.writer, it.begun, it.shortfalls.refusals, note_incomplete)
        with it.intake.clock(task.object):
            if isinstance(task, Window):
                return load, read_window(task, reader, lambda: self._stops(load), self._largest)
            return load, fetch(task, reader, self._now)

    def _largest(self) -> int:
        """How many objects of a window one worker should read: fewer when others are idle, and Stripe is, too."""
        limits = self._sources.lists.client.limits
        is_more_wanted = self._state is State.HUNGRY or self._company.has_idle
        return SMALL if is_more_wanted and limits and limits.is_idle else LARGE

    def _take(self, load: Load, result: Result) -> None:
        if isinstance(result, WindowRead):
            self._scheduler.end(result.window)
            self._take_window(load, result)
        else:
            self._scheduler.end(result.change)
            self._take_object(load, result)
        load.end_task()
        self._end_load(load)

    def _take_object(self, load: Load, result: ObjectFetched) -> None:
        if result.failure is None:
            (load.done.not_found if result.not_found else load.done.fetched).append(result.change)
        else:
            self._note_incomplete(load, result.change, result.failure)

    def _take_window(self, load: Load, read: WindowRead) -> None:
        if read.failure:
            self._fail(read.object, read.failure)
        connection = self._sources.connection
        is_thin = read.object == THIN_EVENT.name
        new = untold(connection, read.thin) + unheard(connection, read.known)
        tell = changes_of_thin if is_thin else changes_of
        changes = read.changes + [one for event in new for one in tell(event.document)]
        enqueue(connection, [change for change in changes if change.object in self._sources.begun])
        if read.left != [read.window]:
            load.done.windows.append(read.window)
            self._go_on_with(load, read.left)
        elif read.window.id is None:
            load.done.left.append(read.window)

    def _go_on_with(self, load: Load, left: Sequence[Window]) -> None:
        """Read what is left of a window next, into the present load, which may be another one."""
        if load.stage is not Stage.OPEN:
            left = self._number(load, left)
            for each in dict.fromkeys((load, self._load)):
                if each.stage is Stage.OPEN:
                    each.leases.expect(left)
                else:
                    each.done.kept += left
        self._scheduler.go_on_with(left)

    def _note_incomplete(self, load: Load, change: Change, why: StripeOltpError | None) -> None:
        """Take note of an object that Stripe does not give, or not whole. The threads call it, too.

        ``why`` is None when a list in it is of a type that is refused, which is told of that type.
        """
        if why is None:
            load.done.unavailable.append(change)
        elif isinstance(why, StripeRefusedError):
            load.done.unavailable.append(change)
            load.unavailable.setdefault(change.object, why)
        else:
            load.done.failed.append(change)
            self._fail(change.object, why)

    def _fail(self, name: str, failure: StripeOltpError) -> None:
        """What concerns one type leaves the others to go on; all else ends the reading."""
        if isinstance(failure, StripePermissionError | StripeRequestError):
            self._sources.shortfalls.note(name, failure)
            log.info("refused" if isinstance(failure, Refusal) else "failed", object=name, error=type(failure).__name__)
        else:
            self._failure = self._failure or failure
