"""The processes of a shared landing: one leads, others join it. Their loads, windows and leases are small."""

from contextlib import closing
from multiprocessing.queues import SimpleQueue
from time import monotonic, sleep

from pipelines.catalogue import CATALOGUE, select
from pipelines.database import connect, run_lock
from pipelines.landing.load import coordinator
from pipelines.landing.plan.leases import Done, Leases
from pipelines.landing.plan.sharing import NothingToJoinError, leading, readers
from pipelines.landing.report import LandingReport
from pipelines.landing.run import join, land
from pipelines.settings import Settings
from tests.landing.dying import die, small_loads

Said = tuple[str, int]
PATIENCE = 30.0  # seconds


def lead(settings: Settings, database_url: str, said: "SimpleQueue[Said]", others: int) -> None:
    """Land everything, from when so many others have come; say how many objects that were."""
    _small()
    coordinator.AT_ONCE = 1  # so that much is left to the others, however busy the machine is
    with closing(connect(database_url, settings.schemas)) as connection, run_lock(connection):
        connection.autocommit = True
        with leading(connection):
            until = monotonic() + PATIENCE
            while readers(connection) <= others and monotonic() < until:
                sleep(0.05)
            report = land(settings, database_url, select(None))
    said.put(("led", _listed(report)))


def follow(settings: Settings, database_url: str, said: "SimpleQueue[Said]", *, dies: bool = False) -> None:
    """Join as soon as there is something to join; one that ``dies`` does so before it notes what it has read."""
    _small()
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
    said.put(("joined", _listed(report)))


def _listed(report: LandingReport) -> int:
    """How many objects of the types that have a list of their own."""
    return sum(
        landed.landed
        for name, landed in report.objects.items()
        if CATALOGUE[name].path and CATALOGUE[name].landed_by_default
    )


def _die_after_reading() -> None:
    settle = Leases.settle

    def settle_or_die(leases: Leases, done: Done) -> None:
        if done.windows:
            die()
        settle(leases, done)

    setattr(Leases, "settle", settle_or_die)  # noqa: B010 -- a method, to the type checker


def _small() -> None:
    small_loads()
    coordinator.AT_ONCE = 3
