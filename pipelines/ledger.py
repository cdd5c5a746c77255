"""What each run did, kept in ``meta``: a run that did not finish never counts as a success."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg2
from psycopg2.extensions import connection as Connection

from pipelines import log
from pipelines.catalogue import CATALOGUE
from pipelines.errors import StripeOltpError
from pipelines.promotion import Counts, Promotion

# A run may promote more than once: what it did adds up, and what is unresolved or refused is as the last one found it.
SUMS = ("loads", "landed", "rows_in", "inserted", "updated", "unchanged", "deleted", "seconds")
TOGETHER = ", ".join(
    [f"{figure} = ledger.{figure} + excluded.{figure}" for figure in SUMS]
    + [f"{figure} = excluded.{figure}" for figure in ("quarantined", "unresolved")]
)


@dataclass(frozen=True)
class Run:
    """A started run; ``id`` names it in ``meta.runs`` and ``meta.ledger``."""

    id: int
    connection: Connection


@contextmanager
def run(connection: Connection, command: str) -> Iterator[Run]:
    """Record a run around a block: done, failed with its message, or interrupted.

    Under the run lock no other run can be alive, so whatever is still ``running`` was killed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meta.runs SET outcome = 'interrupted', finished_at = now(), message = 'the process was killed'"
            " WHERE outcome = 'running'"
        )
        if cursor.rowcount:
            log.warning("killed_before", runs=cursor.rowcount)
        cursor.execute(
            "INSERT INTO meta.runs (command, started_at, outcome) VALUES (%s, clock_timestamp(), 'running')"
            " RETURNING id",
            (command,),
        )
        (run_id,) = cursor.fetchone()
    connection.commit()
    try:
        with log.of_run(run_id):
            yield Run(run_id, connection)
    except BaseException as error:
        _end_after_failure(connection, run_id, error)
        raise
    _end(connection, run_id, "done", None)


def record(run: Run, promotion: Promotion, landed: Mapping[str, int]) -> None:
    """Write one ledger row an object, inside the promotion's own transaction: both are kept, or neither."""
    with run.connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO meta.ledger (run_id, object, transform_version, loads, landed, rows_in, inserted, updated,"
            " unchanged, deleted, quarantined, unresolved, seconds)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
            f" ON CONFLICT (run_id, object) DO UPDATE SET {TOGETHER}",
            [
                (
                    run.id,
                    name,
                    CATALOGUE[name].transform,
                    *_figures(counts, promotion.loads.get(name, 0), landed.get(name, 0)),
                )
                for name, counts in promotion.objects.items()
            ],
        )


def _figures(counts: Counts, loads: int, landed: int) -> tuple[float, ...]:
    return (
        *(loads, landed),
        *(counts.rows_in, counts.inserted, counts.updated, counts.unchanged),
        *(counts.deleted, counts.quarantined, counts.unresolved, counts.seconds),
    )


def _end_after_failure(connection: Connection, run_id: int, error: BaseException) -> None:
    """Say how the run ended, if the database can still hear it; the failure itself must stay the one that shows."""
    outcome = "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"
    message = str(error) if isinstance(error, StripeOltpError) else type(error).__name__
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
