"""How far Stripe was read, in the database: what is planned, and what of it is still to be done.

A plan only ever adds windows and advances watermarks in the same transaction. Whatever is planned will be read, by this
run or by another one, on this machine or elsewhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from psycopg2.extensions import cursor as Cursor

from oltp_schema.schemas import execute_values
from oltp_schema.sql_files import sql_file
from pipelines.catalogue import EVENT, THIN_EVENT, StripeObject, lists_with
from pipelines.landing.plan import thin_events
from pipelines.landing.plan.due import due_windows
from pipelines.landing.plan.scope import EVERYTHING, ReadingScope
from pipelines.landing.plan.windows import CHANGES, NEW, WHOLE, Window
from pipelines.raw import per_parent
from pipelines.settings import Pace
from pipelines.stripe_api.lists import takes_created, views_of_clocks

RETENTION = timedelta(days=30)  # how long Stripe keeps events
MARGIN = timedelta(days=1)  # a run may take some time to reach the oldest ones
# Which objects of the refetch queue to ask for: one that Stripe refused to give not before two days, then four, eight …
DUE = """(
    queued.times = 0 OR queued.asked_at IS NULL
    OR queued.asked_at + interval '1 day' * 2 ^ least(queued.times, 10) < now()
)"""


@dataclass(frozen=True)
class Plan:
    """What to plan: ``now`` by Stripe's clock, the types, the test clocks there are, and the client's API version.

    ``failing`` types are left as they are: what is planned of them is still to be read. ``asked`` says how far back
    events are read that were planned before, ``are_thin_asked`` whether thin events are read beside them.
    """

    now: datetime
    objects: Sequence[StripeObject]
    clocks: Sequence[str]
    api_version: str
    pace: Pace
    failing: AbstractSet[str] = frozenset()
    asked: ReadingScope = EVERYTHING
    are_thin_asked: bool = False


def current(cursor: Cursor) -> dict[str, datetime]:
    """Until when each type's lists were planned; a type that was never planned is absent."""
    cursor.execute("SELECT object, planned_until FROM meta.watermarks")
    return dict(cursor.fetchall())


def forget(cursor: Cursor, objects: Iterable[str]) -> None:
    """Know nothing of the lists of these types any more: the next plan reads them whole, and they are compared then.

    The refetch queue stays: lists show neither what was deleted nor all that events speak of. Windows that
    another process is at it forgets itself: to wait for each other would be a deadlock.
    """
    names = list(objects)
    cursor.execute(
        "DELETE FROM meta.windows WHERE id IN"
        " (SELECT windows.id FROM meta.windows WHERE object = ANY(%s) FOR UPDATE SKIP LOCKED)",
        (names,),
    )
    cursor.execute("DELETE FROM meta.watermarks WHERE object = ANY(%s)", (names,))


def aged_out(cursor: Cursor, now: datetime) -> datetime | None:
    """Until when all events were read, if Stripe no longer has all that came after. What was planned may be unread."""
    cursor.execute(sql_file(__package__, "events_read_until.sql"), {"events": EVENT.name})
    (last,) = cursor.fetchone() or (None,)
    return last if last and now - last > RETENTION - MARGIN else None


def note_gap(cursor: Cursor, since: datetime, now: datetime) -> None:
    """Events of the time from ``since`` on are lost: all that Stripe no longer has, or may not have when asked."""
    cursor.execute(
        "INSERT INTO meta.event_gaps (since, until) VALUES (%s, %s)"
        " ON CONFLICT (since) DO UPDATE SET until = excluded.until, in_history = FALSE",
        (since, now - (RETENTION - MARGIN)),
    )


def is_list_left(cursor: Cursor, objects: Iterable[str]) -> bool:
    """Whether lists of these types are still to be read."""
    cursor.execute("SELECT EXISTS (SELECT FROM meta.windows WHERE object = ANY(%s))", (list(objects),))
    return bool(cursor.fetchone()[0])


def is_anything_left(cursor: Cursor, objects: Sequence[str]) -> bool:
    """Whether something of these types is still to be read."""
    cursor.execute(
        "SELECT EXISTS (SELECT FROM meta.windows WHERE object = ANY(%(names)s))"
        f" OR EXISTS (SELECT FROM meta.refetch_queue AS queued WHERE object = ANY(%(names)s) AND {DUE})",
        {"names": list(objects)},
    )
    return bool(cursor.fetchone()[0])


def plan(cursor: Cursor, what: Plan) -> set[str]:
    """Plan to read what changed and what is new of each type, and everything of one that was never planned.

    Returns the names of those that are read whole. The events' watermark begins with the first plan, so that changes
    while everything is read are told later. Without it nobody knows what changed, and everything is read whole.
    """
    known = current(cursor)
    if EVENT.name not in known:
        known = {}
    windows: list[Window] = []
    if EVENT.name not in what.failing:
        _advance(cursor, EVENT, what.now)
        every = EVENT in what.objects and _is_due(cursor, EVENT, what)
        windows += _events(what, known.get(EVENT.name), every=every)
    if what.are_thin_asked and THIN_EVENT.name not in what.failing and EVENT.name in current(cursor):
        windows += _thin_events(cursor, what, known.get(THIN_EVENT.name))
    read_otherwise = {EVENT.name, THIN_EVENT.name} | what.failing
    lists = [entry for entry in what.objects if entry.path and entry.name not in read_otherwise]
    for entry in lists:
        new = list(_lists(entry, what, known.get(entry.name), again=_is_due(cursor, entry, what)))
        windows += new
        if entry.reading.pending and entry.name in known:
            before = min((window.since for window in new if window.since is not None), default=0)
            windows += due_windows(cursor, entry, _seconds(what.now), before)
        _advance(cursor, entry, what.now)
    add(cursor, windows)
    for entry in lists_with(what.objects):
        if entry.name not in what.failing:
            _lists_per_parent(cursor, entry, what.now, is_new=entry.name not in known)
    whole = {entry.name for entry in what.objects if entry.path and not (entry.singleton or entry is THIN_EVENT)}
    return whole - known.keys()


def numbered(cursor: Cursor, windows: Sequence[Window]) -> list[Window]:
    """The same windows with ids, under which they may be added."""
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence('meta.windows', 'id')) FROM generate_series(1, %s)", (len(windows),)
    )
    return [replace(window, id=id_) for window, (id_,) in zip(windows, cursor.fetchall(), strict=True)]


def add(cursor: Cursor, windows: Iterable[Window]) -> None:
    """Windows that are to be read; those without an id get one."""
    given = list(windows)
    new = numbered(cursor, [window for window in given if window.id is None])
    execute_values(
        cursor,
        "INSERT INTO meta.windows (id, object, purpose, view, created_from, created_before, starting_after)"
        " OVERRIDING SYSTEM VALUE VALUES %s",
        [
            (
                *(window.id, window.object, window.purpose, window.view),
                *(window.since, window.until, window.starting_after),
            )
            for window in [*new, *(window for window in given if window.id is not None)]
        ],
        "(%s, %s, %s, %s, to_timestamp(%s), to_timestamp(%s), %s)",
    )


def _events(what: Plan, last: datetime | None, *, every: bool) -> Iterator[Window]:
    """The events since the last plan, which tell of changes, and ``every`` one before, or some before the first plan.

    Those in the second of the first plan tell of changes, too: an object can change after it was read. No two windows
    share an event: the one that reads it second would find it known, and what it tells old.
    """
    now = _seconds(what.now)
    overlap = what.pace.lag if what.asked.overlap is None else what.asked.overlap
    since = _seconds(min(last, what.now) - overlap) if last else now
    yield Window(EVENT.name, CHANGES, since=since, until=now + 1)
    for second in what.asked.late:
        if second < since:
            yield Window(EVENT.name, CHANGES, since=second, until=second + 1)
    if every:
        yield Window(EVENT.name, WHOLE, until=since)
    elif last is None:
        yield Window(EVENT.name, NEW, since=_seconds(what.now - what.pace.lag) - 1, until=now)


def _thin_events(cursor: Cursor, what: Plan, last: datetime | None) -> Iterator[Window]:
    """The same of thin events. What they told before the first plan, the lists of that run show."""
    thin_events.begin(cursor, what.now, is_first=last is None)
    _advance(cursor, THIN_EVENT, what.now)
    oldest = what.now - RETENTION
    cursor.execute(  # planned again and again where they are refused, and for longer than Stripe keeps events
        "DELETE FROM meta.windows WHERE id IN (SELECT old.id FROM meta.windows AS old"
        " WHERE old.object = %s AND old.created_before < %s FOR UPDATE SKIP LOCKED)",
        (THIN_EVENT.name, oldest),
    )
    for window in _events(what, last and max(last, oldest), every=False):
        if window.purpose == CHANGES:
            yield replace(window, object=THIN_EVENT.name)


def _lists(entry: StripeObject, what: Plan, last: datetime | None, *, again: bool) -> Iterator[Window]:
    """What to read of one type's lists; ``again`` when it is time to list for changes that have no event."""
    purpose, until = NEW if last else WHOLE, _seconds(what.now) + 1
    if not takes_created(entry, what.api_version):
        if last is None or again or entry.singleton:
            yield from (Window(entry.name, WHOLE, urlencode(view)) for view in entry.reading.views)
    else:
        since = None
        if last:
            since = _seconds(min(last, what.now) - what.pace.lag)
            since = min(since, _seconds(what.now - what.pace.relist_window)) if again else since
        for view in entry.reading.views:
            yield Window(entry.name, purpose, urlencode(view), since, until)
    for view in views_of_clocks(entry, what.clocks):  # their objects may be of any time
        yield Window(entry.name, purpose, urlencode(view))


def _lists_per_parent(cursor: Cursor, entry: StripeObject, now: datetime, *, is_new: bool) -> None:
    """Queue the lists of all parents that are known, when it is the first time; from then on promotions do it."""
    _advance(cursor, entry, now)
    if is_new:
        cursor.execute(per_parent.enqueue(entry))


def _is_due(cursor: Cursor, entry: StripeObject, what: Plan) -> bool:
    """Whether to list a type once more than its events ask for; of events themselves, whether that was never done."""
    if not (entry.reading.has_silent_updates or entry is EVENT):
        return False
    before = None if entry is EVENT else what.now - what.pace.relist_every
    cursor.execute(
        "UPDATE meta.watermarks SET relisted_at = %(now)s WHERE object = %(name)s"
        " AND (relisted_at IS NULL OR relisted_at <= %(before)s)",
        {"now": what.now, "name": entry.name, "before": before},
    )
    return bool(cursor.rowcount)


def _advance(cursor: Cursor, entry: StripeObject, now: datetime) -> None:
    cursor.execute(
        "INSERT INTO meta.watermarks (object, planned_until, relisted_at) VALUES (%s, %s, %s)"
        " ON CONFLICT (object) DO UPDATE SET planned_until = excluded.planned_until",
        (entry.name, now, now if entry.reading.has_silent_updates else None),
    )


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
