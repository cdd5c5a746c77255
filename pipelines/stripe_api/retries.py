"""Which failed requests may pass later, and when to ask again."""

import math
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import stripe
from tenacity import RetryCallState, wait_random_exponential

from pipelines.errors import StripeOltpError
from pipelines.stripe_api.documents import NotJsonError
from pipelines.stripe_api.errors import StripeRequestError, StripeUnansweredError
from pipelines.stripe_api.wire import CUT_SHORT, NoAnswerError

LONGEST_ASKED = 300.0  # seconds: whoever asks for more is asked again after that
FIRST_ATTEMPTS = 4  # to reach a server that has never answered: a few seconds, so that a wrong address is told soon
SLOW_ATTEMPTS = 3  # answers that took too long: each of them has cost the whole time that one may take
LASTING_STATUSES = frozenset({400, 401, 403, 404})
PASSING_STATUSES = frozenset({409, *range(500, 600)})


def may_pass(error: BaseException) -> bool:
    """Whether the same request may succeed later.

    A 429 always may: its Stripe-Should-Retry speaks to clients that would ask again at once.
    """
    if isinstance(error, stripe.APIConnectionError):
        return error.should_retry
    if isinstance(error, stripe.RateLimitError):
        return True
    if isinstance(error, stripe.StripeError):
        return _status_may_pass(error)
    return isinstance(error, NotJsonError)


def _status_may_pass(error: stripe.StripeError) -> bool:
    """A yes of Stripe-Should-Retry counts. A no is about writing: a failed read may always be tried again."""
    if error.error and error.error.type == CUT_SHORT:
        return True
    if error.http_status in LASTING_STATUSES:
        return False
    return error.http_status in PASSING_STATUSES or (error.headers or {}).get("Stripe-Should-Retry") == "true"


def may_be_over(error: StripeOltpError) -> bool:
    """Whether what a client raised may not be raised a while later: Stripe failed, and refused nothing."""
    if isinstance(error, StripeUnansweredError):
        return True
    return isinstance(error, StripeRequestError) and error.status in {429, *PASSING_STATUSES}


def enough(
    attempts: int, slow_attempts: int, longest_asked: float, *, is_answered: Callable[[], bool]
) -> Callable[[RetryCallState], bool]:
    """For tenacity, when to give up one request: after so many attempts, or ``slow_attempts`` that took too long.

    Or when Retry-After asks to wait for more than ``longest_asked`` seconds, which count as LONGEST_ASKED at most.
    While nobody has answered anything yet (``is_answered``), after FIRST_ATTEMPTS that found no server: the address or
    the network is more likely wrong than busy.
    """
    slow = 0

    def is_enough(state: RetryCallState) -> bool:
        nonlocal slow
        error = state.outcome.exception() if state.outcome else None
        trouble = error.trouble if isinstance(error, NoAnswerError) else None
        slow += trouble is not None and trouble.slow
        if (retry_after(error) or 0.0) > longest_asked:
            return True
        is_nobody_there = trouble is not None and not trouble.reached and not is_answered()
        return state.attempt_number >= (FIRST_ATTEMPTS if is_nobody_there else attempts) or slow >= slow_attempts

    return is_enough


def waiting(longest_wait: float) -> Callable[[RetryCallState], float]:
    """For tenacity, the seconds until the next attempt.

    What Retry-After asks for and up to a quarter more, lest all threads come back at once; without it, at random,
    longer each time, up to ``longest_wait``.
    """
    backoff = wait_random_exponential(multiplier=1, max=longest_wait)

    def seconds(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = retry_after(error)
        return backoff(state) if asked is None else asked * random.uniform(1, 1.25)  # noqa: S311 -- jitter, no secret

    return seconds


def retry_after(error: BaseException | None) -> float | None:
    """The seconds that Stripe, or what stands before it, asks to wait: a number or a date. None when it does not."""
    headers = (error.headers or {}) if isinstance(error, stripe.StripeError) else {}
    asked = headers.get("Retry-After", "").strip()
    with suppress(ValueError):
        seconds = float(asked)
        return min(max(seconds, 0.0), LONGEST_ASKED) if math.isfinite(seconds) else None
    with suppress(ValueError):
        seconds = (parsedate_to_datetime(asked).astimezone(UTC) - said_at(headers)).total_seconds()
        return min(max(seconds, 0.0), LONGEST_ASKED)
    return None


def rate_limited_reason(error: stripe.RateLimitError) -> str | None:
    """Stripe-Rate-Limited-Reason; an object that is locked counts as a limit of that resource."""
    if error.error and error.error.code == "lock_timeout":
        return "resource-specific"
    return (error.headers or {}).get("Stripe-Rate-Limited-Reason")


def reason(error: BaseException | None) -> dict[str, str | int | None]:
    """Why a request has to be sent again, for the log: never what the answer said, only of which kind it was."""
    if not isinstance(error, stripe.StripeError):
        return {"error": type(error).__name__}
    limited = rate_limited_reason(error) if isinstance(error, stripe.RateLimitError) else None
    kind = type(error.__cause__ or error).__name__
    return {"error": kind, "status": error.http_status, "limit": limited, "request": error.request_id}


def said_at(headers: Mapping[str, str]) -> datetime:
    """When the answer was given, by Stripe's clock; by this machine's when it does not say."""
    try:
        return parsedate_to_datetime(headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return datetime.now(UTC)
