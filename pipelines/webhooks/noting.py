"""Bells become rows of ``meta.doorbell``, committed before anybody is told that they were received.

One thread has the only connection. What comes while it writes is written together after that, in one transaction, so a
burst costs few of them. A connection that is lost is opened again for the next bell.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from enum import StrEnum
from queue import Full, Queue
from threading import Thread

import psycopg2
from psycopg2.extensions import connection as Connection

from oltp_schema.schemas import execute_values, of
from pipelines.database import UnreachableDatabaseError
from pipelines.errors import StripeOltpError
from pipelines.webhooks.bells import EventBell

INSERT = """
    INSERT INTO meta.doorbell (id, event_created, object_type, object_id, source) VALUES %s
    ON CONFLICT (id) DO NOTHING RETURNING id
"""
TOGETHER = 500  # bells of a transaction
WAITING = 5_000  # bells that may wait for the database; more are refused, and sent again by Stripe
LONGEST_STATEMENT = "5s"  # Stripe waits for an answer, and sends again what has none


class NotNotedError(StripeOltpError):
    """The database did not take a bell."""


class Noted(StrEnum):
    """What became of a bell."""

    RUNG = "rung"
    DOUBLED = "doubled"
    OTHERS = "of_another_account"


_Wish = tuple[EventBell | None, "Future[Noted]"]


class BellWriter:
    """Notes bells in the database that ``connect`` opens, from any thread. ``close`` ends it."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        """Connects when the first bell comes."""
        self._connect = connect
        self._connection: Connection | None = None
        self._wishes: Queue[_Wish | None] = Queue(WAITING)
        self._thread = Thread(target=self._go_on, name="bells", daemon=True)
        self._thread.start()

    def note(self, bell: EventBell | None) -> "Future[Noted]":
        """Note a bell; without one, only look whether the database answers. The result raises NotNotedError."""
        future: Future[Noted] = Future()
        try:
            self._wishes.put_nowait((bell, future))
        except Full:
            future.set_exception(NotNotedError("too many bells wait for the database"))
        return future

    def close(self, seconds: float = 2.0) -> None:
        """Note what waits, for ``seconds`` at most, and disconnect."""
        with suppress(Full):
            self._wishes.put_nowait(None)
        self._thread.join(seconds)

    def _go_on(self) -> None:
        while wish := self._wishes.get():
            wishes = [wish]
            while not self._wishes.empty() and len(wishes) < TOGETHER:
                if (more := self._wishes.get()) is None:
                    self._wishes.put(None)
                    break
                wishes.append(more)
            self._fulfil(wishes)
        self._disconnect()

    def _fulfil(self, asked: Sequence[_Wish]) -> None:
        wishes = [wish for wish in asked if wish[1].set_running_or_notify_cancel()]
        try:
            noted = self._noted([bell for bell, _ in wishes if bell])
        except Exception as error:  # whatever it is: the next one is noted by this thread
            self._disconnect()
            for _, future in wishes:
                future.set_exception(NotNotedError(_why(error)))
            return
        for bell, future in wishes:
            future.set_result(noted.pop(0) if bell else Noted.RUNG)

    def _noted(self, bells: Sequence[EventBell]) -> list[Noted]:
        if self._connection is not None:
            with suppress(psycopg2.OperationalError, psycopg2.InterfaceError):
                return note(self._connection, bells)
            self._disconnect()  # it was lost since: once more on another one
        return note(self._opened(), bells)

    def _opened(self) -> Connection:
        if self._connection is None:
            self._connection = self._connect()
            with self._connection, self._connection.cursor() as cursor:
                cursor.execute(f"SET statement_timeout TO '{LONGEST_STATEMENT}'")
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(psycopg2.Error):
                self._connection.close()
        self._connection = None


def note(connection: Connection, bells: Sequence[EventBell]) -> list[Noted]:
    """Note bells in one transaction and wake who follows; what became of each, in order. Raises psycopg2's errors."""
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT account.id, account.livemode FROM meta.account AS account")
        account, livemode = cursor.fetchone() or (None, None)
        ours = {bell.id: bell for bell in bells if _is_ours(bell, account, livemode)}
        new: set[str] = set()
        if ours:
            rows = [(each.id, each.created, each.object_type, each.object_id, each.source) for each in ours.values()]
            execute_values(cursor, INSERT, rows, page_size=TOGETHER)
            new = {event_id for (event_id,) in cursor.fetchall()}
        if new:
            cursor.execute("SELECT pg_notify(%s, '')", (of(connection).bell,))
    found = []
    for bell in bells:
        found.append(Noted.OTHERS if bell.id not in ours else Noted.RUNG if bell.id in new else Noted.DOUBLED)
        new.discard(bell.id)
    return found


def _is_ours(bell: EventBell, account: str | None, livemode: bool | None) -> bool:
    """Whether the event is of the account and mode that the database is for, as far as anybody said it."""
    is_own_mode = None in {bell.livemode, livemode} or bell.livemode == livemode
    return bell.account in {None, account} and is_own_mode


def _why(error: Exception) -> str:
    """What a person should know; PostgreSQL's own words may quote a row."""
    return str(error) if isinstance(error, UnreachableDatabaseError) else "the database did not take it"
