"""The SDK's HTTP client, but good bodies are kept as bytes, errors reduced, and connections shared by all threads."""

import threading
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import msgspec
import requests
import stripe
from requests.adapters import HTTPAdapter

CUT_SHORT = "cut_short"  # our type of an error whose JSON ends too early: nobody knows what Stripe said
CONNECTIONS = 64  # kept open; more threads than that work, but some connect anew


class _Said(msgspec.Struct, omit_defaults=True):
    """Of an error, what is read. Stripe adds whole documents to some, which must reach no log and no traceback."""

    type: str | None = None
    code: str | None = None
    message: str | None = None
    param: str | None = None


class _ErrorBody(msgspec.Struct):
    error: _Said


class Wire(stripe.RequestsClient):
    """Sends, and gives the SDK an empty body to decode in place of a good one."""

    def __init__(self, timeout: tuple[float, float]) -> None:
        """``timeout`` is seconds to connect and to read."""
        self._shared = _session()
        super().__init__(timeout=timeout, session=self._shared)
        self._kept = threading.local()

    @property
    def body(self) -> bytes:
        """The body of this thread's last good answer."""
        kept: bytes = self._kept.body
        return kept

    @property
    def request_id(self) -> str | None:
        """Stripe's id of the request that was answered so."""
        kept: str | None = self._kept.request_id
        return kept

    def request(  # type: ignore[override]  # the stub of the parent's own override says otherwise
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Send one request; body, status and headers."""
        body, status, answered = super().request(method, url, headers, post_data)
        if not 200 <= status < 300:
            return _reduced(body), status, answered
        self._kept.body, self._kept.request_id = body, answered.get("Request-Id")
        return b"{}", status, answered

    def close(self) -> None:
        """Close the connections of all threads."""
        self._shared.close()


def _session() -> requests.Session:
    """One for all threads: it keeps its connections in a pool, and nothing else that changes."""
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS))
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.auth = _as_signed
    return session


def _as_signed(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without an ``auth`` of its own, requests would put what ~/.netrc says in place of the key."""
    return request


def _reduced(body: bytes) -> bytes:
    try:
        return msgspec.json.encode(msgspec.json.decode(body, type=_ErrorBody))
    except msgspec.ValidationError:
        return b'{"error":{}}'
    except (msgspec.DecodeError, UnicodeDecodeError):  # a proxy's page says itself what it is
        is_json = body.lstrip().startswith(b"{")
        return msgspec.json.encode(_ErrorBody(_Said(type=CUT_SHORT if is_json else None)))
