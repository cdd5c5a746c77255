"""The sandbox posts its events to a receiver: all that it sends are noted, whatever happens to them on the way."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from pipelines.runs.serve import webhook_server
from pipelines.sandbox import Deliveries, Mishaps, Sandbox
from pipelines.sandbox.server.actions.webhook_endpoints import create_endpoint
from pipelines.sandbox.server.given import Given
from pipelines.settings import Settings
from tests.webhooks.conftest import Received
from tests.webhooks.events import SECRET

PATIENCE = 60.0


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with closing(Sandbox.create(None, customers=3)) as made:
        yield made


def endpoint(sandbox: Sandbox, url: str, *events: str) -> str:
    """Make an endpoint; its secret."""
    with sandbox.store.transaction():
        given: dict[str, Any] = {"url": f"{url}/webhooks", "enabled_events": list(events)}
        return str(_json(create_endpoint(sandbox.account, Given(given)).body)["secret"])


def _json(body: bytes) -> Any:
    return json.loads(body)


def rename(sandbox: Sandbox, times: int) -> list[str]:
    """Change customers; the ids of the events."""
    rows = sandbox.store.select("object = 'event'", [], "seq DESC", 1)
    customer = _json(sandbox.store.select("object = 'customer' AND listed", [], "seq", 1)[0].body)
    for number in range(times):
        sandbox.advance(sandbox.now + 1)
        with sandbox.store.transaction():
            sandbox.account.save(customer | {"name": f"{number}"}, "customer.updated")
    return [row.id for row in sandbox.store.select("object = 'event' AND seq > ?", [rows[0].seq], "seq", 1000)]


def settle(deliveries: Deliveries) -> None:
    end = monotonic() + PATIENCE
    while not deliveries.is_idle:
        assert monotonic() < end
        sleep(0.02)


def test_whatever_happens_to_events_on_the_way_what_arrives_is_noted_once_and_nothing_else(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    settings = Settings(tmp_path, database_url=database_url)
    mishaps = Mishaps(dropped=0.3, doubled=0.3, late=0.3, late_by=0.2, reordered=True, forged=0.3, replayed=0.3)
    secrets = [SECRET]
    with webhook_server(settings, secrets, host="127.0.0.1", port=0) as server:
        secrets.append(endpoint(sandbox, server.url, "customer.updated"))
        received = Received(server.url, database_url)
        with Deliveries(sandbox, mishaps).running() as deliveries:
            with server.running():
                told = rename(sandbox, 40)
                settle(deliveries)
                noted = [row[0] for row in received.rows("SELECT id FROM meta.doorbell ORDER BY id")]
                assert received.counted('stripe_oltp_webhooks_received_total{result="doubled"}') > 0
            sent = deliveries.sent
    assert set(noted) < set(told)
    assert len(noted) == len(told) - sent["dropped"]
    assert min(sent[what] for what in ("dropped", "doubled", "late", "forged", "replayed")) > 0
    assert deliveries.answers == {200: len(noted) + sent["doubled"], 400: sent["forged"] + sent["replayed"]}


def test_what_nobody_takes_is_sent_again(sandbox: Sandbox, database_url: str, tmp_path: Path) -> None:
    secrets: list[str] = []
    with webhook_server(Settings(tmp_path, database_url=database_url), secrets, host="127.0.0.1", port=0) as server:
        secret = endpoint(sandbox, server.url, "*")
        with Deliveries(sandbox).running() as deliveries, server.running():
            told = rename(sandbox, 1)
            while not deliveries.answers[400]:
                sleep(0.02)
            secrets.append(secret)
            settle(deliveries)
            rows = Received(server.url, database_url).rows("SELECT id, object_type FROM meta.doorbell")
    assert rows == [(event_id, "customer") for event_id in told]
