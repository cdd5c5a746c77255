"""Several processes, on any machines, that read one plan.

One leads: it holds the run lock, plans, and promotes. Others join it for as long as it reads. Each holds a shared lock
in the database meanwhile, which a process that dies takes with it; what it had leased is there for the others then.
The limits of Stripe are the account's, so they are divided among all that read.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from time import sleep

from psycopg2.extensions import TRANSACTION_STATUS_INERROR
from psycopg2.extensions import connection as Connection

from pipelines.errors import StripeOltpError
from pipelines.locks import AT_WORK, ENDING, FIRST_LOAD, JOINED, LEASING, READING, keys_of

ALONE, SHARED = "", "_shared"
POLL = 0.1  # seconds: a wait inside PostgreSQL would not hear Ctrl-C
_OF_THIS_DATABASE = "held.locktype = 'advisory' AND held.database = (SELECT oid FROM pg_database" + (
    " WHERE datname = current_database()) AND (held.classid, held.objid) = (%s, %s)"
)


class NothingToJoinError(StripeOltpError):
    """No run reads Stripe into this database now."""


@contextmanager
def joined(connection: Connection) -> Iterator[None]:
    """Be one of those who read, beside the run that leads; ``connection`` is in autocommit mode.

    Raises NothingToJoinError when there is no such run, or when it has finished reading. It uses up the id of a run, so
    that what a run that was killed before left to load is known to be older.
    """
    if is_over(connection) or not _ask(connection, "pg_try_advisory_lock_shared", JOINED):
        raise NothingToJoinError(
            "No run is reading Stripe into this database. Start one with `stripe-oltp pipeline`, then join it."
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('meta.runs', 'id'))")
    try:
        yield
    finally:
        if not connection.closed:
            _ask(connection, "pg_advisory_unlock_shared", JOINED)


@contextmanager
def leading(connection: Connection) -> Iterator[None]:
    """Let others join for as long as the block reads."""
    with _held(connection, READING, SHARED):
        yield


def readers(connection: Connection) -> int:
    """How many processes are there to read the plan: the one that leads, and those who joined it."""
    return 1 + _count(connection, JOINED)


@contextmanager
def at_work(connection: Connection) -> Iterator[None]:
    """Be one of those who have found something to read: among them Stripe's limits are divided."""
    with _held(connection, AT_WORK, SHARED):
        yield


@dataclass(frozen=True)
class Company:
    """Who is there to read the plan: so many processes, of which those ``at_work`` have found something to read."""

    readers: int = 1
    at_work: int = 1

    @property
    def is_shared(self) -> bool:
        """Whether the plan is shared with another process."""
        return self.readers > 1

    @property
    def has_idle(self) -> bool:
        """Whether one of them finds nothing to read."""
        return self.at_work < self.readers


def company(connection: Connection) -> Company:
    """Who is there now."""
    return Company(readers(connection), _count(connection, AT_WORK))


def is_over(connection: Connection) -> bool:
    """Whether there is no run that reads, or it waits for the others to end."""
    return not _is_held(connection, READING) or _is_held(connection, ENDING)


def wait_for_others(connection: Connection) -> None:
    """Wait until nobody who joined reads any more; for the run that leads."""
    with _held(connection, ENDING):
        while not _ask(connection, "pg_try_advisory_lock", JOINED):
            sleep(POLL)
        _ask(connection, "pg_advisory_unlock", JOINED)


@contextmanager
def one_makes_tables(connection: Connection, table: str) -> Iterator[None]:
    """As long as ``table`` does not exist, let one process at a time run the block, which makes it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_regclass('{table}') IS NOT NULL")
        is_there = cursor.fetchone() == (True,)
    with nullcontext() if is_there else _held(connection, FIRST_LOAD):
        yield


@contextmanager
def leasing(connection: Connection) -> Iterator[None]:
    """Lease windows, while no process hands any over: those are free for a moment, and still its own."""
    with _held(connection, LEASING, SHARED):
        yield


@contextmanager
def handing_over(connection: Connection) -> Iterator[None]:
    """Release windows and lease them again, while no other process leases any. It should not take long."""
    with _held(connection, LEASING):
        yield


@contextmanager
def _held(connection: Connection, lock: int, mode: str = ALONE) -> Iterator[None]:
    _ask(connection, f"pg_advisory_lock{mode}", lock)
    try:
        yield
    finally:
        if connection.info.transaction_status == TRANSACTION_STATUS_INERROR:
            connection.rollback()  # the lock is the session's, and outlives it
        if not connection.closed:
            _ask(connection, f"pg_advisory_unlock{mode}", lock)


def _count(connection: Connection, lock: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM pg_locks AS held WHERE {_OF_THIS_DATABASE} AND held.granted"
            " AND held.mode = 'ShareLock'",
            keys_of(connection, lock),
        )
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def _is_held(connection: Connection, lock: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM pg_locks AS held WHERE {_OF_THIS_DATABASE} AND held.granted)",
            keys_of(connection, lock),
        )
        (is_held,) = cursor.fetchone() or (False,)
    return bool(is_held)


def _ask(connection: Connection, function: str, lock: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", keys_of(connection, lock))
        (answer,) = cursor.fetchone() or (False,)
    return answer is not False
