"""Two loads at a time: one is read while the one before it is loaded, each through a dlt pipeline of its own.

Loads are completed in the order in which they were read, and each is settled before the next is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from psycopg2.extensions import connection as Connection

from pipelines.landing.claims import Claims
from pipelines.landing.crew import Crew
from pipelines.landing.packages import PIPELINES
from pipelines.landing.sharing import one_makes_tables

if TYPE_CHECKING:
    import dlt

    from pipelines.landing.batch import Batch
    from pipelines.landing.csv_files import CsvFile

    OnLoaded = Callable[[Connection, Batch, list[str]], None]


class Lane:
    """One dlt pipeline, opened when there is something to load, and the claims of what is read for it."""

    def __init__(self, folder: Path, name: str, claiming: Connection, connection: Connection) -> None:
        """``claiming`` is for the claims alone; ``connection`` is in autocommit mode."""
        self.claims = Claims(claiming)
        self.connection = connection
        self._folder, self._name = folder, name
        self._pipeline: dlt.Pipeline | None = None
        self._extracted = False

    def read(self, batch: Batch) -> None:
        """Read a batch to its end, and extract what it has to load. Without anything, dlt is not troubled."""
        self._extracted = False
        with closing(batch.files()) as files:  # type: ignore[type-var]  # it is a generator
            for _ in files:
                self._extract(batch, files)

    def load(self) -> list[str]:
        """Load what was extracted; returns the ids of the loads. Raises LoadFailedError."""
        if not self._extracted or self._pipeline is None:
            return []
        from pipelines.landing.pipeline import load  # noqa: PLC0415 -- it imports dlt

        with one_makes_tables(self.connection, "raw._dlt_pipeline_state"):
            return load(self._pipeline)

    def _extract(self, batch: Batch, files: Iterator[CsvFile | None]) -> None:
        from pipelines.landing.pipeline import extract, open_pipeline  # noqa: PLC0415
        from pipelines.landing.source import place_of_this_load, resource  # noqa: PLC0415

        def placed() -> Iterator[CsvFile]:
            batch.put(place_of_this_load())
            yield from (file for file in files if file is not None)

        if self._pipeline is None:
            self._pipeline = open_pipeline(self._folder, self.connection, self._name)
        self._extracted = True
        extract(self._pipeline, resource("stripe", placed))


class Lanes:
    """The lanes of a run, and the thread that loads."""

    def __init__(self, folder: Path, connect: Callable[[], Connection]) -> None:
        """``folder`` is where dlt works, ``connect`` makes a connection to the database."""
        self._connections = [connect() for _ in (*PIPELINES, "the loading thread")]
        *claiming, connection = self._connections
        connection.autocommit = True
        self._lanes = [Lane(folder, name, own, connection) for name, own in zip(PIPELINES, claiming, strict=True)]
        self._loader = Crew[None](1)

    def __enter__(self) -> Self:
        """Start the thread."""
        self._loader.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Complete the load that has begun, and give up what else is claimed."""
        with suppress(*([Exception] if error else [])):
            self.wait()
        self._loader.__exit__(kind, error, at)
        for connection in self._connections:
            connection.close()

    @property
    def next(self) -> Lane:
        """The lane to read through."""
        return self._lanes[0]

    def give(self, batch: Batch, on_loaded: OnLoaded) -> None:
        """Load what was read through ``next``, in the background, when the load before it is complete.

        Raises what that one raised. ``on_loaded`` is called by the loading thread when the load is settled.
        """
        self.wait()
        lane, following = self._lanes
        following.claims.carry(batch.left)
        self._loader.give(partial(_load, lane, batch, following, on_loaded))
        self._lanes.reverse()

    def wait(self) -> None:
        """Wait until all that was given is loaded. Raises LoadFailedError."""
        while self._loader.busy:
            self._loader.take()


def _load(lane: Lane, batch: Batch, following: Lane, on_loaded: OnLoaded) -> None:
    try:
        loads = lane.load()
    except BaseException:
        lane.claims.release()
        raise
    lane.claims.settle(batch.done)
    following.claims.hold()
    on_loaded(lane.connection, batch, loads)
