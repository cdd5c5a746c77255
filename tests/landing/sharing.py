"""The processes of a shared landing: one leads, others join it. Their loads, windows and leases are small."""

from contextlib import closing
from multiprocessing.queues import SimpleQueue
from time import monotonic, sleep

from pipelines.catalogue import CATALOGUE, select
from pipelines.database import connect
from pipelines.landing.load import coordinator
from pipelines.landing.plan.leases import Done, Leases
from pipelines.landing.plan.sharing import NothingToJoinError, leading, readers
from pipelines.landing.plan.windows import Window
from pipelines.landing.report import LandingReport
from pipelines.landing.run import join, land
from pipelines.locks import run_lock
from pipelines.settings import Settings
from tests.landing.dying import die, small_loads

Part = tuple[str, str, int | None, int | None, str | None]
"""A window: type, view, since, until, starting after."""
Said = tuple[int, list[Part]]
PATIENCE = 120.0  # seconds


def lead(settings: Settings, database_url: str, said: "SimpleQueue[Said]", others: int) -> None:
    """Land everything, from when so many others have come; say how many objects that were, and in which windows."""
    _small()
    windows = _note_windows()
    coordinator.AT_ONCE = 1  # so that much is left to the others, however busy the machine is
    with closing(connect(database_url, settings.schemas)) as connection, run_lock(connection):
        connection.autocommit = True
        with leading(connection):
            until = monotonic() + PATIENCE
            while readers(connection) <= others and monotonic() < until:
                sleep(0.05)
            report = land(settings, database_url, select(None))
    said.put((_listed(report), [_part(window) for window in windows]))


def follow(settings: Settings, database_url: str, said: "SimpleQueue[Said]", *, dies: bool = False) -> None:
    """Join as soon as there is something to join; one that ``dies`` does so before it notes what it has read."""
    _small()
    windows = _note_windows()
    if dies:
        _die_after_reading()
    until = monotonic() + PATIENCE
    while True:
        try:
            report = join(settings, database_url)
        except NothingToJoinError:
            if monotonic() > until:
                raise
            sleep(0.05)
        else:
            break
    said.put((_listed(report), [_part(window) for window in windows]))


def _listed(report: LandingReport) -> int:
    """How many objects of the types that have a list of their own."""
    return sum(
        landed.landed
        for name, landed in report.objects.items()
        if CATALOGUE[name].path and CATALOGUE[name].landed_by_default
    )


def _part(window: Window) -> Part:
    return window.object, window.view, window.since, window.until, window.starting_after


def _note_windows() -> list[Window]:
    """From now on, the windows whose reading was settled."""
    settle, windows = Leases.settle, list[Window]()

    def settle_and_note(leases: Leases, done: Done, heir: Leases) -> None:
        settle(leases, done, heir)
        windows.extend(done.windows)

    setattr(Leases, "settle", settle_and_note)  # noqa: B010 -- a method, to the type checker
    return windows


def _die_after_reading() -> None:
    settle = Leases.settle

    def settle_or_die(leases: Leases, done: Done, heir: Leases) -> None:
        if done.windows:
            die()
        settle(leases, done, heir)

    setattr(Leases, "settle", settle_or_die)  # noqa: B010 -- a method, to the type checker


def _small() -> None:
    small_loads()
    coordinator.AT_ONCE = 3
