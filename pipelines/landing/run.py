"""Land what Stripe says into ``raw``."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import dlt
import psycopg2
from psycopg2.extensions import connection as Connection

from pipelines.catalogue import CATALOGUE, StripeObject
from pipelines.database import connect
from pipelines.errors import UsageError
from pipelines.landing.account import check_account, compare_account
from pipelines.landing.client import Client
from pipelines.landing.errors import LoadFailedError
from pipelines.landing.file_source import FileLanding
from pipelines.landing.files import find_files
from pipelines.landing.intake import Counts, Intake, OnProgress, csv_folder
from pipelines.landing.newest import NewestCopies
from pipelines.landing.pipeline import load, load_pending, open_pipeline
from pipelines.landing.source import list_resources
from pipelines.landing.tables import ensure_raw_tables, raw_table_of, vacuum_grown
from pipelines.settings import Settings


@dataclass(frozen=True)
class LandedObject:
    """What became of one type: documents landed and unchanged, of those how many needed setting aside.

    ``promoted`` says whether the pipeline promotes the type at all; ``seconds`` are on the clock.
    """

    landed: int
    unchanged: int
    set_aside: int
    seconds: float
    promoted: bool


@dataclass(frozen=True)
class LandingReport:
    """One landing: by object, the dlt loads it completed, and what a person should know."""

    objects: Mapping[str, LandedObject]
    load_ids: Sequence[str]
    problems: Sequence[str]


def land(
    settings: Settings, database_url: str, objects: Sequence[StripeObject], on_progress: OnProgress | None = None
) -> LandingReport:
    """Land the lists of ``objects`` from Stripe. The caller holds the run lock.

    Raises UsageError without a key, AccountError, one of the Stripe errors of ``landing.errors``, or LoadFailedError.
    """
    if settings.api_key is None:
        raise UsageError("There is no STRIPE_API_KEY. Set it, or let the sandbox Stripe answer.")
    client = Client(settings.api_key, api_base=settings.api_base, api_version=settings.api_version)
    with _connected(database_url) as connection:
        compare_account(connection, None, settings.livemode)  # before a key of the wrong mode says anything to Stripe
        check_account(connection, client.account(), settings.livemode)
        with _landing(settings, connection, on_progress) as (pipeline, intake):
            loads, problems = load_pending(pipeline, connection)
            loads += load(pipeline, list(list_resources(objects, client, intake)))
        return _report(connection, intake.counts, loads, problems)


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
    files = find_files(paths)
    with _connected(database_url) as connection:
        with _landing(settings, connection, on_progress) as (pipeline, intake):
            landing = FileLanding(connection, intake, files, objects, observed_at)
            loads, problems = load_pending(pipeline, connection)
            loads += load(pipeline, [landing.resource()])
        unknown = sorted(name for name in intake.counts if not _is_promoted(name))
        if unknown:
            problems.append(f"Landed in raw, but not promoted: {', '.join(unknown)}.")
        return _report(connection, intake.counts, loads, problems)


@contextmanager
def _connected(database_url: str) -> Iterator[Connection]:
    """A connection in autocommit mode. Raises LoadFailedError, which quotes no row, for what PostgreSQL refuses."""
    with closing(connect(database_url)) as connection:
        connection.autocommit = True
        try:
            yield connection
        except psycopg2.Error as error:
            raise LoadFailedError(f"PostgreSQL failed while landing (SQLSTATE {error.pgcode or 'unknown'}).") from error


@contextmanager
def _landing(
    settings: Settings, connection: Connection, on_progress: OnProgress | None
) -> Iterator[tuple[dlt.Pipeline, Intake]]:
    """The pipeline and an intake whose files are gone afterwards, as are those of a run that was killed."""
    ensure_raw_tables(connection, [entry.plural for entry in CATALOGUE.values()])
    pipeline = open_pipeline(settings.home, connection)
    intake = Intake(NewestCopies(connection), on_progress)
    shutil.rmtree(csv_folder(pipeline), ignore_errors=True)
    try:
        yield pipeline, intake
    finally:
        shutil.rmtree(csv_folder(pipeline), ignore_errors=True)
    vacuum_grown(connection, {raw_table_of(name): counted.landed for name, counted in intake.counts.items()})


def _report(
    connection: Connection, counts: Mapping[str, Counts], loads: Sequence[str], problems: list[str]
) -> LandingReport:
    landed = {
        name: LandedObject(counted.landed, counted.unchanged, counted.set_aside, counted.seconds, _is_promoted(name))
        for name, counted in counts.items()
    }
    if any(result.set_aside for result in landed.values()):
        problems += _set_aside(connection, loads)
    return LandingReport(landed, loads, problems)


def _set_aside(connection: Connection, loads: Sequence[str]) -> list[str]:
    """What these loads set aside, and why."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT object, reason, count(*) FROM raw.set_aside WHERE _dlt_load_id = ANY(%s)"
            " GROUP BY object, reason ORDER BY object, reason",
            (list(loads),),
        )
        return [
            f"Set aside, with the exact bytes, in raw.set_aside: {number:,} of type {name or 'unknown'} ({reason})."
            for name, reason, number in cursor.fetchall()
        ]


def _is_promoted(name: str) -> bool:
    return name in CATALOGUE and CATALOGUE[name].table is not None
