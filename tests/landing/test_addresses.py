"""A live key crosses no network in clear text, whatever an address looks like."""

import socket

import pytest

from pipelines.addresses import ApiBaseError, is_loopback
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.errors import StripeRequestError
from tests.landing.stripe_server import VERSION, Saying, StripeServer, serving

LIVE = "rk_live_51Secret"
HERE = ["http://127.0.0.1:9", "http://127.99.0.1", "HTTP://LocalHost:9/", "http://[::1]:9/prefix"]
ELSEWHERE = [
    "http://api.stripe.com",
    "http://localhost.evil.com",
    "http://evil.localhost",
    "http://127.0.0.1.nip.io",
    "http://127.1",
    "http://2130706433",
    "http://0x7f.0.0.1",
    "http://0177.0.0.1",
    "http://0.0.0.0",
    "http://[::]",
    "http://[::ffff:127.0.0.1]",
    "http://[::ffff:7f00:1]",
    "http://10.0.0.1:9",
]
NO_ADDRESS = [
    "http://127.0.0.1@evil.com",
    "http://127.0.0.1:80@evil.com",
    "http://evil.com\\@127.0.0.1",
    "http://evil.com#@127.0.0.1",
    "http://evil.com?@127.0.0.1",
    "https://user:hunter2@api.stripe.com",
    "http://127.0.0.1\u3002evil.com",
    "http://[::1%25lo]",
    "http://127.0.0.1 evil.com",
    "http://127.0.0.1\n.evil.com",
    "http://127.0.0.1:99999",
    "http://:9",
    "http://localhost.:9",
    "//10.0.0.1",
    "ftp://127.0.0.1",
    "10.0.0.1:9",
]


@pytest.mark.parametrize("base", ELSEWHERE)
@pytest.mark.parametrize("key", [LIVE, "sk_live_1", "sk_org_live_1", "anything"])
def test_a_live_key_is_not_sent_in_clear_text(base: str, key: str) -> None:
    with pytest.raises(ApiBaseError, match="unencrypted") as refused:
        Client(key, api_base=base, api_version=VERSION)
    assert key not in str(refused.value)


@pytest.mark.parametrize("base", NO_ADDRESS)
@pytest.mark.parametrize("key", [LIVE, "sk_test_1"])
def test_what_parsers_read_in_different_ways_is_no_address(base: str, key: str) -> None:
    with pytest.raises(ApiBaseError, match="STRIPE_API_BASE") as refused:
        Client(key, api_base=base, api_version=VERSION)
    assert "hunter2" not in str(refused.value)
    assert base not in str(refused.value)


@pytest.mark.parametrize(
    "base", [*HERE, "https://api.stripe.com", "https://10.0.0.1:8443/stripe", "https://a-b.internal"]
)
def test_a_live_key_may_go_over_tls_and_to_this_machine(base: str) -> None:
    Client(LIVE, api_base=base, api_version=VERSION).close()
    assert is_loopback(base) == (base in HERE)


def test_a_test_key_may_go_in_clear_text() -> None:
    for base in ELSEWHERE:
        Client("rk_test_1", api_base=base, api_version=VERSION).close()


def test_localhost_counts_only_where_it_leads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    there = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in ("127.0.0.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: there)
    assert not is_loopback("http://localhost:9")


def test_a_proxy_gets_nothing_that_is_for_this_machine(stripe: StripeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:9")
    stripe.objects["/v1/x"] = b'{"id":"x"}'
    for name in ("127.0.0.1", "localhost"):
        there = stripe.url.replace("127.0.0.1", name)
        assert Client(LIVE, api_base=there, api_version=VERSION).retrieve("/v1/x").body == b'{"id":"x"}'


def test_a_redirect_carries_the_key_nowhere(stripe: StripeServer) -> None:
    with serving(StripeServer()) as elsewhere:
        stripe.script["/v1/x"] = [Saying(307, b"", {"Location": f"{elsewhere.url}/v1/x"})]
        with pytest.raises(StripeRequestError, match="307"):
            Client(LIVE, api_base=stripe.url, api_version=VERSION).retrieve("/v1/x")
        assert not elsewhere.requests
