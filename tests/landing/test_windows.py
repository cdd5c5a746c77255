"""Windows: what is left of one that is not read to its end, and who may read it."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import pairwise
from time import monotonic, sleep

import psycopg2
import pytest

from pipelines.landing.plan import watermarks
from pipelines.landing.plan.leases import Done, Leases
from pipelines.landing.plan.windows import LARGE, NEW, PIECES, WHOLE, Window
from tests.landing.conftest import Rows

DAY = 86_400
NOW = 1_800_000_000
OBJECTS = {"charge"}
WAITING = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def covers(windows: list[Window]) -> tuple[int | None, int | None]:
    """From when until when windows reach that follow each other without a gap, newest first."""
    for newer, older in pairwise(windows):
        assert older.until == newer.since
    return windows[-1].since, windows[0].until


@pytest.mark.parametrize("seen", [1, 100, LARGE, 10 * LARGE])
@pytest.mark.parametrize("since", [None, NOW - 400 * DAY, NOW - 2 * DAY])
def test_what_is_left_reaches_from_the_last_second_read_to_the_beginning(since: int | None, seen: int) -> None:
    window = Window("charge", WHOLE, since=since, until=NOW)
    left = window.rest(NOW - DAY, seen)
    assert covers(left) == (since, NOW - DAY + 1)
    assert all(part.until and part.until > (part.since or 0) for part in left)
    assert len(left) <= PIECES


def test_windows_are_as_wide_as_what_was_read_and_then_ever_wider() -> None:
    left = Window("charge", WHOLE, until=NOW).rest(NOW - DAY - 1, LARGE)
    assert [(part.until or 0) - (part.since or 0) for part in left[:3]] == [DAY, 2 * DAY, 4 * DAY]
    assert len(left) == PIECES
    assert left[-1].since is None, "what is older may be much, and is cut again then"


def test_a_window_is_not_left_within_its_first_second() -> None:
    assert Window("charge", WHOLE, until=NOW).rest(NOW - 1, 5 * LARGE) == []


def test_a_list_that_takes_no_bounds_is_left_after_any_object() -> None:
    (left,) = Window("payment_method", WHOLE).after("pm_1")
    assert left.parameters == {"starting_after": "pm_1"}
    assert not left.is_cut_by_time, "there is nothing to read beside it"


def test_the_parameters_are_those_of_stripe() -> None:
    window = Window("product", NEW, "active=true", NOW - DAY, NOW)
    assert window.parameters == {"active": "true", "created[gte]": str(NOW - DAY), "created[lt]": str(NOW)}
    assert Window("customer", NEW, "test_clock=clock_1").parameters == {"test_clock": "clock_1"}


def test_two_processes_never_read_the_same_window(database_url: str) -> None:
    with closing(psycopg2.connect(database_url)) as one, closing(psycopg2.connect(database_url)) as other:
        with one, one.cursor() as cursor:
            watermarks.add(
                cursor, [Window("charge", WHOLE, since=day * DAY, until=(day + 1) * DAY) for day in range(5)]
            )
        first, second = Leases(one), Leases(other)
        ours = first.acquire_windows(OBJECTS, 3, changes=True)
        theirs = second.acquire_windows(OBJECTS, 5, changes=True)
        assert [window.since for window in ours] == [0, DAY, 2 * DAY]
        assert [window.since for window in theirs] == [3 * DAY, 4 * DAY]
        assert first.acquire_windows(OBJECTS, 3, changes=True) == [], "its own are not leased twice"
        second.release()
        assert first.acquire_windows(OBJECTS, 3, changes=True) == theirs


def test_what_a_process_leased_is_free_again_when_it_dies(database_url: str, rows: Rows) -> None:
    with closing(psycopg2.connect(database_url)) as survivor, survivor.cursor() as cursor:
        dying = psycopg2.connect(database_url)
        watermarks.add(cursor, [Window("charge", WHOLE, until=NOW)])
        survivor.commit()
        leased = Leases(dying).acquire_windows(OBJECTS, 1, changes=True)
        dying.close()
        leases, until = Leases(survivor), monotonic() + 10
        while not (again := leases.acquire_windows(OBJECTS, 1, changes=True)) and monotonic() < until:
            leases.release()
        assert again == leased
        left = leased[0].rest(NOW - DAY, LARGE)
        leases.settle(Done(windows=leased, left=left), leases)
    assert rows("SELECT count(*), count(*) FILTER (WHERE created_from IS NULL) FROM meta.windows") == [(len(left), 1)]


def test_what_one_load_hands_to_the_next_nobody_else_leases_in_between(database_url: str, rows: Rows) -> None:
    class Heir(Leases):
        @contextmanager
        def inheriting(self, windows: Sequence[Window]) -> Iterator[None]:
            with super().inheriting(windows):
                yield
                theirs.append(pool.submit(third.acquire_windows, OBJECTS, 9, changes=True))
                until = monotonic() + 10
                while not (theirs[0].done() or rows(WAITING)[0][0]) and monotonic() < until:
                    sleep(0.01)

    theirs: list[Future[list[Window]]] = []
    connect = psycopg2.connect
    with (
        closing(connect(database_url)) as one,
        closing(connect(database_url)) as two,
        closing(connect(database_url)) as three,
        ThreadPoolExecutor(1) as pool,
    ):
        with one, one.cursor() as cursor:
            watermarks.add(cursor, [Window("charge", WHOLE, until=NOW)])
        first, heir, third = Leases(one), Heir(two), Leases(three)
        (window,) = first.acquire_windows(OBJECTS, 1, changes=True)
        left, given = first.numbered(window.rest(NOW - DAY, LARGE)[:2])
        first.settle(Done(windows=[window], left=[left, given], kept=[left]), heir)
        assert theirs[0].result() == [given], "what is left and not kept is for all"
        assert heir.acquire_windows(OBJECTS, 9, changes=True) == []
        heir.settle(Done(windows=[left]), first)
        third.settle(Done(windows=[given]), third)
    assert rows("SELECT count(*) FROM meta.windows") == [(0,)]


def test_who_dies_while_handing_over_holds_nobody_up(database_url: str) -> None:
    with closing(psycopg2.connect(database_url)) as survivor, survivor.cursor() as cursor:
        watermarks.add(cursor, [Window("charge", WHOLE, until=NOW)])
        survivor.commit()
        dying = psycopg2.connect(database_url)
        with pytest.raises(psycopg2.InterfaceError), Leases(dying).inheriting([]):
            dying.close()
        assert Leases(survivor).acquire_windows(OBJECTS, 1, changes=True)
