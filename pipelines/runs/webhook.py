"""The use cases that change webhook endpoints at Stripe: the only ones that write to an account, when a user asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipelines.errors import StripeOltpError, UsageError
from pipelines.runs.stripe import stripe_at_hand
from pipelines.settings import Settings
from pipelines.stripe_api.client import Client, timeouts
from pipelines.webhooks.endpoints import Endpoint, Endpoints

KeepSecret = Callable[[Endpoint], None]


class NoEndpointError(StripeOltpError):
    """The installation has no webhook endpoint."""


class RotationUnderWayError(StripeOltpError):
    """There are two endpoints already."""


@contextmanager
def _endpoints(settings: Settings) -> Iterator[Endpoints]:
    with (
        stripe_at_hand(settings) as at_hand,
        Client(
            at_hand.api_key or "",
            api_base=at_hand.api_base,
            api_version=at_hand.api_version,
            timeout=timeouts(at_hand.answer_within),
        ) as client,
    ):
        yield Endpoints(client, settings.schemas.prefix, at_hand.api_version)


def endpoints(settings: Settings) -> list[Endpoint]:
    """The endpoints of the installation, newest first."""
    with _endpoints(settings) as ours:
        return list(ours)


def create(settings: Settings, url: str, keep: KeepSecret) -> tuple[Endpoint, bool]:
    """Make an endpoint, and give it to ``keep``, secret included; or bring that in step which leads to ``url`` already.

    Says whether it is new. Raises UsageError for a URL that Stripe could not use.
    """
    if not url.startswith(("https://", "http://")):
        raise UsageError("--url is no address. Write https://stripe.example.com/webhooks.")
    with _endpoints(settings) as ours:
        for endpoint in ours:
            if endpoint.url == url:
                return (endpoint if endpoint.is_in_step else ours.bring_in_step(endpoint)), False
        return _made(ours, url, keep), True


def rotate(settings: Settings, keep: KeepSecret) -> tuple[Endpoint, list[Endpoint]]:
    """Make another endpoint that leads where the newest one does; returns it, and those that it is to replace.

    Raises NoEndpointError, and RotationUnderWayError where one was not finished.
    """
    with _endpoints(settings) as ours:
        found = list(ours)
        if not found:
            raise NoEndpointError("There is no webhook endpoint of this installation: stripe-oltp webhook create")
        former = _same_place(found)
        if len(former) > 1:
            raise RotationUnderWayError("A rotation is under way. End it first: stripe-oltp webhook rotate --finish")
        return _made(ours, found[0].url, keep), former


def finish_rotation(settings: Settings) -> list[Endpoint]:
    """Delete the endpoints that lead where the newest one does; returns them."""
    with _endpoints(settings) as ours:
        former = _same_place(list(ours))[1:]
        for endpoint in former:
            ours.delete(endpoint)
        return former


def delete(settings: Settings) -> list[Endpoint]:
    """Delete all endpoints of the installation; returns them."""
    with _endpoints(settings) as ours:
        found = list(ours)
        for endpoint in found:
            ours.delete(endpoint)
        return found


def _same_place(found: list[Endpoint]) -> list[Endpoint]:
    """The newest one, and those that lead where it does."""
    return [endpoint for endpoint in found if endpoint.url == found[0].url]


def _made(ours: Endpoints, url: str, keep: KeepSecret) -> Endpoint:
    """An endpoint whose secret is kept; where that fails, nobody would ever know it, and the endpoint goes again."""
    endpoint = ours.make(url)
    try:
        keep(endpoint)
    except BaseException:
        ours.delete(endpoint)
        raise
    return endpoint
