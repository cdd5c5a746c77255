"""Stripe's API as bytes: the official SDK signs, sends and names errors, but never decodes an answer.

The SDK's own objects are not what Stripe said (`1e-9` comes back as `1E-9`) and cost ten times as much, so the bytes
of a good answer are taken at its HTTP client. It also gives up on rate limits and on bodies cut short: retrying is
done here.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any, Self, TypeVar
from urllib.parse import quote
from uuid import uuid4

import stripe
from tenacity import RetryCallState, Retrying, retry_if_exception, sleep_using_event

from pipelines import log
from pipelines.addresses import check_key, checked_base, is_loopback
from pipelines.errors import StripeOltpError
from pipelines.stripe_api.connections import Route
from pipelines.stripe_api.counters import Counters, RequestCounts
from pipelines.stripe_api.documents import (
    NotJsonError,
    OtherFormError,
    slice_addressed_list,
    slice_list,
    slice_object,
    slice_one,
    text_of,
)
from pipelines.stripe_api.errors import (
    StripeClosedError,
    StripeKeyRefusedError,
    StripePermissionError,
    StripeRequestError,
)
from pipelines.stripe_api.expansion import Expansions, expanded, named_paths, refused_path, without
from pipelines.stripe_api.oddities import Oddities
from pipelines.stripe_api.pages import Page, addressed_pages, id_of, pages
from pipelines.stripe_api.rate_limits import SHARE, RateLimits, endpoint_of
from pipelines.stripe_api.refusals import refusal, unknown_if_404, unreadable
from pipelines.stripe_api.retries import (
    LONGEST_ASKED,
    SLOW_ATTEMPTS,
    enough,
    may_pass,
    rate_limited_reason,
    reason,
    retry_after,
    said_at,
    waiting,
)
from pipelines.stripe_api.walks import Walk
from pipelines.stripe_api.wire import ApiRequest, Wire

T = TypeVar("T")

stripe.enable_telemetry = False

PAGE_SIZE = 100  # Stripe's most
V2 = "/v2/"
TIMES = ("created[gte]", "created[lt]")  # in unix seconds, but for the API v2
ATTEMPTS = 8
LONGEST_WAIT = 30.0  # seconds between two attempts
API, FILES = "https://api.stripe.com", "https://files.stripe.com"
TIMEOUT = (10.0, 60.0)  # seconds to connect, and for one answer from its first byte to its last


@dataclass(frozen=True)
class Response:
    """One good answer: the exact body, when Stripe said it, and the version it is rendered in."""

    body: bytes
    observed_at: datetime
    api_version: str | None


class Client:
    """Reads one Stripe account. Safe to use from several threads, which share its limits and connections.

    Every method raises StripeKeyRefusedError, StripePermissionError, StripeUnreachableError, StripeClosedError or
    StripeRequestError, of which StripeMissingError, StripeUnknownEndpointError, StripeUnansweredError and
    StripeEndlessListError are kinds. ``counters`` says what it took, ``oddities`` what was odd about what was
    received, ``expansions`` what is not expanded, ``livemode`` which mode the key is for, None when it does not say.
    Closing it, also by leaving its ``with`` block, ends the waiting of all threads at once: do so on Ctrl-C, which
    interrupts the main thread alone.
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
        slow_attempts: int = SLOW_ATTEMPTS,
        longest_asked: float = LONGEST_ASKED,
        share: float = SHARE,
    ) -> None:
        """``longest_wait`` is in seconds, ``timeout`` seconds to connect and for one whole answer.

        A request is given up after so many ``attempts``, or ``slow_attempts`` that took too long, or when Stripe asks
        to wait for more than ``longest_asked`` seconds.

        ``limits`` None means a ``share`` of what Stripe documents for such a key, and none for a server on this
        machine. Raises ApiBaseError for an address that ``api_key`` may not be sent to.
        """
        if not api_key:
            raise StripeKeyRefusedError("The Stripe key is empty. Set STRIPE_API_KEY.")
        check_key(api_key, api_base := checked_base(api_base))
        self.counters = Counters()
        self.oddities = Oddities()
        self.livemode = {"live": True, "test": False}.get([*api_key.split("_"), ""][1])
        self._route = Route.to(api_base, *timeout)
        self._is_key_good = False
        self.limits = limits or (None if is_loopback(api_base) else RateLimits.of(api_key, share=share))
        self._attempts, self._slow_attempts, self._longest_asked = attempts, slow_attempts, longest_asked
        self._wait = waiting(longest_wait)
        self._closed = threading.Event()
        self._singletons: dict[str, Response] = {}
        self.expansions = Expansions()
        self._wire = Wire(self._route)
        self._stripe = stripe.StripeClient(
            api_key,
            http_client=self._wire,
            base_addresses={"api": api_base, "files": FILES if api_base == API else api_base},
            stripe_version=api_version,
            max_network_retries=0,
        )

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    @property
    def is_closed(self) -> bool:
        """Whether it was: nothing is sent any more."""
        return self._closed.is_set()

    def close(self) -> None:
        """End all waiting, with StripeClosedError, and close the connections. For any thread, any number of times."""
        self._closed.set()
        self._wire.close()

    def pages(self, path: str, parameters: Mapping[str, str] | None = None, walk: Walk | None = None) -> Iterator[Page]:
        """All pages of a list. Objects created meanwhile are newer than the cursor, so none is missed or met twice.

        ``walk`` knows what was read before, of a list that is not read from its beginning.
        """
        parameters = {**(parameters or {}), "limit": str(PAGE_SIZE)}
        if path.startswith(V2):
            asked = {name: text_of(int(value)) if name in TIMES else value for name, value in parameters.items()}
            yield from addressed_pages(partial(self._addressed_page, path), path, asked, walk or Walk())
            return
        yield from pages(partial(self._page, path), path, parameters, walk or Walk(), self._attempts)

    def retrieve(self, path: str, parameters: Mapping[str, str] | None = None) -> Response:
        """One object."""
        answer = self._answer(path, parameters or {}, slice_object)[0]
        self.expansions.grant(endpoint_of(path), parameters or {})
        return answer

    def create(self, path: str, parameters: Mapping[str, Any]) -> bytes:
        """Make an object, once however often it is tried. Only for what a user asked for in so many words."""
        return self._asked(ApiRequest("post", path, {**parameters, "idempotency_key": str(uuid4())}), slice_object)

    def delete(self, path: str) -> None:
        """Delete an object. Only for what a user asked for in so many words."""
        self._asked(ApiRequest("delete", path, {}), slice_object)

    def contents(self, file_id: str) -> bytes:
        """What is in one of Stripe's files."""
        return self._asked(ApiRequest("get", f"/v1/files/{quote(file_id, safe='')}/contents", {"base": "files"}), bytes)

    def nameless(self, path: str) -> Response:
        """One object that has no id."""
        return self._answer(path, {}, slice_one)[0]

    def singleton(self, path: str, *, anew: bool = False) -> Response:
        """The one object at a path, as it was when it was last asked for; asked for now when ``anew``, or never yet."""
        if anew or path not in self._singletons:
            try:
                self._singletons[path] = self.retrieve(path)
            except (StripePermissionError, StripeRequestError) as error:
                raise unknown_if_404(error) from None
        return self._singletons[path]

    def account(self) -> str | None:
        """The id of the key's account; None when a restricted key may not say it."""
        try:
            return id_of(self.singleton("/v1/account").body)
        except StripePermissionError:
            return None

    @property
    def clock(self) -> datetime | None:
        """What Stripe's clock showed with the last answer, a refusal too; None when no answer told."""
        return said_at({"Date": self._wire.date}) if self._wire.date else None

    def _page(self, path: str, parameters: Mapping[str, str]) -> Page:
        answer, (elements, has_more) = self._answer(path, parameters, slice_list)
        if elements:  # of none Stripe may not have looked at what is expanded
            self.expansions.grant(endpoint_of(path), parameters)
        return Page(elements, has_more, answer.observed_at, answer.api_version)

    def _addressed_page(self, path: str, parameters: Mapping[str, str]) -> Page:
        answer, (elements, following) = self._answer(path, parameters, slice_addressed_list)
        return Page(elements, following is not None, answer.observed_at, answer.api_version, following)

    def _answer(self, path: str, parameters: Mapping[str, str], reader: Callable[[bytes], T]) -> tuple[Response, T]:
        """The answer, without what cannot be expanded here, or not with this key."""
        endpoint = endpoint_of(path)
        parameters = self.expansions.of(endpoint, parameters)
        request = ApiRequest("get", path, parameters)
        try:
            return self._attempts_at(request, reader)
        except stripe.StripeError as error:
            if refused := refused_path(parameters, error):
                self.expansions.leave_out(endpoint, refused)
                log.warning("not expanded", endpoint=endpoint, path=refused)
            elif not self._forbids_expansion(path, parameters, reader, error):
                raise self._refusal(request, error) from error
        except (NotJsonError, OtherFormError) as error:
            raise self._unreadable(request, error) from error
        return self._answer(path, parameters, reader)

    def _asked(self, request: ApiRequest, reader: Callable[[bytes], bytes]) -> bytes:
        """What was answered, of a request that expands nothing."""
        try:
            return self._attempts_at(request, reader)[1]
        except stripe.StripeError as error:
            raise self._refusal(request, error) from error
        except (NotJsonError, OtherFormError) as error:
            raise self._unreadable(request, error) from error

    def _refusal(self, request: ApiRequest, error: stripe.StripeError) -> StripeOltpError:
        return refusal(request, self._route, error, is_key_good=self._is_key_good)

    def _unreadable(self, request: ApiRequest, error: ValueError) -> StripeOltpError:
        return unreadable(request, self._route, error, self._wire.body, self._wire.request_id)

    def _forbids_expansion(
        self, path: str, parameters: Mapping[str, str], reader: Callable[[bytes], T], error: stripe.StripeError
    ) -> bool:
        """Whether the key may not expand something: then it is left out from now on.

        Where Stripe does not say what, each path is tried by itself.
        """
        endpoint, asked = endpoint_of(path), expanded(parameters)
        if not self.expansions.may_be_why(endpoint, parameters, error):
            return False
        found = dict.fromkeys(named_paths(parameters, error), error)
        if not found:
            if self._forbidden(path, without(parameters, asked), reader):
                self.expansions.note_own(endpoint, error)
                return False
            alone = {one: self._forbidden(path, without(parameters, {*asked} - {one}), reader) for one in asked[1:]}
            found = {one: refused for one, refused in alone.items() if refused} or {asked[0]: error}
        for one, refused in found.items():
            self.expansions.forbid(endpoint, one, refused)
            log.warning("not expanded", endpoint=endpoint, path=one)
        return True

    def _forbidden(
        self, path: str, parameters: Mapping[str, str], reader: Callable[[bytes], T]
    ) -> stripe.StripeError | None:
        """What Stripe says when the key may not ask so."""
        try:
            self._attempts_at(ApiRequest("get", path, parameters), reader)
        except stripe.StripeError as error:
            return error if error.http_status == 403 else None
        except (NotJsonError, OtherFormError):
            return None
        return None

    def _attempts_at(self, request: ApiRequest, reader: Callable[[bytes], T]) -> tuple[Response, T]:
        """Send until it succeeds, fails for good, or the attempts run out."""
        retrying = Retrying(
            retry=retry_if_exception(may_pass),
            stop=enough(
                self._attempts,
                self._slow_attempts,
                self._longest_asked,
                is_answered=lambda: self._wire.is_answered,
            ),
            wait=self._wait,
            before_sleep=self._count_retry,
            sleep=sleep_using_event(self._closed),
            reraise=True,
        )
        return retrying(self._send, request, reader)

    def _send(self, request: ApiRequest, reader: Callable[[bytes], T]) -> tuple[Response, T]:
        """One request, when its time has come. Everything that is sent passes here."""
        endpoint = endpoint_of(request.path)
        paced = self.limits.wait(endpoint, self._closed) if self.limits else 0.0
        if self._closed.is_set():
            raise StripeClosedError(f"{request} was not sent: the run is stopping.")
        self.counters.add(endpoint, RequestCounts(sent=1, seconds_paced=paced))
        sent_at = monotonic()
        try:
            headers = self._stripe.raw_request(*request[:2], **request.parameters).headers
        except stripe.RateLimitError as error:
            self._slow_down(endpoint, error, sent_at)
            raise
        log.debug("request", endpoint=endpoint, request=self._wire.request_id, seconds=monotonic() - sent_at)
        body = self._wire.body
        found = reader(body)
        self._is_key_good = True
        return Response(body, said_at(headers), headers.get("Stripe-Version")), found

    def _slow_down(self, endpoint: str, error: stripe.RateLimitError, sent_at: float) -> None:
        self.counters.add(endpoint, RequestCounts(rate_limited=1))
        if self.limits:
            self.limits.refused(endpoint, rate_limited_reason(error), sent_at, retry_after(error) or 0.0)

    def _count_retry(self, state: RetryCallState) -> None:
        endpoint, wait = endpoint_of(state.args[0].path), state.upcoming_sleep
        self.counters.add(endpoint, RequestCounts(retried=1, seconds_backed_off=wait))
        error = state.outcome.exception() if state.outcome else None
        log.debug("retry", endpoint=endpoint, attempt=state.attempt_number, wait=wait, **reason(error))


def timeouts(answer_within: timedelta) -> tuple[float, float]:
    """What a client takes as its ``timeout``."""
    return TIMEOUT[0], answer_within.total_seconds()
