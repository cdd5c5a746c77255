"""Load slots: loads are loaded in turn, each through a dlt pipeline of its own."""

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from pipelines.landing.load.load import Load
from pipelines.landing.load.slots import LoadSlots
from pipelines.landing.plan import watermarks
from pipelines.landing.plan.leases import Leases
from pipelines.landing.plan.windows import WHOLE, Window
from pipelines.raw.csv_files import Copy
from pipelines.raw.dlt.packages import pending
from pipelines.raw.intake import Intake
from pipelines.stripe_api.documents import read
from tests.landing.conftest import Rows

SEEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def slots(database_url: str, tmp_path: Path) -> Iterator[LoadSlots]:
    connect = partial(psycopg2.connect, database_url)
    with LoadSlots(tmp_path, connect) as slots:
        yield slots


@pytest.fixture
def loaded() -> list[list[str]]:
    return []


def give(slots: LoadSlots, loaded: list[list[str]]) -> Load:
    def on_loaded(_: Connection, __: Load, loads: list[str]) -> None:
        loaded.append(loads)

    load = Load(slots.next.leases, Intake())
    slots.give(load, on_loaded, lambda: None)
    return load


def land(load: Load, *ids: str) -> None:
    documents = [read(b'{"id":"%b","object":"charge"}' % id_.encode()) for id_ in ids]
    load.writer.land([Copy("charge", "charges", document, "list", SEEN, None) for document in documents])


def test_a_batch_is_loaded_after_the_one_before_it_however_it_ends(
    slots: LoadSlots, loaded: list[list[str]], rows: Rows
) -> None:
    first, second = give(slots, loaded), give(slots, loaded)
    land(second, "ch_2")  # and its place is ready only after that of the first
    second.close()
    second.end()
    assert not slots.is_free
    assert not loaded
    land(first, "ch_1")
    first.close()
    first.end()
    slots.wait()
    assert slots.is_free
    assert rows("SELECT id, _dlt_load_id FROM raw.charges ORDER BY _dlt_load_id") == [
        ("ch_1", loaded[0][0]),
        ("ch_2", loaded[1][0]),
    ]


def test_a_place_that_was_made_ready_in_vain_leaves_nothing(
    slots: LoadSlots, loaded: list[list[str]], rows: Rows, tmp_path: Path
) -> None:
    for _ in range(2):  # both slots
        load = give(slots, loaded)
        load.expect_something()
        load.close()
        load.end()
    slots.wait()
    assert loaded == [[], []]
    assert pending(tmp_path) == []
    load = give(slots, loaded)
    land(load, "ch_1")
    load.close()
    load.end()
    slots.wait()
    assert rows("SELECT id FROM raw.charges") == [("ch_1",)]
    assert rows("SELECT load_id FROM raw._dlt_loads") == [(loaded[-1][0],)]


def test_what_is_abandoned_is_not_loaded_and_ends_what_comes_after_it(
    slots: LoadSlots, loaded: list[list[str]], rows: Rows, tmp_path: Path
) -> None:
    first, second = give(slots, loaded), give(slots, loaded)
    land(first, "ch_1")
    land(second, "ch_2")
    second.close()
    second.end()
    first.abandon(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        slots.wait()
    assert not loaded
    assert rows("SELECT id FROM raw.charges") == []
    assert pending(tmp_path) == ["stripe_oltp_2"], "the next run loads it, or drops it when another came before"


def test_what_a_load_keeps_for_the_next_stays_leased_however_late_that_one_is_begun(
    slots: LoadSlots, loaded: list[list[str]], database_url: str, rows: Rows
) -> None:
    with closing(psycopg2.connect(database_url)) as connection:
        with connection, connection.cursor() as cursor:
            watermarks.add(cursor, [Window("charge", WHOLE, until=1_800_000_000)])
        load = give(slots, loaded)
        load.done.kept = load.leases.acquire_windows({"charge"}, 1, changes=True)
        load.close()
        load.end()
        slots.wait()
        assert len(load.done.kept) == 1
        assert Leases(connection).acquire_windows({"charge"}, 1, changes=True) == []
    following = give(slots, loaded)
    assert following.leases.acquire_windows({"charge"}, 1, changes=True) == [], "it has it already"
    following.done.windows = load.done.kept
    following.close()
    following.end()
    slots.wait()
    assert rows("SELECT count(*) FROM meta.windows") == [(0,)]


def test_nobody_waits_for_a_place_in_a_batch_that_was_abandoned(slots: LoadSlots, loaded: list[list[str]]) -> None:
    load = give(slots, loaded)
    load.abandon(ValueError("a task failed"))
    with pytest.raises(ValueError, match="a task failed"):
        slots.wait()
    with pytest.raises(CancelledError):  # in a thread that knows nothing of it yet
        land(load, "ch_1")
