"""The use cases that write: each is a list of stages, run under the lock that one run at a time holds."""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from pipelines import settings as environment
from pipelines.catalogue import StripeObject, promotable, select
from pipelines.errors import UsageError
from pipelines.kept_sessions import kept_sessions
from pipelines.landing.plan.scope import EVERYTHING, ReadingScope
from pipelines.runs.database import locked, reading
from pipelines.runs.freshness import NoteFreshness
from pipelines.runs.landing import Land, LandFiles, NoteDue
from pipelines.runs.promotion import FetchReferences, Promote, QueueReferences
from pipelines.runs.results import RunResult
from pipelines.runs.schema import Migrate
from pipelines.runs.stages import Balance, Recorded, RunStage, Step, Work
from pipelines.runs.stripe import stripe_at_hand
from pipelines.runs.watch import Watch, unwatched
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.landing.session import LandingSession

Objects = Iterable[str] | None


def pipeline(settings: Settings | None = None, objects: Objects = None, *, watch: Watch = unwatched) -> RunResult:
    """Land what Stripe has, promote it, and compare what is due.

    ``settings`` None reads the environment; ``objects`` are names of types, None takes the default ones. Raises
    StripeOltpError for what concerns the whole run; what one type failed in is in the result.
    """
    return run_stages(
        pipeline_stages(),
        settings,
        select(objects),
        watch,
        asks=True,
        named=objects is not None,
        promoting=promotable(objects),
    )


def land(settings: Settings | None = None, objects: Objects = None, *, watch: Watch = unwatched) -> RunResult:
    """Land what Stripe has, without promoting it. Raises as ``pipeline``."""
    return run_stages(land_stages(), settings, select(objects), watch, asks=True, named=objects is not None)


def land_files(
    paths: Sequence[Path],
    settings: Settings | None = None,
    objects: Objects = None,
    *,
    observed_at: datetime | None = None,
    watch: Watch = unwatched,
) -> RunResult:
    """Land the documents of files and folders, all or nothing.

    ``objects`` None takes every type. ``observed_at`` is when Stripe said what they hold, by default when each was
    written. Raises LandingFileError, AccountError and LoadFailedError.
    """
    only = None if objects is None else frozenset(entry.name for entry in select(objects))
    stages = (Migrate(), Recorded("land", (LandFiles(paths, only, observed_at),)))
    return run_stages(stages, settings, select(objects), watch)


def promote(
    settings: Settings | None = None, objects: Objects = None, *, in_steps: bool = False, watch: Watch = unwatched
) -> RunResult:
    """Promote what was landed and is not promoted, ``in_steps`` or in one transaction.

    Raises UsageError for a type without a table.
    """
    return run_stages(promote_stages(in_steps=in_steps), settings, selected_for_promotion(objects), watch)


def replay(
    settings: Settings | None = None, objects: Objects = None, *, in_steps: bool = False, watch: Watch = unwatched
) -> RunResult:
    """Build the tables again from raw alone, without Stripe, ``in_steps`` or in one transaction.

    Raises UsageError for a type without a table.
    """
    return run_stages(replay_stages(in_steps=in_steps), settings, selected_for_promotion(objects), watch)


def reconcile(
    settings: Settings | None = None, objects: Objects = None, *, every_row: bool = False, watch: Watch = unwatched
) -> RunResult:
    """Compare every object with Stripe, and ``every_row`` with raw or those due; mend what no event told of.

    Raises NothingLandedError, UsageError, and as ``pipeline``.
    """
    return run_stages(reconcile_stages(objects, every_row=every_row), settings, select(objects), watch, asks=True)


def join(settings: Settings | None = None, *, watch: Watch = unwatched) -> RunResult:
    """Help the run that reads Stripe into this database now. Raises NothingToJoinError, and as ``land``."""
    from pipelines.landing.run import join as help_reading
    from pipelines.runs import events

    configuration, started = settings or environment.load(), perf_counter()
    with reading(configuration) as database, stripe_at_hand(configuration) as at_hand:
        with watch("land") as report:
            landing = help_reading(at_hand, database.url, report)
        events.landed(landing)
        events.problems(landing)
    return RunResult(landing, None, None, perf_counter() - started, psql=database.psql)


def preview(stages: Sequence[RunStage], settings: Settings | None, objects: Objects = None) -> list[Step]:
    """What a run of these stages would do now. It asks only the database, and changes nothing."""
    configuration = settings or environment.load()
    with reading(configuration, migrated=False) as database:
        work = Work(configuration, database, select(objects), promoting=promotable(objects))
        return [step for stage in stages for step in stage.preview(work)]


def pipeline_stages(asked: ReadingScope = EVERYTHING, session: "LandingSession | None" = None) -> tuple[RunStage, ...]:
    """The stages of ``pipeline``; for the arguments see ``Land``."""
    from pipelines.runs.reconcile.when_due import ReconcileWhenDue

    recorded = Recorded("pipeline", (Land(asked, session), Promote(), FetchReferences(session), NoteFreshness()))
    due = () if session else (ReconcileWhenDue(),)  # what goes on compares beside its runs
    return (Migrate(), recorded, *due, Balance())


def change_stages(
    asked: ReadingScope, session: "LandingSession", references: QueueReferences, *, is_last: bool = False
) -> tuple[RunStage, ...]:
    """The stages of ``follow`` while things happen: what events tell, and a few lists.

    What rows name is fetched by the next run, or by the ``is_last`` of those that make a whole one.
    """
    fetched = FetchReferences(session) if is_last else references
    recorded = Recorded("follow", (Land(asked, session), Promote(), NoteFreshness(), fetched))
    return (Migrate(), recorded, Balance())


def land_stages() -> tuple[RunStage, ...]:
    """The stages of ``land``."""
    return (Migrate(), Recorded("land", (Land(), NoteDue())))


def promote_stages(*, in_steps: bool = False) -> tuple[RunStage, ...]:
    """The stages of ``promote``."""
    return (Migrate(), Recorded("promote", (Promote(in_steps=in_steps),)), Balance())


def replay_stages(*, in_steps: bool = False) -> tuple[RunStage, ...]:
    """The stages of ``replay``."""
    return (Migrate(), Recorded("replay", (Promote(everything=True, in_steps=in_steps),)), Balance(everything=True))


def reconcile_stages(objects: Objects = None, *, every_row: bool = False) -> tuple[RunStage, ...]:
    """The stages of ``reconcile``."""
    from pipelines.runs.reconcile.stage import Reconcile

    return (Migrate(), Reconcile(None if objects is None else select(objects), every_row), Balance(everything=True))


def selected_for_promotion(objects: Objects) -> list[StripeObject]:
    """The types of which a run promotes what is landed. Raises UsageError for one that has no table."""
    chosen = promotable(objects)
    for entry in chosen:
        if entry.table is None:
            raise UsageError(f"{entry.name} has no table in oltp: it is landed but not promoted.")
    return chosen


def run_stages(
    stages: Sequence[RunStage],
    settings: Settings | None,
    objects: Sequence[StripeObject],
    watch: Watch,
    *,
    asks: bool = False,
    named: bool = False,
    promoting: Sequence[StripeObject] | None = None,
    at_hand: Settings | None = None,
) -> RunResult:
    """Execute stages under the run lock; see ``Work``. ``asks`` says that they ask Stripe.

    ``at_hand`` are settings that lead to Stripe, where the caller has it at hand already.
    """
    configuration, started = settings or environment.load(), perf_counter()
    stripe = stripe_at_hand(configuration) if asks else nullcontext(at_hand or configuration)
    with kept_sessions(), locked(configuration) as database, stripe as to_stripe:
        work = Work(to_stripe, database, objects, watch, named, promoting, is_made_up=configuration.api_key is None)
        for stage in stages:
            stage.execute(work)
    return RunResult(
        work.landing,
        work.promotion,
        work.balance,
        perf_counter() - started,
        work.reconciled,
        work.failure,
        psql=database.psql,
    )
