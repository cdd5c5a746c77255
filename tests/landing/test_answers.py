"""Answers that are none: lists without end, documents of another world, pages of a proxy, one byte a second."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count
from pathlib import Path
from random import Random

import pytest

from pipelines.errors import UsageError
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.errors import (
    StripeEndlessListError,
    StripeRequestError,
    StripeUnansweredError,
    StripeUnreachableError,
)
from tests.landing.stripe_server import VERSION, Saying, StripeServer
from tests.landing.test_client import KEY, PATH, client

CERTIFICATE = Path(__file__).parent / "made_up_certificate.pem"  # and its key, of no other use
PAGES = [["ch_1", "ch_2"], ["ch_3", "ch_4"], ["ch_5", "ch_6"], ["ch_7", "ch_8"]]


def page(ids: list[str]) -> Saying:
    elements = ",".join(f'{{"id":"{stripe_id}"}}' for stripe_id in ids)
    return Saying(body=f'{{"object":"list","data":[{elements}],"has_more":true}}'.encode())


def in_turn(*pages: list[str]) -> Iterator[list[str]]:
    return (pages[number % len(pages)] for number in count())


def shuffled() -> Iterator[list[str]]:
    chance = Random(1)
    return ([f"ch_{number}" for number in chance.sample(range(300), 100)] for _ in count())


@pytest.mark.parametrize(
    ("pages", "most"),
    [(in_turn(*PAGES), 5), (in_turn(*PAGES[:2]), 3), (iter([PAGES[0], *PAGES[1:3] * 99]), 5), (shuffled(), 60)],
    ids=["cycle", "ping-pong", "a cycle behind a beginning", "shuffled"],
)
def test_a_list_without_end_is_recognised_when_it_comes_back(
    stripe: StripeServer, pages: Iterator[list[str]], most: int
) -> None:
    stripe.always[PATH] = lambda _: page(next(pages))
    with pytest.raises(StripeEndlessListError, match=r"GET /v1/charges: the list never ends: after .* it came to ch_"):
        list(client(stripe).pages(PATH))
    assert len(stripe.requests) <= most


@pytest.mark.parametrize(
    ("saying", "kind", "words"),
    [
        (Saying(body=b'{"object":"list","data":[]}'), StripeRequestError, "required field `has_more`"),
        (Saying(body=b'{"data":[],"has_more":"no"}'), StripeRequestError, "not in Stripe's format"),
        (Saying(body=b'{"error":{"message":"Gone."}}'), StripeRequestError, "answered 200 with an error: Gone."),
        (Saying(body=b"<!doctype html><title>Log in</title>"), StripeUnansweredError, "a page of HTML"),
        (Saying(body=b""), StripeUnansweredError, "every response was empty"),
        (Saying(body=b'{"data":' + b"[" * 100_000), StripeUnansweredError, "cut short"),
        (Saying(body=None), StripeUnansweredError, "the connection was lost"),
        (Saying(500, b"[" * 100_000), StripeRequestError, "answered 500: no message"),
    ],
    ids=["no has_more", "text for has_more", "error", "login page", "empty", "deep", "dropped", "deep error"],
)
@pytest.mark.parametrize("ask", [lambda it: list(it.pages(PATH)), lambda it: it.retrieve(PATH)], ids=["list", "object"])
def test_an_answer_that_is_none_is_named(
    stripe: StripeServer, saying: Saying, kind: type, words: str, ask: Callable[[Client], object]
) -> None:
    stripe.always[PATH] = lambda _: saying
    with pytest.raises(StripeRequestError) as raised:
        ask(client(stripe, attempts=2))
    if "has_more" not in words and "form" not in words:
        assert type(raised.value) is kind
        assert words in str(raised.value)
    assert str(raised.value).startswith("GET /v1/charges: ")


def test_an_answer_has_a_deadline_as_a_whole_and_is_asked_for_again(stripe: StripeServer) -> None:
    whole = Saying(body=b'{"object":"list","data":[],"has_more":false}')
    stripe.script[PATH] = [Saying(body=whole.body, drip=0.05), whole]
    assert [found.elements for found in client(stripe).pages(PATH)] == [[]]
    assert len(stripe.requests) == 2


def test_after_three_answers_that_took_too_long_there_is_no_fourth(stripe: StripeServer) -> None:
    stripe.always[PATH] = lambda _: Saying(drip=0.05)
    with pytest.raises(
        StripeUnansweredError, match=r"no complete response within 0\.3 s \(STRIPE_OLTP_ANSWER_SECONDS\)"
    ):
        client(stripe, attempts=8).retrieve(PATH)
    assert len(stripe.requests) == 3


# The way there


@contextmanager
def proxy(status: int, phrase: str) -> Iterator[str]:
    """One that lets nothing pass."""

    class Handler(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            self.send_response(status, phrase)
            self.end_headers()

        def do_GET(self) -> None:
            self.do_CONNECT()

        def log_message(self, *_: object) -> None:
            pass

    with serving(HTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"http://jenny:s3cret@127.0.0.1:{port}"


@contextmanager
def serving(server: HTTPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def failing_to_reach(base: str) -> str:
    with pytest.raises(StripeUnreachableError) as raised:
        Client(KEY, api_base=base, api_version=VERSION, attempts=2, longest_wait=0.0, timeout=(2.0, 2.0)).retrieve(PATH)
    said = str(raised.value)
    assert said.startswith(f"Stripe cannot be reached at {base}: ")
    assert "s3cret" not in said
    assert "jenny" not in said
    return said


@pytest.mark.parametrize("base", ["http://stripe.invalid", "https://stripe.invalid"])
def test_a_proxy_that_wants_a_password_is_named_without_it(monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    with proxy(407, "Proxy Authentication Required") as url:
        variable = f"{base.partition(':')[0]}_proxy"
        monkeypatch.setenv(variable, url)
        said = failing_to_reach(base)
        assert f"the proxy http://{url.partition('@')[2]} ({variable.upper()}) answered 407" in said


@pytest.mark.parametrize(("status", "phrase"), [(403, "Forbidden"), (502, "Bad Gateway")])
def test_what_a_proxy_answers_is_said(monkeypatch: pytest.MonkeyPatch, status: int, phrase: str) -> None:
    with proxy(status, phrase) as url:
        monkeypatch.setenv("https_proxy", url)
        assert f"(HTTPS_PROXY) answered {status} {phrase}" in failing_to_reach("https://stripe.invalid")
        monkeypatch.setenv("http_proxy", url)
        through = Client(KEY, api_base="http://stripe.invalid", api_version=VERSION, attempts=1)
        with pytest.raises(Exception, match=rf"{status}|may not read") as raised:
            through.retrieve(PATH)
        assert "(HTTP_PROXY)" in str(raised.value)


def test_a_proxy_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "jenny:s3cret@127.0.0.1:1")
    assert "the proxy http://127.0.0.1:1 (HTTPS_PROXY) cannot be reached, " in failing_to_reach(
        "https://stripe.invalid"
    )


@pytest.mark.parametrize("named", ["socks5://jenny:s3cret@127.0.0.1:1", "http://jenny:s3cret@127.0.0.1:x"])
def test_a_proxy_that_cannot_be_used_is_a_wrong_setting(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("https_proxy", named)
    with pytest.raises(UsageError, match="HTTPS_PROXY is not a usable proxy") as raised:
        Client(KEY, api_base="https://stripe.invalid", api_version=VERSION)
    assert "s3cret" not in str(raised.value)


def test_a_name_that_leads_nowhere_and_a_closed_door_are_said() -> None:
    assert "its name cannot be resolved" in failing_to_reach("https://stripe.invalid")
    assert "connection refused" in failing_to_reach("http://127.0.0.1:1")


@contextmanager
def speaking_tls() -> Iterator[str]:
    """A Stripe whose certificate nobody trusts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"id":"acct_1"}')

        def log_message(self, *_: object) -> None:
            pass

    class Server(HTTPServer):
        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with serving(server) as port:
        yield f"https://127.0.0.1:{port}"


def test_a_certificate_that_nobody_trusts_is_said_and_can_be_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    with speaking_tls() as base:
        said = failing_to_reach(base)
        assert f"the certificate of {base} is not trusted: self-signed certificate" in said
        assert "SSL_CERT_FILE" in said
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        assert Client(KEY, api_base=base, api_version=VERSION, attempts=1).account() == "acct_1"


def test_a_server_without_tls_is_said(stripe: StripeServer) -> None:
    said = failing_to_reach(stripe.url.replace("http:", "https:"))
    assert "TLS failed with" in said
