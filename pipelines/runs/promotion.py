"""The stages that turn raw into rows: promote, and fetch what the rows name until nothing more is found."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oltp_schema import migrate
from pipelines import log
from pipelines.catalogue import StripeObject
from pipelines.database import UnreachableDatabaseError
from pipelines.promotion import Promotion, pending, promote, steps
from pipelines.promotion.second_connection import HistoryConnection, keeping_history
from pipelines.runs import events, ledger
from pipelines.runs.results import together
from pipelines.runs.stages import Step, Work

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport
    from pipelines.landing.session import LandingSession

PASSES = 5  # a parent may name another one, which no list has either
FEW = 1_000  # documents that a promotion reads by plans that the session has made for any number
PROMOTED, FETCHED = "promote", "fetch"


@dataclass(frozen=True)
class Promote:
    """Promote what was landed and is not promoted, or everything again; ``in_steps``: see ``promote_landed``."""

    everything: bool = False
    in_steps: bool = False

    def preview(self, work: Work) -> Iterator[Step]:
        """The loads of each type that wait."""
        if self.everything:
            yield from (Step(PROMOTED, entry.name, "read every document again") for entry in work.promotable)
        elif migrate.is_at_head(work.database.connection):
            for name, loads in pending(work.database.connection, work.promotable).items():
                yield Step(PROMOTED, name, f"read {loads:,} loads that wait")

    def execute(self, work: Work) -> None:
        """Promote. Raises as ``promotion.promote``."""
        work.promoted(
            promote_landed(work, work.promotable, work.landing, everything=self.everything, in_steps=self.in_steps)
        )


@dataclass(frozen=True)
class FetchReferences:
    """Fetch what rows name and no list had, and promote that, until nothing more is found; for ``session`` see Land."""

    session: "LandingSession | None" = None

    def preview(self, work: Work) -> Iterator[Step]:
        """It depends on what this run lands."""
        yield Step(FETCHED, "what rows name and no list has", f"by id, then promote it, in at most {PASSES} passes")

    def execute(self, work: Work) -> None:
        """Fetch and promote. Raises as ``landing.run.land_unresolved`` and ``promotion.promote``."""
        from pipelines.landing.run import land_unresolved

        for number in range(PASSES):
            with work.watch(FETCHED) as report:
                fetched = land_unresolved(
                    work.settings,
                    work.database.url,
                    work.objects,
                    report,
                    work.landing,
                    is_first=not number,
                    session=self.session,
                )
            if fetched is None:
                break
            events.landed(fetched)
            work.landed(fetched)
            promote_again(work, work.promotable, fetched)


@dataclass
class QueueReferences:
    """Queue what rows name and no list had, for the next run to fetch; ``queued`` says how many."""

    queued: int = 0

    def preview(self, work: Work) -> Iterator[Step]:
        """It depends on what this run lands."""
        yield Step(FETCHED, "what rows name and no list has", "by id, in the next run")

    def execute(self, work: Work) -> None:
        """Queue them."""
        from pipelines.landing.plan.refetch import enqueue_unresolved

        shortfalls = work.landing.shortfalls if work.landing else None
        objects = [entry for entry in work.objects if not (shortfalls and shortfalls.has(entry.name))]
        self.queued = enqueue_unresolved(work.database.connection, objects, is_first=False)


def _written(promotion: Promotion | None) -> set[str]:
    counts = promotion.objects if promotion else {}
    return {name for name, done in counts.items() if done.inserted or done.updated}


def promote_again(
    work: Work, objects: Sequence[StripeObject], landing: "LandingReport | None", *, everything: bool = False
) -> None:
    """Promote in a run that promoted before. What wrote rows of a type then may write the same ones now."""
    before = _written(work.promotion)
    promotion = promote_landed(work, objects, landing, everything=everything)
    promotion.written |= ledger.rows_written(work.recorded, before & _written(promotion))
    work.promoted(promotion)


def promote_landed(
    work: Work,
    objects: Sequence[StripeObject],
    landing: "LandingReport | None",
    *,
    everything: bool = False,
    in_steps: bool = False,
) -> Promotion:
    """One transaction: rows, quarantine and ledger are kept together or not at all.

    It is a transaction per step where steps are asked for, a first promotion is a large one, or a run was killed at it.
    """
    planned = steps.plan(
        work.database.connection,
        objects,
        run_id=work.recorded.id,
        everything=everything,
        asked=in_steps,
        treatment=work.settings.personal,
    )
    if planned is None:
        promotion = _promote(work, objects, landing, everything=everything)
    else:
        if len(planned.steps) > 1:
            log.notice(planned.sentence)
        promotion = _promote_in_steps(work, objects, landing, planned)
    events.promoted(promotion)
    return promotion


def _promote_in_steps(
    work: Work, objects: Sequence[StripeObject], landing: "LandingReport | None", planned: steps.StepPlan
) -> Promotion:
    """Each step reads some of the loads, and what is new; a second connection follows with their history."""
    promotion, wrote, again = Promotion(problems=[*planned.problems]), set[str](), set[str]()
    with _history_connection(work, objects, planned) as history:
        names = [name for name in planned.names if not (history and name in planned.histories)]
        for step in planned.steps:
            part = _promote(work, objects, landing, release=(names, step), with_history=history is None)
            if history:
                history.follow(step)
            again |= wrote & _written(part)
            wrote |= _written(part)
            promotion, landing = together(promotion, part), None
    promotion.written = ledger.rows_written(work.recorded, again)  # once: it reads their tables whole
    return promotion


@contextmanager
def _history_connection(
    work: Work, objects: Sequence[StripeObject], planned: steps.StepPlan
) -> Iterator[HistoryConnection | None]:
    """What makes history on a second connection; None where none is to be made, or the database allows no second."""
    try:
        second = work.database.connect() if planned.histories else None
    except UnreachableDatabaseError:
        second = None
    if second is None:
        yield None
        return
    types = [entry.name for entry in objects]
    with (
        closing(second),
        keeping_history(second, types, planned.histories, run_id=work.recorded.id) as history,
    ):
        yield history


def _promote(
    work: Work,
    objects: Sequence[StripeObject],
    landing: "LandingReport | None",
    *,
    everything: bool = False,
    release: tuple[Sequence[str], Sequence[str]] | None = None,
    with_history: bool = True,
) -> Promotion:
    with work.watch(PROMOTED) as report, _committed(work):
        connection = work.database.connection
        if release:
            steps.bring_forward(connection, *release)
        promotion = promote(
            connection,
            objects,
            run_id=work.recorded.id,
            everything=everything,
            treatment=work.settings.personal,
            on_progress=report,
            with_history=with_history,
            few=_load_ids(landing) if release is None else None,
        )
        landed = {name: landed.landed for name, landed in landing.objects.items()} if landing else {}
        ledger.record(work.recorded, promotion, landed)
    return promotion


def _load_ids(landing: "LandingReport | None") -> Sequence[str] | None:
    """The loads of a landing of few documents; None of any other."""
    is_small = landing is not None and sum(it.landed for it in landing.objects.values()) + landing.events <= FEW
    return landing.load_ids if landing and is_small else None


@contextmanager
def _committed(work: Work) -> Iterator[None]:
    try:
        yield
    except BaseException:
        work.database.connection.rollback()
        raise
    work.database.connection.commit()
