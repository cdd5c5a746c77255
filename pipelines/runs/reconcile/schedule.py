"""Whether it is time to compare everything with Stripe again: asked by every run, so without what compares."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import CATALOGUE, EVENT, StripeObject, read_by

RECONCILE = "reconcile"  # the name of such runs in meta.runs
COMPARED = "compare"  # the step of a run, as a plan and a progress bar name it
# A gap whose comparison has begun is no longer NULL, so that one noted meanwhile is told from it: it is noted as the
# moment of the beginning, so many years before. No real comparison is as old as what lies before this day.
YEARS_BEFORE, REAL_FROM = 50, "2020-01-01"


@dataclass(frozen=True)
class ComparisonBegun:
    """When a comparison began, by the database's clock, and what was noted then of each watermark's last one."""

    at: datetime
    noted: Mapping[str, datetime | None]


def due(connection: Connection, objects: Sequence[StripeObject], every: timedelta) -> list[StripeObject]:
    """Those of ``objects`` that were compared ``every`` or longer ago (zero: never by time), or not since a gap.

    After a gap, when events aged out, or the key could not read them or a type, lists are read again, and do not show
    what was deleted meanwhile.
    """
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT watermarks.object FROM meta.watermarks"
            f" WHERE watermarks.compared_at IS NULL OR watermarks.compared_at < '{REAL_FROM}'"
            " OR (%(by_time)s AND watermarks.compared_at < now() - %(every)s)",
            {"by_time": bool(every), "every": every},
        )
        names = {name for (name,) in cursor.fetchall()} - {EVENT.name}
    return [entry for entry in objects if _noted_as(entry) in names]


def begin(connection: Connection, objects: Iterable[StripeObject]) -> ComparisonBegun:
    """Note that a comparison of these types begins: a gap noted from now on is none that it closes. Commits."""
    names = [_noted_as(entry) for entry in objects]
    with connection, connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE meta.watermarks SET compared_at = clock_timestamp() - interval '{YEARS_BEFORE} years'"
            " WHERE object = ANY(%s) AND compared_at IS NULL",
            (names,),
        )
        cursor.execute("SELECT object, compared_at FROM meta.watermarks WHERE object = ANY(%s)", (names,))
        noted = dict(cursor.fetchall())
        cursor.execute("SELECT clock_timestamp()")
        (at,) = cursor.fetchone()
    return ComparisonBegun(at, noted)


def compared(connection: Connection, names: Iterable[str], begun: ComparisonBegun) -> None:
    """Note that these types were compared whole, as of the beginning: what came later may have been missed. Commits.

    A type of which a gap was noted since, or another comparison, is left as it is.
    """
    noted = {name: begun.noted[name] for name in map(_watermark, names) if name in begun.noted}
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meta.watermarks SET compared_at = %s FROM unnest(%s::text[], %s::timestamptz[]) AS was (name, at)"
            " WHERE watermarks.object = was.name AND watermarks.compared_at = was.at",
            (begun.at, list(noted), list(noted.values())),
        )


@contextmanager
def noting(connection: Connection, objects: Sequence[StripeObject]) -> Iterator[None]:
    """Around a landing: without a watermark of events there is a gap; a type of which nothing is here can have none.

    Nothing of it can have been deleted unseen. A landing that is killed notes no such types, and they are compared.
    """
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meta.watermarks SET compared_at = NULL"
            " WHERE NOT EXISTS (SELECT FROM meta.watermarks AS events WHERE events.object = %s)",
            (EVENT.name,),
        )
        untouched = [name for name, has_copies in _have_copies(cursor, objects) if not has_copies]
    try:
        yield
    finally:
        if untouched and not connection.closed:
            _note_complete(connection, untouched)


def _note_complete(connection: Connection, names: Iterable[str]) -> None:
    with connection, connection.cursor() as cursor:
        noted = [_watermark(name) for name in names]
        cursor.execute("UPDATE meta.watermarks SET compared_at = now() WHERE object = ANY(%s)", (noted,))


def _watermark(name: str) -> str:
    return _noted_as(CATALOGUE[name])


def _noted_as(entry: StripeObject) -> str:
    """The name of its watermark."""
    return (read_by(entry) or entry).name


def _have_copies(cursor: Cursor, objects: Sequence[StripeObject]) -> list[tuple[str, bool]]:
    if objects:
        looks = (f"SELECT '{entry.name}', EXISTS (SELECT FROM raw.{entry.plural})" for entry in objects)
        cursor.execute(" UNION ALL ".join(looks))
        return list(cursor.fetchall())
    return []
