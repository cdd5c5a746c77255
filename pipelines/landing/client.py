"""Stripe's API as bytes: the official SDK signs, sends and names errors, but never decodes an answer.

The SDK's own objects are not what Stripe said (`1e-9` comes back as `1E-9`) and cost ten times as much, so the bytes
of a good answer are taken at its HTTP client. It also gives up on a 429 with Retry-After and on bodies cut short:
retrying is done here.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn, TypeVar

import requests
import stripe
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from pipelines.landing.documents import NotJsonError, OtherFormError, read, slice_list, slice_one
from pipelines.landing.errors import (
    StripeKeyRefusedError,
    StripePermissionError,
    StripeRequestError,
    StripeUnreachableError,
)

T = TypeVar("T")

stripe.enable_telemetry = False

PAGE_SIZE = 100  # Stripe's most
ATTEMPTS = 8
LONGEST_WAIT = 30.0  # seconds between two attempts
TIMEOUT = (10.0, 80.0)  # seconds to connect, to read
PASSING_STATUSES = frozenset({409, 429, *range(500, 600)})
PASSING_FAILURES = (
    requests.exceptions.Timeout,
    requests.exceptions.ConnectionError,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)


@dataclass(frozen=True)
class Answer:
    """One good answer: the exact body, when Stripe said it, and the version it is rendered in."""

    body: bytes
    observed_at: datetime
    api_version: str | None


@dataclass(frozen=True)
class Page:
    """One page of a list: the exact bytes of each element, newest first."""

    elements: list[bytes]
    has_more: bool
    observed_at: datetime
    api_version: str | None


class _CursorGoneError(StripeRequestError):
    """The object that a page was to start after no longer exists."""


class _Wire(stripe.RequestsClient):
    """The SDK's HTTP client, keeping the body of a good answer and giving the SDK an empty one to decode."""

    def __init__(self, timeout: tuple[float, float]) -> None:
        super().__init__(timeout=timeout)
        self.kept = threading.local()

    def request(  # type: ignore[override]  # the stub of the parent's own override says otherwise
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        body, status, answered = super().request(method, url, headers, post_data)
        if not 200 <= status < 300:
            return body, status, answered
        self.kept.body = body
        return b"{}", status, answered


class Client:
    """Reads one Stripe account. Safe to use from several threads.

    Every method raises StripeKeyRefusedError, StripePermissionError, StripeUnreachableError or StripeRequestError.
    """

    def __init__(
        self,
        api_key: str,
        *,
        api_base: str,
        api_version: str,
        attempts: int = ATTEMPTS,
        longest_wait: float = LONGEST_WAIT,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        """``longest_wait`` is in seconds, ``timeout`` seconds to connect and to read."""
        if not api_key:
            raise StripeKeyRefusedError("The key of Stripe is empty. Set STRIPE_API_KEY.")
        self._base = api_base
        self._attempts = attempts
        self._longest_wait = longest_wait
        self._wire = _Wire(timeout)
        self._stripe = stripe.StripeClient(
            api_key,
            http_client=self._wire,
            base_addresses={"api": api_base},
            stripe_version=api_version,
            max_network_retries=0,
        )

    def pages(self, path: str, parameters: Mapping[str, str] | None = None) -> Iterator[Page]:
        """All pages of a list. Objects created meanwhile are newer than the cursor, so none is missed or met twice."""
        page, repeats = self._page(path, {**(parameters or {}), "limit": str(PAGE_SIZE)}), 0
        yield page
        while page.has_more:
            last = page.elements[-1:]
            page = self._page_after(page, path, {**(parameters or {}), "limit": str(PAGE_SIZE)})
            repeats = repeats + 1 if page.elements[-1:] == last else 0
            if repeats == self._attempts:
                raise StripeRequestError(f"GET {path}: Stripe gave the same page {repeats} times.")
            yield page

    def retrieve(self, path: str, parameters: Mapping[str, str] | None = None) -> Answer:
        """One object."""
        return self._answer(path, parameters or {}, slice_one)[0]

    def account(self) -> str | None:
        """The id of the key's account; None when a restricted key may not say it."""
        try:
            return _id_of(self.retrieve("/v1/account").body)
        except StripePermissionError:
            return None

    def _page_after(self, page: Page, path: str, parameters: Mapping[str, str]) -> Page:
        """The page after the last element of ``page`` that still exists: objects may be deleted while we page."""
        for element in reversed(page.elements):
            with suppress(_CursorGoneError):
                return self._page(path, {**parameters, "starting_after": _id_of(element) or ""})
        raise StripeRequestError(f"GET {path}: Stripe says that the list goes on, but not where.")

    def _page(self, path: str, parameters: Mapping[str, str]) -> Page:
        answer, (elements, has_more) = self._answer(path, parameters, slice_list)
        return Page(elements, has_more, answer.observed_at, answer.api_version)

    def _answer(self, path: str, parameters: Mapping[str, str], reader: Callable[[bytes], T]) -> tuple[Answer, T]:
        """Send until it succeeds, fails for good, or the attempts run out."""
        retrying = Retrying(
            retry=retry_if_exception(_passes), stop=stop_after_attempt(self._attempts), wait=self._wait, reraise=True
        )
        try:
            return retrying(self._send, path, parameters, reader)
        except stripe.StripeError as error:
            self._fail(path, error)
        except NotJsonError as error:
            raise StripeUnreachableError(f"Stripe's answer to GET {path} came cut short every time.") from error
        except OtherFormError as error:
            raise StripeRequestError(
                f"GET {path}: the answer is not of Stripe's form. Is {self._base} Stripe?"
            ) from error

    def _send(self, path: str, parameters: Mapping[str, str], reader: Callable[[bytes], T]) -> tuple[Answer, T]:
        """One request. Everything that is sent passes here."""
        headers = self._stripe.raw_request("get", path, **parameters).headers
        body: bytes = self._wire.kept.body
        return Answer(body, _said_at(headers), headers.get("Stripe-Version")), reader(body)

    def _wait(self, state: RetryCallState) -> float:
        """Seconds until the next attempt: Stripe's Retry-After when it gives one, else longer each time."""
        error = state.outcome.exception() if state.outcome else None
        asked = error.headers.get("Retry-After") if isinstance(error, stripe.StripeError) and error.headers else None
        if asked and asked.isdecimal():
            return float(asked)
        return wait_random_exponential(multiplier=1, max=self._longest_wait)(state)

    def _fail(self, path: str, error: stripe.StripeError) -> NoReturn:
        said = error.user_message or "no message"
        if isinstance(error, stripe.APIConnectionError):
            reason = type(error.__cause__ or error).__name__
            raise StripeUnreachableError(f"Stripe cannot be reached at {self._base} ({reason}).") from error
        if error.http_status == 401:
            raise StripeKeyRefusedError(
                f"Stripe does not accept STRIPE_API_KEY: {said} Keys: https://dashboard.stripe.com/apikeys"
            ) from error
        if error.http_status == 403:
            raise StripePermissionError(
                f"STRIPE_API_KEY may not read {path}: {said} Let the restricted key read it, or name other --objects."
            ) from error
        message = f"GET {path}: Stripe answered {error.http_status}: {said}"
        if error.request_id:
            message += f" (request {error.request_id})"
        if error.http_status == 400 and getattr(error, "param", None) == "starting_after":
            raise _CursorGoneError(message) from error
        raise StripeRequestError(message) from error


def _passes(error: BaseException) -> bool:
    """Whether the same request may succeed later."""
    if isinstance(error, stripe.APIConnectionError):
        cause = error.__cause__
        return isinstance(cause, PASSING_FAILURES) and not isinstance(cause, requests.exceptions.SSLError)
    if isinstance(error, stripe.StripeError):
        return error.http_status in PASSING_STATUSES
    return isinstance(error, NotJsonError)


def _said_at(headers: Mapping[str, str]) -> datetime:
    try:
        return parsedate_to_datetime(headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return datetime.now(UTC)


def _id_of(element: bytes) -> str | None:
    return read(element).id
