"""Stripe's API as bytes: the official SDK signs, sends and names errors, but never decodes an answer.

The SDK's own objects are not what Stripe said (`1e-9` comes back as `1E-9`) and cost ten times as much, so the bytes
of a good answer are taken at its HTTP client. It also gives up on rate limits and on bodies cut short: retrying is
done here.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Self, TypeVar

import stripe
from tenacity import RetryCallState, Retrying, retry_if_exception, sleep_using_event, stop_after_attempt

from pipelines import log
from pipelines.addresses import check_key, checked_base, is_loopback
from pipelines.stripe_api.counters import Counters, RequestCounts
from pipelines.stripe_api.documents import NotJsonError, OtherFormError, read, slice_list, slice_one
from pipelines.stripe_api.errors import (
    StripeClosedError,
    StripeCursorError,
    StripeKeyRefusedError,
    StripePermissionError,
    StripeRequestError,
)
from pipelines.stripe_api.expansion import refused_path, without
from pipelines.stripe_api.rate_limits import RateLimits, endpoint_of
from pipelines.stripe_api.refusals import refusal, unreadable
from pipelines.stripe_api.retries import may_pass, rate_limited_reason, reason, retry_after, said_at, waiting
from pipelines.stripe_api.wire import Wire

T = TypeVar("T")

stripe.enable_telemetry = False

PAGE_SIZE = 100  # Stripe's most
ATTEMPTS = 8
LONGEST_WAIT = 30.0  # seconds between two attempts
TIMEOUT = (10.0, 80.0)  # seconds to connect, to read


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


class Client:
    """Reads one Stripe account. Safe to use from several threads, which share its limits and connections.

    Every method raises StripeKeyRefusedError, StripePermissionError, StripeUnreachableError, StripeClosedError or
    StripeRequestError, of which StripeMissingError and StripeUnknownEndpointError are kinds. ``counters`` says what
    it took. Closing it, also by leaving its ``with`` block, ends the waiting of all threads at once: do so on Ctrl-C,
    which interrupts the main thread alone.
    """

    def __init__(
        self,
        api_key: str,
        *,
        api_base: str,
        api_version: str,
        limits: RateLimits | None = None,
        attempts: int = ATTEMPTS,
        longest_wait: float = LONGEST_WAIT,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        """``longest_wait`` is in seconds, ``timeout`` seconds to connect and to read.

        ``limits`` None means what Stripe documents for such a key, and none for a server on this machine. Raises
        ApiBaseError for an address that ``api_key`` may not be sent to.
        """
        if not api_key:
            raise StripeKeyRefusedError("The key of Stripe is empty. Set STRIPE_API_KEY.")
        check_key(api_key, api_base := checked_base(api_base))
        self.counters = Counters()
        self._base = api_base
        self.limits = limits or (None if is_loopback(api_base) else RateLimits.of(api_key))
        self._attempts = attempts
        self._wait = waiting(longest_wait)
        self._closed = threading.Event()
        self._unknown: dict[str, set[str]] = {}  # by endpoint, the paths that cannot be expanded there
        self._wire = Wire(api_base, timeout)
        self._stripe = stripe.StripeClient(
            api_key,
            http_client=self._wire,
            base_addresses={"api": api_base},
            stripe_version=api_version,
            max_network_retries=0,
        )

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """End all waiting, with StripeClosedError, and close the connections. For any thread, any number of times."""
        self._closed.set()
        self._wire.close()

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
            with suppress(StripeCursorError):
                return self._page(path, {**parameters, "starting_after": _id_of(element) or ""})
        raise StripeRequestError(f"GET {path}: Stripe says that the list goes on, but not where.")

    def _page(self, path: str, parameters: Mapping[str, str]) -> Page:
        answer, (elements, has_more) = self._answer(path, parameters, slice_list)
        return Page(elements, has_more, answer.observed_at, answer.api_version)

    def _answer(self, path: str, parameters: Mapping[str, str], reader: Callable[[bytes], T]) -> tuple[Answer, T]:
        """Send until it succeeds, fails for good, or the attempts run out; without what cannot be expanded here."""
        unknown = self._unknown.setdefault(endpoint_of(path), set())
        parameters = without(parameters, unknown)
        retrying = Retrying(
            retry=retry_if_exception(may_pass),
            stop=stop_after_attempt(self._attempts),
            wait=self._wait,
            before_sleep=self._count_retry,
            sleep=sleep_using_event(self._closed),
            reraise=True,
        )
        try:
            return retrying(self._send, path, parameters, reader)
        except stripe.StripeError as error:
            if refused := refused_path(parameters, error):
                unknown.add(refused)
                log.warning("not expanded", endpoint=endpoint_of(path), path=refused)
                return self._answer(path, parameters, reader)
            raise refusal(path, self._base, error) from error
        except (NotJsonError, OtherFormError) as error:
            raise unreadable(path, self._base, error, self._wire.request_id) from error

    def _send(self, path: str, parameters: Mapping[str, str], reader: Callable[[bytes], T]) -> tuple[Answer, T]:
        """One request, when its time has come. Everything that is sent passes here."""
        endpoint = endpoint_of(path)
        paced = self.limits.wait(endpoint, self._closed) if self.limits else 0.0
        if self._closed.is_set():
            raise StripeClosedError(f"GET {path} was not sent: the run is being stopped.")
        self.counters.add(endpoint, RequestCounts(sent=1, seconds_paced=paced))
        sent_at = monotonic()
        try:
            headers = self._stripe.raw_request("get", path, **parameters).headers
        except stripe.RateLimitError as error:
            self._slow_down(endpoint, error, sent_at)
            raise
        log.debug("request", endpoint=endpoint, request=self._wire.request_id, seconds=monotonic() - sent_at)
        body = self._wire.body
        return Answer(body, said_at(headers), headers.get("Stripe-Version")), reader(body)

    def _slow_down(self, endpoint: str, error: stripe.RateLimitError, sent_at: float) -> None:
        self.counters.add(endpoint, RequestCounts(rate_limited=1))
        if self.limits:
            self.limits.refused(endpoint, rate_limited_reason(error), sent_at, retry_after(error) or 0.0)

    def _count_retry(self, state: RetryCallState) -> None:
        endpoint, wait = endpoint_of(state.args[0]), state.upcoming_sleep
        self.counters.add(endpoint, RequestCounts(retried=1, seconds_backed_off=wait))
        error = state.outcome.exception() if state.outcome else None
        log.debug("retry", endpoint=endpoint, attempt=state.attempt_number, wait=wait, **reason(error))


def _id_of(element: bytes) -> str | None:
    return read(element).id
