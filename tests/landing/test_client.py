"""The client against an API that fails in every way that Stripe does."""

import gzip
import logging
import signal
import threading
import time
import traceback
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.landing.session import quick
from pipelines.settings import Settings
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.counters import RequestCounts
from pipelines.stripe_api.errors import (
    StripeClosedError,
    StripeCursorError,
    StripeEndlessListError,
    StripeKeyRefusedError,
    StripeMissingError,
    StripePermissionError,
    StripeRefusedError,
    StripeRequestError,
    StripeUnansweredError,
    StripeUnknownEndpointError,
    StripeUnreachableError,
)
from tests.landing.stripe_server import VERSION, Saying, StripeServer, error, serving

KEY = "sk_test_made_up"
PATH = "/v1/charges"
ELEMENT = b'{"id":"ch_1"}'


def client(stripe: StripeServer, attempts: int = 4, longest_wait: float = 0.01, patience: float = 0.3) -> Client:
    return Client(
        KEY,
        api_base=stripe.url,
        api_version=VERSION,
        attempts=attempts,
        longest_wait=longest_wait,
        timeout=(1.0, patience),
    )


def landed(stripe: StripeServer) -> list[bytes]:
    return [element for page in client(stripe).pages(PATH) for element in page.elements]


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How many seconds the client would wait before each attempt after the first; none of them pass."""
    waited: list[float] = []
    monkeypatch.setattr("pipelines.stripe_api.client.sleep_using_event", lambda _closed: waited.append)
    return waited


@pytest.mark.parametrize(
    "saying",
    [
        error(429, "Too many requests."),
        Saying(429, b'{"error":{}}', {"Retry-After": "0"}),
        error(409, "Locked."),
        error(500, "Ours.", should_retry="false"),
        Saying(503, b"<html>"),
        Saying(429, b"<html>"),
        error(429, "Locked.", code="lock_timeout"),
        Saying(429, b'{"error":{}}', {"Stripe-Should-Retry": "false"}),
        error(400, "Too many requests.", code="rate_limit"),
        Saying(424, b'{"error":{}}', {"Stripe-Should-Retry": "true"}),
        Saying(body=None),
        Saying(body=None, reset=True),
        Saying(body=b'{"object":"list","data":[{"id":"ch_1"}],"has_more":false}', cut=9),
        Saying(body=b'{"object":"list","data":[{"id":"ch_1"}],"has_mo'),
        Saying(body=b""),
        Saying(404, b'{"error":{"code":"resource_missing","mess'),
    ],
    ids=[
        *("429", "429 with Retry-After", "409", "500", "503", "429 of a proxy", "lock timeout", "429, not at once"),
        *("rate limit of old", "Stripe says again", "dropped", "reset", "cut", "truncated JSON", "empty"),
        "truncated 404",
    ],
)
def test_a_passing_failure_is_asked_again(stripe: StripeServer, saying: Saying) -> None:
    stripe.lists[PATH] = [ELEMENT]
    stripe.script[PATH] = [saying, saying]
    assert landed(stripe) == [ELEMENT]
    assert len(stripe.requests) == 3


def test_a_slow_answer_is_asked_for_again(stripe: StripeServer) -> None:
    stripe.lists[PATH] = [ELEMENT]

    asked_again = threading.Event()

    def once(_path: str, _query: dict[str, list[str]]) -> None:
        stripe.before = lambda *_: asked_again.set()
        asked_again.wait(60)

    stripe.before = once
    assert landed(stripe) == [ELEMENT]
    assert asked_again.is_set()


@pytest.mark.parametrize(
    ("status", "asked"),
    [(429, "20"), (503, "20.0"), (429, " 20 "), (429, "Sun, 22 Nov 2026 10:00:20 GMT")],
    ids=["seconds", "fraction", "spaces", "date"],
)
def test_stripe_says_how_long_to_wait(stripe: StripeServer, waits: list[float], status: int, asked: str) -> None:
    stripe.lists[PATH] = [ELEMENT]
    stripe.script[PATH] = [Saying(status, b'{"error":{}}', {"Retry-After": asked})]
    assert landed(stripe) == [ELEMENT]
    (wait,) = waits
    assert 20 <= wait <= 25


@pytest.mark.parametrize(("asked", "sent"), [("1", 2), ("20", 1)])
def test_who_is_quick_gives_up_where_stripe_says_to_wait_long(
    stripe: StripeServer, waits: list[float], tmp_path: Path, asked: str, sent: int
) -> None:
    stripe.script[PATH] = [Saying(503, b'{"error":{}}', {"Retry-After": asked})]
    stripe.lists[PATH] = [ELEMENT]
    with client(stripe) as beside, quick(Settings(tmp_path, KEY, stripe.url), beside) as reader:
        with suppress(StripeRequestError):
            next(reader.pages(PATH))
        assert (reader.counters.total.sent, len(waits)) == (sent, sent - 1)


@pytest.mark.parametrize("asked", ["soon", "", "nan", "inf", "-5", "Sun, 22 Nov 2020 10:00:00 GMT"])
def test_a_time_to_wait_that_makes_no_sense_is_not_waited_for(
    stripe: StripeServer, waits: list[float], asked: str
) -> None:
    stripe.lists[PATH] = [ELEMENT]
    stripe.script[PATH] = [Saying(429, b'{"error":{}}', {"Retry-After": asked})]
    assert landed(stripe) == [ELEMENT]
    (wait,) = waits
    assert wait <= 0.01, "the longest that the client waits by itself"


@pytest.mark.parametrize(
    ("saying", "kind", "message"),
    [
        (error(400, "Unknown parameter."), StripeRefusedError, "answered 400: Unknown parameter. .request req_1"),
        (error(401, "Invalid API Key."), StripeKeyRefusedError, "does not accept STRIPE_API_KEY: Invalid API Key."),
        (error(403, "Missing permission."), StripePermissionError, "may not read /v1/charges: Missing permission."),
        (error(404, "Nothing here."), StripeRefusedError, "answered 404: Nothing here."),
        (error(404, "No such charge: 'ch_1'", code="resource_missing"), StripeMissingError, "No such charge"),
        (error(404, "Unrecognized request URL (GET: /v1/x)."), StripeUnknownEndpointError, "Unrecognized request"),
        (error(400, "No such charge: 'ch_1'", param="ending_before"), StripeCursorError, "No such charge"),
        (Saying(418, b"<html>", {"Request-Id": "req_1"}), StripeRefusedError, "answered 418: no message"),
        (Saying(body=b'{"object":"charge"}', headers={"Request-Id": "req_1"}), StripeRequestError, "Stripe's form"),
    ],
    ids=["400", "401", "403", "404", "missing", "unknown endpoint", "cursor", "no JSON", "no list"],
)
def test_a_lasting_failure_is_not_asked_again(
    stripe: StripeServer, saying: Saying, kind: type[Exception], message: str
) -> None:
    stripe.script[PATH] = [saying]
    with pytest.raises(kind, match=message) as raised:
        landed(stripe)
    assert type(raised.value) is kind
    assert len(stripe.requests) == 1
    assert "(request req_1)" in str(raised.value)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_is_final_whatever_stripe_should_retry_says(stripe: StripeServer, status: int) -> None:
    stripe.script[PATH] = [error(status, "No.", should_retry="true")]
    with pytest.raises((StripeRequestError, StripeKeyRefusedError, StripePermissionError)):
        landed(stripe)
    assert len(stripe.requests) == 1


def test_a_failure_that_does_not_pass_is_told(stripe: StripeServer) -> None:
    stripe.script[PATH] = [error(500, "Ours.")] * 4
    with pytest.raises(StripeRequestError, match=r"answered 500: Ours\. .request req_1"):
        landed(stripe)
    stripe.script[PATH] = [Saying(body=b'{"data"', headers={"Request-Id": "req_2"})] * 4
    with pytest.raises(
        StripeUnansweredError, match=r"GET /v1/charges: .*every response was cut short \(request req_2\)"
    ):
        landed(stripe)


def test_a_permission_that_lacks_is_named_and_no_key_is_quoted(stripe: StripeServer) -> None:
    stripe.script["/v1/invoices/in_1/lines"] = [
        error(
            403,
            "The provided key 'rk_test_*****************************qs8Kgd' does not have the required permissions for"
            " this endpoint on account 'acct_1'. Having the 'rak_invoice_read' permission would allow this request.",
        )
    ]
    with pytest.raises(StripePermissionError, match=r"may not read /v1/invoices/\{id\}/lines: .* Grant") as raised:
        list(client(stripe).pages("/v1/invoices/in_1/lines"))
    assert (raised.value.endpoint, raised.value.permission) == ("/v1/invoices/{id}/lines", "rak_invoice_read")
    assert "qs8Kgd" not in str(raised.value)


@pytest.mark.parametrize("said", ["sk_test_made_up", "sk_test_**********e_up", "sk_l****ve_1", "rk_live_12Ab"])
def test_what_stripe_quotes_of_a_key_is_left_out(stripe: StripeServer, said: str) -> None:
    stripe.script[PATH] = [error(401, f"Invalid API Key provided: {said}")]
    with pytest.raises(StripeKeyRefusedError, match="Invalid API Key provided: … Keys: "):
        landed(stripe)


@pytest.mark.parametrize("status", [402, 404, 500])
def test_no_document_is_told_or_logged_with_a_failure(
    stripe: StripeServer, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    person = b"jenny.rosen@example.com"
    stripe.script[PATH] = [
        Saying(status, b'{"error":{"message":"No.","payment_intent":{"receipt_email":"' + person + b'"}}}'),
        *[Saying(status, b"<html>" + person)] * 4,
    ]
    for _ in range(2):
        with caplog.at_level(logging.DEBUG), pytest.raises(StripeRequestError) as raised:
            landed(stripe)
        stripe.script[PATH] = stripe.script[PATH][-4:]
        assert person.decode() not in "".join(traceback.format_exception(raised.value))
    assert person.decode() not in caplog.text


def test_a_stripe_that_is_not_there_is_told_soon() -> None:
    nowhere = Client(KEY, api_base="http://127.0.0.1:1", api_version=VERSION, longest_wait=0.01)
    with pytest.raises(StripeUnreachableError, match=r"cannot be reached at http://127\.0\.0\.1:1"):
        nowhere.account()
    assert nowhere.counters.total.sent == 4


def test_one_that_has_answered_before_is_waited_for() -> None:
    with serving(StripeServer(lists={PATH: []})) as stripe:
        known = client(stripe, attempts=6)
        list(known.pages(PATH))
    known._wire.close()  # the server is gone, and what it had accepted with it
    with pytest.raises(StripeUnreachableError):
        list(known.pages(PATH))
    assert known.counters.total.sent == 1 + 6


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
    stripe.objects["/v1/x"] = b'{"id":"x"}'
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
    with pytest.raises(StripeEndlessListError, match="the same page 4 times"):
        landed(stripe)
    stripe.script[PATH] = [Saying(body=b'{"data":[],"has_more":true}')]
    with pytest.raises(StripeRequestError, match="continues, but not where"):
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


def test_threads_share_their_connections(stripe: StripeServer) -> None:
    stripe.lists[PATH] = [b'{"id":"ch_%d"}' % number for number in range(1000)]
    reader = client(stripe, patience=30)  # however busy the machine is
    for _ in range(3):  # threads that come and go, as those of a pool for each run do
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda _: sum(1 for _ in reader.pages(PATH)), range(16)))
    assert len(stripe.requests) == 3 * 16 * 10
    assert stripe.connections <= 20


def test_requests_and_waiting_are_counted_by_endpoint(stripe: StripeServer) -> None:
    stripe.objects |= {"/v1/charges/ch_1": ELEMENT, "/v1/charges/ch_2": ELEMENT}
    stripe.script["/v1/charges/ch_2"] = [Saying(429, b'{"error":{}}', {"Retry-After": "0.2"}), error(500, "Ours.")]
    reader = client(stripe)
    reader.account()
    reader.retrieve("/v1/charges/ch_1")
    reader.retrieve("/v1/charges/ch_2")
    counted = reader.counters.endpoints
    assert counted["/v1/account"] == RequestCounts(sent=1)
    charges = counted["/v1/charges/{id}"]
    assert (charges.sent, charges.retried, charges.rate_limited) == (4, 2, 1)
    assert 0.2 <= charges.seconds_backed_off <= 0.3
    assert reader.counters.total.sent == len(stripe.requests) == 5


def test_closing_ends_the_waiting_of_other_threads(stripe: StripeServer) -> None:
    stripe.script[PATH] = [Saying(429, b'{"error":{}}', {"Retry-After": "60"})] * 3
    with ThreadPoolExecutor(3) as pool:
        with client(stripe) as reader:
            waiting = [pool.submit(lambda: list(reader.pages(PATH))) for _ in range(3)]
            while reader.counters.total.retried < 3:
                assert not any(future.done() for future in waiting)
                time.sleep(0.001)
        for future in waiting:
            with pytest.raises(StripeClosedError, match="was not sent"):
                future.result()
    assert len(stripe.requests) == 3


def test_ctrl_c_ends_the_waiting_of_the_main_thread(stripe: StripeServer) -> None:
    stripe.script[PATH] = [Saying(429, b'{"error":{}}', {"Retry-After": "60"})]
    main = threading.main_thread()
    assert threading.current_thread() is main
    reader = client(stripe)

    def interrupt() -> None:
        while not reader.counters.total.retried:
            time.sleep(0.001)
        time.sleep(0.2)  # it counts just before it waits, and a signal in between is heard a minute later
        signal.pthread_kill(main.ident or 0, signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background ignores it
    try:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(interrupt)
            with pytest.raises(KeyboardInterrupt):
                list(reader.pages(PATH))
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(stripe.requests) == 1, "no minute has passed"


def test_the_waits_between_attempts_are_random_and_not_too_long(stripe: StripeServer, waits: list[float]) -> None:
    stripe.script[PATH] = [error(500, "Ours.")] * 8
    readers = [client(stripe, longest_wait=0.2) for _ in range(2)]
    for reader in readers:
        with pytest.raises(StripeRequestError):
            list(reader.pages(PATH))
    assert len(waits) == 6
    assert max(waits) <= 0.2
    assert waits[:3] != waits[3:]


def test_what_this_machine_keeps_for_other_programs_does_not_replace_the_key(
    stripe: StripeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("default login someone password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    client(stripe).account()
    assert stripe.requests[0][2]["Authorization"] == f"Bearer {KEY}"


def test_a_proxy_of_the_environment_is_asked_but_not_for_what_it_is_not_for(
    stripe: StripeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", stripe.url.replace("//", "//some%20one:secret@"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    stripe.lists[PATH] = [ELEMENT]
    through = Client(KEY, api_base="http://stripe.invalid", api_version=VERSION, attempts=1)
    assert next(iter(through.pages(PATH))).elements == [ELEMENT]
    assert landed(stripe) == [ELEMENT]
    (_, _, proxied), (_, _, direct) = stripe.requests
    assert proxied["proxy-authorization"] == f"Basic {b64encode(b'some one:secret').decode()}"
    assert proxied["Host"] == "stripe.invalid"
    assert "proxy-authorization" not in direct


def test_a_compressed_page_is_the_same_page(stripe: StripeServer) -> None:
    body = gzip.compress(b'{"object":"list","data":[%b],"has_more":false}' % ELEMENT)
    stripe.script[PATH] = [Saying(body=body, headers={"Content-Encoding": "gzip"})]
    assert landed(stripe) == [ELEMENT]
    assert stripe.requests[0][2]["Accept-Encoding"] == "gzip"


def test_the_key_is_not_carried_elsewhere_by_a_redirect(stripe: StripeServer) -> None:
    stripe.script[PATH] = [Saying(302, b"", {"Location": "/v1/elsewhere"})]
    with pytest.raises(StripeRequestError, match="302"):
        landed(stripe)
    assert len(stripe.requests) == 1
