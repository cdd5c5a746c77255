"""Test clocks: Stripe's lists leave out what hangs on one, unless it is named."""

from pipelines.stripe_api.account import Refusals
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.documents import read
from pipelines.stripe_api.errors import StripePermissionError, StripeUnknownEndpointError

PATH = "/v1/test_helpers/test_clocks"


def test_clocks(
    client: Client,
    refusals: Refusals | None = None,  # noqa: PT028 -- this is no test
) -> tuple[list[str], str | None]:
    """The ids of the account's test clocks, and why they cannot be read, if so. Only test mode has any.

    ``refusals`` takes note that the key may not: what hangs on a clock is in no other list.
    """
    try:
        found = [read(element).id for page in client.pages(PATH) for element in page.elements]
    except StripeUnknownEndpointError:
        return [], None
    except StripePermissionError as refusal:
        if refusals is not None:
            refusals["test_helpers.test_clock"] = refusal
        return [], str(refusal)
    return [id_ for id_ in found if id_], None
