"""The stage that notes how far the tables are behind Stripe."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from pipelines.catalogue import EVENT
from pipelines.checks import freshness
from pipelines.runs.stages import Step, Work


@dataclass(frozen=True)
class NoteFreshness:
    """Note how long the events took that this run promoted, and until when all is there."""

    def preview(self, work: Work) -> Iterator[Step]:
        """Nothing: it only notes."""
        yield from ()

    def execute(self, work: Work) -> None:
        """Note it; a first run says nothing of how long events take."""
        landing = work.landing
        if landing is None or landing.until is None:
            return
        until, at = landing.until
        now = until + timedelta(seconds=monotonic() - at)
        with work.database.connection as connection, connection.cursor() as cursor:
            if landing.since and landing.events:
                since = landing.since - work.settings.pace.lag
                freshness.note_events(cursor, landing.load_ids, now, since)
            if not landing.shortfalls.has(EVENT.name) and not work.named:
                freshness.note_in_step(cursor, until, monotonic() - at)
