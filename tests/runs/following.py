"""A Stripe that one process follows, which may fail, hang or be slow."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import psycopg2

from pipelines.runs import RunResult
from pipelines.runs.follow import follow
from pipelines.sandbox import Gate, Sandbox
from pipelines.sandbox.server.messages import Answer, Request
from pipelines.settings import Settings

OBJECTS = ["account", "customer", "product"]
EVERY = timedelta(milliseconds=50)
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

    def delete_silently(self, customer: str) -> None:
        """Nobody tells: the events of all that happened are gone."""
        account = self.sandbox.account
        with self.sandbox.store.transaction():
            account.delete(account.get("customer", customer), "customer.deleted")
            for kind in ("event", "v2.core.event"):
                self.sandbox.store.remove_created_before(kind, self.sandbox.now + 1)

    def change_silently(self, customer: str) -> None:
        """No event tells of it."""
        account = self.sandbox.account
        with self.sandbox.store.transaction():
            account.change_silently(account.get("customer", customer) | {"name": "silent"})

    def let_all_be_compared(self) -> None:
        """It is time again."""
        self.do("UPDATE meta.watermarks SET compared_at = now() - interval '8 days'")

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


@contextmanager
def releasing(event: Event) -> Iterator[Event]:
    try:
        yield event
    finally:
        event.set()
