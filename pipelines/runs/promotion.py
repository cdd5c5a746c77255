"""The stages that turn raw into rows: promote, and fetch what the rows name until nothing more is found."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oltp_schema import migrate
from pipelines.catalogue import StripeObject
from pipelines.promotion import Promotion, pending, promote
from pipelines.runs import events, ledger
from pipelines.runs.stages import Step, Work

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport
    from pipelines.landing.session import LandingSession

PASSES = 5  # a parent may name another one, which no list has either
PROMOTED, FETCHED = "promote", "fetch"


@dataclass(frozen=True)
class Promote:
    """Promote what was landed and is not promoted, or everything again."""

    everything: bool = False

    def preview(self, work: Work) -> Iterator[Step]:
        """The loads of each type that wait."""
        if self.everything:
            yield from (Step(PROMOTED, entry.name, "read every document again") for entry in work.promotable)
        elif migrate.is_at_head(work.database.connection):
            for name, loads in pending(work.database.connection, work.promotable).items():
                yield Step(PROMOTED, name, f"read {loads:,} loads that wait")

    def execute(self, work: Work) -> None:
        """Promote. Raises as ``promotion.promote``."""
        work.promoted(promote_landed(work, work.promotable, work.landing, everything=self.everything))


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
            self._promote(work, fetched)

    def _promote(self, work: Work, fetched: "LandingReport") -> None:
        """Promote what was fetched. What wrote rows of a type before may have written the same ones now."""
        before = _written(work.promotion)
        promotion = promote_landed(work, work.promotable, fetched)
        promotion.written = ledger.rows_written(work.recorded, before & _written(promotion))
        work.promoted(promotion)


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


def promote_landed(
    work: Work, objects: Sequence[StripeObject], landing: "LandingReport | None", *, everything: bool = False
) -> Promotion:
    """One transaction: rows, quarantine and ledger are kept together or not at all."""
    with work.watch(PROMOTED) as report, _committed(work):
        connection = work.database.connection
        promotion = promote(
            connection,
            objects,
            run_id=work.recorded.id,
            everything=everything,
            treatment=work.settings.personal,
            on_progress=report,
        )
        landed = {name: landed.landed for name, landed in landing.objects.items()} if landing else {}
        ledger.record(work.recorded, promotion, landed)
    events.promoted(promotion)
    return promotion


@contextmanager
def _committed(work: Work) -> Iterator[None]:
    try:
        yield
    except BaseException:
        work.database.connection.rollback()
        raise
    work.database.connection.commit()
