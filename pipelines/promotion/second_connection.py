"""The history of a promotion in steps, on a connection of its own.

History reads rows and no row reads history. So while the first connection makes the rows of a step, a second one makes
the history of the step before, each in a transaction of its own. A row is made of all that landed, whatever its step:
so the versions are the same, however far the rows have got.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import sleep

import psycopg2
from psycopg2.extensions import connection as Connection

from pipelines.locks import hold_second
from pipelines.promotion import loads, select
from pipelines.promotion.history import upkeep
from pipelines.promotion.run import begin, groups_of
from pipelines.promotion.writer import ObjectGroup

PATIENCE = 0.1  # seconds until a statement that was not to be stopped is stopped again


@dataclass
class HistoryConnection:
    """What makes the history ``names`` of ``groups``, step after step; ``made`` are the steps that it was given."""

    connection: Connection
    pool: ThreadPoolExecutor
    groups: Sequence[ObjectGroup]
    names: Sequence[str]
    run_id: int
    made: list[Future[None]] = field(default_factory=list)

    def follow(self, step: Sequence[str]) -> None:
        """Let the history of a step whose rows are committed be made. Raises what an earlier one failed with."""
        for done in [made for made in self.made if made.done()]:
            done.result()
        self.made.append(self.pool.submit(self._keep, step))

    def finish(self) -> None:
        """Wait for all of it. Raises what it failed with."""
        for made in self.made:
            made.result()

    def stop(self) -> None:
        """Give up what is not committed."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        while not all(made.done() for made in self.made):  # not `wait`: it waits for what is cancelled, too
            with suppress(psycopg2.Error):
                self.connection.cancel()
            sleep(PATIENCE)

    def _keep(self, step: Sequence[str]) -> None:
        with self.connection, self.connection.cursor() as cursor:
            # One view of everything: the rows go on meanwhile, and loads may be noted that were not looked at.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            begin(cursor)
            select.prepare(cursor)
            loads.bring_forward(cursor, self.names, step)
            upkeep.keep_pending(cursor, self.groups, [], run_id=self.run_id)


@contextmanager
def keeping_history(
    connection: Connection, types: Sequence[str], names: Sequence[str], *, run_id: int
) -> Iterator[HistoryConnection]:
    """Make the histories called ``names`` of some types by ``connection``; the block's end awaits the rest.

    If the block fails, what was not committed is left to the next run.
    """
    hold_second(connection)
    with ThreadPoolExecutor(1, "history") as pool:
        history = HistoryConnection(connection, pool, groups_of(types), names, run_id)
        try:
            yield history
            history.finish()
        except BaseException:
            history.stop()
            raise
