"""Events that no run has landed although Stripe lists them are looked for, and told a few times each.

A look takes the place of a tick's ask: it is no request more, however often there is one.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import psycopg2
import pytest

from pipelines.catalogue import EVENT, THIN_EVENT
from pipelines.runs import late_events
from pipelines.runs.background_looks import BackgroundLooks
from pipelines.runs.late_events import TRIES, LateEvents
from pipelines.runs.run import pipeline
from pipelines.sandbox import Gate, Sandbox
from pipelines.sandbox.server.messages import Answer, Request
from pipelines.settings import Settings
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.doorbell import OVERLAP, Doorbell, Look

MINUTE = 60
BOTH = (EVENT, THIN_EVENT)


class Listening(Gate):
    """Notes the paths that are asked, and answers none of those ``held`` before it is ``released``."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.held: set[str | None] = set()
        self.released = Event()

    def before(self, request: Request) -> Answer | None:
        self.paths.append(request.path)
        if request.path in self.held:
            self.released.wait(MINUTE)
        return None


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = monotonic() + MINUTE
    while not is_so():
        assert monotonic() < end, "it never came to be so"
        sleep(0.02)


@dataclass
class Account:
    """An account that was read, who looks for its late events, and its doorbell."""

    sandbox: Sandbox
    settings: Settings
    gate: Listening
    now: datetime
    rung: list[None] = field(default_factory=list)

    def __post_init__(self) -> None:
        it = self.settings
        self.late = LateEvents(it, it, lambda: self.now, lambda: self.rung.append(None))
        self.client = Client(it.api_key or "", api_base=it.api_base, api_version=it.api_version)
        self.bell = Doorbell(self.client, self.now, looks=self.late)

    def change(self, times: int = 1) -> int:
        """Let something happen, which a run lands; the second (unix) in which it did."""
        account = self.sandbox.account
        with self.sandbox.store.transaction():
            (customer, *_) = account.having("customer", "$.object", "customer")
            for number in range(times):
                customer = account.save(customer | {"name": f"new {number}"}, "customer.updated")
        pipeline(self.settings, ["customer", "event"])
        return self.sandbox.now

    def forget(self) -> None:
        """Let it be as if Stripe had listed that after the run."""
        url = self.settings.database_url or ""
        with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
            cursor.execute("DELETE FROM raw.events WHERE payload ->> 'type' = 'customer.updated'")


@pytest.fixture
def account(database_url: str, tmp_path: Path) -> Iterator[Account]:
    gate = Listening()
    with closing(Sandbox.create(None, customers=2)) as sandbox, sandbox.serve(gate=gate) as server:
        settings = Settings(tmp_path, server.api_key, server.url, database_url=database_url)
        yield Account(sandbox, settings, gate, datetime.fromtimestamp(sandbox.now + MINUTE, UTC))


@pytest.fixture
def _at_each_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late_events, "NEAR_EVERY", 0.0)
    monkeypatch.setattr(late_events, "NEAR", 2 * MINUTE)


def test_an_event_that_raw_has_not_is_told_until_nobody_lands_it(account: Account) -> None:
    created, late, rung = account.change(), account.late, account.rung
    look = Look(EVENT, created - MINUTE, created + MINUTE - OVERLAP)
    late.look(look)
    assert (late.read_by(list), rung) == ([], [])
    account.forget()
    for _ in range(2 * TRIES):  # while another run holds the lock
        late.look(look)
        assert late.read_by(lambda seconds: None) is None
    assert late.read_by(list) == [created]
    for _ in range(TRIES - 1):
        late.look(look)
        assert late.read_by(list) == [created]
    late.look(look)
    assert (late.read_by(list), len(rung)) == ([], 3 * TRIES - 1)


@pytest.mark.usefixtures("_at_each_tick")
def test_a_tick_that_looks_for_late_events_asks_once_and_rings_for_them(account: Account) -> None:
    created = account.change()
    account.gate.paths.clear()
    assert [account.bell.has_news() for _ in range(4)] == [False] * 4
    account.forget()
    assert [account.bell.has_news() for _ in range(TRIES)] == [True] * TRIES
    assert account.late.read_by(list) == [created]
    assert account.gate.paths == (4 + TRIES) * [EVENT.path]


@pytest.mark.usefixtures("_at_each_tick")
def test_each_list_is_looked_at_in_its_turn_and_one_that_is_not_asked_takes_another_ones(account: Account) -> None:
    account.change()
    account.gate.paths.clear()
    account.late.lists = account.bell.lists = BOTH
    assert [account.bell.has_news() for _ in range(4)] == [False] * 4
    assert account.gate.paths == 2 * [THIN_EVENT.path, EVENT.path]
    account.gate.paths.clear()
    account.bell.lists = (THIN_EVENT,)
    account.forget()
    assert True in [account.bell.has_news() for _ in range(2)]
    assert sorted(account.gate.paths) == sorted([EVENT.path or "", THIN_EVENT.path or ""])


@pytest.mark.usefixtures("_at_each_tick")
def test_what_is_more_than_a_page_a_thread_looks_at(account: Account) -> None:
    created = account.change(times=150)
    account.forget()
    with account.late as late:
        account.bell.has_news()
        until(lambda: bool(account.rung))
        assert late.read_by(list) == [created]


@pytest.mark.usefixtures("_at_each_tick")
def test_while_a_list_that_failed_hangs_late_events_of_the_other_one_are_told(account: Account) -> None:
    created, late = account.change(), account.late
    account.forget()
    late.lists = account.bell.lists = BOTH
    late.failing.add(THIN_EVENT.name)
    account.gate.held.add(THIN_EVENT.path)
    with late:
        late.try_failing()
        until(lambda: THIN_EVENT.path in account.gate.paths)
        assert account.bell.has_news()
        assert late.read_by(list) == [created]
        account.gate.released.set()
        until(lambda: late.recovered == {THIN_EVENT.name} and not late.failing)


@pytest.mark.usefixtures("_at_each_tick")
def test_what_a_list_that_is_left_out_has_late_waits_for_the_run_that_reads_it(account: Account) -> None:
    created, late = account.change(), account.late
    account.forget()
    late.look(Look(EVENT, created - MINUTE, created + MINUTE))
    assert late.read_by(list, without={EVENT.name}) == []
    assert late.read_by(list) == [created]


@pytest.mark.usefixtures("_at_each_tick")
def test_beside_runs_each_list_is_looked_at_in_its_turn(account: Account) -> None:
    account.late.lists = BOTH
    with account.late as late:
        for number in range(1, 5):
            late.look_beside()
            until(lambda number=number: len(account.gate.paths) == number)  # type: ignore[misc]
            until(lambda: not late._beside.is_busy)
    assert sorted(account.gate.paths[:2]) == sorted(account.gate.paths[2:])
    assert len(set(account.gate.paths)) == len(BOTH)


def test_a_look_that_fails_in_any_way_leaves_the_others_to_go_on() -> None:
    made: list[Look] = []

    def look(one: Look) -> None:
        made.append(one)
        if len(made) == 1:
            raise ZeroDivisionError

    with BackgroundLooks(look, "test") as looks:
        looks.put(Look(EVENT, 0, 1))
        looks.put(Look(THIN_EVENT, 0, 1))
        until(lambda: not looks.is_busy)
    assert [one.entry for one in made] == [*BOTH]


def test_a_whole_look_goes_back_to_where_the_last_one_ended(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    lag = int(account.settings.pace.lag.total_seconds())
    began = int(account.now.timestamp())
    assert account.late.due(EVENT, BOTH) is None
    monkeypatch.setattr(late_events, "EVERY", 0.0)
    account.now = datetime.fromtimestamp(began + 2 * lag, UTC)
    look = account.late.due(EVENT, BOTH)
    assert look == Look(EVENT, began - lag, began + 2 * lag - OVERLAP, is_whole=True)
    assert look == account.late.due(EVENT, BOTH), "it failed"
    account.late.seen(look, [], has_more=False)
    assert account.late.due(EVENT, BOTH) == Look(EVENT, look.until - lag, look.until, is_whole=True)
