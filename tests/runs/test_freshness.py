"""How far the tables are behind Stripe is noted by runs, and told by quantiles."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg2
import pytest

from pipelines.checks import freshness
from pipelines.checks.freshness import BOUNDS, quantile
from pipelines.runs.run import pipeline
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings

OBJECTS = ["customer", "product", "event"]


def test_quantiles_lie_within_their_bounds() -> None:
    counts = {BOUNDS[0]: 50, BOUNDS[1]: 49, BOUNDS[10]: 1}
    assert quantile(counts, 0.5) == BOUNDS[0]
    assert BOUNDS[0] < (quantile(counts, 0.99) or 0) <= BOUNDS[1] + 0.01
    assert BOUNDS[9] < (quantile(counts, 1) or 0) <= BOUNDS[10] + 0.01
    assert quantile({}, 0.5) is None
    assert quantile({float("inf"): 1}, 0.5) == BOUNDS[-2]


def test_a_run_notes_how_long_events_took_and_until_when_all_is_there(database_url: str, tmp_path: Path) -> None:
    with closing(Sandbox.create(None, customers=3)) as sandbox, sandbox.serve() as server:
        settings = Settings(tmp_path, server.api_key, server.url, database_url=database_url)
        pipeline(settings)
        first = read(database_url)
        assert first.until == datetime.fromtimestamp(sandbox.now, UTC)
        assert (first.p50, first.objects) == (None, {}), "what was read at first says nothing of how long events take"
        assert first.seconds is not None
        account = sandbox.account
        with sandbox.store.transaction():
            (customer,) = account.having("customer", "$.object", "customer")[:1]
            account.save(customer | {"name": "new"}, "customer.updated")
        sandbox.advance(sandbox.now + 20)
        pipeline(settings)
    found = read(database_url)
    assert found.until == first.until + timedelta(seconds=20)
    p50, p99 = found.objects["customer"]
    assert p50 == pytest.approx(20, rel=0.25)
    assert p99 == pytest.approx(20, rel=0.25)
    with closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT sum(landed) = sum(promoted) AND min(seconds) > 0 FROM meta.freshness")
        assert cursor.fetchone() == (True,)


def read(url: str) -> freshness.Freshness:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        return freshness.read(cursor)
