"""What a receiver of webhooks counts, for Prometheus."""

from collections.abc import Iterator
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, disable_created_metrics, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from pipelines.webhooks.noting import Noted

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each counter, which nobody asks for


class WebhookRefusal(StrEnum):
    """Why a request was not taken; Stripe sends what is refused again, for three days."""

    SIGNATURE = "signature"
    TOO_LARGE = "too_large"
    NO_EVENT = "no_event"
    SLOW = "slow"
    DATABASE = "database"


class WebhookMetrics:
    """Counters of one process."""

    content_type = CONTENT_TYPE_PLAIN_0_0_4

    def __init__(self) -> None:
        """Every label has its series from the beginning, so that a first one is an increase."""
        self.registry = CollectorRegistry()
        self.received = Counter(
            "stripe_oltp_webhooks_received",
            "Events that Stripe sent and that were taken, by what became of them",
            ["result"],
            registry=self.registry,
        )
        self.refused = Counter(
            "stripe_oltp_webhooks_refused", "Requests that were refused, by why", ["reason"], registry=self.registry
        )
        self.database_up = Gauge(
            "stripe_oltp_webhooks_database_up",
            "Whether the database took the last event, or answered the last /health",
            registry=self.registry,
        )
        for result in Noted:
            self.received.labels(result)
        for reason in WebhookRefusal:
            self.refused.labels(reason)

    def text(self) -> Iterator[bytes]:
        """The exposition."""
        yield generate_latest(self.registry)
