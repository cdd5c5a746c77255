"""Failures of Stripe and of the way there, as typed errors that quote neither a key nor a document."""

import re

import stripe

from pipelines.errors import StripeOltpError
from pipelines.stripe_api.documents import NotJsonError
from pipelines.stripe_api.errors import (
    StripeCursorError,
    StripeKeyRefusedError,
    StripeMissingError,
    StripePermissionError,
    StripeRefusedError,
    StripeRequestError,
    StripeUnknownEndpointError,
    StripeUnreachableError,
)
from pipelines.stripe_api.rate_limits import endpoint_of
from pipelines.stripe_api.retries import may_pass

KEYS = "https://dashboard.stripe.com/apikeys"
CURSORS = frozenset({"starting_after", "ending_before"})
_KEY = re.compile(r"\b[a-z]{2}_(?:test|live|org)_[\w*]+|[\w*]*\*{3}[\w*]*")  # masked ones still show how they end
_PERMISSION = re.compile(r"\brak_\w+")


def refusal(path: str, base: str, error: stripe.StripeError) -> StripeOltpError:
    """What to raise for an error of the SDK."""
    if isinstance(error, stripe.APIConnectionError):
        reason = type(error.__cause__ or error).__name__
        return StripeUnreachableError(f"Stripe cannot be reached at {base} ({reason}).")
    said = _KEY.sub("…", (error.error and error.error.message) or "no message")
    request = requested(error.request_id)
    if error.http_status == 401:
        return StripeKeyRefusedError(f"Stripe does not accept STRIPE_API_KEY: {said} Keys: {KEYS}{request}")
    if error.http_status == 403:
        return _permission(endpoint_of(path), said, request)
    kind = _kind(error, said)
    return kind(f"GET {path}: Stripe answered {error.http_status}: {said}{request}")


def unreadable(path: str, base: str, error: ValueError, request_id: str | None) -> StripeOltpError:
    """What to raise for a body that is no whole JSON, or not of the form that was asked for."""
    request = requested(request_id)
    if isinstance(error, NotJsonError):
        return StripeUnreachableError(f"Stripe's answer to GET {path} came cut short every time{request}.")
    return StripeRequestError(f"GET {path}: the answer is not of Stripe's form{request}. Is {base} Stripe?")


def requested(request_id: str | None) -> str:
    """The request's id as messages name it: Stripe's log and support find the request by it."""
    return f" (request {request_id})" if request_id else ""


def _permission(endpoint: str, said: str, request: str) -> StripePermissionError:
    named = _PERMISSION.search(said)
    return StripePermissionError(
        f"STRIPE_API_KEY may not read {endpoint}: {said} Let the restricted key read it at {KEYS},"
        f" or name other --objects.{request}",
        endpoint=endpoint,
        permission=named.group() if named else None,
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
