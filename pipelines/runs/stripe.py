"""The Stripe that the settings mean: the real one, or the sandbox while a command runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from pipelines.errors import UsageError
from pipelines.home import own_home
from pipelines.settings import API_BASE, Settings

SANDBOX_STORE = "sandbox.sqlite"


@contextmanager
def stripe_at_hand(settings: Settings) -> Iterator[Settings]:
    """Settings with a key and a base URL; without STRIPE_API_KEY they lead to the sandbox Stripe.

    The sandbox keeps its account in the home folder, so that what was seeded or bought there stays. Raises UsageError
    where an address of Stripe is set without a key.
    """
    if settings.api_key:
        yield settings
        return
    if settings.api_base != API_BASE:
        raise UsageError("STRIPE_API_BASE is set and STRIPE_API_KEY is not. Set both, or neither to read the sandbox.")
    from pipelines.sandbox import Sandbox

    with Sandbox.create(own_home(settings.home) / SANDBOX_STORE).serve() as server:
        yield replace(settings, api_key=server.api_key, api_base=server.url)
