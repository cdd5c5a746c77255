"""Stripe's rate limits, and answers that take their time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
import stripe

from pipelines.sandbox.limits import Latency, Limits, Meanwhile, endpoint_of
from pipelines.sandbox.server.gate import Gates
from pipelines.sandbox.server.messages import Request
from tests.sandbox.conftest import Served, client_of


class Clock:
    """A clock that a test moves (seconds)."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def get(path: str) -> Request:
    return Request("GET", path, "", "sk_test_1", "", None, "req_1")


def ask(limits: Limits, path: str, times: int) -> list[str | None]:
    """Why each of some requests was refused (None: it was not)."""
    answers = [limits.before(get(path)) for _ in range(times)]
    return [dict(answer.headers)["Stripe-Rate-Limited-Reason"] if answer else None for answer in answers]


def test_an_endpoint_answers_25_requests_a_second_whatever_ids_are_asked() -> None:
    limits = Limits(100, clock=Clock())
    assert ask(limits, "/v1/charges/ch_1", 13) + ask(limits, "/v1/charges/ch_2", 12) == [None] * 25
    assert ask(limits, "/v1/charges/ch_3", 1) == ["endpoint-rate"]
    assert ask(limits, "/v1/charges", 25) == [None] * 25, "the list is another endpoint"


def test_an_account_answers_100_requests_a_second_live_and_25_in_a_sandbox() -> None:
    for limits, most in ((Limits(100, clock=Clock()), 100), (Limits(25, clock=Clock()), 25)):
        asked = [reason for number in range(5) for reason in ask(limits, f"/v1/thing{number}s", 25)]
        assert asked == [None] * most + ["global-rate"] * (125 - most)
        assert sum(limits.traffic.allowed.values()) == limits.traffic.busiest == most
        assert sum(limits.traffic.refused.values()) == 125 - most


def test_time_fills_the_bucket_again_up_to_one_second() -> None:
    clock = Clock()
    limits = Limits(None, 25, clock=clock)
    assert ask(limits, "/v1/charges", 30).count(None) == 25
    clock.now = 0.2
    assert ask(limits, "/v1/charges", 30).count(None) == 5
    clock.now = 100
    assert ask(limits, "/v1/charges", 30).count(None) == 25
    assert limits.traffic.allowed == {"GET /v1/charges": 55}
    assert limits.traffic.refused == {("GET /v1/charges", "endpoint-rate"): 35}
    assert limits.traffic.seconds == {0: 30, 100: 25}


def test_the_client_is_told_which_limit_it_met(served: Served) -> None:
    limits = Limits(1, clock=Clock())
    with served.sandbox.serve(gate=limits) as serving:
        client = client_of(serving)
        client.v1.customers.list()
        with pytest.raises(stripe.RateLimitError) as refused:
            client.v1.customers.list()
    assert (refused.value.headers or {})["Stripe-Rate-Limited-Reason"] == "global-rate"
    assert refused.value.json_body["error"]["code"] == "rate_limit"  # type: ignore[index]  # it is typed as any object


def test_a_gate_without_limits_counts() -> None:
    limits = Limits(None, None)
    assert ask(limits, "/v1/events", 500) == [None] * 500
    assert limits.traffic.allowed == {"GET /v1/events": 500}


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/v1/charges", "GET /v1/charges"),
        ("/v1/charges/ch_1", "GET /v1/charges/{id}"),
        ("/v1/invoices/in_1/lines", "GET /v1/invoices/{id}/lines"),
        ("/v1/account", "GET /v1/account"),
    ],
)
def test_an_endpoint_is_named_without_its_ids(path: str, endpoint: str) -> None:
    assert endpoint_of(get(path)) == endpoint


def test_answers_that_take_their_time_do_not_wait_for_each_other(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(8, timeout=60)
    slept = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        together.wait()  # breaks unless all eight come

    monkeypatch.setattr("pipelines.sandbox.limits.time", SimpleNamespace(sleep=sleep))
    with served.sandbox.serve(gate=Gates(Latency(0.15))) as serving:
        client = client_of(serving)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: client.v1.products.list(params={"limit": 1}), range(8)))
    assert slept == [0.15] * 8


def test_something_may_happen_before_each_page(served: Served) -> None:
    happened: list[int] = []
    gate = Meanwhile(lambda: happened.append(1), every=2, path="/v1/charges")
    with served.sandbox.serve(gate=gate) as serving:
        client = client_of(serving)
        for _ in range(5):
            client.v1.charges.list(params={"limit": 1})
            client.v1.refunds.list(params={"limit": 1})
    assert len(happened) == 2
