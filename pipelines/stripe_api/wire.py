"""The SDK's HTTP client, over urllib3 itself: good bodies are kept as bytes, errors reduced, connections shared.

The SDK's own, over requests, looks for proxies and reads ~/.netrc anew for each request and takes a body in small
pieces: three times the work for a page.
"""

import threading
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
import stripe
from urllib3.exceptions import HTTPError

from pipelines.stripe_api.connections import Route, Trouble

CUT_SHORT = "cut_short"  # our type of an error whose JSON ends too early: nobody knows what Stripe said


class _Said(msgspec.Struct, omit_defaults=True):
    """Of an error, what is read. Stripe adds whole documents to some, which must reach no log and no traceback."""

    type: str | None = None
    code: str | None = None
    message: str | None = None
    param: str | None = None


class _ErrorBody(msgspec.Struct):
    error: _Said


class ApiRequest(NamedTuple):
    """What is asked: the method, the path, and what the SDK is given with it."""

    method: str
    path: str
    parameters: Mapping[str, Any]

    def __str__(self) -> str:
        """As messages name it."""
        return f"{self.method.upper()} {self.path}"


class NoAnswerError(stripe.APIConnectionError):
    """No whole answer came; ``trouble`` says why."""

    def __init__(self, trouble: Trouble) -> None:
        """``should_retry`` is as the trouble says."""
        super().__init__(trouble.words, should_retry=trouble.may_pass)  # type: ignore[no-untyped-call]
        self.trouble = trouble


class Wire(stripe.HTTPClient):
    """Sends, and gives the SDK an empty body to decode in place of a good one. Safe to use from several threads.

    Redirects are not followed: the key goes to Stripe alone.
    """

    name = "urllib3"

    def __init__(self, route: Route) -> None:
        """Nothing is connected yet. Raises UsageError for a proxy that cannot be used."""
        super().__init__()
        self.date: str | None = None  # of the last answer, good or not: what the clock of Stripe shows
        self.is_answered = False  # whether any answer ever came, good or not
        self._route, self._pool = route, route.pool()
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

    def request(  # type: ignore[override]  # of no usage
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Send one request; body, status and headers. Raises NoAnswerError for what urllib3 raised."""
        self._kept.body, self._kept.request_id = b"", None
        try:
            sent = {**(headers or {}), "Accept-Encoding": "gzip"}
            answer = self._pool.request(method, url, body=post_data, headers=sent)
        except HTTPError as error:
            raise NoAnswerError(self._route.trouble(error)) from error
        self.date, self.is_answered = answer.headers.get("Date", self.date), True
        if not 200 <= answer.status < 300:
            return _reduced(answer.data), answer.status, answer.headers
        self._kept.body, self._kept.request_id = answer.data, answer.headers.get("Request-Id")
        return b"{}", answer.status, answer.headers

    def close(self) -> None:
        """Close the connections of all threads."""
        self._pool.clear()


def message_in(body: bytes) -> str | None:
    """What an error says, if ``body`` is one."""
    try:
        return msgspec.json.decode(body, type=_ErrorBody).error.message or "no message"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _reduced(body: bytes) -> bytes:
    try:
        return msgspec.json.encode(msgspec.json.decode(body, type=_ErrorBody))
    except msgspec.ValidationError:
        return b'{"error":{}}'
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # a proxy's page says itself what it is
        is_json = body.lstrip().startswith(b"{")
        return msgspec.json.encode(_ErrorBody(_Said(type=CUT_SHORT if is_json else None)))
