"""What a run did, as events: one for each object type that it touched, one for each thing that a person should know."""

from typing import TYPE_CHECKING

from pipelines import log
from pipelines.promotion import Promotion

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport


def landed(landing: "LandingReport") -> None:
    """What came from Stripe or from files."""
    for name, it in landing.objects.items():
        tell = log.info if it.landed else log.debug
        tell("landed", object=name, landed=it.landed, unchanged=it.unchanged, seconds=it.seconds)
    log.info(
        "landing",
        landed=landing.thin_events + sum(it.landed for it in landing.objects.values()),
        requests=landing.requests,
        events=landing.events,
        thin_events=landing.thin_events,
        loads=len(landing.load_ids),
    )


def problems(of: "LandingReport | Promotion") -> None:
    """What was odd about all landings or promotions of a run."""
    for problem in of.problems:
        log.warning("problem", message=problem)


def promoted(promotion: Promotion) -> None:
    """What a promotion did once it was committed. Documents that wait are worth a warning as long as they do."""
    for name, it in promotion.objects.items():
        tell = log.warning if it.quarantined else log.info if it.rows_in or it.deleted else log.debug
        tell(
            "promoted",
            object=name,
            rows_in=it.rows_in,
            inserted=it.inserted,
            updated=it.updated,
            unchanged=it.unchanged,
            deleted=it.deleted,
            quarantined=it.quarantined,
            unresolved=it.unresolved,
            seconds=it.seconds,
        )
