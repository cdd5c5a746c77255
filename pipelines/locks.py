"""The advisory locks of an installation: one run at a time writes to its database, and who else is at work there.

A lock belongs to a session, so who is killed leaves none behind.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic, sleep

from psycopg2.extensions import connection as Connection

from oltp_schema import schemas
from oltp_schema.sql_files import sql_file
from pipelines.errors import StripeOltpError

# PostgreSQL's two 32-bit keys: the first is "strp", another one in an installation with a prefix; the second says what
# is locked.
OURS = 0x73747270
RUN = 0x6F6C7470  # the right to write
SECOND = RUN + 1  # what a run does by a second session: another run begins when both have ended
FOLLOWS = 0x666F6C6C  # who follows an installation
# Held by the run that leads while it reads, by each process that joined, by each of them that found something to read,
# by the run that leads when it waits for the others, by whose load makes the tables that dlt keeps, and, for a moment,
# by each process that leases windows or hands some over.
READING, JOINED, AT_WORK, ENDING, FIRST_LOAD = 0x72656164, 0x6A6F696E, 0x776F726B, 0x656E6400, 0x66697273
LEASING = 0x6C656173

DYING = 3.0  # seconds: how long a session of a run that was just killed may hold its lock


class AnotherRunError(StripeOltpError):
    """Another process is landing or promoting into the same database."""


def keys_of(connection: Connection, lock: int = RUN) -> tuple[int, int]:
    """The keys of an advisory lock of the installation that ``connection`` belongs to: of its run lock, or another."""
    return schemas.of(connection).lock_key(OURS), lock


@contextmanager
def run_lock(connection: Connection) -> Iterator[None]:
    """Hold the right to write until the block ends.

    The lock belongs to the session, so a killed run leaves none behind. Raises AnotherRunError when another run is
    alive.
    """
    end = monotonic() + DYING
    while not _lock(connection):
        if monotonic() > end:
            raise AnotherRunError(_who_holds_it(connection))
        sleep(0.1)
    try:
        yield
    finally:
        if not connection.closed:
            connection.rollback()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", keys_of(connection))
            connection.commit()


def hold_second(connection: Connection) -> None:
    """Let no other run begin before this session, the second of a run that holds the run lock, has ended, too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", keys_of(connection, SECOND))
    connection.commit()


def _lock(connection: Connection) -> bool:
    """Take the run lock, unless another session has it, or a killed run has left one at work beside."""
    run, beside = keys_of(connection), keys_of(connection, SECOND)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", run)
        (is_ours,) = cursor.fetchone()
        if is_ours:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", beside)
            (is_ours,) = cursor.fetchone()
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", beside if is_ours else run)
    connection.commit()
    return bool(is_ours)


def is_held(connection: Connection, lock: int = RUN) -> tuple[bool, datetime | None]:
    """Whether a run is writing to this database, and since when, in UTC: None where this role may not know.

    Or whether another advisory lock of the installation is held. Ends the transaction.
    """
    with connection.cursor() as cursor:
        class_id, object_id = keys_of(connection, lock)
        cursor.execute(sql_file(__package__, "holder_of_lock.sql"), {"class_id": class_id, "object_id": object_id})
        row = cursor.fetchone()
    connection.rollback()
    return (row is not None, row[0] if row else None)


def _who_holds_it(connection: Connection) -> str:
    _, since = is_held(connection)
    said = f", since {since} UTC" if since else ""
    return f"Another run is writing to this database{said}. Nothing was done; run again when it has ended."
