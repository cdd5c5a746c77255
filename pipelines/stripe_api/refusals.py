"""Failures of Stripe and of the way there, as typed errors that quote neither a key nor a document."""

import re

import stripe

from pipelines.errors import StripeOltpError
from pipelines.stripe_api.connections import Route
from pipelines.stripe_api.documents import NotJsonError
from pipelines.stripe_api.errors import (
    KEYS,
    StripeCursorError,
    StripeKeyRefusedError,
    StripeMissingError,
    StripePermissionError,
    StripeRefusedError,
    StripeRequestError,
    StripeUnansweredError,
    StripeUnknownEndpointError,
    StripeUnreachableError,
)
from pipelines.stripe_api.rate_limits import endpoint_of
from pipelines.stripe_api.retries import may_pass
from pipelines.stripe_api.wire import ApiRequest, NoAnswerError, message_in

CURSORS = frozenset({"starting_after", "ending_before"})
_KEY = re.compile(r"\b[a-z]{2}_(?:test|live|org)_[\w*]+|[\w*]*\*{3}[\w*]*")  # masked ones still show how they end
_PERMISSION = re.compile(r"\brak_\w+")


def refusal(
    asked: ApiRequest, route: Route, error: stripe.StripeError, *, is_key_good: bool = False
) -> StripeOltpError:
    """What to raise for an error of the SDK; ``is_key_good`` when Stripe accepted the key for something else."""
    if isinstance(error, NoAnswerError):
        return _no_answer(asked, route, error)
    said = _KEY.sub("…", (error.error and error.error.message) or "no message")
    request = requested(error.request_id)
    if error.http_status == 407 and route.proxy:
        return StripeUnreachableError(f"Stripe cannot be reached at {route.base}: {route.proxy} answered 407: {said}")
    if error.http_status == 401 and not is_key_good:
        return StripeKeyRefusedError(f"Stripe does not accept STRIPE_API_KEY: {said} Keys: {KEYS}{request}")
    if error.http_status == 401:
        return StripeRequestError(f"{asked}: Stripe does not accept STRIPE_API_KEY here: {said} Keys: {KEYS}{request}")
    is_of_proxy = route.proxy and not (error.error and error.error.message)
    if error.http_status == 403 and not is_of_proxy:
        return _permission(endpoint_of(asked.path), said, request)
    by = f", or {route.proxy}," if is_of_proxy else ""
    words = f"{asked}: Stripe{by} answered {error.http_status}: {said}{request}"
    return _kind(error, said)(words, status=error.http_status)


def unknown_if_404(error: StripePermissionError | StripeRequestError) -> StripePermissionError | StripeRequestError:
    """An endpoint that can only be missing as a whole, whatever the words are in which a server says so."""
    is_missing = isinstance(error, StripeRequestError) and error.status == 404
    return StripeUnknownEndpointError(str(error), status=404) if is_missing else error


def unreadable(
    asked: ApiRequest, route: Route, error: ValueError, body: bytes, request_id: str | None
) -> StripeRequestError:
    """What to raise for a body that is no whole JSON, or not of the form that was asked for."""
    request, begin = requested(request_id), body[:99].lstrip()
    through = f" or {route.proxy}" if route.proxy else ""
    if begin.startswith(b"<"):
        what = f"the answer is a page of HTML, of a login or an error{request}. Is {route.base}{through} Stripe?"
        return StripeUnansweredError(f"{asked}: {what}")
    if not begin:
        return StripeUnansweredError(f"{asked}: every response was empty{request}.")
    if isinstance(error, NotJsonError):
        return StripeUnansweredError(f"{asked}: every response was cut short{request}.")
    if said := message_in(body):
        return StripeRequestError(f"{asked}: Stripe answered 200 with an error: {_KEY.sub('…', said)}{request}")
    return StripeRequestError(
        f"{asked}: the response is not in Stripe's format ({error}){request}. Is {route.base}{through} Stripe?"
    )


def requested(request_id: str | None) -> str:
    """The request's id as messages name it: Stripe's log and support find the request by it."""
    return f" (request {request_id})" if request_id else ""


def _no_answer(asked: ApiRequest, route: Route, error: NoAnswerError) -> StripeOltpError:
    if error.trouble.reached:
        return StripeUnansweredError(f"{asked}: {error.trouble.words}.")
    return StripeUnreachableError(f"Stripe cannot be reached at {route.base}: {error.trouble.words}".rstrip(".") + ".")


def permission_in(said: str) -> str | None:
    """The permission that Stripe names in a refusal."""
    named = _PERMISSION.search(said)
    return named.group() if named else None


def _permission(endpoint: str, said: str, request: str) -> StripePermissionError:
    return StripePermissionError(
        f"STRIPE_API_KEY may not read {endpoint}: {said} Grant the restricted key that permission at {KEYS},"
        f" or choose other --objects.{request}",
        endpoint=endpoint,
        permission=permission_in(said),
    )


def _kind(error: stripe.StripeError, said: str) -> type[StripeRequestError]:
    code, param = (error.error.code, error.error.param) if error.error else (None, None)
    if error.http_status in {400, 404} and param in CURSORS:
        return StripeCursorError
    if error.http_status == 404 and code == "resource_missing":
        return StripeMissingError
    if error.http_status == 404 and said.startswith("Unrecognized request URL"):
        return StripeUnknownEndpointError
    return StripeRequestError if may_pass(error) else StripeRefusedError
