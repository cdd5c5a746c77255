"""Thin events beside the snapshots: what they alone tell becomes a row, and without them nothing is missed."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import psycopg2
import pytest
from stripe.events._event_classes import _V2_EVENT_NOTIFICATION_CLASS_LOOKUP

from oltp_schema.sql_files import sql_file
from pipelines.catalogue import THIN_EVENT
from pipelines.landing.plan import thin_events, watermarks
from pipelines.landing.plan.thin_events import ThinState
from pipelines.landing.report import LandedObject, LandingReport
from pipelines.runs import RunResult, events
from pipelines.runs.follow import follow
from pipelines.runs.run import pipeline
from pipelines.sandbox import Gate, Lacking, Sandbox, ThinEvents
from pipelines.sandbox.server.messages import Answer, Request
from pipelines.settings import Pace, Settings
from pipelines.stripe_api.thin_events import WITHOUT_TWIN
from tests.shapes import history

OBJECTS = ["product", "price", "invoice_payment"]
LAG = timedelta(seconds=60)


class Asked(Gate):
    """Notes what is asked for, and lets another gate answer."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.inner = Gate()

    def before(self, request: Request) -> Answer | None:
        self.paths.append(request.path)
        return self.inner.before(request)


@dataclass
class Business:
    """A sandbox, its database, and runs over it."""

    sandbox: Sandbox
    settings: Settings
    gate: Asked

    def run(self) -> RunResult:
        self.gate.paths.clear()
        return pipeline(self.settings, OBJECTS)

    def later(self, seconds: int = 61) -> None:
        """Move the clock, whatever else happens meanwhile."""
        self.sandbox.store.set("now", str(self.sandbox.now + seconds))
        self.sandbox.account.now = self.sandbox.now

    def rename(self, product: str, name: str) -> None:
        """What a snapshot tells, and a thin event where there are any."""
        self.later(1)
        account = self.sandbox.account
        with self.sandbox.store.transaction():
            account.save(account.get("product", product) | {"name": name}, "product.updated")

    def cancel(self, payment: str) -> None:
        """What a thin event alone tells."""
        self.later(1)
        account = self.sandbox.account
        with self.sandbox.store.transaction():
            account.save(account.get("invoice_payment", payment) | {"status": "canceled"})

    def one(self, query: str) -> Any:
        with closing(psycopg2.connect(self.settings.database_url or "")) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return (cursor.fetchone() or (None,))[0]

    def execute(self, statement: str) -> None:
        url = self.settings.database_url or ""
        with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(statement)

    @property
    def state(self) -> ThinState:
        url = self.settings.database_url or ""
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            return thin_events.read(cursor)

    @property
    def payment(self) -> str:
        return str(self.one("SELECT min(id) FROM oltp.invoice_payments WHERE status = 'paid'"))

    @property
    def product(self) -> str:
        return str(self.one("SELECT min(id) FROM oltp.products WHERE row_state = 'present'"))


@pytest.fixture
def business(database_url: str, tmp_path: Path) -> Iterator[Business]:
    gate = Asked()
    with closing(Sandbox.create(None, customers=3)) as sandbox, sandbox.serve(gate=gate) as server:
        pace = replace(Pace(), lag=LAG)
        yield Business(
            sandbox, Settings(tmp_path, server.api_key, server.url, database_url=database_url, pace=pace), gate
        )


def test_what_only_a_thin_event_tells_becomes_a_row_without_listing_again(business: Business) -> None:
    assert business.run().balanced
    payment = business.payment
    business.cancel(payment)
    run = business.run()
    assert business.one(f"SELECT status FROM oltp.invoice_payments WHERE id = '{payment}'") == "canceled"
    assert business.gate.paths.count(f"/v1/invoice_payments/{payment}") == 1
    landed = "SELECT payload #>> '{changes,before,status}' FROM raw.v2_core_events WHERE payload ->> 'type' = "
    assert business.one(f"{landed} 'v1.invoice_payment.canceled'") == "paid"
    assert run.landing is not None
    assert run.landing.thin_events > 0
    assert run.landing.problems == []
    assert business.run().landing is not None
    assert not any(payment in path for path in business.gate.paths), "known events tell nothing"


def test_the_log_counts_what_landed_of_both_lists_of_events(caplog: pytest.LogCaptureFixture) -> None:
    landing = LandingReport({"event": LandedObject(2, 0, 0, 0.1, True)}, [], [], events=2, thin_events=3)
    with caplog.at_level(logging.INFO, logger="stripe_oltp"):
        events.landed(landing)
    (fields,) = (record.fields for record in caplog.records if record.message == "landing")  # type: ignore[attr-defined]
    assert (fields["landed"], fields["events"], fields["thin_events"]) == (5, 2, 3)


def test_what_both_tell_is_fetched_once_also_when_one_of_them_comes_later(business: Business) -> None:
    business.run()
    product = business.product
    business.sandbox.account.thin = ThinEvents(late=30)
    business.rename(product, "renamed")
    business.run()
    assert business.gate.paths.count(f"/v1/products/{product}") == 1
    assert business.one("SELECT count(*) FROM raw.v2_core_events") == 0
    business.later(31)
    business.run()
    assert business.one("SELECT count(*) FROM raw.v2_core_events") == 1
    assert f"/v1/products/{product}" not in business.gate.paths


@pytest.mark.parametrize("habits", [ThinEvents(shuffled=True), ThinEvents(late=30), ThinEvents(names_snapshots=False)])
def test_whatever_their_order_and_lag_none_is_lost(business: Business, habits: ThinEvents) -> None:
    business.run()
    business.sandbox.account.thin = habits
    payments = [
        payment["id"] for payment in business.sandbox.account.having("invoice_payment", "$.object", "invoice_payment")
    ]
    for payment in payments[:2]:
        business.cancel(payment)
    product = business.product
    for number in range(120):  # more than a page
        business.rename(product, f"name {number}")
    business.run()
    business.later(31)
    business.cancel(payments[2])
    business.run()
    business.later(31)
    business.run()
    assert business.one("SELECT count(*) FROM oltp.invoice_payments WHERE status = 'canceled'") == 3
    assert business.one(f"SELECT name FROM oltp.products WHERE id = '{product}'") == "name 119"


def test_both_lists_are_compared_and_what_each_left_out_is_counted(business: Business) -> None:
    business.run()
    assert business.state.state == "asked"
    product = business.product
    business.rename(product, "told by both")
    business.cancel(business.payment)
    business.run()
    assert business.state.state == "used"
    business.sandbox.account.thin = ThinEvents(has_v1=False)
    business.rename(product, "told by a snapshot")
    business.run()
    business.later()
    business.run()
    told = business.state.as_dict()["told"]
    assert told == {"by_both": 1, "by_snapshots": 1, "by_thin_events": 1}
    assert business.one("SELECT count(*) FROM meta.heard_events") == 0
    assert business.one("SELECT kind FROM meta.event_kinds WHERE missed_at IS NOT NULL") == "product.updated"


def test_what_both_told_while_they_were_refused_counts_for_neither(business: Business) -> None:
    business.run()
    product = business.product
    business.gate.inner = Lacking("/v2/core/events")
    business.rename(product, "told while they were refused")
    business.run()
    business.gate.inner = Gate()
    business.execute("UPDATE meta.thin_events SET noted_at = now() - interval '2 days'")
    business.later()
    business.rename(product, "told by both")
    business.run()
    assert business.one("SELECT count(*) FROM raw.v2_core_events") == 2
    assert business.one("SELECT count(*) FROM meta.heard_events") == 2
    business.later()
    business.run()
    assert business.state.as_dict()["told"] == {"by_both": 1, "by_snapshots": 0, "by_thin_events": 0}


def test_a_thin_event_is_not_alone_when_its_snapshot_was_known_before(business: Business) -> None:
    business.run()
    business.rename(business.product, "told by both")
    business.run()
    business.execute("DELETE FROM meta.heard_events WHERE NOT is_thin; UPDATE meta.heard_events SET is_paired = FALSE")
    business.later()
    business.run()
    assert business.one("SELECT count(*) FROM meta.heard_events") == 0
    assert business.state.by_thin_events == 0


def test_they_are_trusted_when_they_left_nothing_out_for_long(business: Business) -> None:
    business.run()
    business.rename(business.product, "told by both")
    business.run()
    business.later()
    business.run()
    assert not business.state.is_enough
    business.execute("UPDATE meta.thin_events SET begun_at = now() - interval '8 days'")
    assert business.state.is_enough
    business.execute("UPDATE meta.event_kinds SET missed_at = now() - interval '6 days'")
    assert not business.state.is_enough


MANY = 20_000
HEARD = """
    INSERT INTO meta.heard_events (id, is_thin, kind, object_id, twin, heard_at)
    SELECT CASE WHEN is_thin THEN 'evt_thin_' ELSE 'evt_' END || number, is_thin, 'price.updated', 'price_' || number,
        CASE WHEN is_thin AND %(are_named)s THEN 'evt_' || number END, now()
    FROM generate_series(1, %(many)s) AS number, unnest(ARRAY[FALSE, TRUE]) AS is_thin
"""


@pytest.mark.parametrize("are_named", [True, False])
def test_many_events_pair_without_a_comparison_of_each_with_all(database_url: str, *, are_named: bool) -> None:
    with closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        cursor.execute(HEARD, {"are_named": are_named, "many": MANY})
        cursor.execute(
            "EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) " + sql_file(thin_events.__package__ or "", "pair_events.sql"),
            {"lag": LAG},
        )
        plan = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM meta.heard_events WHERE is_paired")
        assert cursor.fetchone() == (2 * MANY,)
    assert plan is not None
    assert handled(plan[0][0]["Plan"]) < 50 * MANY


def handled(node: dict[str, Any]) -> int:
    """The rows that a step of a plan and those below it gave or left out."""
    each = node["Actual Rows"] + sum(number for name, number in node.items() if name.startswith("Rows Removed by "))
    return int(each * node["Actual Loops"]) + sum(handled(below) for below in node.get("Plans", ()))


TRUSTED = """
    INSERT INTO meta.event_kinds VALUES ('price.updated', 1, 0, 0, NULL);
    UPDATE meta.thin_events SET state = 'used', begun_at = now() - interval '8 days'
"""


@contextmanager
def following(business: Business) -> Iterator[None]:
    stopped, results = Event(), list[RunResult]()
    every = {"stopped": stopped, "every": timedelta(milliseconds=50), "on_run": results.append}
    thread = Thread(target=follow, args=(business.settings, OBJECTS), kwargs=every)
    thread.start()
    try:
        until(lambda: bool(results))
        business.gate.paths.clear()
        yield
    finally:
        stopped.set()
        thread.join(60)


def until(is_so: Callable[[], bool]) -> None:
    end = monotonic() + 60
    while not is_so():
        assert monotonic() < end, "it never came to be so"
        sleep(0.02)


def test_who_follows_hears_what_only_thin_events_tell_and_asks_once_per_tick(business: Business) -> None:
    business.run()
    business.execute(TRUSTED)
    payment = business.payment
    with following(business):
        until(lambda: business.gate.paths[-4:] == 4 * ["/v2/core/events"])  # nothing happens: one request a tick
        business.cancel(payment)
        status = f"SELECT status FROM oltp.invoice_payments WHERE id = '{payment}'"
        until(lambda: business.one(status) == "canceled")
        assert "/v1/invoice_payments" not in business.gate.paths, "no list was read"
        business.gate.inner = Lacking("/v2/core/events")
        product = business.product
        business.rename(product, "told by a snapshot")
        name = f"SELECT name FROM oltp.products WHERE id = '{product}'"
        until(lambda: business.one(name) == "told by a snapshot")
    assert business.state.state == "refused"


def test_who_follows_asks_both_lists_in_turn_until_it_is_known_that_thin_events_suffice(business: Business) -> None:
    business.run()
    payment = business.payment
    in_turn = 2 * ["/v1/events", "/v2/core/events"]
    with following(business):
        until(lambda: business.gate.paths[-4:] == in_turn)
        business.cancel(payment)
        status = f"SELECT status FROM oltp.invoice_payments WHERE id = '{payment}'"
        until(lambda: business.one(status) == "canceled")
        product = business.product
        business.rename(product, "told by both")
        name = f"SELECT name FROM oltp.products WHERE id = '{product}'"
        until(lambda: business.one(name) == "told by both")
        asked = len(business.gate.paths)
        until(lambda: business.gate.paths[-4:] == in_turn and len(business.gate.paths) > asked)


def test_an_account_that_lists_none_goes_on_with_snapshots_and_says_so_once(business: Business) -> None:
    business.sandbox.account.thin = ThinEvents(has_v1=False)
    business.run()
    business.rename(business.product, "first")
    business.run()
    business.later()
    said = business.run().landing
    assert said is not None
    assert [problem for problem in said.problems if "Thin events" in problem] == said.problems[:1]
    assert business.state.state == "silent"
    product = business.product
    business.rename(product, "second")
    again = business.run().landing
    assert again is not None
    assert again.problems == []
    assert "/v2/core/events" not in business.gate.paths
    assert business.one(f"SELECT name FROM oltp.products WHERE id = '{product}'") == "second"
    business.execute("UPDATE meta.thin_events SET noted_at = now() - interval '2 days'")
    business.sandbox.account.thin = ThinEvents()
    business.rename(product, "third")
    business.run()
    assert "/v2/core/events" in business.gate.paths, "asked again after a day"
    business.rename(product, "fourth")
    business.run()
    assert business.state.state == "used"


@pytest.mark.parametrize(("kind", "state"), [("customer.source.created", "asked"), ("customer.created", "silent")])
def test_only_snapshots_that_have_twins_prove_an_account_silent(database_url: str, kind: str, state: str) -> None:
    now = datetime.now(UTC)
    with closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        thin_events.begin(cursor, now, is_first=True)
        cursor.execute(
            "INSERT INTO meta.heard_events (id, is_thin, kind, heard_at) VALUES ('evt_1', FALSE, %s, %s)",
            (kind, now - 2 * LAG),
        )
        assert len(thin_events.compare(cursor, [], now, LAG)) == (state == "silent")
        assert (thin_events.read(cursor).state, thin_events.read(cursor).by_snapshots) == (state, state == "asked")


def test_stripe_knows_no_twins_of_those_kinds_and_twins_of_all_others() -> None:
    ever = {word for path, field in history.ever("event") if path == "type" for word in field.get("enum") or ()}
    twins = {name.removeprefix("v1.") for name in _V2_EVENT_NOTIFICATION_CLASS_LOOKUP}
    assert {kind for kind in ever if kind.startswith(WITHOUT_TWIN)} == ever - twins


def test_what_was_planned_of_events_that_stripe_forgot_is_dropped(database_url: str) -> None:
    now = datetime.now(UTC)
    what = watermarks.Plan(now, [], [], thin_events.SINCE_VERSION, Pace(), are_thin_asked=True)
    with closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        for name, days in (("event", 31), (THIN_EVENT.name, 31), (THIN_EVENT.name, 29)):
            cursor.execute(
                "INSERT INTO meta.windows (object, purpose, view, created_before) VALUES (%s, 'changes', '', %s)",
                (name, now - timedelta(days=days)),
            )
        watermarks.plan(cursor, what)
        cursor.execute(
            "SELECT object, %s::date - created_before::date FROM meta.windows"
            " WHERE created_before < %s ORDER BY object",
            (now, now - timedelta(days=1)),
        )
        assert cursor.fetchall() == [("event", 31), (THIN_EVENT.name, 29)]


class Missing(Gate):
    def before(self, request: Request) -> Answer | None:
        body = b'{"error":{"code":"not_found","message":"Unrecognized request URL (GET: /v2/core/events)."}}'
        return Answer(404, body) if request.path.startswith("/v2/") else None


@pytest.mark.parametrize("refusing", [Lacking("/v2/core/events"), Missing()])
def test_where_they_are_refused_the_run_goes_on_and_says_so_once(business: Business, refusing: Gate) -> None:
    business.gate.inner = refusing
    first = business.run()
    assert (first.outcome, first.landing and len(first.landing.problems)) == (0, 1)
    assert first.landing is not None
    assert "Thin events are left out: " in first.landing.problems[0]
    assert business.state.state == "refused"
    business.rename(product := business.product, "renamed")
    second = business.run()
    assert second.landing is not None
    assert (second.landing.problems, "/v2/core/events" in business.gate.paths) == ([], False)
    assert business.one(f"SELECT name FROM oltp.products WHERE id = '{product}'") == "renamed"
    business.cancel(payment := business.payment)
    business.gate.inner = Gate()
    business.execute("UPDATE meta.thin_events SET noted_at = now() - interval '2 days'")
    business.run()
    canceled = f"SELECT status FROM oltp.invoice_payments WHERE id = '{payment}'"
    assert business.one(canceled) == "canceled", "what they told meanwhile is made up for"
    assert business.state.state == "used"
