"""The client against an API that fails in every way that Stripe does."""

import logging
import time
from datetime import UTC, datetime

import pytest

from pipelines.landing.client import Client
from pipelines.landing.errors import (
    StripeKeyRefusedError,
    StripePermissionError,
    StripeRequestError,
    StripeUnreachableError,
)
from tests.landing.stripe_server import VERSION, Saying, StripeServer, error

KEY = "sk_test_made_up"
PATH = "/v1/charges"
ELEMENT = b'{"id":"ch_1"}'


def client(stripe: StripeServer, attempts: int = 4) -> Client:
    return Client(
        KEY, api_base=stripe.url, api_version=VERSION, attempts=attempts, longest_wait=0.01, timeout=(1.0, 0.3)
    )


def landed(stripe: StripeServer) -> list[bytes]:
    return [element for page in client(stripe).pages(PATH) for element in page.elements]


@pytest.mark.parametrize(
    "saying",
    [
        error(429, "Too many requests."),
        Saying(429, b'{"error":{}}', {"Retry-After": "0"}),
        error(409, "Locked."),
        error(500, "Ours."),
        Saying(503, b"<html>"),
        Saying(body=None),
        Saying(body=b'{"object":"list","data":[{"id":"ch_1"}],"has_more":false}', cut=9),
        Saying(body=b'{"object":"list","data":[{"id":"ch_1"}],"has_mo'),
        Saying(body=b""),
    ],
    ids=["429", "429 with Retry-After", "409", "500", "503", "dropped", "cut", "truncated JSON", "empty"],
)
def test_a_passing_failure_is_asked_again(stripe: StripeServer, saying: Saying) -> None:
    stripe.lists[PATH] = [ELEMENT]
    stripe.script[PATH] = [saying, saying]
    assert landed(stripe) == [ELEMENT]
    assert len(stripe.requests) == 3


def test_a_slow_answer_is_asked_for_again(stripe: StripeServer) -> None:
    stripe.lists[PATH] = [ELEMENT]

    def once(_path: str, _query: dict[str, list[str]]) -> None:
        stripe.before = None
        time.sleep(0.5)

    stripe.before = once
    assert landed(stripe) == [ELEMENT]


def test_stripe_says_how_long_to_wait(stripe: StripeServer) -> None:
    stripe.lists[PATH] = [ELEMENT]
    stripe.script[PATH] = [Saying(429, b'{"error":{}}', {"Retry-After": "1"})]
    started = time.monotonic()
    landed(stripe)
    assert time.monotonic() - started >= 1


@pytest.mark.parametrize(
    ("saying", "kind", "message"),
    [
        (error(400, "Unknown parameter."), StripeRequestError, "answered 400: Unknown parameter. .request req_1"),
        (error(401, "Invalid API Key."), StripeKeyRefusedError, "does not accept STRIPE_API_KEY: Invalid API Key."),
        (error(403, "Missing permission."), StripePermissionError, "may not read /v1/charges: Missing permission."),
        (error(404, "No such thing."), StripeRequestError, "answered 404: No such thing."),
        (Saying(body=b'{"object":"charge"}'), StripeRequestError, "not of Stripe's form"),
    ],
    ids=["400", "401", "403", "404", "not a list"],
)
def test_a_lasting_failure_is_not_asked_again(
    stripe: StripeServer, saying: Saying, kind: type[Exception], message: str
) -> None:
    stripe.script[PATH] = [saying]
    with pytest.raises(kind, match=message) as raised:
        landed(stripe)
    assert len(stripe.requests) == 1
    assert KEY not in str(raised.value)


def test_a_failure_that_does_not_pass_is_told(stripe: StripeServer) -> None:
    stripe.script[PATH] = [error(500, "Ours.")] * 4
    with pytest.raises(StripeRequestError, match="answered 500: Ours"):
        landed(stripe)
    stripe.script[PATH] = [Saying(body=b'{"data"')] * 4
    with pytest.raises(StripeUnreachableError, match="cut short"):
        landed(stripe)


def test_a_stripe_that_is_not_there_is_told() -> None:
    nowhere = Client(KEY, api_base="http://127.0.0.1:1", api_version=VERSION, attempts=2, longest_wait=0.01)
    with pytest.raises(StripeUnreachableError, match=r"cannot be reached at http://127\.0\.0\.1:1"):
        nowhere.account()


def test_an_empty_key_is_told_before_anything_is_asked() -> None:
    with pytest.raises(StripeKeyRefusedError, match="Set STRIPE_API_KEY"):
        Client("", api_base="http://127.0.0.1:1", api_version=VERSION)


def test_pages_are_exact_and_say_when_and_in_which_version(stripe: StripeServer) -> None:
    elements = [b'{ "id":"ch_%d",\n"n": 1e-9 }' % number for number in range(205)]
    stripe.lists[PATH] = elements
    pages = list(client(stripe).pages(PATH, {"expand[]": "data.customer"}))
    assert [element for page in pages for element in page.elements] == elements
    assert [len(page.elements) for page in pages] == [100, 100, 5]
    assert {(page.observed_at, page.api_version) for page in pages} == {
        (datetime(2026, 11, 22, 10, tzinfo=UTC), VERSION)
    }
    _, query, headers = stripe.requests[1]
    assert query == {"limit": ["100"], "expand[]": ["data.customer"], "starting_after": ["ch_99"]}
    assert headers["Stripe-Version"] == VERSION
    assert headers["Authorization"] == f"Bearer {KEY}"


def test_nothing_is_told_about_this_machine(stripe: StripeServer) -> None:
    stripe.lists[PATH] = [ELEMENT] * 101
    stripe.objects["/v1/x"] = b"{}"
    reader = client(stripe)
    reader.retrieve("/v1/x")
    reader.retrieve("/v1/x")
    headers = stripe.requests[-1][2]
    assert "X-Stripe-Client-Telemetry" not in headers
    assert "platform" not in headers["X-Stripe-Client-User-Agent"]


def test_the_key_is_never_logged(stripe: StripeServer, caplog: pytest.LogCaptureFixture) -> None:
    stripe.lists[PATH] = [ELEMENT]
    with caplog.at_level(logging.DEBUG):
        landed(stripe)
    assert KEY not in caplog.text


def test_a_page_that_comes_twice_is_passed(stripe: StripeServer) -> None:
    stripe.lists[PATH] = [b'{"id":"ch_%d"}' % number for number in range(250)]
    first = stripe.answer(PATH, {"limit": ["100"]})
    stripe.script[PATH] = [first, first]
    assert set(landed(stripe)) == set(stripe.lists[PATH])


def test_a_list_that_never_goes_on_is_told(stripe: StripeServer) -> None:
    stripe.script[PATH] = [Saying(body=b'{"data":[{"id":"ch_1"}],"has_more":true}')] * 9
    with pytest.raises(StripeRequestError, match="the same page 4 times"):
        landed(stripe)
    stripe.script[PATH] = [Saying(body=b'{"data":[],"has_more":true}')]
    with pytest.raises(StripeRequestError, match="goes on, but not where"):
        landed(stripe)


def test_without_a_date_the_clock_of_this_machine_says_when(stripe: StripeServer) -> None:
    stripe.date = None
    stripe.lists[PATH] = [ELEMENT]
    (page,) = client(stripe).pages(PATH)
    assert abs((datetime.now(UTC) - page.observed_at).total_seconds()) < 60


def test_a_key_that_may_not_say_its_account_is_fine(stripe: StripeServer) -> None:
    assert client(stripe).account() == "acct_1"
    stripe.script["/v1/account"] = [error(403, "Missing permission.")]
    assert client(stripe).account() is None
