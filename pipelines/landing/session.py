"""What a landing works with: connections, Stripe's client, dlt's pipelines. A process that goes on keeps them."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg2
from psycopg2.errors import InsufficientPrivilege
from psycopg2.extensions import connection as Connection

from pipelines.database import connect
from pipelines.errors import UsageError
from pipelines.home import private_files
from pipelines.landing.engine import Engine
from pipelines.landing.load.slots import LoadSlots
from pipelines.landing.plan import defaults
from pipelines.memory import share_arenas
from pipelines.raw.dlt.packages import (
    PIPELINES,
    clear_files,
    folder_of,
    forget_completed,
    is_outdated,
    last_run,
    note_run,
    pending,
)
from pipelines.raw.intake import Intake, OnProgress
from pipelines.raw.newest import NewestCopies
from pipelines.raw.tables import vacuum_grown
from pipelines.settings import Settings
from pipelines.stripe_api.client import ATTEMPTS, Client, timeouts
from pipelines.stripe_api.errors import LoadFailedError
from pipelines.stripe_api.shortfalls import Shortfalls

QUICK = timedelta(seconds=10)  # for an answer of a list of events, where another landing follows soon
QUICK_ATTEMPTS, QUICK_WAIT = 4, 0.5  # attempts, and seconds between two of them at most
QUICK_ASKED = 2.0  # seconds between two of them where Stripe asks for them; for more, the list is given up

Reading = tuple[Engine, Client, Connection]


@dataclass(frozen=True)
class Tools:
    """What is kept: ``connection`` is in autocommit mode, ``planning`` is not.

    ``quick`` asks for the events of changes where it is there: it gives up soon, and the next landing asks again.
    """

    settings: Settings
    connection: Connection
    planning: Connection
    slots: LoadSlots
    client: Client
    quick: Client | None = None

    def engine(self, on_progress: OnProgress | None, shortfalls: Shortfalls | None = None) -> Engine:
        """What reads in one landing; of a first one of a run, ``shortfalls`` are not known yet."""
        intake = Intake(NewestCopies(self.connection), on_progress)
        if shortfalls is None:
            with self.planning, self.planning.cursor() as cursor:
                shortfalls = Shortfalls(tolerated=defaults.tolerated(cursor))
        clients = self.client, self.quick
        return Engine(self.settings, clients, self.connection, self.planning, self.slots, intake, shortfalls)


class LandingSession:
    """The tools of landings that follow each other, made by the first of them.

    After one that failed they are made anew, and after a run of another process, which worked in the same folder.
    """

    def __init__(self, settings: Settings, *, attempts: int = ATTEMPTS, is_soon_again: bool = False) -> None:
        """``settings`` have a key, or a landing raises UsageError; ``attempts`` are those of each request.

        ``is_soon_again``: one landing follows the other, so a list of events that fails is left to the next one.
        """
        self._settings, self._attempts, self._is_soon_again = settings, attempts, is_soon_again
        self._stack = ExitStack()
        self._kept: tuple[Tools, Path] | None = None
        self._noted: int | None = None

    def __enter__(self) -> Self:
        """Itself; nothing is opened yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close everything."""
        self.close()

    @property
    def clock(self) -> datetime | None:
        """What Stripe's clock showed with the last answer; None before any."""
        if self._kept is None:
            return None
        kept = self._kept[0]
        return max(filter(None, (each.clock for each in (kept.client, kept.quick) if each)), default=None)

    def close(self) -> None:
        """Close everything, which completes the loads that have begun. The next landing opens it again."""
        self._kept = None
        stack, self._stack = self._stack, ExitStack()
        stack.close()

    @contextmanager
    def reading(
        self, database_url: str, on_progress: OnProgress | None, shortfalls: Shortfalls | None = None
    ) -> Iterator[Reading]:
        """All that reading Stripe takes; what an earlier landing left is loaded first."""
        if self._kept and last_run(self._kept[1]) != self._noted:
            self.close()
        try:
            with refusing_rows():
                tools, folder = self._kept = self._kept or self._opened(database_url)
                with working(folder, tools.connection):
                    engine = tools.engine(on_progress, shortfalls)
                    engine.loads, engine.problems = load_left(folder, tools.connection)
                    self._noted = last_run(folder)
                    yield engine, tools.client, tools.connection
        except BaseException:
            self.close()
            raise

    def _opened(self, database_url: str) -> tuple[Tools, Path]:
        connection = self._stack.enter_context(closing(connect(database_url, self._settings.schemas)))
        connection.autocommit = True
        folder = folder_of(self._settings.home, connection)
        kit = self._stack.enter_context(
            tools(self._settings, database_url, connection, folder, attempts=self._attempts)
        )
        if self._is_soon_again:
            kit = replace(kit, quick=self._stack.enter_context(quick(self._settings, kit.client)))
        return kit, folder


@contextmanager
def tools(
    settings: Settings, database_url: str, connection: Connection, folder: Path, *, attempts: int = ATTEMPTS
) -> Iterator[Tools]:
    """What reading Stripe into ``folder`` takes besides a ``connection``. Raises UsageError without a key."""
    if settings.api_key is None:
        raise UsageError("STRIPE_API_KEY is not set. Set it, or use the sandbox Stripe.")
    share_arenas()
    with (
        closing(connect(database_url, settings.schemas)) as planning,
        LoadSlots(folder, partial(connect, database_url, settings.schemas)) as slots,
        Client(
            settings.api_key,
            api_base=settings.api_base,
            api_version=settings.api_version,
            timeout=timeouts(settings.answer_within),
            attempts=attempts,
        ) as client,
    ):
        yield Tools(settings, connection, planning, slots, client)


def quick(settings: Settings, beside: Client | None = None) -> Client:
    """A client that gives up soon, for lists of events: another may tell of the same. It shares what ``beside`` has."""
    client = Client(
        settings.api_key or "",
        api_base=settings.api_base,
        api_version=settings.api_version,
        limits=beside.limits if beside else None,
        timeout=timeouts(min(settings.answer_within, QUICK)),
        longest_wait=QUICK_WAIT,
        attempts=QUICK_ATTEMPTS if beside else 1,
        slow_attempts=1,
        longest_asked=QUICK_ASKED,
    )
    if beside:
        client.counters, client.oddities, client.expansions = beside.counters, beside.oddities, beside.expansions
    return client


@contextmanager
def connected(settings: Settings, database_url: str) -> Iterator[Connection]:
    """A connection in autocommit mode. Raises as ``refusing_rows``."""
    with closing(connect(database_url, settings.schemas)) as connection, refusing_rows():
        connection.autocommit = True
        yield connection


@contextmanager
def refusing_rows() -> Iterator[None]:
    """Raise LoadFailedError, which quotes no row, for what PostgreSQL refuses in the block."""
    try:
        yield
    except InsufficientPrivilege:
        raise  # the command says what to grant
    except psycopg2.Error as error:
        why = (
            f"PostgreSQL failed while landing (SQLSTATE {error.pgcode})"
            if error.pgcode
            else "The connection to PostgreSQL was lost"
        )
        raise LoadFailedError(f"{why}.") from error


@contextmanager
def working(folder: Path, connection: Connection) -> Iterator[Path]:
    """Let dlt work in a folder. The files of a landing are gone afterwards, as are those of a killed one."""
    clear_files(folder)
    try:
        with private_files():
            yield folder
    finally:
        clear_files(folder)
    vacuum_grown(connection)


def load_left(folder: Path, connection: Connection) -> tuple[list[str], list[str]]:
    """Load what a killed run left, if nobody came between. Returns the loads completed, and what went wrong."""
    loads: list[str] = []
    problems: list[str] = []
    for name in PIPELINES:
        forget_completed(folder / name)
    if left := pending(folder):
        from pipelines.raw.dlt.pipeline import drop_pending, load_pending, open_pipeline  # noqa: PLC0415 -- imports dlt

        outdated = is_outdated(folder, connection)
        for name in left:
            pipeline = open_pipeline(folder, connection, name)
            found, wrong = drop_pending(pipeline) if outdated else load_pending(pipeline, connection)
            loads += found
            problems += [problem for problem in wrong if problem not in problems]
    note_run(folder, connection)
    return loads, problems
