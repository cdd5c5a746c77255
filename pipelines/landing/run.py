"""Land what Stripe says into ``raw``."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import psycopg2
from psycopg2.errors import InsufficientPrivilege
from psycopg2.extensions import connection as Connection

from pipelines.catalogue import EVENT, StripeObject, lists_with, select
from pipelines.database import connect
from pipelines.errors import UsageError
from pipelines.home import private_files
from pipelines.landing.engine import Engine
from pipelines.landing.files import find_files
from pipelines.landing.load.slots import LoadSlots
from pipelines.landing.plan import defaults, forbidden_fields, watermarks
from pipelines.landing.plan.refetch import enqueue_unresolved
from pipelines.landing.report import LandingReport, empty, is_promoted, landed_objects, left_out, set_aside
from pipelines.raw.dlt.packages import (
    PIPELINES,
    clear_files,
    folder_of,
    forget_completed,
    is_outdated,
    note_run,
    own_folder,
    pending,
)
from pipelines.raw.intake import Intake, OnProgress
from pipelines.raw.newest import NewestCopies
from pipelines.raw.tables import vacuum_grown
from pipelines.settings import Settings
from pipelines.stripe_api.account import check_account, compare_account, who_and_when
from pipelines.stripe_api.client import Client, timeouts
from pipelines.stripe_api.errors import LoadFailedError
from pipelines.stripe_api.others import OtherAccounts, own_account
from pipelines.stripe_api.shortfalls import Shortfalls


def land(
    settings: Settings,
    database_url: str,
    objects: Sequence[StripeObject],
    on_progress: OnProgress | None = None,
    *,
    lists: bool = True,
) -> LandingReport:
    """Land the lists of ``objects`` from Stripe, or without ``lists`` only what events tell. The caller holds the lock.

    Raises UsageError without a key, AccountError, one of ``stripe_api.errors``, or LoadFailedError.
    """
    with _reading(settings, database_url, on_progress) as (engine, client, connection):
        compare_account(connection, None, settings.livemode)  # before a key of the wrong mode says anything to Stripe
        account, now = who_and_when(client, engine.shortfalls)
        check_account(connection, account, settings.livemode)
        engine.others = OtherAccounts(own_account(connection))
        for entry in objects:
            if entry.path:
                engine.intake.count(entry.name)
        engine.run(objects, now, lists=lists)
        return _told(engine, client, connection, {entry.name for entry in objects})


def land_unresolved(
    settings: Settings,
    database_url: str,
    objects: Sequence[StripeObject],
    on_progress: OnProgress | None = None,
    before: LandingReport | None = None,
    *,
    is_first: bool = True,
) -> LandingReport | None:
    """Land what rows of ``oltp`` name and no list had, and what promotions queued, of the types ``objects``.

    None when there is nothing to ask for.

    What Stripe does not know is remembered in ``meta.not_found`` and asked for ever more rarely. ``before`` are the
    landings of the same run: what they could not read is not asked for again. ``is_first``: see ``enqueue_unresolved``.
    Raises as ``land``.
    """
    left = [entry for entry in objects if before is None or not before.shortfalls.has(entry.name)]
    promoted = [*lists_with(left), *(entry for entry in left if entry.reading.lives_on)]
    queued = [entry.name for entry in promoted if before is None or not before.shortfalls.has(entry.name)]
    with closing(connect(database_url, settings.schemas)) as connection:
        if not enqueue_unresolved(connection, left, is_first=is_first) and not _is_queued(connection, queued):
            return None
    return land_planned(settings, database_url, left, on_progress, before)


def _is_queued(connection: Connection, names: Sequence[str]) -> bool:
    with connection, connection.cursor() as cursor:
        return watermarks.is_anything_left(cursor, names)


def land_planned(
    settings: Settings,
    database_url: str,
    objects: Sequence[StripeObject],
    on_progress: OnProgress | None = None,
    before: LandingReport | None = None,
) -> LandingReport:
    """Land what is noted of ``objects`` and not read yet, without looking for what is new. Raises as ``land``.

    ``before``: see ``land_unresolved``.
    """
    shortfalls = before.shortfalls if before else None
    with _reading(settings, database_url, on_progress, shortfalls) as (engine, client, connection):
        engine.work(objects, engine.now())
        return _told(engine, client, connection, {entry.name for entry in objects})


def land_files(  # noqa: PLR0917 -- one option of the command each
    settings: Settings,
    database_url: str,
    paths: Sequence[Path],
    objects: AbstractSet[str] | None = None,
    observed_at: datetime | None = None,
    on_progress: OnProgress | None = None,
) -> LandingReport:
    """Land the documents of files and folders, all or nothing. The caller holds the run lock.

    ``objects`` are names of types, None takes all; ``observed_at`` None means when each file was last written.
    Raises LandingFileError, AccountError or LoadFailedError.
    """
    from pipelines.landing.file_source import FileLanding  # noqa: PLC0415 -- dlt takes long to import
    from pipelines.raw.dlt.pipeline import extract, load, open_pipeline  # noqa: PLC0415

    files = find_files(paths)
    with _connected(settings, database_url) as connection, _landing(settings, connection) as folder:
        intake = Intake(NewestCopies(connection), on_progress)
        others = OtherAccounts(own_account(connection))
        landing = FileLanding(connection, intake, files, others, objects, observed_at)
        loads, problems = _load_left(folder, connection)
        problems += set_aside(connection, loads)
        pipeline = open_pipeline(folder, connection)
        extract(pipeline, landing.resource())
        loads += load(pipeline)
        problems += [*landing.set_aside.sentences(connection), *left_out(landing.left_out), *empty(landing.empty)]
        unknown = sorted(
            name for name, it in intake.counts.items() if it.landed and name != EVENT.name and not is_promoted(name)
        )
        if unknown:
            problems.append(f"Landed but not promoted: {', '.join(unknown)}.")
        return LandingReport(landed_objects(intake.counts), loads, [*problems, *others.problems])


def join(settings: Settings, database_url: str, on_progress: OnProgress | None = None) -> LandingReport:
    """Help the run that reads Stripe into this database now, until it has nothing left to read.

    Raises NothingToJoinError when there is none, and as ``land``.
    """
    objects = select(None)
    with (
        _connected(settings, database_url) as connection,
        private_files(),
        own_folder(folder_of(settings.home, connection)) as folder,
        _engine(settings, database_url, connection, folder, on_progress) as (engine, client),
    ):
        account, now = who_and_when(client, engine.shortfalls)
        compare_account(connection, account, settings.livemode)
        engine.join(objects, now)
        return _told(engine, client, connection, {entry.name for entry in objects})


@contextmanager
def _connected(settings: Settings, database_url: str) -> Iterator[Connection]:
    """A connection in autocommit mode. Raises LoadFailedError, which quotes no row, for what PostgreSQL refuses."""
    with closing(connect(database_url, settings.schemas)) as connection:
        connection.autocommit = True
        try:
            yield connection
        except InsufficientPrivilege:
            raise  # the command says what to grant
        except psycopg2.Error as error:
            raise LoadFailedError(f"PostgreSQL failed while landing (SQLSTATE {error.pgcode or 'unknown'}).") from error


@contextmanager
def _landing(settings: Settings, connection: Connection) -> Iterator[Path]:
    """The folder in which dlt works. The files of a landing are gone afterwards, as are those of a killed one."""
    folder = folder_of(settings.home, connection)
    clear_files(folder)
    try:
        with private_files():
            yield folder
    finally:
        clear_files(folder)
    vacuum_grown(connection)


def _load_left(folder: Path, connection: Connection) -> tuple[list[str], list[str]]:
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


@contextmanager
def _reading(
    settings: Settings, database_url: str, on_progress: OnProgress | None, shortfalls: Shortfalls | None = None
) -> Iterator[tuple[Engine, Client, Connection]]:
    """All that reading Stripe takes; what an earlier landing left is loaded first."""
    with (
        _connected(settings, database_url) as connection,
        _landing(settings, connection) as folder,
        _engine(settings, database_url, connection, folder, on_progress, shortfalls) as (engine, client),
    ):
        engine.loads, engine.problems = _load_left(folder, connection)
        yield engine, client, connection


@contextmanager
def _engine(  # noqa: PLR0917 -- two call sites
    settings: Settings,
    database_url: str,
    connection: Connection,
    folder: Path,
    on_progress: OnProgress | None,
    shortfalls: Shortfalls | None = None,
) -> Iterator[tuple[Engine, Client]]:
    if settings.api_key is None:
        raise UsageError("STRIPE_API_KEY is not set. Set it, or use the sandbox Stripe.")
    with (
        closing(connect(database_url, settings.schemas)) as planning,
        LoadSlots(folder, partial(connect, database_url, settings.schemas)) as slots,
        Client(
            settings.api_key,
            api_base=settings.api_base,
            api_version=settings.api_version,
            timeout=timeouts(settings.answer_within),
        ) as client,
    ):
        intake = Intake(NewestCopies(connection), on_progress)
        if shortfalls is None:
            with planning, planning.cursor() as cursor:
                shortfalls = Shortfalls(tolerated=defaults.tolerated(cursor))
        yield Engine(settings, client, connection, planning, slots, intake, shortfalls), client


def _told(engine: Engine, client: Client, connection: Connection, names: AbstractSet[str]) -> LandingReport:
    counts = dict(engine.intake.counts)
    events = counts[EVENT.name].landed if EVENT.name in counts else 0
    if EVENT.name not in names:
        counts.pop(EVENT.name, None)
    engine.shortfalls.oddities.add(client.oddities)
    engine.shortfalls.expansions.add(client.expansions)
    landed = landed_objects(counts)
    problems = [*engine.problems, *engine.others.problems]
    with connection, connection.cursor() as cursor:
        problems += forbidden_fields.settle(cursor, client.expansions)
    if any(result.set_aside for result in landed.values()):
        problems += set_aside(connection, engine.loads)
    return LandingReport(
        landed,
        engine.loads,
        problems,
        since=engine.since,
        whole=engine.whole - engine.shortfalls.refusals.keys(),
        shortfalls=engine.shortfalls,
        events=events,
        requests=client.counters.total.sent,
    )
