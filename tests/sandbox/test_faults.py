"""The sandbox misbehaves as networks and Stripe do: by chance, by a script, or by a key that may not."""

import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace

import pytest
import stripe

from pipelines.sandbox import Sandbox
from pipelines.sandbox.faults import FAULTS, PASSING, SLOW, Faults, Lacking, Script
from pipelines.sandbox.server.gate import Gate, Gates
from tests.sandbox.conftest import Served, client_of

PATH = "/v1/customers?limit=100"
Get = Callable[..., tuple[int, http.client.HTTPMessage, bytes]]


@contextmanager
def answering(sandbox: Sandbox, gate: Gate) -> Iterator[Get]:
    """Plain requests to a sandbox behind a gate, each on its own connection."""
    with sandbox.serve(gate=gate) as serving:

        def get(path: str = PATH, method: str = "GET") -> tuple[int, http.client.HTTPMessage, bytes]:
            connection = http.client.HTTPConnection(serving.url.removeprefix("http://"), timeout=5)
            try:
                connection.request(method, path, headers={"Authorization": f"Bearer {serving.api_key}"})
                answer = connection.getresponse()
                return answer.status, answer.headers, answer.read()
            finally:
                connection.close()

        yield get


@pytest.mark.parametrize("kind", ["429", "429+retry-after", "409", "500", "401"])
def test_a_refusal_has_stripes_form(served: Served, kind: str) -> None:
    with answering(served.sandbox, Script([kind])) as get:
        status, headers, body = get()
        assert get()[0] == 200, "the script is over"
    assert status == int(kind[:3])
    assert json.loads(body)["error"].keys() >= {"type", "message"}
    assert headers.get("Retry-After") == ("1" if kind.endswith("retry-after") else None)
    assert headers.get("Stripe-Rate-Limited-Reason") == ("global-rate" if status == 429 else None)
    assert headers["Request-Id"].startswith("req_")


@pytest.mark.parametrize("kind", ["502", "503"])
def test_a_proxy_in_front_of_stripe_speaks_no_json(served: Served, kind: str) -> None:
    with answering(served.sandbox, Script([kind])) as get:
        status, headers, body = get()
    assert (status, headers["Content-Type"]) == (int(kind), "text/html")
    assert body.startswith(b"<html>")


def test_a_dropped_connection_ends_before_an_answer(served: Served) -> None:
    with (
        answering(served.sandbox, Script(["dropped"])) as get,
        pytest.raises(http.client.RemoteDisconnected),
    ):
        get()


def test_a_reset_connection_ends_in_the_body(served: Served) -> None:
    with answering(served.sandbox, Script(["reset"])) as get, pytest.raises(ConnectionResetError):
        get()


def test_a_cut_body_is_shorter_than_its_content_length(served: Served) -> None:
    with (
        answering(served.sandbox, Script(["cut"])) as get,
        pytest.raises(http.client.IncompleteRead) as cut,
    ):
        get()
    assert len(cut.value.partial) > 1000
    assert cut.value.expected


def test_truncated_json_has_a_right_content_length(served: Served) -> None:
    with answering(served.sandbox, Script(["truncated"])) as get:
        status, headers, body = get()
        whole = get()[2]
    assert (status, int(headers["Content-Length"])) == (200, len(body))
    assert whole.startswith(body)
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)


def test_a_slow_answer_is_whole(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("pipelines.sandbox.faults.time", SimpleNamespace(sleep=slept.append))
    with answering(served.sandbox, Script(["slow"])) as get:
        assert json.loads(get()[2])["data"]
    assert slept == [SLOW]


def test_a_script_may_be_of_one_path_only(served: Served) -> None:
    with answering(served.sandbox, Script(["500", None, "500"], path="/v1/charges")) as get:
        asked = [get(path)[0] for path in ("/v1/customers", *["/v1/charges"] * 4)]
    assert asked == [200, 500, 200, 500, 200]


def test_what_was_refused_was_not_done_and_what_was_cut_was_done(own: Served) -> None:
    for kind, done in (("500", 0), ("dropped", 0), ("cut", 1), ("truncated", 1)):
        before = own.sandbox.now
        with answering(own.sandbox, Script([kind])) as get, suppress(http.client.HTTPException):
            get("/v1/customers", "POST")
        assert own.sandbox.now - before == done, kind


def test_the_same_seed_gives_the_same_faults() -> None:
    def fire(seed: int) -> list[int | None]:
        faults = Faults(seed, rate=0.3)
        return [faults._draw() for _ in range(200)]

    assert fire(1) == fire(1) != fire(2)
    assert 30 < sum(each is not None for each in fire(1)) < 90
    assert {each for each in fire(1) if each is not None} == set(range(len(PASSING)))


def test_faults_stop_when_their_rate_is_nothing_and_are_counted(served: Served) -> None:
    faults = Faults(rate=1, kinds=["500"])
    with answering(served.sandbox, faults) as get:
        assert [get()[0] for _ in range(3)] == [500] * 3
        faults.rate = 0
        assert get()[0] == 200
    assert faults.fired == {"500": 3}


def test_a_restricted_key_lacks_what_it_was_not_given(served: Served) -> None:
    gate = Gates(Lacking("/v1/account", "/v1/charges"))
    with served.sandbox.serve(gate=gate) as serving:
        client = client_of(serving)
        for ask in (
            client.v1.accounts.retrieve_current,
            client.v1.charges.list,
            lambda: client.v1.charges.retrieve("ch_1"),
        ):
            with pytest.raises(stripe.PermissionError, match=r"'rak_(connected_account|charge)_read' permission"):
                ask()
        assert client.v1.customers.list().data


def test_a_key_may_be_refused_on_demand(served: Served) -> None:
    refused = Faults(rate=1, kinds=["401"])
    with served.sandbox.serve(gate=refused) as serving, pytest.raises(stripe.AuthenticationError):
        client_of(serving).v1.customers.list()


def test_the_sandboxs_own_clock_passes_no_gate(own: Served) -> None:
    with answering(own.sandbox, Faults(rate=1, kinds=["500"])) as get:
        assert get("/v1/test_helpers/sandbox_clock")[0] == 200


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        Script(["plague"])
    assert set(PASSING) < set(FAULTS)
