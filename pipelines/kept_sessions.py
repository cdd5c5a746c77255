"""Sessions of the database that wait for the next who connects, instead of ending.

Each stage of a run opens connections of its own, up to six at a time. A session costs the server 15 ms before it is
asked anything, and its first statements a multiple of what they cost later, because it knows no table yet.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Lock

import psycopg2
from psycopg2.extensions import connection as Connection

MOST = 8  # that wait at a time

Key = tuple[str, ...]
"""What tells where a session leads, and as whom."""


class KeptConnection(Connection):  # type: ignore[misc]  # psycopg2 has no types
    """A connection whose session is kept when it is closed; whoever closed it must not use it any more."""

    keeper: "Keeper | None" = None
    key: Key = ()
    waits: bool = False

    def close(self) -> None:
        """Give the session back, or end it where nobody keeps any; nothing where that was done."""
        if self.waits:
            return
        keeper, self.keeper = self.keeper, None
        if keeper is None or not keeper.take_back(self):
            super().close()


class Keeper:
    """The sessions that wait. Safe to share between threads."""

    def __init__(self) -> None:
        """None waits yet."""
        self._waiting: dict[Key, list[KeptConnection]] = defaultdict(list)
        self._lock = Lock()

    def take(self, key: Key) -> KeptConnection | None:
        """A session that waits, as if it were new; None when there is none."""
        with self._lock:
            if not self._waiting[key]:
                return None
            taken = self._waiting[key].pop()
            taken.waits = False
            return taken

    def take_back(self, connection: KeptConnection) -> bool:
        """Keep a session for the next: without its transaction, its settings, its tables and its locks."""
        if connection.closed:
            return False
        try:
            connection.rollback()
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("DISCARD ALL")
            connection.autocommit = False
        except psycopg2.Error:
            return False
        with self._lock:
            if sum(map(len, self._waiting.values())) >= MOST:
                return False
            connection.waits = True
            self._waiting[connection.key].append(connection)
        return True

    def end(self) -> None:
        """End all that wait."""
        with self._lock:
            waiting = [connection for each in self._waiting.values() for connection in each]
            self._waiting.clear()
        for connection in waiting:
            connection.waits = False
            with suppress(psycopg2.Error):
                connection.close()


_keeper: ContextVar[Keeper | None] = ContextVar("keeper", default=None)


def keeper() -> Keeper | None:
    """Who keeps the sessions of this thread."""
    return _keeper.get()


@contextmanager
def kept_sessions() -> Iterator[None]:
    """Keep the sessions that this thread closes until the block ends, or one around it."""
    if _keeper.get() is not None:
        yield
        return
    own = Keeper()
    token = _keeper.set(own)
    try:
        yield
    finally:
        _keeper.reset(token)
        own.end()
