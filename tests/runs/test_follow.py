"""One process keeps a database in step with a Stripe that goes on, whatever comes between."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Event, Thread, Timer
from time import sleep
from typing import Any

import psycopg2
import pytest

from oltp_schema.schemas import PLAIN
from pipelines.catalogue import EVENT, THIN_EVENT, StripeObject
from pipelines.database import connect
from pipelines.errors import StripeOltpError, UsageError
from pipelines.landing import session
from pipelines.locks import run_lock
from pipelines.runs import follow as follow_module
from pipelines.runs.bell import BellListener, is_followed
from pipelines.runs.follow import follow
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from tests.runs.following import EVERY, OBJECTS, OTHERS, PATIENCE, Closed, Followed, following, releasing, until


def test_what_happens_is_promoted_and_what_does_not_costs_a_request_per_tick(
    followed: Followed, customer: str, gate: Closed
) -> None:
    first = len(gate.paths)
    followed.rename(customer, "first")
    until(lambda: followed.is_named(customer, "first"))
    followed.rename(customer, "second")
    until(lambda: followed.is_named(customer, "second"))
    until(lambda: bool(followed.one("SELECT sum(promoted) >= 2 FROM meta.freshness")))
    until(lambda: sum(result.landing.is_anything_landed for result in followed.results if result.landing) == 3)
    asked = len(gate.paths)
    until(lambda: len(gate.paths) > asked + 3)
    assert set(gate.paths[asked + 1 :]) == {"/v1/events", "/v2/core/events"}, (
        "both, until it is known that one suffices"
    )
    assert {"/v1/products", "/v1/customers"}.isdisjoint(gate.paths[first:]), "no lists"
    assert all(result.balanced is not False for result in followed.results)
    assert all(result.landing.requests < 20 for result in followed.results[1:] if result.landing), "its own alone"
    assert followed.one("SELECT array_agg(DISTINCT command) FROM meta.runs") == ["follow", "pipeline"]


def test_the_account_is_read_by_the_run_to_which_an_event_tells_of_it(followed: Followed, gate: Closed) -> None:
    account = followed.sandbox.account
    first = len(gate.paths)
    followed.sandbox.advance(followed.sandbox.now + 1)
    with followed.sandbox.store.transaction():
        (own,) = account.having("account", "$.object", "account")
        account.save(own | {"email": "new@example.com"}, "account.updated")
    until(lambda: followed.one("SELECT email FROM oltp.accounts") == "new@example.com")
    assert "/v1/products" not in gate.paths[first:], "it was no whole run"


def test_it_waits_while_stripe_is_down_and_goes_on(followed: Followed, customer: str, gate: Closed) -> None:
    gate.shut = True
    followed.rename(customer, "meanwhile")
    until(lambda: bool(followed.troubles))
    gate.shut = False
    until(lambda: followed.is_named(customer, "meanwhile"))


@pytest.mark.parametrize("hangs", [True, False])
@pytest.mark.parametrize(("failing", "other"), [(EVENT, THIN_EVENT), (THIN_EVENT, EVENT)])
def test_a_list_of_events_that_fails_holds_up_nothing_of_what_the_other_one_tells(  # noqa: PLR0917
    world: tuple[Followed, Settings],
    gate: Closed,
    monkeypatch: pytest.MonkeyPatch,
    failing: StripeObject,
    other: StripeObject,
    hangs: bool,
) -> None:
    monkeypatch.setattr(session, "QUICK", timedelta(seconds=1))
    path, released, names = failing.path or "", Event(), iter(f"name {number}" for number in range(5))
    with following(*world) as found, releasing(released):
        customer = str(found.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'"))
        until(lambda: {failing.path, other.path} <= set(gate.paths[-2:]))
        gate.held |= {path: released} if hangs else {}
        gate.failing |= set() if hangs else {path}
        for name in names:
            found.rename(customer, name)
            until(lambda name=name: found.is_named(customer, name))  # type: ignore[misc]
        assert not released.is_set()
        short = [result.landing.shortfalls for result in found.results if result.landing]
        failed = [one for one in short if failing.name in {*one.failures, *one.dispensable}]
        assert len(failed) <= 1, "the list is left out of those that follow"
        released.set()
        gate.held.clear()
        gate.failing.clear()
        landed = f"SELECT count(DISTINCT payload #>> '{{data,object,name}}') FROM raw.{EVENT.plural}"
        until(lambda: found.one(f"{landed} WHERE payload ->> 'type' = 'customer.updated'") == 5)
        until(lambda: found.one("SELECT count(*) FROM meta.windows") == 0)
        until(lambda: {failing.path, other.path} <= set(gate.paths[-4:]))
    assert found.troubles == []


def test_a_list_of_events_that_is_slow_is_read_while_things_happen(
    world: tuple[Followed, Settings], gate: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "QUICK", timedelta(seconds=0.3))
    with following(*world) as found:
        customer = str(found.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'"))
        until(lambda: {EVENT.path, THIN_EVENT.path} <= set(gate.paths[-2:]))
        gate.slow[EVENT.path or ""] = 0.8
        names = (f"name {number}" for number in count())

        def is_listed_while_busy() -> bool:
            found.rename(customer, next(names))
            sleep(0.1)
            landed = f"SELECT count(*) FROM raw.{EVENT.plural} WHERE payload ->> 'type' = 'customer.updated'"
            return int(found.one(landed)) > 5  # the run under way when it became slow has read some

        until(is_listed_while_busy)
        gate.slow.clear()


def test_thin_events_that_fail_in_the_first_run_are_read_when_they_are_listed_again(
    world: tuple[Followed, Settings], gate: Closed
) -> None:
    gate.failing.add(THIN_EVENT.path or "")
    with following(*world) as found:
        assert found.one("SELECT state FROM meta.thin_events") == "asked", "nothing was refused"
        gate.failing.clear()
        until(lambda: found.one("SELECT count(*) FROM meta.windows") == 0)


def test_where_answers_are_slow_the_runs_of_each_minute_go_on(
    world: tuple[Followed, Settings], gate: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "QUICK", timedelta(milliseconds=1))
    monkeypatch.setattr(follow_module, "WHOLE_EVERY", timedelta(seconds=1))
    gate.refused.add(THIN_EVENT.path or "")
    with following(*world) as found:
        customer = str(found.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'"))
        for name in ("first", "second"):
            found.rename(customer, name)
            until(lambda name=name: found.is_named(customer, name))  # type: ignore[misc]


def test_another_command_gets_in_between_and_what_happened_is_not_forgotten(followed: Followed, customer: str) -> None:
    with closing(connect(followed.url, PLAIN)) as connection, held(connection):
        assert is_followed(connection)
        followed.rename(customer, "while another runs")
        sleep(5 * EVERY.total_seconds())
        assert not followed.is_named(customer, "while another runs")
    until(lambda: followed.is_named(customer, "while another runs"))
    assert followed.troubles == []


@contextmanager
def held(connection: Any) -> Iterator[None]:
    with run_lock(connection):
        yield


def test_a_second_process_waits_while_the_first_has_yet_to_make_the_schema(
    empty_database_url: str, tmp_path: Path
) -> None:
    with closing(Sandbox.create(None, customers=3)) as sandbox, sandbox.serve() as server:
        settings = Settings(tmp_path, server.api_key, server.url, database_url=empty_database_url)
        with BellListener(settings) as first:
            assert not first.is_second()
            stopped, failed = Event(), list[BaseException]()

            def second() -> None:
                try:
                    follow(settings, ["customer"], stopped=stopped, on_run=print, every=timedelta(milliseconds=50))
                except BaseException as error:
                    failed.append(error)

            waiting = Thread(target=second)
            waiting.start()
            sleep(1)
            stopped.set()
            waiting.join(10)
    assert failed == []


def test_a_second_process_waits_and_goes_on_when_the_first_one_ends(
    world: tuple[Followed, Settings], gate: Closed
) -> None:
    found, settings = world
    second = replace(found, results=[], troubles=[])
    with ExitStack() as first:
        first.enter_context(following(found, settings))
        with following(second, settings, is_awaited=False):
            with pytest.raises(UsageError, match="nonsense"):  # at once, not when it takes over
                follow(settings, ["nonsense"], stopped=Event(), on_run=second.results.append)
            customer = str(found.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'"))
            found.rename(customer, "by the first")
            until(lambda: found.is_named(customer, "by the first"))
            for name in ("again", "and again"):
                found.rename(customer, name)
                until(lambda name=name: found.is_named(customer, name))  # type: ignore[misc]
            assert second.results == []
            for key, words in (
                ("rk_live_of_another_mode", "is a live key"),
                (OTHERS, "belongs to account acct_Others"),
            ):
                stopped = Event()
                Timer(PATIENCE, stopped.set).start()
                with pytest.raises(StripeOltpError, match=words):  # at once, too
                    follow(replace(settings, api_key=key), OBJECTS, stopped=stopped, on_run=second.results.append)
            first.close()
            until(lambda: bool(second.results))
            found.rename(customer, "by the second")
            until(lambda: found.is_named(customer, "by the second"))
    assert [*found.troubles, *second.troubles] == []


def test_a_bell_has_an_object_fetched_of_which_no_event_tells_yet(followed: Followed, customer: str) -> None:
    account = followed.sandbox.account
    with followed.sandbox.store.transaction():
        account.change_silently(account.get("customer", customer) | {"name": "rung"})
    ring(followed.url, ("evt_1", "customer", customer))
    until(lambda: followed.is_named(customer, "rung"))
    assert followed.one("SELECT count(*) FROM meta.doorbell") == 0


def test_forged_bells_change_nothing(followed: Followed, customer: str) -> None:
    before = followed.one("SELECT json_agg(customers ORDER BY id)::text FROM oltp.customers")
    ring(
        followed.url,
        ("evt_1", "customer", "cus_none"),
        ("evt_2", "customer", "../../account"),
        ("evt_3", "no_such_type", "x"),
        ("evt_4", None, None),
        ("evt_5", "customer", customer),
    )
    until(lambda: followed.one("SELECT count(*) FROM meta.doorbell") == 0 and len(followed.results) > 1)
    until(lambda: followed.one("SELECT count(*) FROM meta.refetch_queue") == 0)
    assert followed.one("SELECT array_agg(id) FROM meta.not_found") == ["cus_none"]
    assert followed.one("SELECT json_agg(customers ORDER BY id)::text FROM oltp.customers") == before
    assert followed.troubles == []


def ring(url: str, *events: tuple[str, str | None, str | None]) -> None:
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO meta.doorbell (id, object_type, object_id, source) VALUES (%s, %s, %s, 'webhook')", events
        )
        cursor.execute(f"NOTIFY {PLAIN.bell}")
