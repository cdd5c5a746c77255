"""What a run does with what it landed: promote it, and fetch what the rows name until nothing more is found."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipelines.catalogue import StripeObject
from pipelines.cli import console, summary
from pipelines.promotion import Promotion, promote
from pipelines.runs import events, ledger
from pipelines.runs.database import Database
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport

ROUNDS = 5  # a parent may name another one, which no list has either


def promote_and_fetch(
    configuration: Settings,
    database: Database,
    chosen: Sequence[StripeObject],
    run: ledger.Run,
    landing: "LandingReport",
) -> "tuple[LandingReport, Promotion]":
    """Promote; fetch what the rows name and no list had, and promote that, until nothing more is found."""
    from pipelines.landing.run import land_missing

    promotion = promote_landed(database, chosen, run, landing)
    for _ in range(ROUNDS):
        readable = [entry for entry in chosen if entry.name not in landing.refused]
        with console.progress("fetch") as report:
            fetched = land_missing(configuration, database.url, readable, report)
        if fetched is None:
            break
        events.landed(fetched)
        landing = landing.then(fetched)
        promotion = summary.together(promotion, promote_landed(database, chosen, run, fetched))
    return landing, promotion


def promote_landed(
    database: Database,
    chosen: Sequence[StripeObject],
    run: ledger.Run,
    landing: "LandingReport | None",
    *,
    everything: bool = False,
) -> Promotion:
    """One transaction: rows, quarantine and ledger are kept together or not at all."""
    with console.progress("promote") as report, _committed(database):
        promotion = promote(database.connection, chosen, run_id=run.id, everything=everything, on_progress=report)
        landed = {name: landed.landed for name, landed in landing.objects.items()} if landing else {}
        ledger.record(run, promotion, landed)
    events.promoted(promotion)
    return promotion


@contextmanager
def _committed(database: Database) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database.connection.rollback()
        raise
    database.connection.commit()
