"""Two loads at a time: one is read while the one before it is loaded, each through a dlt pipeline of its own.

Loads are completed in the order in which they were begun, and each is settled before the next is loaded. One that goes
on with nothing needs no dlt where dlt has been before: see ``raw.direct``.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import psycopg2
from psycopg2.extensions import connection as Connection

from pipelines.landing.load.load import Load, NothingToLoadError
from pipelines.landing.plan.leases import Leases
from pipelines.landing.plan.sharing import one_makes_tables
from pipelines.raw import direct
from pipelines.raw.csv_files import Place
from pipelines.raw.dlt.packages import FILES, PIPELINES
from pipelines.stripe_api.workers import Workers

if TYPE_CHECKING:
    import dlt

    from pipelines.raw.csv_files import CsvFile

OnLoaded = Callable[[Connection, Load, list[str]], None]
LoadRead = Callable[[], list[str]]
"""Loads what was read, and returns the ids of the loads."""


class LoadSlot:
    """One dlt pipeline, opened when there is something to load, its thread, and the leases of what is read for it."""

    def __init__(self, folder: Path, name: str, leasing: Connection, connection: Connection) -> None:
        """``leasing`` is for the leases alone; ``connection`` is in autocommit mode."""
        self.leases = Leases(leasing)
        self.connection = connection
        self.thread = Workers[None](1)
        self.load: Load | None = None  # the last that it was given
        self._folder, self._name = folder, name
        self._pipeline: dlt.Pipeline | None = None

    @property
    def is_free(self) -> bool:
        """Whether the last load that it was given is settled. Raises what that one failed of."""
        if self.load is None or not self.load.settled.done():
            return self.load is None
        self.load.settled.result()
        return True

    def wait(self) -> None:
        """Wait until it is free. Raises what its load failed of."""
        if self.load:
            self.load.settled.result()

    def read(self, load: Load, before: Load | None) -> LoadRead | None:
        """Take in what a load has, until it ends; returns what loads it. Without anything, nobody is troubled.

        Ids of loads are moments: it gets its own after the load ``before``, whose copies count as the older ones.
        """
        found = None
        with closing(load.files()) as files:  # type: ignore[type-var]  # it is a generator
            for _ in files:
                if before:
                    before.wait_for_place()
                version = None if load.goes_on else self._dlt_version()
                with suppress(NothingToLoadError):
                    found = self._collect(load, files, version) if version else self._extract(load, files)
        return found

    def _dlt_version(self) -> str | None:
        with self.connection.cursor() as cursor:
            return direct.dlt_version(cursor)

    def _collect(self, load: Load, files: Iterator[CsvFile | None], version: str) -> LoadRead:
        place = Place(self._folder / self._name / FILES, direct.new_load_id())
        try:
            place.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            load.put(place)
            collected = [file for file in files if file is not None]
        except OSError as error:
            raise direct.failed(error) from error
        return partial(direct.copy_in, self.connection, place.load_id, collected, version)

    def _extract(self, load: Load, files: Iterator[CsvFile | None]) -> LoadRead:
        from pipelines.landing.source import place_of_this_load, resource  # noqa: PLC0415 -- they import dlt
        from pipelines.raw.dlt.pipeline import extract, open_pipeline  # noqa: PLC0415

        def placed() -> Iterator[CsvFile]:
            load.put(place_of_this_load())
            yield from (file for file in files if file is not None)

        if self._pipeline is None:
            self._pipeline = open_pipeline(self._folder, self.connection, self._name)
            gc.freeze()  # dlt stays: to look through it for garbage stops all threads for 0.14 s, again and again
        extract(self._pipeline, resource("stripe", placed))
        return partial(self._load_extracted, self._pipeline)

    def _load_extracted(self, pipeline: dlt.Pipeline) -> list[str]:
        from pipelines.raw.dlt.pipeline import load  # noqa: PLC0415

        with one_makes_tables(self.connection, "raw._dlt_pipeline_state"):
            return load(pipeline)


class LoadSlots:
    """The slots of a run, used in turn."""

    def __init__(self, folder: Path, connect: Callable[[], Connection]) -> None:
        """``folder`` is where dlt works, ``connect`` makes a connection to the database."""
        self._connections = [connect() for _ in (*PIPELINES, "what loads")]
        *leasing, connection = self._connections
        connection.autocommit = True
        self._slots = [LoadSlot(folder, name, own, connection) for name, own in zip(PIPELINES, leasing, strict=True)]

    def __enter__(self) -> Self:
        """Start the threads."""
        for slot in self._slots:
            slot.thread.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Complete the loads that have begun, and release what else is leased. What failed was told by ``wait``."""
        with suppress(Exception, KeyboardInterrupt):
            self.wait()
        for slot in self._slots:
            slot.thread.__exit__(kind, error, at)
        for connection in self._connections:
            connection.close()
        gc.unfreeze()  # a process that goes on would never be rid of what was garbage when it was frozen

    @property
    def next(self) -> LoadSlot:
        """The slot that takes the next load."""
        return self._slots[0]

    @property
    def is_free(self) -> bool:
        """Whether another load can be given. Raises what one that was given failed of."""
        is_free, _ = [slot.is_free for slot in self._slots]
        return is_free

    def give(self, load: Load, on_loaded: OnLoaded, on_settled: Callable[[], None]) -> None:
        """Take a load through ``next``, as it is read, when the one before it is settled.

        ``on_loaded`` is called by another thread when the load is settled, ``on_settled`` also when it failed.
        """
        slot, other = self._slots
        slot.load = load
        slot.thread.give(partial(_load, load, slot, other.load, other, on_loaded, on_settled))
        self._slots.reverse()

    def wait(self) -> None:
        """Wait until all that was given is loaded. Raises what the first that failed raised, LoadFailedError mostly."""
        self._slots[1].wait()


def _load(  # noqa: PLR0917 -- one call site
    load: Load,
    slot: LoadSlot,
    before: Load | None,
    other: LoadSlot,
    on_loaded: OnLoaded,
    on_settled: Callable[[], None],
) -> None:
    try:
        load_read = slot.read(load, before)
        if before:
            before.settled.result()
        loads = load_read() if load_read else []
        slot.leases.settle(load.done, other.leases)
        on_loaded(slot.connection, load, loads)
    except BaseException as error:  # it is raised by who waits
        load.abandon(error)
        with suppress(psycopg2.Error):
            slot.leases.release()
        load.settled.set_exception(error)
    else:
        load.settled.set_result(None)
    on_settled()
