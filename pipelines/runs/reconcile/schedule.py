"""Whether it is time to compare everything with Stripe again: asked by every run, so without what compares."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import CATALOGUE, EVENT, StripeObject, read_by

RECONCILE = "reconcile"  # the name of such runs in meta.runs
COMPARED = "compare"  # the step of a run, as a plan and a progress bar name it


def due(connection: Connection, objects: Sequence[StripeObject], every: timedelta) -> list[StripeObject]:
    """Those of ``objects`` that were compared ``every`` or longer ago (zero: never by time), or not since a gap.

    After a gap, when events aged out, or the key could not read them or a type, lists are read again, and do not show
    what was deleted meanwhile.
    """
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT watermarks.object FROM meta.watermarks"
            " WHERE watermarks.compared_at IS NULL OR watermarks.compared_at < watermarks.gap_at"
            " OR (%(by_time)s AND watermarks.compared_at < now() - %(every)s)",
            {"by_time": bool(every), "every": every},
        )
        names = {name for (name,) in cursor.fetchall()} - {EVENT.name}
    return [entry for entry in objects if _noted_as(entry) in names]


def now(connection: Connection) -> datetime:
    """When a comparison begins, by the clock that gaps are noted by."""
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0]
    return at


def compared(connection: Connection, names: Iterable[str], begun: datetime) -> None:
    """Note that these types were compared whole, from ``begun`` on: a gap that was noted since stays due. Commits."""
    with connection, connection.cursor() as cursor:
        noted = [_noted_as(CATALOGUE[name]) for name in names]
        cursor.execute("UPDATE meta.watermarks SET compared_at = %s WHERE object = ANY(%s)", (begun, noted))


@contextmanager
def noting(connection: Connection, objects: Sequence[StripeObject]) -> Iterator[None]:
    """Around a landing: without a watermark of events there is a gap; a type of which nothing is here can have none.

    Nothing of it can have been deleted unseen. A landing that is killed notes no such types, and they are compared.
    """
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meta.watermarks SET gap_at = clock_timestamp()"
            " WHERE NOT EXISTS (SELECT FROM meta.watermarks AS events WHERE events.object = %s)",
            (EVENT.name,),
        )
        untouched = [name for name, has_copies in _have_copies(cursor, objects) if not has_copies]
    try:
        yield
    finally:
        if untouched and not connection.closed:
            compared(connection, untouched, now(connection))


def _noted_as(entry: StripeObject) -> str:
    """The name of its watermark."""
    return (read_by(entry) or entry).name


def _have_copies(cursor: Cursor, objects: Sequence[StripeObject]) -> list[tuple[str, bool]]:
    if objects:
        looks = (f"SELECT '{entry.name}', EXISTS (SELECT FROM raw.{entry.plural})" for entry in objects)
        cursor.execute(" UNION ALL ".join(looks))
        return list(cursor.fetchall())
    return []
