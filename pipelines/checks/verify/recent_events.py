"""Whether the events are here that Stripe still lists. Only their ids: they never change, and Stripe forgets them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from random import Random

from pipelines.catalogue import EVENT
from pipelines.checks.verify.current import Current
from pipelines.checks.verify.report import MISSING, Difference
from pipelines.checks.verify.sample import Sample
from pipelines.stripe_api.lists import ListReader, Span

KEPT = timedelta(days=29)  # Stripe keeps 30; those of the last day may go while they are read
PAGES = 10  # of a hundred events each, that are read unless everything is to be compared


@dataclass(frozen=True)
class EventsFound:
    """How many events were looked for, of how many that are here, and those that are not."""

    listed: int
    missing: Sequence[Difference]


def look_for_events(lists: ListReader, current: Current, sample: Sample, now: int, lag: int) -> EventsFound | None:
    """Look for the newest events that a run has read, and for those before some moments of the last 29 days.

    For all of these days where ``sample`` is everything. None where no run has read all events to the end: one of other
    types reads only those since. Raises the errors of the client.
    """
    watermark = current.watermark(EVENT)
    if watermark is None or current.is_unfinished(EVENT) or not current.was_listed_whole(EVENT):
        return None
    span = Span(now - int(KEPT.total_seconds()), int(watermark.timestamp()) - lag)
    listed: set[str] = set()
    missing: set[str] = set()
    for ids in _pages(lists, span, sample):
        listed |= ids
        missing |= ids - current.states(EVENT, sorted(ids)).keys() - current.quarantined(EVENT, sorted(ids))
    return EventsFound(len(listed), [Difference(EVENT.name, event_id, MISSING) for event_id in sorted(missing)])


def _pages(lists: ListReader, span: Span, sample: Sample) -> Iterator[set[str]]:
    assert span.since is not None and span.until is not None  # noqa: PT018, S101 -- both are known
    moments, most = [span.until], None
    if sample.size is not None:
        draw, most = Random(sample.seed), 1  # noqa: S311 -- a sample
        moments += [draw.randint(span.since, max(span.since, span.until)) for _ in range(PAGES - 1)]
    for until in moments:
        for page in islice(lists.window(EVENT, Span(span.since, until)), most):
            yield {event.id for event in page.documents if event.id and event.payload}
