"""The SDK's HTTP client, over urllib3 itself: good bodies are kept as bytes, errors reduced, connections shared.

The SDK's own, over requests, looks for proxies and reads ~/.netrc anew for each request and takes a body in small
pieces: three times the work for a page.
"""

import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import msgspec
import stripe
import urllib3
from urllib3.exceptions import HTTPError, SSLError
from urllib3.util import make_headers

from pipelines.addresses import is_loopback

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


class Wire(stripe.HTTPClient):
    """Sends, and gives the SDK an empty body to decode in place of a good one. Safe to use from several threads.

    Redirects are not followed: the key goes to Stripe alone.
    """

    name = "urllib3"

    def __init__(self, base: str, timeout: tuple[float, float]) -> None:
        """``base`` is the URL that all requests go to, ``timeout`` seconds to connect and to read."""
        super().__init__()
        self._pool = _pool(base, urllib3.Timeout(connect=timeout[0], read=timeout[1]))
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

    def request(  # type: ignore[override]  # it is asked to read only, and of no usage
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Send one request; body, status and headers. Raises APIConnectionError for what urllib3 raised."""
        try:
            answer = self._pool.request(method, url, headers={**(headers or {}), "Accept-Encoding": "gzip"})
        except HTTPError as error:
            passing = not isinstance(error, SSLError)
            failure = stripe.APIConnectionError(type(error).__name__, should_retry=passing)  # type: ignore[no-untyped-call]
            raise failure from error
        if not 200 <= answer.status < 300:
            return _reduced(answer.data), answer.status, answer.headers
        self._kept.body, self._kept.request_id = answer.data, answer.headers.get("Request-Id")
        return b"{}", answer.status, answer.headers

    def close(self) -> None:
        """Close the connections of all threads."""
        self._pool.clear()


def _pool(base: str, timeout: urllib3.Timeout) -> urllib3.PoolManager:
    """The connections to ``base``, through the proxy that the environment names for it; none leads to this machine."""
    options: dict[str, Any] = {
        "maxsize": CONNECTIONS,
        "timeout": timeout,
        "retries": False,
        "ca_certs": stripe.ca_bundle_path,
    }
    parts, proxies = urlsplit(base), getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or is_loopback(base) or proxy_bypass(parts.netloc):
        return urllib3.PoolManager(**options)
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if user := urlsplit(proxy).username:
        password = unquote(urlsplit(proxy).password or "")
        options["proxy_headers"] = make_headers(proxy_basic_auth=f"{unquote(user)}:{password}")
    return urllib3.ProxyManager(proxy, **options)


def _reduced(body: bytes) -> bytes:
    try:
        return msgspec.json.encode(msgspec.json.decode(body, type=_ErrorBody))
    except msgspec.ValidationError:
        return b'{"error":{}}'
    except (msgspec.DecodeError, UnicodeDecodeError):  # a proxy's page says itself what it is
        is_json = body.lstrip().startswith(b"{")
        return msgspec.json.encode(_ErrorBody(_Said(type=CUT_SHORT if is_json else None)))
