"""The bell that wakes who follows: whoever receives an event of Stripe's notes it in ``meta.doorbell`` and rings.

A bell that nobody hears costs time at most: the next tick asks Stripe, and the next run reads what was noted.
"""

from collections.abc import Callable
from contextlib import suppress
from select import select
from threading import Event
from time import monotonic
from types import TracebackType
from typing import Self

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from pipelines.database import UnreachableDatabaseError
from pipelines.locks import FOLLOWS, is_held, keys_of
from pipelines.runs.database import connected
from pipelines.settings import Settings

GATHERED = 0.15  # seconds: what one act of a customer's makes Stripe tell comes about at once
STEP = 0.2  # seconds after which a wait looks whether it is over
AGAIN = 5.0  # seconds until a connection that could not be made is tried again


def is_followed(connection: Connection) -> bool:
    """Whether a process follows the installation now. Ends the transaction."""
    return is_held(connection, FOLLOWS)[0]


class BellListener:
    """Listens for notifications on a connection of its own; without one it only waits."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is connected yet."""
        self._settings = settings
        self._connection: Connection | None = None
        self._tried_at: float | None = None
        self._rung = Event()
        self._leads = False

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Listen no more."""
        self._hang_up()

    def is_second(self) -> bool:
        """Whether another process listens for this installation already. Without a connection nobody knows, and no."""
        self._listen()
        if not self._leads:
            self.with_cursor(self._try_to_lead)
        return self._connection is not None and not self._leads

    def ring(self) -> None:
        """Ring it from within this process, from any thread."""
        self._rung.set()

    def has_rung(self) -> bool:
        """Whether it has rung since this was last asked."""
        self._hear()
        has_rung = self._rung.is_set()
        self._rung.clear()
        return has_rung

    def wait(self, seconds: float, stopped: Event, *, heeds: bool = True) -> None:
        """Wait so long, or until ``stopped``, or, if it ``heeds`` that, until it has rung and rung out."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0 and not stopped.is_set():
            self._listen()
            if self._connection is None or not heeds:
                stopped.wait(min(left, STEP))
            else:
                with suppress(OSError, ValueError):
                    select([self._connection], [], [], min(left, STEP))
            self._hear()
            if heeds and self._rung.is_set():
                stopped.wait(GATHERED)
                return

    def with_cursor(self, act: Callable[[Cursor], None]) -> None:
        """Do something small on its connection, if it has one now; what fails is left undone."""
        if self._connection is None:
            return
        try:
            with self._connection.cursor() as cursor:
                act(cursor)
        except psycopg2.Error:
            self._hang_up()

    def _try_to_lead(self, cursor: Cursor) -> None:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", keys_of(cursor.connection, FOLLOWS))
        (self._leads,) = cursor.fetchone()

    def _hear(self) -> None:
        if self._connection is None:
            return
        try:
            self._connection.poll()
        except psycopg2.Error:
            self._hang_up()
            return
        if self._connection.notifies:
            self._connection.notifies.clear()
            self._rung.set()

    def _listen(self) -> None:
        """Connect, if that was not tried a moment ago."""
        if self._connection is not None or (self._tried_at and monotonic() < self._tried_at + AGAIN):
            return
        self._tried_at = monotonic()
        with suppress(psycopg2.Error, UnreachableDatabaseError):
            connection = connected(self._settings, application="stripe-oltp bell")
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {self._settings.schemas.bell}")
            self._connection = connection
            self._rung.set()  # it may have rung while nobody listened

    def _hang_up(self) -> None:
        if self._connection is not None:
            with suppress(psycopg2.Error):
                self._connection.close()
            self._connection, self._leads = None, False
