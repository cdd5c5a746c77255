"""A landing of many loads goes on where it was stopped, whatever stopped it and on whatever machine."""

import json
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import CATALOGUE, asked_for, select
from pipelines.checks.verify.rows import without_others
from pipelines.landing.load import load
from pipelines.landing.plan import windows
from pipelines.landing.report import LandingReport
from pipelines.landing.run import land
from pipelines.sandbox import Business, Faults, Sandbox, Serving
from pipelines.settings import Pace, Settings
from pipelines.stripe_api.client import Client
from tests.forks import FORKS
from tests.landing.conftest import Rows
from tests.landing.dying import land_in_small_loads_and_die

# What is due is known from rows, and here nothing is promoted.
LISTED = [entry.name for entry in select(None) if entry.path and not entry.singleton and not entry.reading.pending]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox.create(None, customers=60)
    yield made
    made.close()


@pytest.fixture
def served(sandbox: Sandbox) -> Iterator[Serving]:
    with sandbox.serve() as serving:
        yield serving


@pytest.fixture
def there(served: Serving, settings: Settings) -> Settings:
    """Settings that lead to the sandbox; what no event tells is always listed again."""
    pace = Pace(lag=timedelta(minutes=10), relist_window=timedelta(days=400), relist_every=timedelta(0))
    return replace(settings, api_key=served.api_key, api_base=served.url, pace=pace)


@pytest.fixture
def _small_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "OBJECTS", 150)
    monkeypatch.setattr(windows, "LARGE", 100)


def run(settings: Settings, url: str) -> LandingReport:
    return land(settings, url, select(None), None)


def wrong(rows: Rows, sandbox: Sandbox) -> dict[str, str]:
    """What raw's newest copies say otherwise than the sandbox, by id, of all that its lists ever showed."""
    found: dict[str, str] = {}
    for entry in (CATALOGUE[name] for name in LISTED):
        newest = {
            id_: None if deleted else json.loads(payload)
            for id_, payload, deleted in rows(
                f"SELECT DISTINCT ON (id) id, payload::text, deleted FROM raw.{entry.plural}"
                " WHERE _dlt_load_id IN (SELECT load_id FROM raw._dlt_loads WHERE status = 0)"
                " ORDER BY id, observed_at DESC, _dlt_load_id DESC, _dlt_id DESC"
            )
        }
        asked = asked_for(entry, sandbox.account.api_version).values()
        for truth in map(json.loads, sandbox.truth(entry.name, expand=list(asked))):
            if truth["id"] not in newest:
                if not truth.get("deleted") and not is_hidden(truth):
                    found[truth["id"]] = "absent"
            elif newest[truth["id"]] is None or truth.get("deleted"):
                if (newest[truth["id"]] is None) != bool(truth.get("deleted")):
                    found[truth["id"]] = "deleted or not"
            elif its_own(newest[truth["id"]]) != its_own(truth):
                found[truth["id"]] = "other"
    return found


def number_of(rows: Rows, condition: str = "TRUE") -> int:
    """How many objects raw holds."""
    tables = [CATALOGUE[name].plural for name in LISTED]
    return sum(rows(f"SELECT count(DISTINCT id) FROM raw.{table} WHERE {condition}")[0][0] for table in tables)


def listed_again(rows: Rows) -> list[tuple[str, int]]:
    """The type and the second of creation of each copy that raw holds of an object from a list beyond the first."""
    return [
        (name, created)
        for name in LISTED
        for (created,) in rows(
            "SELECT (payload ->> 'created')::bigint FROM (SELECT payload, row_number() OVER (PARTITION BY id) AS number"
            f" FROM raw.{CATALOGUE[name].plural} WHERE origin = 'list') AS copies WHERE number > 1"
        )
    ]


def is_hidden(document: dict[str, object]) -> bool:
    """Whether no list shows it: a payment method that hangs on no customer, an inline price."""
    return document["object"] == "price" or (document["object"] == "payment_method" and not document["customer"])


def its_own(document: Any) -> Any:
    """A document without what it holds of other objects, such as a price or a coupon: they tell themselves."""
    return without_others(document, {document["object"], "discount", "line_item", "subscription_item"})


@pytest.mark.usefixtures("_small_loads")
def test_windows_cut_at_any_page_make_the_whole(
    there: Settings, database_url: str, rows: Rows, sandbox: Sandbox
) -> None:
    report = run(there, database_url)
    assert len(report.load_ids) > 1
    assert wrong(rows, sandbox) == {}
    assert rows("SELECT count(*) FROM meta.windows") == [(0,)]
    assert sum(report.objects[name].landed for name in LISTED) <= 1.05 * number_of(rows)


@pytest.mark.parametrize(
    "where",
    [
        pytest.param("after the extract", marks=pytest.mark.slow),
        "before the load is complete",
        pytest.param("before it is noted what was read", marks=pytest.mark.slow),
    ],
)
def test_a_landing_killed_in_its_second_load_goes_on_there_on_another_machine(  # noqa: PLR0917 -- fixtures
    where: str, there: Settings, database_url: str, rows: Rows, sandbox: Sandbox, served: Serving, tmp_path: Path
) -> None:
    dying = FORKS.Process(target=land_in_small_loads_and_die, args=(where, 2, there, database_url))
    dying.start()
    dying.join(60)
    assert dying.exitcode == -signal.SIGKILL
    kept = number_of(rows, "_dlt_load_id = (SELECT min(load_id) FROM raw._dlt_loads)")
    report = run(replace(there, home=tmp_path / "elsewhere", pace=Pace()), database_url)
    assert report.whole == set(), "it was planned by the run that died"
    read = sum(report.objects[name].landed + report.objects[name].unchanged for name in LISTED)
    assert kept > 100
    assert read < number_of(rows) - 0.9 * kept
    assert wrong(rows, sandbox) == {}


@pytest.mark.slow
@pytest.mark.usefixtures("_small_loads")
def test_a_business_that_goes_on_behind_a_bad_network_is_landed_as_it_is(
    there: Settings, database_url: str, rows: Rows, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.landing.session.Client", partial(Client, longest_wait=0.05))
    business = Business(sandbox, seed=3)
    with sandbox.serve(gate=Faults(seed=3, rate=0.01)) as bad:
        behind = replace(there, api_base=bad.url)
        for _ in range(3):
            with business.running(20):
                run(behind, database_url)
    business.rest()
    run(there, database_url)
    assert wrong(rows, sandbox) == {}
    assert run(there, database_url).load_ids == []
