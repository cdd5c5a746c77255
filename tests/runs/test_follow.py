"""One process keeps a database in step with a Stripe that goes on, whatever comes between."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Event, Thread, Timer
from time import monotonic, sleep
from typing import Any

import psycopg2
import pytest

from oltp_schema.schemas import PLAIN
from pipelines.catalogue import EVENT, THIN_EVENT, StripeObject
from pipelines.database import connect
from pipelines.errors import StripeOltpError, UsageError
from pipelines.landing import session
from pipelines.landing.plan.windows import CHANGES
from pipelines.locks import run_lock
from pipelines.runs import RunResult, pipeline
from pipelines.runs import follow as follow_module
from pipelines.runs.bell import BellListener, is_followed
from pipelines.runs.follow import follow
from pipelines.runs.ledger import last_failure
from pipelines.runs.reconcile import background, differences
from pipelines.runs.reconcile.background import ComparisonFailedError
from pipelines.sandbox import Gate, Sandbox
from pipelines.sandbox.server.messages import Answer, Request
from pipelines.settings import Settings

OBJECTS = ["account", "customer", "product"]
EVERY = timedelta(milliseconds=50)
DAY = 86_400
OTHERS = "rk_test_of_another_account"
PATIENCE = 60.0  # seconds, for what takes a part of one


@dataclass
class Followed:
    """A Stripe that is followed, the database, and what the process said."""

    sandbox: Sandbox
    url: str
    results: list[RunResult] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)

    def one(self, query: str) -> Any:
        with closing(psycopg2.connect(self.url)) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return (cursor.fetchone() or (None,))[0]

    def do(self, statement: str) -> None:
        with closing(psycopg2.connect(self.url)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(statement)

    def rename(self, customer: str, name: str) -> None:
        account = self.sandbox.account
        self.sandbox.advance(self.sandbox.now + 1)
        with self.sandbox.store.transaction():
            account.save(account.get("customer", customer) | {"name": name}, "customer.updated")

    def is_named(self, customer: str, name: str) -> bool:
        return bool(self.one(f"SELECT name FROM oltp.customers WHERE id = '{customer}'") == name)


class Closed(Gate):
    """Lets nothing through while it is ``shut``, and what goes to a path of ``held`` not before it is released.

    What goes to one of ``refused`` Stripe never answers; of ``failing`` it answers that it fails, of ``slow`` as many
    seconds later.
    """

    shut = False

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.held: dict[str, Event] = {}
        self.slow: dict[str, float] = {}
        self.refused: set[str] = set()
        self.failing: set[str] = set()

    def before(self, request: Request) -> Answer | None:
        self.paths.append(request.path)
        if request.key == OTHERS and request.path == "/v1/account":
            return Answer(200, b'{"id": "acct_Others", "object": "account"}')
        if request.path in self.refused:
            return Answer(400, b'{"error": {"type": "invalid_request_error", "message": "not that one"}}')
        if request.path in self.held:
            self.held[request.path].wait(PATIENCE)
        sleep(self.slow.get(request.path, 0.0))
        is_down = self.shut or request.path in self.failing
        return Answer(500, b'{"error": {"type": "api_error", "message": "down"}}') if is_down else None


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = monotonic() + PATIENCE
    while not is_so():
        assert monotonic() < end, "it never came to be so"
        sleep(0.02)


@pytest.fixture
def gate() -> Closed:
    return Closed()


@pytest.fixture
def world(database_url: str, tmp_path: Path, gate: Closed) -> Iterator[tuple[Followed, Settings]]:
    with closing(Sandbox.create(None, customers=3)) as sandbox, sandbox.serve(gate=gate) as server:
        settings = Settings(tmp_path, server.api_key, server.url, database_url=database_url)
        yield Followed(sandbox, database_url), settings


@pytest.fixture
def followed(world: tuple[Followed, Settings]) -> Iterator[Followed]:
    with following(*world) as found:
        yield found


@contextmanager
def following(found: Followed, settings: Settings, *, is_awaited: bool = True) -> Iterator[Followed]:
    stopped = Event()
    thread = Thread(
        target=follow,
        args=(settings, OBJECTS),
        kwargs={
            "stopped": stopped,
            "every": EVERY,
            "on_run": found.results.append,
            "on_trouble": found.troubles.append,
        },
    )
    thread.start()
    try:
        until(lambda: bool(found.results) or not thread.is_alive() or not is_awaited)
        yield found
    finally:
        stopped.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()


@pytest.fixture
def customer(followed: Followed) -> str:
    return str(followed.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'"))


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


@contextmanager
def releasing(event: Event) -> Iterator[Event]:
    try:
        yield event
    finally:
        event.set()


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


def test_what_happens_while_all_is_compared_is_promoted_and_what_differs_is_mended(
    world: tuple[Followed, Settings], gate: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "PART", 1)
    found, settings = world
    pipeline(settings, OBJECTS)
    ids = found.one("SELECT array_agg(id ORDER BY id) FROM oltp.customers WHERE row_state = 'present'")
    gone, silent, loud = ids[:3]
    account = found.sandbox.account
    found.sandbox.advance(found.sandbox.now + 8 * DAY)
    with found.sandbox.store.transaction():
        account.delete(account.get("customer", gone), "customer.deleted")
        for kind in ("event", "v2.core.event"):  # nobody tells
            found.sandbox.store.remove_created_before(kind, found.sandbox.now + 1)
        account.change_silently(account.get("customer", silent) | {"name": "silent"})
    found.do("UPDATE meta.watermarks SET compared_at = now() - interval '8 days'")
    gate.held[f"/v1/customers/{gone}"] = released = Event()

    with following(found, settings):  # a process that ends meanwhile has noted nothing
        until(lambda: f"/v1/customers/{gone}" in gate.paths)
    gate.paths.clear()
    found.results.clear()
    with following(found, settings):
        until(lambda: f"/v1/customers/{gone}" in gate.paths)
        found.rename(loud, "while all is compared")
        until(lambda: found.is_named(loud, "while all is compared"))
        assert not found.one("SELECT count(*) FROM meta.verifications"), "it still goes on"
        released.set()
        until(lambda: any(result.reconciled for result in found.results))
    assert found.one("SELECT agrees FROM meta.verifications")
    assert found.is_named(silent, "silent")
    assert found.one(f"SELECT row_state FROM oltp.customers WHERE id = '{gone}'") == "deleted"
    assert found.is_named(loud, "while all is compared")
    assert found.one("SELECT count(*) FROM meta.runs WHERE command = 'reconcile' AND outcome = 'done'") == 2, "parts"
    assert found.one(
        "SELECT min(compared_at) > now() - interval '1 day' FROM meta.watermarks WHERE object = 'customer'"
    )
    assert found.troubles == []


def test_a_list_of_events_that_hangs_does_not_hold_up_the_mending_of_what_differs(
    world: tuple[Followed, Settings], gate: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "QUICK", timedelta(seconds=1))
    found, settings = world
    pipeline(settings, OBJECTS)
    gone, loud = found.one("SELECT array_agg(id) FROM oltp.customers WHERE row_state = 'present'")[:2]
    account = found.sandbox.account
    found.sandbox.advance(found.sandbox.now + 8 * DAY)
    with found.sandbox.store.transaction():
        account.delete(account.get("customer", gone), "customer.deleted")
        for kind in ("event", "v2.core.event"):  # nobody tells
            found.sandbox.store.remove_created_before(kind, found.sandbox.now + 1)
    found.do("UPDATE meta.watermarks SET compared_at = now() - interval '8 days'")
    over, taken, own = Event(), Event(), differences.compare

    def compare(*args: Any, **options: Any) -> Any:
        verification = own(*args, **options)
        over.set()
        taken.wait(PATIENCE)
        return verification

    monkeypatch.setattr(background, "compare", compare)
    with following(found, settings), releasing(taken), releasing(Event()) as hanging:
        until(over.is_set)
        gate.held[EVENT.path or ""] = hanging
        found.rename(loud, "while a list hangs")
        until(lambda: found.is_named(loud, "while a list hangs"))
        found.do(  # as a run plans it that does not know yet that the list fails
            "INSERT INTO meta.windows (object, purpose, view, created_from, created_before)"
            f" VALUES ('{EVENT.name}', '{CHANGES}', '', now() - interval '1 day', now())"
        )
        taken.set()
        until(lambda: any(result.reconciled for result in found.results))
    assert found.one(f"SELECT row_state FROM oltp.customers WHERE id = '{gone}'") == "deleted"


def test_a_gap_in_events_while_all_is_compared_is_compared_afterwards(
    world: tuple[Followed, Settings], gate: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow_module, "WHOLE_EVERY", timedelta(seconds=1))
    found, settings = world
    pipeline(settings, OBJECTS)
    gone, loud = found.one("SELECT array_agg(id ORDER BY id) FROM oltp.customers WHERE row_state = 'present'")[:2]
    account = found.sandbox.account
    with found.sandbox.store.transaction():
        account.delete(account.get("customer", gone), "customer.deleted")
        for kind in ("event", "v2.core.event"):
            found.sandbox.store.remove_created_before(kind, found.sandbox.now + 1)
    found.do("UPDATE meta.watermarks SET compared_at = now() - interval '8 days'")
    gate.held[f"/v1/customers/{gone}"] = released = Event()
    with following(found, settings):
        until(lambda: f"/v1/customers/{gone}" in gate.paths)
        found.do("DELETE FROM meta.watermarks WHERE object = 'event'")  # as when they aged out
        found.rename(loud, "while all is compared")
        until(lambda: found.is_named(loud, "while all is compared"))
        until(lambda: bool(found.one("SELECT gap_at > compared_at FROM meta.watermarks WHERE object = 'customer'")))
        released.set()
        until(lambda: bool(found.one("SELECT count(*) = 2 FROM meta.verifications")))
    assert found.one("SELECT compared_at > now() - interval '1 day' FROM meta.watermarks WHERE object = 'customer'")


def change_silently(found: Followed, customer: str) -> None:
    """And let it be time to compare."""
    account = found.sandbox.account
    with found.sandbox.store.transaction():
        account.change_silently(account.get("customer", customer) | {"name": "silent"})
    found.do("UPDATE meta.watermarks SET compared_at = now() - interval '8 days'")


def test_a_row_that_was_altered_here_is_counted_when_it_is_made_again(world: tuple[Followed, Settings]) -> None:
    found, settings = world
    pipeline(settings, OBJECTS)
    silent, altered = found.one("SELECT array_agg(id ORDER BY id) FROM oltp.customers WHERE row_state = 'present'")[:2]
    change_silently(found, silent)
    found.do(
        "SET session_replication_role = replica;"
        f" UPDATE oltp.customers SET name = 'altered', promoted_at = now() - interval '1 day' WHERE id = '{altered}'"
    )
    with following(found, settings):
        until(lambda: any(result.reconciled for result in found.results))
    (last,) = (result for result in found.results if result.reconciled)
    assert last.rows()["customer"]["promoted"] == 2
    assert last.reconciled
    assert last.reconciled.sentence.endswith("no event told of 1 change, 1 object was damaged here. All are repaired.")
    figures = "SELECT sum(updated) FROM meta.ledger JOIN meta.runs ON runs.id = run_id WHERE command = 'reconcile'"
    assert found.one(f"{figures} AND object = 'customer'") == 2
    assert not found.is_named(altered, "altered")


def test_what_stripe_refuses_to_give_is_said_to_differ_still_once(
    world: tuple[Followed, Settings], gate: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow_module, "WHOLE_EVERY", timedelta(seconds=1))
    found, settings = world
    pipeline(settings, OBJECTS)
    silent, loud = found.one("SELECT array_agg(id ORDER BY id) FROM oltp.customers WHERE row_state = 'present'")[:2]
    change_silently(found, silent)
    gate.refused.add(f"/v1/customers/{silent}")
    with following(found, settings):
        until(lambda: any(result.reconciled for result in found.results))
        found.rename(loud, "afterwards")
        until(lambda: found.is_named(loud, "afterwards"))
        ran = len(found.results)
        until(lambda: len(found.results) > ran + 2)
    (last,) = (result for result in found.results if result.reconciled)
    assert last.reconciled
    # a run that is at work when all is compared has lists to read, of which another note tells
    assert f"customer {silent} still differs from Stripe: Stripe did not return it." in last.reconciled.notes
    assert gate.paths.count(f"/v1/customers/{silent}") == 1
    assert found.one("SELECT (agrees, differences) = (FALSE, 1) FROM meta.verifications")
    assert found.troubles == []


def test_a_mending_that_fails_for_good_is_given_up_and_what_happens_is_promoted(
    world: tuple[Followed, Settings],
) -> None:
    found, settings = world
    pipeline(settings, OBJECTS)
    silent, loud = found.one("SELECT array_agg(id ORDER BY id) FROM oltp.customers WHERE row_state = 'present'")[:2]
    change_silently(found, silent)
    found.do(f"""
        CREATE FUNCTION public.no_room() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$;
        CREATE TRIGGER no_room BEFORE INSERT ON raw.customers
            FOR EACH ROW WHEN (NEW.id = '{silent}') EXECUTE FUNCTION public.no_room()
    """)
    with following(found, settings):
        until(lambda: any(isinstance(trouble, ComparisonFailedError) for trouble in found.troubles))
        told = len(found.troubles)
        found.do(f"DELETE FROM meta.refetch_queue WHERE id = '{silent}'")
        for name in ("first", "second", "third"):
            found.rename(loud, name)
            until(lambda name=name: found.is_named(loud, name))  # type: ignore[misc]
    assert len(found.troubles) == told <= follow_module.MENDING_TRIES
    with closing(psycopg2.connect(found.url)) as connection, connection.cursor() as cursor:
        assert last_failure(cursor, "reconcile")


def ring(url: str, *events: tuple[str, str | None, str | None]) -> None:
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO meta.doorbell (id, object_type, object_id, source) VALUES (%s, %s, %s, 'webhook')", events
        )
        cursor.execute(f"NOTIFY {PLAIN.bell}")
