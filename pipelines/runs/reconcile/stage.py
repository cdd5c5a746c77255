"""The stage that compares everything with Stripe and mends what differs."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from pipelines.catalogue import StripeObject
from pipelines.checks.verifications import note
from pipelines.checks.verify import Verification, written_since
from pipelines.runs import events, ledger
from pipelines.runs.promotion import FetchReferences, promote_again
from pipelines.runs.reconcile import schedule
from pipelines.runs.reconcile.differences import Comparable, comparable, compare, marked_deleted, unmended, want
from pipelines.runs.reconcile.left import left
from pipelines.runs.reconcile.result import Reconciliation
from pipelines.runs.stages import Step, Work

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport
    from pipelines.landing.session import LandingSession


@dataclass(frozen=True)
class Reconcile:
    """Compare the chosen types, or all that were ever read, as a run of its own.

    ``named`` None means all that were read. ``every_row`` is compared with ``raw``, or those that are due.
    """

    named: Sequence[StripeObject] | None = None
    every_row: bool = False

    def preview(self, work: Work) -> Iterator[Step]:
        """The types."""
        for entry in comparable(work.database.connection, self.named).read:
            yield Step(schedule.COMPARED, entry.name, "compare every document with Stripe, repair what differs")

    def execute(self, work: Work) -> None:
        """Compare and mend. Raises NothingLandedError, UsageError, and as ``landing.run.land``."""
        mend(work, replace(comparable(work.database.connection, self.named), every_row=self.every_row))


def mend(work: Work, chosen: Comparable) -> None:
    """Compare these types as a part of the run of ``work``, and count in it what that brought."""
    done = reconcile(work, chosen)
    work.reconciled = done
    work.landed(done.landing)
    work.promoted(done.promotion)


def reconcile(work: Work, chosen: Comparable) -> Reconciliation:
    """Compare and mend these types as a run of its own.

    What an earlier run noted and did not fetch, or landed and did not promote, comes first: it is no difference.
    """
    own = own_work(work, chosen)
    with ledger.run(own.database.connection, schedule.RECONCILE) as own.run:
        catch_up(own, chosen, work.landing)
        begun = schedule.now(own.database.connection)
        with own.watch(schedule.COMPARED) as report:
            found = compare(own.settings, own.database.url, chosen, report)
        if found.differences:
            want(own.database.connection, found.differences)
            catch_up(own, chosen, own.landing)
        replay_unmended(own, found)
        return conclude(own, chosen, found, begun, own.landing.load_ids if own.landing else ())


def replay_unmended(own: Work, found: Verification) -> None:
    """When all that differs was fetched and promoted: replay the types with rows that no new copy mends."""
    if found.differences and (stale := unmended(own.database, found.differences)):
        promote_again(own, stale, None, everything=True)


def conclude(
    own: Work, chosen: Comparable, found: Verification, begun: datetime, loads: Sequence[str]
) -> Reconciliation:
    """When ``loads`` have brought all that differs, and nothing is left to replay: note what there is to say."""
    assert own.landing is not None and own.promotion is not None  # noqa: PT018, S101 -- both caught up
    deleted = marked_deleted(own.database, found.differences)
    still = left(own.database, found.differences, loads)
    done = Reconciliation(found, own.landing, own.promotion, deleted, still)
    schedule.compared(own.database.connection, found.objects, begun)
    written_since.note(own.database.connection, done.seen, done.proven)
    done.log()
    compared = {entry.name for entry in chosen.read}
    whole = {entry.name for entry in comparable(own.database.connection, None).read}
    note(own.database.connection, done.verdict(None if whole <= compared else compared))
    return done


def own_work(work: Work, chosen: Comparable) -> Work:
    """The work of a run that compares these types, beside that of the run before it."""
    objects = [entry for entry in chosen.read if entry.table]
    return replace(work, objects=objects, promoting=None, landing=None, promotion=None)


def catch_up(
    work: Work,
    chosen: Comparable,
    before: "LandingReport | None",
    session: "LandingSession | None" = None,
    without: AbstractSet[str] = frozenset(),
) -> None:
    """Fetch what is noted, promote it, and what its rows name, without what failed ``before`` in this run.

    For ``session`` and ``without`` see ``landing.run.land_planned``.
    """
    from pipelines.landing.run import land_planned

    with work.watch("fetch") as report:
        landing = land_planned(work.settings, work.database.url, chosen.read, report, before, session, without)
    events.landed(landing)
    work.landed(landing)
    promote_again(work, work.objects, landing)
    FetchReferences(session).execute(work)
