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
from psycopg2.extensions import cursor as Cursor

from pipelines.kept_plans import KeptPlans, repeating

MOST = 8  # that wait at a time

# What DISCARD ALL does, but for what is prepared and for temporary tables.
RESET = """
    CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all();
    DISCARD SEQUENCES
"""

Key = tuple[str, ...]
"""What tells where a session leads, as whom, and for what."""


class KeptConnection(Connection):  # type: ignore[misc]  # psycopg2 has no types
    """A connection whose session is kept when it is closed; whoever closed it must not use it any more.

    ``plans`` are what it keeps of one use for the next, with its temporary tables; None where it keeps nothing.
    """

    keeper: "Keeper | None" = None
    key: Key = ()
    waits: bool = False
    plans: KeptPlans | None = None

    def keep_plans(self) -> None:
        """Keep what is prepared, and temporary tables, from one use to the next."""
        self.plans = KeptPlans()
        factory: type[Cursor] = self.cursor_factory  # type: ignore[has-type]
        self.cursor_factory = repeating(factory)  # type: ignore[arg-type]  # psycopg2 has no types

    def reset(self) -> None:
        """Be as new, but for what is kept. Raises psycopg2's errors."""
        self.rollback()
        self.autocommit = True
        is_over = self.plans is None or self.plans.are_over
        with self.cursor() as cursor:
            cursor.execute("DISCARD ALL" if is_over else RESET)
        self.autocommit = False
        if is_over and self.plans:
            self.plans = KeptPlans()

    def close(self) -> None:
        """Give the session back, or end it where nobody keeps any; nothing where that was done."""
        if self.waits:
            return
        keeper, self.keeper = self.keeper, None
        if keeper is None or not keeper.take_back(self):
            super().close()


class Keeper:
    """The sessions that wait. Safe to share between threads."""

    def __init__(self, *, with_plans: bool = False) -> None:
        """None waits yet; ``with_plans``: see ``kept_sessions``."""
        self.with_plans = with_plans
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
        """Keep a session for the next: without its transaction, its settings and its locks, and mostly its tables."""
        if connection.closed:
            return False
        try:
            connection.reset()
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
def kept_sessions(*, with_plans: bool = False) -> Iterator[None]:
    """Keep the sessions that this thread closes until the block ends, or one around it.

    ``with_plans`` says that small runs follow each other: what writes keeps its plans and temporary tables, too.
    """
    if _keeper.get() is not None:
        yield
        return
    own = Keeper(with_plans=with_plans)
    token = _keeper.set(own)
    try:
        yield
    finally:
        _keeper.reset(token)
        own.end()
