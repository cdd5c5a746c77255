"""The stage of a usual run that compares with Stripe when that is due.

It is due once a week. So what compares is imported then: SQLAlchemy and all models take longer than a run with nothing
new.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg2

from oltp_schema import migrate
from pipelines import log
from pipelines.catalogue import StripeObject
from pipelines.errors import StripeOltpError
from pipelines.runs.reconcile import schedule
from pipelines.runs.stages import Step, Work


@dataclass(frozen=True)
class ReconcileWhenDue:
    """Compare the types of which a comparison is due. That it failed takes back nothing of what the run did before."""

    def preview(self, work: Work) -> Iterator[Step]:
        """The types that are due now; what this run lands may show a gap, and make others due."""
        if migrate.is_at_head(work.database.connection):
            for entry in _due(work):
                yield Step(
                    schedule.COMPARED, entry.name, "due: compare every document with Stripe, repair what differs"
                )

    def execute(self, work: Work) -> None:
        """Compare and mend what is due, and say why it failed."""
        try:
            if types := _due(work):
                _mend(work, types)
        except (StripeOltpError, psycopg2.Error) as error:
            told = isinstance(error, StripeOltpError)
            work.failure = str(error) if told else f"PostgreSQL failed ({getattr(error, 'pgcode', None)})."
            log.error("failed", error=work.failure)


def _mend(work: Work, types: list[StripeObject]) -> None:
    from pipelines.runs.reconcile.differences import Comparable
    from pipelines.runs.reconcile.stage import mend

    mend(work, Comparable(types))


def _due(work: Work) -> list[StripeObject]:
    """What failed in this run would fail again, and stays due."""
    readable = [entry for entry in work.objects if not (work.landing and work.landing.shortfalls.has(entry.name))]
    return schedule.due(work.database.connection, readable, work.settings.pace.reconcile_every)
