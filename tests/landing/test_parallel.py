"""Several resources of one dlt source: what happens to the others when one of them fails."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import dlt
import pytest
from dlt.extract.exceptions import ResourceExtractionError
from dlt.pipeline.exceptions import PipelineStepFailed

from pipelines.landing.parallel import SharedClient, in_threads
from pipelines.landing.source import stripe_source
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.errors import StripeUnreachableError
from tests.landing.stripe_server import Saying, StripeServer, error

LATER = Saying(503, b"{}", {"Retry-After": "200"})


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")


@pytest.fixture
def source(stripe: StripeServer) -> Any:
    """Charges are refused as soon as customers wait to be asked for again, for minutes."""
    asked = Event()

    def before(path: str, _: object) -> None:
        if path == "/v1/customers":
            asked.set()
        elif stripe.always:
            asked.wait(30)

    stripe.before = before
    stripe.always["/v1/customers"] = lambda _: LATER
    stripe.always["/v1/charges"] = lambda _: error(400, "no charges today")
    return stripe_source(["charge", "customer"], api_key="sk_test_made_up", api_base=stripe.url)


def run(source: Any, folder: Path) -> Any:
    lake = dlt.destinations.filesystem(str(folder / "lake"))
    return dlt.pipeline("lake", destination=lake, dataset_name="stripe", pipelines_dir=str(folder)).run(source)


@pytest.mark.parametrize("take", [lambda source, _: list(source), run], ids=["loop", "pipeline"])
def test_what_is_told_is_what_failed(source: Any, tmp_path: Path, take: Callable[[Any, Path], Any]) -> None:
    with pytest.raises((ResourceExtractionError, PipelineStepFailed)) as failure:
        take(source, tmp_path)
    assert "no charges today" in str(failure.value)
    assert str(failure.value).count("GET /v1/charges") == 1


def test_the_same_source_can_be_taken_again(source: Any, stripe: StripeServer) -> None:
    with pytest.raises(ResourceExtractionError):
        list(source)
    stripe.always.clear()
    stripe.lists |= {"/v1/charges": [b'{"id":"ch_1"}'], "/v1/customers": [b'{"id":"cus_1"}']}
    assert {row["id"] for row in source} == {"ch_1", "cus_1"}


def test_a_step_that_fails_ends_what_the_others_wait_for(source: Any, stripe: StripeServer) -> None:
    def fail(_: Any) -> None:
        raise ZeroDivisionError("of the user's own")

    del stripe.always["/v1/charges"]
    stripe.lists["/v1/charges"] = [b'{"id":"ch_1"}']
    source.resources["charges"].add_map(fail)
    with pytest.raises(ResourceExtractionError, match="of the user's own"):
        list(source)


@pytest.fixture
def client(stripe: StripeServer) -> SharedClient:
    return SharedClient(
        lambda: Client("sk_test_made_up", api_base=stripe.url, api_version="2026-10-28.endive", attempts=1)
    )


def test_it_can_be_closed_while_a_thread_is_in_it(client: SharedClient) -> None:
    """As dlt does when another resource failed, or a limit is reached."""
    closed: list[bool] = []

    def items(_: Client) -> Any:
        try:
            turns.close()
            yield "late"
        finally:
            closed.append(True)

    turns = in_threads(client, items)
    next(turns)()
    assert closed == [True], "by the thread, when it left"
    assert list(turns) == []


def test_a_thread_that_finds_the_client_closed_says_nothing(client: SharedClient) -> None:
    """Of two at work, one fails and closes the client; the other's complaint would hide why."""

    def fail(_: Client) -> Any:
        raise StripeUnreachableError("no way to Stripe")
        yield

    first, second = in_threads(client, fail), in_threads(client, lambda one: iter(one.pages("/v1/customers")))
    one, other = next(first), next(second)
    with pytest.raises(StripeUnreachableError, match="no way to Stripe"):
        one()
    assert other() is None
    assert list(second) == []


def test_an_address_of_the_environment_is_asked(
    stripe: StripeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stripe.lists["/v1/charges"] = [b'{"id":"ch_1"}']
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRIPE_API_BASE", stripe.url)
    assert [row["id"] for row in stripe_source(["charge"], api_key="sk_test_made_up")] == ["ch_1"]
