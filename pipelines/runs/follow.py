"""One long process that keeps the database in step with Stripe: seconds behind, instead of a schedule.

Every few seconds it asks whether something happened, which is one request and no work in the database. If so, a run
lands and promotes what events tell. Once a minute a whole run of ``pipeline`` reads what has no event, looks back for
events that came late, and compares with Stripe when that is due. Each run takes the run lock and gives it back, so that
other commands get in between.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event
from time import monotonic

import psycopg2

from pipelines import settings as environment
from pipelines.catalogue import EVENT, promotable, select
from pipelines.database import AnotherRunError, UnreachableDatabaseError
from pipelines.kept_sessions import kept_sessions
from pipelines.landing.plan import watermarks
from pipelines.runs.database import reading
from pipelines.runs.results import RunResult
from pipelines.runs.run import Objects, change_stages, pipeline_stages, run_stages
from pipelines.runs.stages import RunStage
from pipelines.runs.stripe import stripe_at_hand
from pipelines.runs.watch import Watch, unwatched
from pipelines.settings import Settings
from pipelines.stripe_api.client import Client, timeouts
from pipelines.stripe_api.doorbell import OVERLAP, Doorbell
from pipelines.stripe_api.errors import LoadFailedError, StripeRequestError, StripeUnreachableError

EVERY = timedelta(seconds=2)
WHOLE_EVERY = timedelta(minutes=1)
LONGEST_PAUSE = 60.0  # seconds between two attempts while Stripe or the database cannot be reached
# What may be over soon. Whatever else a run raises has to be put right by somebody.
PASSING: tuple[type[Exception], ...] = (
    *(StripeUnreachableError, StripeRequestError, LoadFailedError),
    *(UnreachableDatabaseError, psycopg2.OperationalError, psycopg2.InterfaceError),
)

OnRun = Callable[[RunResult], None]
OnTrouble = Callable[[Exception], None]


def follow(
    settings: Settings | None = None,
    objects: Objects = None,
    *,
    stopped: Event,
    on_run: OnRun,
    on_trouble: OnTrouble = lambda _: None,
    every: timedelta = EVERY,
    watch: Watch = unwatched,
) -> None:
    """Keep the database in step with Stripe until ``stopped`` is set.

    ``on_run`` is called with the result of each run, ``on_trouble`` with what kept one from being made; it is tried
    again. What somebody has to put right is raised, as ``pipeline`` raises it.
    """
    configuration = settings or environment.load()
    with (
        kept_sessions(),
        stripe_at_hand(configuration) as at_hand,
        Client(
            at_hand.api_key or "",
            api_base=at_hand.api_base,
            api_version=at_hand.api_version,
            timeout=timeouts(at_hand.answer_within),
            attempts=1,  # the next tick asks again
        ) as client,
    ):
        follower = Follower(configuration, at_hand, objects, watch)
        is_first = True
        while is_first or not stopped.wait(max(every.total_seconds(), follower.pause)):
            is_first = False
            try:
                if result := follower.tick(client):
                    on_run(result)
            except PASSING as trouble:
                follower.back_off()
                on_trouble(trouble)


@dataclass
class Follower:
    """What one process that follows knows. ``at_hand`` are the settings that lead to Stripe, or to the sandbox.

    ``is_due`` says that something happened, and no run has read it yet; ``pause`` are seconds to wait after trouble.
    """

    settings: Settings
    at_hand: Settings
    objects: Objects
    watch: Watch
    doorbell: Doorbell | None = None
    is_due: bool = False
    pause: float = 0.0
    whole_at: float = field(default_factory=monotonic)

    def tick(self, client: Client) -> RunResult | None:
        """Look whether something happened, and make the run that it takes; None where there was nothing to do."""
        is_whole = self.doorbell is None or monotonic() >= self.whole_at
        if self.doorbell:
            self.is_due |= self.doorbell.has_rung()
        if not (self.is_due or is_whole):
            self.pause = 0.0
            return None
        if result := self.attempt(pipeline_stages() if is_whole else change_stages()):
            self.is_due, self.pause = False, 0.0
            self.doorbell = self.doorbell or Doorbell(client, self.read_until())
        return result

    def attempt(self, stages: tuple[RunStage, ...]) -> RunResult | None:
        """Make a run, unless another one is at work, which reads the same: the next tick looks again."""
        try:
            return self.run(stages)
        except AnotherRunError:
            return None

    def run(self, stages: tuple[RunStage, ...]) -> RunResult:
        """Make a run; one of ``change_stages`` looks back less far."""
        is_whole = stages == pipeline_stages()
        pace = self.at_hand.pace if is_whole else replace(self.at_hand.pace, lag=timedelta(seconds=OVERLAP))
        result = run_stages(
            stages,
            self.settings,
            select(self.objects),
            self.watch,
            at_hand=replace(self.at_hand, pace=pace),
            named=self.objects is not None,
            promoting=promotable(self.objects),
        )
        if is_whole:
            self.whole_at = monotonic() + WHOLE_EVERY.total_seconds()
        return result

    def read_until(self) -> datetime:
        """Until when events were read."""
        with reading(self.settings) as database, database.connection.cursor() as cursor:
            return watermarks.current(cursor)[EVENT.name]

    def back_off(self) -> None:
        """Wait longer after each trouble."""
        self.pause = min(max(2 * self.pause, 1.0), LONGEST_PAUSE)
