"""Test clocks: Stripe's lists leave out what hangs on one, unless it is named."""

from pipelines.stripe_api.client import Client
from pipelines.stripe_api.documents import read
from pipelines.stripe_api.errors import StripePermissionError, StripeRequestError, StripeUnknownEndpointError
from pipelines.stripe_api.refusals import unknown_if_404
from pipelines.stripe_api.shortfalls import Shortfalls

CLOCK = "test_helpers.test_clock"
PATH = "/v1/test_helpers/test_clocks"


def test_clocks(client: Client, shortfalls: Shortfalls) -> list[str]:
    """The ids of the account's test clocks. Only test mode has any.

    ``shortfalls`` takes note of why they cannot be read: what hangs on a clock is in no other list. A Stripe without
    this endpoint has none. They are not asked for again when they are noted already.
    """
    if shortfalls.has(CLOCK):
        return []
    try:
        found = [read(element).id for page in client.pages(PATH) for element in page.elements]
    except (StripePermissionError, StripeRequestError) as error:
        if not isinstance(known := unknown_if_404(error), StripeUnknownEndpointError):
            shortfalls.note(CLOCK, known)
        return []
    client.oddities.has_clocks = bool(found)
    return [id_ for id_ in found if id_]
