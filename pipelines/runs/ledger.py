"""What each run did, kept in ``meta``: a run that did not finish never counts as a success.

Of a year of runs every five minutes most did nothing. What did nothing has no row in ``meta.ledger``, and is forgotten.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.schemas import execute_values
from pipelines import locks, log
from pipelines.catalogue import CATALOGUE
from pipelines.errors import StripeOltpError
from pipelines.promotion import Counts, Promotion

# A run may promote more than once: what it did adds up, and what is unresolved or refused is as the last one found it.
DONE = ("landed", "rows_in", "inserted", "updated", "unchanged", "deleted")
STANDING = ("quarantined", "unresolved")
SUMS = ("loads", *DONE, "seconds")
TOGETHER = ", ".join(
    [f"{figure} = ledger.{figure} + excluded.{figure}" for figure in SUMS]
    + [f"{figure} = excluded.{figure}" for figure in STANDING]
)
COLUMNS = ("run_id", "object", "transform_version", "loads", *DONE, *STANDING, "seconds")

KEPT_DAYS = 30  # of runs that did nothing
RECENT = "SELECT * FROM meta.runs ORDER BY id DESC LIMIT 100"  # each notes which before it were killed: older are noted
TODAY = "date_trunc('day', now(), 'UTC')"
DID_SOMETHING = " OR ".join(f"ledger.{figure} > 0" for figure in ("loads", *DONE))
IDLE = f"""
    SELECT runs.id FROM meta.runs
    WHERE runs.started_at < now() - interval '{KEPT_DAYS} days' AND runs.outcome <> 'running'
        AND NOT EXISTS (SELECT FROM meta.ledger WHERE ledger.run_id = runs.id AND ({DID_SOMETHING}))
"""


@dataclass
class Run:
    """A started run; ``id`` names it in ``meta.runs`` and ``meta.ledger``.

    ``failure`` may be set to say why it failed although it went on to its end.
    """

    id: int
    connection: Connection
    failure: str | None = None


def run_at_work(connection: Connection) -> tuple[bool, datetime | None]:
    """Whether a run is writing to this database, and since when, in UTC: the run, not its session, which may be older.

    Ends the transaction.
    """
    writing, since = locks.is_held(connection)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            f"SELECT max(started_at)::timestamp(0) FROM ({RECENT}) AS recent WHERE outcome = 'running' HAVING %s",
            (writing,),
        )
        (started,) = cursor.fetchone() or (None,)
    return writing, started or since


def last_failure(cursor: Cursor, command: str) -> tuple[datetime, str] | None:
    """When the last run of ``command`` failed, and what it said; None when it did not fail."""
    cursor.execute(
        "SELECT runs.finished_at, coalesce(runs.message, ''), runs.outcome FROM meta.runs"
        " WHERE runs.command = %s AND runs.outcome <> 'running' ORDER BY runs.id DESC LIMIT 1",
        (command,),
    )
    for finished_at, message, outcome in cursor.fetchall():
        return (finished_at, message) if outcome == "failed" else None
    return None


@contextmanager
def run(connection: Connection, command: str) -> Iterator[Run]:
    """Record a run around a block: done, failed with its message, or interrupted.

    Under the run lock no other run can be alive, so whatever is still ``running`` was killed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meta.runs SET outcome = 'interrupted', finished_at = now(), message = 'the process was killed'"
            f" WHERE outcome = 'running' AND id IN (SELECT id FROM ({RECENT}) AS recent)"
        )
        if cursor.rowcount:
            log.warning("killed_before", runs=cursor.rowcount)
        cursor.execute(
            "INSERT INTO meta.runs (command, started_at, outcome) VALUES (%s, clock_timestamp(), 'running')"
            f" RETURNING id, (SELECT max(started_at) < {TODAY} FROM ({RECENT}) AS recent)",
            (command,),
        )
        run_id, is_first_of_day = cursor.fetchone()
        if is_first_of_day:  # to look for those that did nothing reads all
            _trim(cursor)
    connection.commit()
    try:
        started = Run(run_id, connection)
        with log.of_run(run_id):
            yield started
    except BaseException as error:
        _end_after_failure(connection, run_id, error)
        raise
    _end(connection, run_id, "failed" if started.failure else "done", started.failure)


def record(run: Run, promotion: Promotion, landed: Mapping[str, int]) -> None:
    """Write a row for each object with a figure, inside the promotion's own transaction: both are kept, or neither."""
    figures = {name: _figures(counts, landed.get(name, 0)) for name, counts in promotion.objects.items()}
    with run.connection.cursor() as cursor:
        execute_values(
            cursor,
            f"INSERT INTO meta.ledger ({', '.join(COLUMNS)}) VALUES %s"
            f" ON CONFLICT (run_id, object) DO UPDATE SET {TOGETHER}",
            [
                (
                    *(run.id, name, CATALOGUE[name].transform, promotion.loads.get(name, 0)),
                    *(*said, promotion.objects[name].seconds),
                )
                for name, said in figures.items()
                if any(said)
            ],
        )
        cursor.execute(  # an earlier promotion of the run may have left some
            "UPDATE meta.ledger SET quarantined = 0, unresolved = 0 WHERE run_id = %s AND object = ANY(%s)",
            (run.id, [name for name, said in figures.items() if not any(said)]),
        )


def _figures(counts: Counts, landed: int) -> tuple[int, ...]:
    """Those of ``DONE`` and of ``STANDING``."""
    return (landed, *(getattr(counts, figure) for figure in (*DONE[1:], *STANDING)))


def rows_written(run: Run, names: Iterable[str]) -> dict[str, int]:
    """How many rows of each type the run has written, each once, however many of its promotions changed it."""
    tables = {name: CATALOGUE[name].table for name in sorted(names)}
    counts = [
        f"SELECT '{name}', count(*) FROM oltp.{table}, meta.runs"
        f" WHERE runs.id = %(run)s AND {table}.promoted_at >= runs.started_at AND row_state <> 'unresolved'"
        for name, table in tables.items()
    ]
    if not counts:
        return {}
    with run.connection, run.connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counts), {"run": run.id})
        return dict(cursor.fetchall())


def _trim(cursor: Cursor) -> None:
    """Forget what runs did that did nothing, a month later."""
    cursor.execute(f"DELETE FROM meta.ledger WHERE run_id IN ({IDLE})")
    cursor.execute(f"DELETE FROM meta.runs WHERE id IN ({IDLE})")


def _end_after_failure(connection: Connection, run_id: int, error: BaseException) -> None:
    """Say how the run ended, if the database can still hear it; the failure itself must stay the one that shows."""
    is_stopped = isinstance(error, KeyboardInterrupt)
    outcome = "interrupted" if is_stopped else "failed"
    message = str(error) if isinstance(error, StripeOltpError) else None if is_stopped else type(error).__name__
    try:
        connection.rollback()
        _end(connection, run_id, outcome, message)
    except psycopg2.Error:
        return


def _end(connection: Connection, run_id: int, outcome: str, message: str | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meta.runs SET outcome = %s, finished_at = clock_timestamp(), message = %s WHERE id = %s",
            (outcome, message, run_id),
        )
    connection.commit()
