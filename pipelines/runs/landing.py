"""The stages that ask Stripe: land what is new, and note what is due to be compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg2.extensions import cursor as Cursor

from oltp_schema import migrate
from pipelines.catalogue import CATALOGUE, EVENT, THIN_EVENT, StripeObject, lists_with
from pipelines.landing.plan import defaults, thin_events, watermarks
from pipelines.landing.plan.scope import EVERYTHING, ReadingScope
from pipelines.landing.plan.watermarks import Plan
from pipelines.landing.plan.windows import CHANGES
from pipelines.promotion.select import anything_landed
from pipelines.runs import events
from pipelines.runs.reconcile import schedule
from pipelines.runs.stages import Step, Work
from pipelines.settings import Settings
from pipelines.words import counted

if TYPE_CHECKING:
    from pipelines.landing.session import LandingSession

LANDED = "land"


@dataclass(frozen=True)
class Land:
    """Read from Stripe what is new or changed, and what an earlier run left: what is ``asked``.

    ``session`` is what a process keeps from one run to the next.
    """

    asked: ReadingScope = EVERYTHING
    session: "LandingSession | None" = None

    def preview(self, work: Work) -> Iterator[Step]:
        """The lists, their windows, and the objects that would be fetched by id."""
        if not migrate.is_at_head(work.database.connection):
            yield Step(LANDED, _names(work.objects), "plan with the migrated schema; a new database is read whole")
            return
        with work.database.connection as connection, connection.cursor() as cursor:
            yield from _planned(cursor, work)
            connection.rollback()  # what was planned to be shown is not planned

    def execute(self, work: Work) -> None:
        """Land. Raises as ``landing.run.land``."""
        from pipelines.landing.run import land

        connection = work.database.connection
        with connection, connection.cursor() as cursor:
            defaults.begin(cursor, work.objects, named=work.named)
            made_up = among_ones_own(work.settings) if work.is_made_up and not anything_landed(cursor) else ()
        with work.watch(LANDED) as report, schedule.noting(connection, work.objects):
            landing = land(
                work.settings, work.database.url, work.objects, report, asked=self.asked, session=self.session
            )
        with connection, connection.cursor() as cursor:
            news = defaults.settle(cursor, work.objects, landing.shortfalls)
        events.landed(landing)
        work.landed(replace(landing, remarks=[*landing.remarks, *made_up, *news.sentences]))


@dataclass(frozen=True)
class LandFiles:
    """Land the documents of files, all or nothing; ``only`` names types, None takes all."""

    paths: Sequence[Path]
    only: frozenset[str] | None = None
    observed_at: datetime | None = None

    def preview(self, work: Work) -> Iterator[Step]:
        """The files."""
        for path in self.paths:
            yield Step(LANDED, _names(work.objects) if self.only else "every type", f"read {path}")

    def execute(self, work: Work) -> None:
        """Land. Raises as ``landing.run.land_files``."""
        from pipelines.landing.run import land_files

        with work.watch(LANDED) as report:
            landing = land_files(work.settings, work.database.url, self.paths, self.only, self.observed_at, report)
        events.landed(landing)
        beside = beside_sandbox(work.settings) if landing.is_anything_landed else ()
        work.landed(replace(landing, remarks=[*landing.remarks, *beside]))


@dataclass(frozen=True)
class NoteDue:
    """Say which types are due to be compared, where the run itself compares nothing."""

    def preview(self, work: Work) -> Iterator[Step]:
        """Nothing: it only tells."""
        yield from ()

    def execute(self, work: Work) -> None:
        """Add it to what a person should know of the landing."""
        due = schedule.due(work.database.connection, work.objects, work.settings.pace.reconcile_every)
        if due and work.landing:
            problem = f"To be compared with Stripe, which pipeline and reconcile do: {_names(due)}."
            work.landing = replace(work.landing, remarks=[*work.landing.remarks, problem])


def beside_sandbox(settings: Settings) -> Iterator[str]:
    """Without a key and a database of one's own, files land beside the account of the sandbox, as if they were its."""
    if not settings.api_key and not settings.database_url:
        yield (
            "Landed into the database of the sandbox Stripe, because neither STRIPE_API_KEY nor DATABASE_URL is set."
            " With one of them, files land into that account's own database."
        )


def among_ones_own(settings: Settings) -> Iterator[str]:
    """The account of the sandbox lands into the database of one's own."""
    if settings.database_url:
        yield (
            "The sandbox's made-up account landed into the database of DATABASE_URL, because STRIPE_API_KEY is not set."
            " A database holds one account: give your own another database or STRIPE_OLTP_SCHEMA_PREFIX."
        )


def _planned(cursor: Cursor, work: Work) -> Iterator[Step]:
    """What is planned already, and what this run would add to it, in a transaction that the caller takes back.

    The sandbox's clock stands where the last run saw it.
    """
    settings = work.settings
    now = datetime.now(UTC) if settings.api_key else watermarks.current(cursor).get(EVENT.name, datetime.now(UTC))
    thin = thin_events.is_asked(cursor, settings.api_version)
    events = (EVENT, THIN_EVENT) if thin else (EVENT,)
    names = [entry.name for entry in (*events, *work.objects, *lists_with(work.objects))]
    if watermarks.aged_out(cursor, now):
        watermarks.forget(cursor, watermarks.current(cursor))
        yield Step(LANDED, "every type", "read whole: Stripe keeps events for 30 days, and the last run is older")
    watermarks.plan(cursor, Plan(now, work.objects, [], settings.api_version, settings.pace, are_thin_asked=thin))
    cursor.execute(
        "SELECT object, purpose, min(created_from), max(created_before), bool_or(created_from IS NULL), count(*)"
        " FROM meta.windows WHERE object = ANY(%s) GROUP BY object, purpose"
        " ORDER BY array_position(%s, object), purpose",
        (names, names),
    )
    for name, purpose, since, until, is_open, number in cursor.fetchall():
        yield Step(LANDED, name, _window(name, purpose, None if is_open else since, until, number))
    yield from _by_id(cursor, names)
    if settings.livemode is not True and any(entry.reading.on_clocks for entry in work.objects):
        yield Step(
            LANDED, _names([entry for entry in work.objects if entry.reading.on_clocks]), "by test clock, if any"
        )


def _by_id(cursor: Cursor, names: Sequence[str]) -> Iterator[Step]:
    cursor.execute(
        f"SELECT object, count(*) FROM meta.refetch_queue AS queued WHERE object = ANY(%s) AND {watermarks.DUE}"
        " GROUP BY object ORDER BY object",
        (list(names),),
    )
    for name, number in cursor.fetchall():
        yield Step(LANDED, name, _fetch(CATALOGUE[name], number))


def _fetch(entry: StripeObject, number: int) -> str:
    if entry.listed_per:
        return f"list {entry.listed_per.elements} of {counted(number, entry.listed_per.parent)}"
    return f"fetch {number:,} by id"


def _window(name: str, purpose: str, since: datetime | None, until: datetime | None, number: int) -> str:
    if CATALOGUE[name].singleton:
        return "keep it if it changed"
    windows = f" in {number:,} windows" if number > 1 else ""
    if until is None or since is None:
        return f"list {'what Stripe still has' if name == EVENT.name else 'everything'}{windows}"
    verb = "list events" if purpose == CHANGES else "list what was created"
    return f"{verb} since {since.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC{windows}"


def _names(objects: Sequence[StripeObject]) -> str:
    return ", ".join(entry.name for entry in objects)
