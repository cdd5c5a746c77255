"""Land once, in a process of its own, and die at a given moment."""

import os
import signal
from collections.abc import Callable
from itertools import count
from typing import Any, NoReturn
from unittest.mock import patch

import dlt
from dlt.common.storages import LoadStorage
from dlt.common.storages.file_storage import FileStorage
from dlt.common.storages.load_package import PackageStorage
from dlt.destinations.impl.postgres.postgres import PostgresClient, PostgresCsvCopyJob

from pipelines.catalogue import CATALOGUE, select
from pipelines.landing.load import load
from pipelines.landing.plan import windows
from pipelines.landing.plan.leases import Done, Leases
from pipelines.landing.run import land
from pipelines.raw import direct
from pipelines.settings import Settings


def die(*_: Any, **__: Any) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def die_in_copy() -> None:
    opened: Callable[..., Any] = FileStorage.open_zipsafe_ro
    run = PostgresCsvCopyJob.run

    def open_to_die(*given: Any) -> Any:  # not what is read beside it of the next load
        return _DyingStream(opened(*given)) if str(given[0]).endswith(".csv") else opened(*given)

    def run_and_die(job: PostgresCsvCopyJob) -> None:
        with patch.object(FileStorage, "open_zipsafe_ro", open_to_die):
            run(job)

    PostgresCsvCopyJob.run = run_and_die  # type: ignore[method-assign, assignment]


def die_after_copy() -> None:
    note = PackageStorage.save_pending_transition

    def die_or_note(storage: PackageStorage, load_id: str, file_name: str, *more: Any) -> None:
        if file_name.startswith("charges"):
            die()
        note(storage, load_id, file_name, *more)

    PackageStorage.save_pending_transition = die_or_note  # type: ignore[method-assign, assignment]


class _DyingStream:
    def __init__(self, stream: Any) -> None:
        self.stream, self.reads = stream, 0

    def __enter__(self) -> "_DyingStream":
        return self

    def __exit__(self, *_: object) -> None: ...

    def readline(self) -> bytes:
        return bytes(self.stream.readline())

    def read(self, size: int) -> bytes:
        self.reads += 1
        if self.reads > 1:  # a small file is read at once, and was sent by then
            die()
        return bytes(self.stream.read(size))


DEATHS: dict[str, Callable[[], None]] = {
    "after the extract": lambda: setattr(dlt.Pipeline, "normalize", die),
    "in the COPY": die_in_copy,
    "between the COPY and dlt's note of it": die_after_copy,
    "before the load is complete": lambda: setattr(PostgresClient, "complete_load", die),
    "before the package is put away": lambda: setattr(LoadStorage, "complete_load_package", die),
    "before it is noted what was read": lambda: setattr(Leases, "settle", die),
    "never": lambda: None,
}
WITHOUT_DLT: dict[str, Callable[[], None]] = {
    "between two tables of a load": lambda: setattr(direct, "_copy", _die_at(2, direct._copy)),
    "before it is noted what was read": DEATHS["before it is noted what was read"],
}


def _die_at(number: int, act: Callable[..., Any]) -> Callable[..., Any]:
    called = count(1)
    return lambda *given: die() if next(called) == number else act(*given)


def land_in_small_loads_and_die(where: str, number: int, settings: Settings, database_url: str) -> None:
    """Land all that is landed by default, in loads of some 150 objects; the process ends where told at that load."""
    small_loads()
    settle, settled = Leases.settle, count(1)

    def settle_and_arm(leases: Leases, done: Done, heir: Leases) -> None:
        settle(leases, done, heir)
        if next(settled) == number - 1:
            DEATHS[where]()

    setattr(Leases, "settle", settle_and_arm)  # noqa: B010 -- a method, to the type checker
    land(settings, database_url, select(None), None)


def small_loads() -> None:
    """Make loads and windows hold little."""
    load.OBJECTS = 150
    windows.LARGE = 100


def land_and_die(where: str, settings: Settings, database_url: str) -> None:
    """Land charges and customers; the process ends where told, or by a Ctrl-C, also where the tests ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    (DEATHS | WITHOUT_DLT)[where]()
    land(settings, database_url, [CATALOGUE["charge"], CATALOGUE["customer"]], None)
