"""What runs did and how the database stands, for Prometheus: in a file after each run, or over HTTP while one follows.

Counters count what the runs of a process did, or those of all runs that wrote the same file. How the database stands
is looked up whenever somebody asks.
"""

from collections.abc import Iterator
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

import psycopg2
from prometheus_client import CollectorRegistry, Counter, Gauge, disable_created_metrics, write_to_textfile
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector
from psycopg2.extensions import cursor as Cursor

from oltp_schema.errors import SchemaError
from pipelines.checks import freshness
from pipelines.errors import StripeOltpError
from pipelines.landing.plan.defaults import not_permitted
from pipelines.runs.database import reading
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.runs.results import RunResult

OUTCOMES = {0: "done", 1: "failed", 2: "wrong_use", 3: "quarantined", 4: "refused", 130: "interrupted"}
CHANGES = ("landed", "promoted", "deleted")
LAST_RUN = "SELECT extract(EPOCH FROM runs.finished_at)::float FROM meta.runs WHERE {} ORDER BY runs.id DESC LIMIT 1"

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each counter, which nobody asks for


class RunMetrics:
    """The metrics of one process, or of one file."""

    def __init__(self, settings: Settings) -> None:
        """``settings`` lead to the database."""
        self.registry = CollectorRegistry()
        self._kept: dict[str, Counter | Gauge] = {}
        self.runs = self._counter("runs", "Runs, by how they ended", "command", "outcome")
        self.objects = self._counter("objects", "Objects that runs landed, promoted or deleted", "object", "change")
        self.requests = self._counter("requests", "Requests to Stripe")
        self.unread = self._counter(
            "types_unread", "Types that a run could not read: refused to the key, or failed", "object", "reason"
        )
        self.balanced = self._gauge("balanced", "Whether everything balanced when a run last counted")
        self.seconds = self._gauge("last_run_seconds", "How long the last run took", "command")
        self.registry.register(DatabaseCollector(settings))

    def ended(self, command: str, code: int, result: "RunResult | None") -> None:
        """Count a run that ended with an exit code."""
        self.runs.labels(command, OUTCOMES.get(code, "failed")).inc()
        if result is None:
            return
        self.seconds.labels(command).set(result.seconds)
        for name, figures in result.rows().items():
            for change in CHANGES:
                if figures[change]:
                    self.objects.labels(name, change).inc(figures[change])
        if result.balanced is not None:
            self.balanced.set(result.balanced)
        if landing := result.landing:
            self.requests.inc(landing.requests)
            for reason, names in (("refused", landing.refused), ("failed", landing.failures)):
                for name in names:
                    self.unread.labels(name, reason).inc()

    def go_on(self, file: Path) -> None:
        """Count on from what a file says; from nothing where it says nothing."""
        try:
            families = list(text_string_to_metric_families(file.read_text()))
        except (OSError, ValueError):
            return
        for family in families:
            if metric := self._kept.get(family.name):
                for sample in family.samples:
                    (metric.labels(**sample.labels) if sample.labels else metric).inc(sample.value)

    def write(self, file: Path) -> None:
        """Write the file at once, as node_exporter's textfile collector wants it. Raises OSError."""
        write_to_textfile(str(file), self.registry)

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        counter = Counter(f"stripe_oltp_{name}", words, labels, registry=self.registry)
        self._kept[f"stripe_oltp_{name}"] = counter
        return counter

    def _gauge(self, name: str, words: str, *labels: str) -> Gauge:
        gauge = Gauge(f"stripe_oltp_{name}", words, labels, registry=self.registry)
        self._kept[f"stripe_oltp_{name}"] = gauge
        return gauge


class DatabaseCollector(Collector):
    """How the database stands whenever it is asked; only that it cannot be reached, where it cannot."""

    def __init__(self, settings: Settings) -> None:
        """Connects when it is asked."""
        self._settings = settings

    def describe(self) -> Iterator[Metric]:
        """Nothing: to say it would be to connect."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """The gauges."""
        found: list[Metric] = []
        try:
            with reading(self._settings, migrated=False) as database, database.connection.cursor() as cursor:
                found = list(_state(cursor))
        except (StripeOltpError, SchemaError, psycopg2.Error):
            found = []
        yield _gauge("database_up", "Whether the database could be read", 1.0 if found else 0.0)
        yield from found


def _state(cursor: Cursor) -> Iterator[Metric]:
    cursor.execute("SELECT object, count(*) FROM meta.quarantine GROUP BY object")
    quarantined = GaugeMetricFamily("stripe_oltp_quarantined_documents", "Documents in quarantine", labels=["object"])
    for name, number in cursor.fetchall():
        quarantined.add_metric([name], number)
    yield quarantined
    refused = len(not_permitted(cursor))
    yield _gauge("not_permitted_types", "Types that the key may not read, and runs go on without", refused)
    for name, words, which in (
        ("last_run_timestamp_seconds", "When the last run ended, however it did", "runs.finished_at IS NOT NULL"),
        ("last_success_timestamp_seconds", "When the last run ended that was done", "runs.outcome = 'done'"),
    ):
        cursor.execute(LAST_RUN.format(which))
        yield _gauge(name, words, (cursor.fetchone() or (None,))[0])
    cursor.execute("SELECT count(*) FROM meta.doorbell")
    yield _gauge("doorbell_waiting", "Events that were received, and no run has looked for yet", cursor.fetchone()[0])
    yield from _verified(cursor)
    yield from _in_step(cursor)


def _verified(cursor: Cursor) -> Iterator[Metric]:
    """What the last comparison of everything with Stripe found."""
    cursor.execute(
        "SELECT extract(EPOCH FROM verified_at)::float, differences, agrees::int"
        " FROM meta.verifications WHERE objects IS NULL ORDER BY id DESC LIMIT 1"
    )
    at, differences, agrees = cursor.fetchone() or (None, None, None)
    yield _gauge("last_verification_timestamp_seconds", "When everything was last compared with Stripe", at)
    yield _gauge("last_verification_differences", "How many differences that found", differences)
    yield _gauge("last_verification_agrees", "Whether it found none, and could compare everything", agrees)


def _in_step(cursor: Cursor) -> Iterator[Metric]:
    """How far the tables are behind Stripe, by this machine's clock, and how long events of the last day took."""
    found = freshness.read(cursor)
    at = None if found.seconds is None else time() - found.seconds
    yield _gauge("in_step_timestamp_seconds", "Until when all that happened at Stripe is in the tables", at)
    took = GaugeMetricFamily(
        "stripe_oltp_event_to_row_seconds", "How long events of the last day took to become rows", labels=["quantile"]
    )
    for quantile, seconds in (("0.5", found.p50), ("0.99", found.p99)):
        if seconds is not None:
            took.add_metric([quantile], seconds)
    yield took


def _gauge(name: str, words: str, value: float | None) -> Metric:
    """A gauge without labels; without a series where there is nothing to say."""
    family = GaugeMetricFamily(f"stripe_oltp_{name}", words)
    if value is not None:
        family.add_metric([], value)
    return family
