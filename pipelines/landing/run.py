"""Land what Stripe says into ``raw``."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from psycopg2.extensions import connection as Connection

from pipelines.catalogue import EVENT, THIN_EVENT, StripeObject, lists_with, select
from pipelines.database import connect
from pipelines.home import private_files
from pipelines.landing.engine import Engine
from pipelines.landing.files import find_files
from pipelines.landing.plan import forbidden_fields, watermarks
from pipelines.landing.plan.refetch import enqueue_unresolved
from pipelines.landing.plan.scope import EVERYTHING, ReadingScope
from pipelines.landing.report import LandingReport, empty, is_promoted, landed_objects, left_out, set_aside
from pipelines.landing.session import LandingSession, connected, load_left, tools, working
from pipelines.raw.dlt.packages import folder_of, own_folder
from pipelines.raw.intake import Intake, OnProgress
from pipelines.raw.newest import NewestCopies
from pipelines.settings import Settings
from pipelines.stripe_api.account import check_account, compare_account, who_and_when
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.others import OtherAccounts, own_account


def land(
    settings: Settings,
    database_url: str,
    objects: Sequence[StripeObject],
    on_progress: OnProgress | None = None,
    *,
    asked: ReadingScope = EVERYTHING,
    session: LandingSession | None = None,
) -> LandingReport:
    """Land from Stripe what is ``asked`` of ``objects``. The caller holds the run lock.

    ``session`` is what a process keeps from one landing to the next. Raises UsageError without a key, AccountError, one
    of ``stripe_api.errors``, or LoadFailedError.
    """
    with _session(settings, session) as it, it.reading(database_url, on_progress) as (engine, client, connection):
        compare_account(connection, None, settings.livemode)  # before a key of the wrong mode says anything to Stripe
        now = asked.now
        if now is None:
            account, now = who_and_when(client, engine.shortfalls)
            check_account(connection, account, settings.livemode)
        engine.others = OtherAccounts(own_account(connection))
        for entry in objects:
            if entry.path:
                engine.intake.count(entry.name)
        engine.run(objects, now, asked)
        return _told(engine, client, connection, {entry.name for entry in objects})


def land_unresolved(
    settings: Settings,
    database_url: str,
    objects: Sequence[StripeObject],
    on_progress: OnProgress | None = None,
    before: LandingReport | None = None,
    *,
    is_first: bool = True,
    session: LandingSession | None = None,
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
    return land_planned(settings, database_url, left, on_progress, before, session)


def _is_queued(connection: Connection, names: Sequence[str]) -> bool:
    with connection, connection.cursor() as cursor:
        return watermarks.is_anything_left(cursor, names)


def land_planned(  # noqa: PLR0917 -- three call sites
    settings: Settings,
    database_url: str,
    objects: Sequence[StripeObject],
    on_progress: OnProgress | None = None,
    before: LandingReport | None = None,
    session: LandingSession | None = None,
    without: AbstractSet[str] = frozenset(),
) -> LandingReport:
    """Land what is noted of ``objects`` and not read yet, without looking for what is new. Raises as ``land``.

    ``before``: see ``land_unresolved``; ``session``: see ``land``; ``without`` are lists of events to leave out.
    """
    shortfalls = before.shortfalls if before else None
    with _session(settings, session) as it, it.reading(database_url, on_progress, shortfalls) as reading:
        engine, client, connection = reading
        engine.shortfalls.left_out |= without
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
    with (
        connected(settings, database_url) as connection,
        working(folder_of(settings.home, connection), connection) as folder,
    ):
        intake = Intake(NewestCopies(connection), on_progress)
        others = OtherAccounts(own_account(connection))
        landing = FileLanding(connection, intake, files, others, objects, observed_at)
        loads, problems = load_left(folder, connection)
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
        connected(settings, database_url) as connection,
        private_files(),
        own_folder(folder_of(settings.home, connection)) as folder,
        tools(settings, database_url, connection, folder) as kit,
    ):
        engine, client = kit.engine(on_progress), kit.client
        account, now = who_and_when(client, engine.shortfalls)
        compare_account(connection, account, settings.livemode)
        engine.join(objects, now)
        return _told(engine, client, connection, {entry.name for entry in objects})


@contextmanager
def _session(settings: Settings, kept: LandingSession | None = None) -> Iterator[LandingSession]:
    """The session that is ``kept``, which goes on, or one of this landing alone."""
    if kept:
        yield kept
        return
    with LandingSession(settings) as session:
        yield session


def _told(engine: Engine, client: Client, connection: Connection, names: AbstractSet[str]) -> LandingReport:
    counts = dict(engine.intake.counts)
    events, thin = (counts[each.name].landed if each.name in counts else 0 for each in (EVENT, THIN_EVENT))
    for name in {EVENT.name, THIN_EVENT.name} - names:
        counts.pop(name, None)
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
        thin_events=thin,
        requests=engine.requests,
        until=engine.until,
    )
