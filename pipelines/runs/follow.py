"""One long process that keeps the database in step with Stripe: seconds behind, instead of a schedule.

Every few seconds it asks whether something happened, which is one request and next to no work in the database, and at
once when a bell rings. If so, a run lands and promotes what events tell; while that takes longer than a tick, the next
one follows. Once a minute the lists are read for what has no event, a few of them in each run while things happen.
Events that Stripe lists late are looked for beside all that, and what is due is compared with Stripe. Each run takes
the run lock and gives it back, so that other commands get in between.
"""

from collections import deque
from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from time import monotonic

import psycopg2

from oltp_schema.migrate import is_at_head
from pipelines import log
from pipelines import settings as environment
from pipelines.catalogue import EVENT, THIN_EVENT, StripeObject, promotable, select
from pipelines.checks.freshness import in_step_until, note_still_in_step
from pipelines.database import UnreachableDatabaseError
from pipelines.errors import StripeOltpError
from pipelines.kept_sessions import kept_sessions
from pipelines.landing.plan import thin_events, watermarks
from pipelines.landing.plan.scope import EVERYTHING, ReadingScope
from pipelines.landing.session import LandingSession, quick
from pipelines.locks import AnotherRunError
from pipelines.runs.bell import BellListener
from pipelines.runs.database import reading
from pipelines.runs.late_events import LateEvents, landed
from pipelines.runs.promotion import QueueReferences
from pipelines.runs.reconcile import schedule
from pipelines.runs.reconcile.background import BackgroundComparison, ComparisonFailedError, Mending
from pipelines.runs.results import RunResult
from pipelines.runs.run import Objects, change_stages, pipeline_stages, run_stages
from pipelines.runs.schema import Migrate
from pipelines.runs.stages import RunStage
from pipelines.runs.stripe import stripe_at_hand
from pipelines.runs.watch import Watch, unwatched
from pipelines.settings import Settings
from pipelines.stripe_api.account import compare_account, who_and_when
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.doorbell import OVERLAP, Doorbell
from pipelines.stripe_api.errors import LoadFailedError, StripeRequestError, StripeUnreachableError
from pipelines.stripe_api.retries import may_be_over
from pipelines.stripe_api.shortfalls import Shortfalls

EVERY = timedelta(seconds=2)
WHOLE_EVERY = timedelta(minutes=1)
LISTS_AT_ONCE = 4  # types whose lists are read in one run, while things happen
LONG = 1.0  # seconds of a run after which another one follows at once, unless a tick is longer
NOTED_EVERY = 10.0  # seconds between two notes that nothing happened
ATTEMPTS = 4  # of a request in a run: some seconds, then it is told that Stripe is down, and the next run goes on
LONGEST_PAUSE = 60.0  # seconds between two attempts while Stripe or the database cannot be reached
MENDING_TRIES = 5  # of a part of what a comparison found, while other runs succeed: then it fails for good
# What may be over soon. Whatever else a run raises has to be put right by somebody.
PASSING: tuple[type[Exception], ...] = (
    *(StripeUnreachableError, StripeRequestError, LoadFailedError, ComparisonFailedError),
    *(UnreachableDatabaseError, psycopg2.OperationalError, psycopg2.InterfaceError),
)

OnRun = Callable[[RunResult], None]
OnTrouble = Callable[[Exception], None]
OnEnd = Callable[[datetime | None], None]


def follow(
    settings: Settings | None = None,
    objects: Objects = None,
    *,
    stopped: Event,
    on_run: OnRun,
    on_trouble: OnTrouble = lambda _: None,
    on_end: OnEnd = lambda _: None,
    every: timedelta = EVERY,
    watch: Watch = unwatched,
) -> None:
    """Keep the database in step with Stripe until ``stopped`` is set.

    ``on_run`` is called with the result of each run, ``on_trouble`` with what kept one from being made; it is tried
    again. ``on_end`` is called, when it was stopped, with the moment by Stripe's clock until when the tables are in
    step, None where that is not known. What somebody has to put right is raised, as ``pipeline`` raises it.
    """
    configuration = settings or environment.load()
    select(objects)  # a mistake is told now, not when a standby takes over
    with (
        kept_sessions(with_plans=True),
        stripe_at_hand(configuration) as at_hand,
        quick(at_hand) as client,  # the next tick asks again
        Follower(configuration, at_hand, objects, watch, client, every) as follower,
    ):
        try:
            while not stopped.is_set():
                began = monotonic()
                try:
                    if result := follower.tick():
                        on_run(result)
                except PASSING as trouble:
                    follower.back_off()
                    on_trouble(trouble)
                follower.wait(began, stopped)
        except KeyboardInterrupt:
            on_end(follower.in_step_until())
            raise
        on_end(follower.in_step_until())


@dataclass
class Follower:
    """What one process that follows knows. ``at_hand`` are the settings that lead to Stripe, or to the sandbox.

    ``is_due`` says that something happened, and no run has read it yet, ``is_urgent`` that the next tick should come at
    once; ``pause`` are seconds to wait after trouble.
    ``awaited`` are the lists of events that a run waits for as for others, because they answer again.
    ``unlisted`` are the types whose lists are to be read this minute, and were not yet; ``lists`` are those that say
    whether something happened. ``mending`` is what a comparison found, until it is mended, ``failed_tries`` how often
    its part failed while other runs did not.
    """

    settings: Settings
    at_hand: Settings
    objects: Objects
    watch: Watch
    client: Client
    every: timedelta = EVERY
    doorbell: Doorbell | None = None
    is_due: bool = False
    is_urgent: bool = False
    pause: float = 0.0
    noted_at: float = 0.0
    whole_at: float = field(default_factory=monotonic)
    unlisted: deque[StripeObject] = field(default_factory=deque)
    references: QueueReferences = field(default_factory=QueueReferences)
    lists: Sequence[StripeObject] = (EVENT,)
    awaited: AbstractSet[str] = frozenset()
    mending: Mending | None = None
    failed_tries: int = 0
    is_turn_to_mend: bool = False
    is_second: bool = False

    def __enter__(self) -> "Follower":
        """Itself. What it works with is made when it is needed."""
        self.kept = ExitStack()
        self.session = self.kept.enter_context(LandingSession(self.at_hand, attempts=ATTEMPTS, is_soon_again=True))
        self.bell = self.kept.enter_context(BellListener(self.settings))
        self.late = self.kept.enter_context(LateEvents(self.settings, self.at_hand, self.now, self.bell.ring))
        self.comparison = self.kept.enter_context(BackgroundComparison(self.settings, self.at_hand))
        return self

    def __exit__(self, *_: object) -> None:
        """Close what it works with."""
        self.kept.close()

    def tick(self) -> RunResult | None:
        """Look whether something happened, and make the run that it takes; None where there was nothing to do."""
        self.is_urgent = False
        if self.stands_by():
            return None
        if result := self.mend():
            return result
        if monotonic() >= self.whole_at and not self.unlisted:
            self.unlisted.extend(select(self.objects))
        if self.doorbell:
            self.late.try_failing()
            self.is_due = self.is_due or self.bell.has_rung() or bool(self.recovered())
            if self.is_due:
                self.late.look_beside()
            else:
                self.is_due = self.is_anything_new(self.doorbell)
        if not (self.is_due or self.unlisted):
            self.pause = 0.0
            self.note_still_in_step()
            return None
        began = monotonic()
        is_change = self.is_due and self.doorbell is not None
        result = self.change() if is_change else self.whole()
        if result:
            # What happened while a long run was made, the next one reads without asking whether there is anything.
            self.is_due = self.is_urgent = is_change and self.is_due_again(monotonic() - began, result)
            self.pause = 0.0
            self.doorbell = self.doorbell or Doorbell(self.client, self.read_until(), self.landed, self.late)
            self.doorbell.note_clock(self.session.clock)
            self.doorbell.lists = self.lists
            self.late.recovered.difference_update(self.awaited)
            self.note_failing(result)
        return result

    def is_anything_new(self, doorbell: Doorbell) -> bool:
        """Whether something happened, as far as Stripe says; a run that is made anyway does not wait for that."""
        try:
            return doorbell.has_news()
        except StripeRequestError:
            if not self.unlisted:
                raise
            return False

    def stands_by(self) -> bool:
        """Whether another process follows. This one waits then: both would do everything twice."""
        is_second, was_second = self.bell.is_second(), self.is_second
        if is_second and not was_second:
            self.check_account()
        self.is_second = is_second
        if is_second and not was_second:
            log.notice("Another process follows this database already. This one waits, and goes on when it ends.")
        if is_second:
            self.bell.has_rung()  # or it would not be waited for
            self.is_due, self.pause = True, 0.0
        return is_second

    def check_account(self) -> None:
        """What runs do otherwise: a key of another account or mode is told now, not when this one takes over."""
        with reading(self.settings, migrated=False) as database:
            if not is_at_head(database.connection):
                return  # the first has yet to make the schema, or it is of another release: a run will say
            compare_account(database.connection, None, self.at_hand.livemode)  # before the key says anything to Stripe
            account, _ = who_and_when(self.client, Shortfalls())
            compare_account(database.connection, account, self.at_hand.livemode)

    def mend(self) -> RunResult | None:
        """Mend a part of what a comparison found, in every other tick."""
        self.mending = self.mending or self.comparison.take()
        self.is_turn_to_mend = not self.is_turn_to_mend
        if not (self.mending and self.is_turn_to_mend):
            return None
        self.mending.session, self.mending.without = self.session, self.failing()
        try:
            result = self.attempt((Migrate(), self.mending))
        except (StripeOltpError, psycopg2.Error) as error:
            self.failed_tries += not self.pause
            if isinstance(error, PASSING) and self.failed_tries < MENDING_TRIES:
                raise
            self.mending, self.failed_tries = None, 0
            raise self.comparison.failed(error) from error
        if self.mending.is_over:
            self.mending = None
        if result:
            self.is_urgent, self.pause, self.failed_tries = True, 0.0, 0
            self.note_failing(result)
        return result

    def is_due_again(self, seconds: float, result: RunResult) -> bool:
        """Whether another run follows at once: something happened during a long one, or was found by it."""
        return self.references.queued > 0 or (
            seconds > max(LONG, self.every.total_seconds())
            and result.landing is not None
            and result.landing.is_anything_landed
        )

    def change(self) -> RunResult | None:
        """Make a run of what events tell, and of a few lists."""
        lists = [self.unlisted[at] for at in range(min(LISTS_AT_ONCE, len(self.unlisted)))]
        is_last = 0 < len(self.unlisted) <= LISTS_AT_ONCE
        self.references = QueueReferences()

        def run(late: Sequence[int]) -> RunResult | None:
            asked = self.scope(lists, None if is_last else self.now(), late)
            return self.attempt(change_stages(asked, self.session, self.references, is_last=is_last))

        result = self.late.read_by(run, self.failing())
        if result:
            for _ in lists:
                self.unlisted.popleft()
            self.note_round(result, is_over=is_last)
        return result

    def whole(self) -> RunResult | None:
        """Make a run of ``pipeline``, which compares nothing."""
        self.references = QueueReferences()

        def run(late: Sequence[int]) -> RunResult | None:
            asked = self.scope(None, None, late) if self.doorbell else EVERYTHING
            return self.attempt(pipeline_stages(asked, self.session))

        result = self.late.read_by(run, self.failing())  # the first one looks back itself
        if result:
            self.unlisted.clear()
            self.note_round(result, is_over=True)
        return result

    def note_round(self, result: RunResult, *, is_over: bool) -> None:
        """When lists are read again: a minute after all of them were. Then it is seen what is to be compared."""
        if is_over:
            self.compare_when_due(result)
            self.whole_at = monotonic() + WHOLE_EVERY.total_seconds()
            self.lists = self.told_by()
            self.late.lists = (EVENT, THIN_EVENT) if THIN_EVENT in self.lists else (EVENT,)

    def failing(self) -> AbstractSet[str]:
        """The lists of events that runs leave out: those that failed a moment ago, if another one did not."""
        failing = frozenset(self.late.failing)
        return failing if failing < {entry.name for entry in (EVENT, *self.lists)} else frozenset()

    def recovered(self) -> AbstractSet[str]:
        """The lists of events that answer again, and that no run has waited for: they may only be slow."""
        return self.late.recovered - self.failing()

    def scope(self, lists: Sequence[StripeObject] | None, now: datetime | None, late: Sequence[int]) -> ReadingScope:
        """What a run reads. It waits for lists of events as for others where there is but one, or one may be slow."""
        self.awaited = self.recovered()
        is_patient = THIN_EVENT not in self.lists or bool(self.awaited)
        return ReadingScope(lists, timedelta(seconds=OVERLAP), now, late, self.failing(), is_patient)

    def note_failing(self, result: RunResult) -> None:
        """Which lists of events a run could not read: they are left out until they answer again."""
        short = result.landing.shortfalls if result.landing else None
        if short and THIN_EVENT in self.lists:
            failed = short.failures | short.dispensable
            names = {entry.name for entry in (EVENT, THIN_EVENT) if entry.name in failed}
            self.late.failing.update(name for name in names if may_be_over(failed[name]))

    def compare_when_due(self, result: RunResult) -> None:
        """Begin a comparison of the types of which one is due, but for those that this run could not read."""
        if self.mending or self.comparison.is_under_way:
            return
        short = result.landing.shortfalls if result.landing else None
        readable = [entry for entry in select(self.objects) if not (short and short.has(entry.name))]
        with reading(self.settings) as database:
            self.comparison.begin(schedule.due(database.connection, readable, self.at_hand.pace.reconcile_every))

    def told_by(self) -> Sequence[StripeObject]:
        """Which lists say whether something happened: both, until it is known that the thin events suffice."""
        with reading(self.settings) as database, database.connection.cursor() as cursor:
            thin = thin_events.read(cursor)
        return (THIN_EVENT,) if thin.is_enough else (EVENT, THIN_EVENT) if thin.is_heard else (EVENT,)

    def attempt(self, stages: Sequence[RunStage]) -> RunResult | None:
        """Make a run, unless another one is at work, which reads the same: the next tick looks again."""
        try:
            return run_stages(
                stages,
                self.settings,
                select(self.objects),
                self.watch,
                at_hand=self.at_hand,
                named=self.objects is not None,
                promoting=promotable(self.objects),
            )
        except AnotherRunError:
            return None

    def note_still_in_step(self) -> None:
        """Nothing happened: say so in the database now and then."""
        is_asked = EVENT.name not in self.late.failing and EVENT.name not in self.late.recovered
        if self.doorbell and is_asked and monotonic() >= self.noted_at + NOTED_EVERY and not self.objects:
            self.noted_at = monotonic()
            self.bell.with_cursor(partial(note_still_in_step, until=self.doorbell.now))

    def in_step_until(self) -> datetime | None:
        """Until when the tables are in step, as far as it can be asked."""
        found: list[datetime | None] = []
        self.bell.with_cursor(lambda cursor: found.append(in_step_until(cursor)))
        return found[0] if found else None

    def landed(self, entry: StripeObject, ids: Collection[str]) -> Collection[str]:
        """Which events of a list a run has landed and promoted already; without a connection nobody knows, and none."""
        found: set[str] = set()
        self.bell.with_cursor(lambda cursor: found.update(landed(cursor, entry, ids, promoted=True)))
        return found

    def now(self) -> datetime | None:
        """What Stripe's clock shows; None before it was asked."""
        return self.doorbell.now if self.doorbell else None

    def read_until(self) -> datetime:
        """Until when events were read."""
        with reading(self.settings) as database, database.connection.cursor() as cursor:
            return watermarks.current(cursor)[EVENT.name]

    def wait(self, began: float, stopped: Event) -> None:
        """Wait for the next tick, which comes ``every`` so often, or for a bell."""
        left = 0.0 if self.is_urgent and not self.pause else began + self.every.total_seconds() - monotonic()
        self.bell.wait(max(left, self.pause), stopped, heeds=not self.pause)

    def back_off(self) -> None:
        """Wait longer after each trouble."""
        self.pause = min(max(2 * self.pause, 1.0), LONGEST_PAUSE)
