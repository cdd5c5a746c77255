"""Events that no run has landed although Stripe lists them are looked for, and told a few times each."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg2

from pipelines.runs.late_events import TRIES, LateEvents
from pipelines.runs.run import pipeline
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings


def test_an_event_that_raw_has_not_is_told_until_nobody_lands_it(database_url: str, tmp_path: Path) -> None:
    rung: list[None] = []
    with closing(Sandbox.create(None, customers=2)) as sandbox, sandbox.serve() as server:
        settings = Settings(tmp_path, server.api_key, server.url, database_url=database_url)
        account = sandbox.account
        with sandbox.store.transaction():
            (customer, *_) = account.having("customer", "$.object", "customer")
            account.save(customer | {"name": "new"}, "customer.updated")
        created = sandbox.now
        pipeline(settings, ["customer", "event"])
        now = datetime.fromtimestamp(created, UTC) + timedelta(seconds=60)
        late = LateEvents(settings, settings, lambda: now, lambda: rung.append(None))
        late.look(now, timedelta(minutes=2))
        assert (late.take(), rung) == ([], [])
        with closing(psycopg2.connect(database_url)) as connection, connection, connection.cursor() as cursor:
            cursor.execute("DELETE FROM raw.events WHERE payload ->> 'type' = 'customer.updated'")
        for _ in range(2 * TRIES):  # while another run holds the lock
            late.look(now, timedelta(minutes=2))
            assert late.read_by(lambda seconds: None) is None
        assert late.read_by(list) == [created]
        for _ in range(TRIES - 1):
            late.look(now, timedelta(minutes=2))
            assert late.take() == [created]
        late.look(now, timedelta(minutes=2))
        assert (late.take(), len(rung)) == ([], 3 * TRIES - 1)
