"""The use cases from Python, as an orchestrator calls them in its own process."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.errors import UsageError
from pipelines.runs import Outcome, pipeline, promote, reconcile, replay
from pipelines.runs.landing import beside_sandbox
from pipelines.runs.stripe import stripe_at_hand
from pipelines.runs.watch import Report
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings


@pytest.fixture
def settings(empty_database_url: str, tmp_path: Path) -> Settings:
    Sandbox.create(tmp_path / "sandbox.sqlite", customers=3).close()
    return Settings(tmp_path, database_url=empty_database_url)


def test_a_run_returns_what_it_did(settings: Settings) -> None:
    first = pipeline(settings, objects=["product", "price"])
    assert first.outcome is Outcome.DONE
    assert first.balanced is True
    assert first.landing
    assert first.promotion
    landed = first.landing.objects["product"].landed
    assert landed == first.promotion.objects["product"].inserted > 0
    again = pipeline(settings, objects=["product", "price"])
    assert again.landing
    assert not again.landing.load_ids
    assert replay(settings, objects=["product"]).as_dict()["balanced"] is True
    compared = reconcile(settings, objects=["product"])
    assert compared.reconciled
    assert not compared.reconciled.found.differences
    assert gc.get_freeze_count() == 0, "a process that goes on is rid of what runs leave"


def test_who_watches_is_told_of_each_part(settings: Settings) -> None:

    told: list[tuple[str, str]] = []

    @contextmanager
    def watch(verb: str) -> Iterator[Report]:
        def report(name: str, _done: int, _total: int | None = None) -> None:
            told.append((verb, name))

        yield report

    pipeline(settings, objects=["product"], watch=watch)
    assert {("land", "product"), ("promote", "product")} <= set(told)


def test_a_mistake_is_a_typed_error(settings: Settings, landed_only: str) -> None:
    with pytest.raises(UsageError, match="Unknown object type chrage"):
        pipeline(settings, objects=["chrage"])
    with pytest.raises(UsageError, match="landed but not promoted"):
        promote(settings, objects=[landed_only])


@pytest.mark.parametrize(("key", "url", "says"), [(None, None, 1), ("rk_test_1", None, 0), (None, "postgresql://", 0)])
def test_files_without_an_account_are_said_to_be_beside_the_sandbox(
    tmp_path: Path, key: str | None, url: str | None, says: int
) -> None:
    found = list(beside_sandbox(Settings(tmp_path, api_key=key, database_url=url)))
    assert len(found) == says
    assert all("database of the sandbox Stripe" in one for one in found)


def test_the_made_up_account_among_ones_own_is_said_to_be_there(settings: Settings) -> None:
    def said() -> int:
        landing = pipeline(settings, objects=["product"]).landing
        assert landing
        return sum("made-up account landed into the database of DATABASE_URL" in one for one in landing.remarks)

    assert [said(), said()] == [1, 0]


def test_an_address_of_stripe_without_a_key_is_a_mistake(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match="STRIPE_API_BASE is set and STRIPE_API_KEY is not"),
        stripe_at_hand(Settings(tmp_path, api_base="http://127.0.0.1:1")),
    ):
        pass
