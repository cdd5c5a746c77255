"""A landing may die at any moment, on any machine: the next one ends right."""

import json
import os
import shutil
import signal
import time
from dataclasses import replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import psycopg2
import pytest

from oltp_schema.migrate import upgrade
from pipelines.catalogue import CATALOGUE
from pipelines.landing.report import LandingReport
from pipelines.landing.run import land
from pipelines.runs import ledger
from pipelines.settings import Settings
from tests.forks import FORKS
from tests.landing.conftest import Rows
from tests.landing.dying import DEATHS, WITHOUT_DLT, land_and_die
from tests.landing.stripe_server import StripeServer

NUMBER = 300
OBJECTS = [CATALOGUE["charge"], CATALOGUE["customer"]]
COUNTED = "_dlt_load_id IN (SELECT load_id FROM raw._dlt_loads WHERE status = 0)"


@pytest.fixture(autouse=True)
def _documents(stripe: StripeServer) -> None:
    stripe.lists["/v1/charges"] = [b'{"id":"ch_%d","object":"charge"}' % number for number in range(NUMBER)]
    stripe.lists["/v1/customers"] = [b'{"id":"cus_%d","object":"customer"}' % number for number in range(250)]


def process(where: str, settings: Settings, url: str) -> ForkServerProcess:
    dying = FORKS.Process(target=land_and_die, args=(where, settings, url))
    dying.start()
    return dying


def ended(dying: ForkServerProcess) -> int | None:
    dying.join(60)
    return dying.exitcode


def again(settings: Settings, url: str) -> LandingReport:
    return land(settings, url, OBJECTS, None)


def is_whole(rows: Rows) -> None:
    """Every document once among the rows that count, whatever lies beside them."""
    assert rows(f"SELECT count(*), count(DISTINCT id) FROM raw.charges WHERE {COUNTED}") == [(NUMBER, NUMBER)]
    assert rows(f"SELECT count(*), count(DISTINCT id) FROM raw.customers WHERE {COUNTED}") == [(250, 250)]


def told(stripe: StripeServer, number: int, state: str, hour: int) -> None:
    """From this hour on, ch_1 is in this state, and an event says so."""
    charge = {"id": "ch_1", "object": "charge", "state": state}
    happened = {"id": f"evt_{number}", "object": "event", "type": "charge.updated", "data": {"object": charge}}
    created = {"created": 1_795_341_600 + 3600 * (hour - 10)}
    stripe.date = f"Sun, 22 Nov 2026 {hour}:00:00 GMT"
    stripe.objects["/v1/charges/ch_1"] = json.dumps(charge).encode()
    stripe.lists["/v1/events"].insert(0, json.dumps(happened | created).encode())


@pytest.mark.parametrize("is_followed", [False, True])
def test_a_machine_that_comes_back_does_not_turn_an_object_back_in_time(  # noqa: PLR0917 -- fixtures
    stripe: StripeServer,
    settings: Settings,
    database_url: str,
    connection: psycopg2.extensions.connection,
    rows: Rows,
    tmp_path: Path,
    is_followed: bool,
) -> None:
    stripe.lists["/v1/charges"] = [b'{"id":"ch_1","object":"charge","state":"A"}']
    here, there = settings, replace(settings, home=tmp_path / "there")
    with ledger.run(connection, "land"):
        again(here, database_url)
    stripe.lists["/v1/charges"] = []
    told(stripe, 1, "B", 11)
    with connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM raw._dlt_version")  # as if it had never loaded: only its packages outlive a kill
    with ledger.run(connection, "land"):
        assert ended(process("after the extract", there, database_url)) == -signal.SIGKILL
    if is_followed:
        told(stripe, 2, "A", 12)
        with ledger.run(connection, "land"):
            again(here, database_url)
    stripe.date = "Sun, 22 Nov 2026 13:00:00 GMT"
    with ledger.run(connection, "land"):
        problems = again(there, database_url).problems
    assert bool([one for one in problems if "older than what others read" in one]) is is_followed
    newest = f"SELECT payload ->> 'state' FROM raw.charges WHERE {COUNTED} ORDER BY observed_at DESC, _dlt_load_id DESC"
    assert rows(f"{newest} LIMIT 1") == [("A" if is_followed else "B",)]
    assert rows("SELECT (SELECT count(*) FROM meta.refetch_queue), (SELECT count(*) FROM meta.windows)") == [(0, 0)]


@pytest.mark.parametrize("where", [where for where in DEATHS if where != "never"])
def test_a_landing_killed_is_made_whole_by_the_next(
    where: str, settings: Settings, database_url: str, rows: Rows
) -> None:
    assert ended(process(where, settings, database_url)) == -signal.SIGKILL
    report = again(settings, database_url)
    assert report.problems == []
    is_whole(rows)


@pytest.mark.parametrize("where", WITHOUT_DLT)
def test_a_load_without_dlt_is_there_whole_or_not_at_all(
    where: str, stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    again(settings, database_url)
    stripe.lists["/v1/charges"] = []
    told(stripe, 1, "B", 11)
    assert ended(process(where, settings, database_url)) == -signal.SIGKILL
    told_of = "SELECT count(*) FROM raw.events UNION ALL SELECT count(*) FROM raw.charges"
    there = [(0,), (NUMBER,)] if "tables" in where else [(1,), (NUMBER + 1,)]
    assert rows(told_of) == there
    stripe.date = "Sun, 22 Nov 2026 13:00:00 GMT"
    assert again(settings, database_url).problems == []
    assert rows(told_of) == [(1,), (NUMBER + 1,)]
    assert rows(f"SELECT payload ->> 'state' FROM raw.charges WHERE id = 'ch_1' AND {COUNTED} ORDER BY _dlt_id") == [
        (None,),
        ("B",),
    ]
    assert rows("SELECT (SELECT count(*) FROM meta.refetch_queue), (SELECT count(*) FROM meta.windows)") == [(0, 0)]


@pytest.mark.parametrize("where", ["before the load is complete", "before the package is put away"])
def test_a_file_that_is_loaded_twice_never_counts_twice(  # noqa: PLR0917 -- fixtures
    where: str,
    settings: Settings,
    database_url: str,
    connection: psycopg2.extensions.connection,
    rows: Rows,
    tmp_path: Path,
) -> None:
    """The machine that loads it again dies too, and another goes on."""
    for death in ("between the COPY and dlt's note of it", where):
        with ledger.run(connection, "land"):
            assert ended(process(death, settings, database_url)) == -signal.SIGKILL
    for home in (tmp_path / "there", settings.home):
        with ledger.run(connection, "land"):
            again(replace(settings, home=home), database_url)
        is_whole(rows)
    assert not list(settings.home.rglob("loaded/*"))


def test_a_landing_killed_while_it_fetches_is_made_whole_by_the_next(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    child: list[int] = []

    def kill_at_the_third_page(path: str, query: dict[str, list[str]]) -> None:
        if path == "/v1/charges" and query.get("starting_after") == ["ch_199"] and child:
            os.kill(child.pop(), signal.SIGKILL)

    stripe.before = kill_at_the_third_page
    dying = process("never", settings, database_url)
    child.append(dying.pid or 0)
    assert ended(dying) == -signal.SIGKILL
    assert again(settings, database_url).objects["charge"].landed == NUMBER
    is_whole(rows)
    assert not [path for path in settings.home.rglob("*") if path.is_file() and path.suffix == ".csv"]
    assert not list(settings.home.rglob("loaded/*"))


def test_ctrl_c_ends_a_landing_and_the_next_one_is_whole(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    child: list[int] = []

    def interrupt_at_the_third_page(path: str, query: dict[str, list[str]]) -> None:
        if path == "/v1/charges" and query.get("starting_after") == ["ch_199"] and child:
            os.kill(child.pop(), signal.SIGINT)
            time.sleep(0.2)

    stripe.before = interrupt_at_the_third_page
    interrupted = process("never", settings, database_url)
    child.append(interrupted.pid or 0)
    assert ended(interrupted) in {-signal.SIGINT, 1, 130}
    again(settings, database_url)
    is_whole(rows)


def test_rows_of_a_load_that_never_ended_do_not_count(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    ended(process("before the load is complete", settings, database_url))
    assert rows("SELECT count(*) FROM raw.charges") == [(NUMBER,)]
    shutil.rmtree(settings.home)  # the machine is gone, and its pending package with it
    assert again(settings, database_url).objects["charge"].landed == NUMBER
    assert rows("SELECT count(*) FROM raw.charges") == [(2 * NUMBER,)]
    is_whole(rows)


def test_another_machine_goes_on(settings: Settings, database_url: str, rows: Rows, tmp_path: Path) -> None:
    again(settings, database_url)
    elsewhere = replace(settings, home=tmp_path / "elsewhere")
    assert again(elsewhere, database_url).objects["charge"].unchanged == NUMBER
    assert again(settings, database_url).objects["customer"].unchanged == 250
    is_whole(rows)


def test_a_raw_schema_that_was_dropped_is_landed_anew(
    settings: Settings, database_url: str, rows: Rows, connection: psycopg2.extensions.connection
) -> None:
    again(settings, database_url)
    with connection, connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA raw CASCADE")
    assert again(settings, database_url).objects["charge"].landed == NUMBER
    is_whole(rows)


def test_what_is_pending_for_one_database_never_lands_in_another(
    settings: Settings, database_url: str, empty_database_url: str, rows: Rows
) -> None:
    ended(process("after the extract", settings, database_url))
    upgrade(empty_database_url)
    report = land(settings, empty_database_url, [CATALOGUE["customer"]], None)
    assert report.objects.keys() == {"customer"}
    with psycopg2.connect(empty_database_url) as other, other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM raw.charges")
        assert cursor.fetchall() == [(0,)]
    other.close()


def test_a_package_that_cannot_be_loaded_is_dropped_and_fetched_again(
    settings: Settings, database_url: str, rows: Rows
) -> None:
    ended(process("after the extract", settings, database_url))
    for file in settings.home.rglob("charges*.csv"):
        file.write_bytes(file.read_bytes().replace(b'ch_7""', b'ch_7"" secret'))
    report = again(settings, database_url)
    assert len(report.problems) == 1
    assert "SQLSTATE 22P02" in report.problems[0]
    assert "secret" not in report.problems[0]
    is_whole(rows)
