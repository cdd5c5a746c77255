"""How fast Stripe may be asked: a pace for the account and one for each endpoint, slower after each 429.

The documented limits are https://docs.stripe.com/rate-limits. No library does this: those for threads keep a fixed
number of requests in a window, which bursts, and none learns from refusals without asyncio or a cloud's whole SDK.
"""

import re
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

LIVE_ACCOUNT, TEST_ACCOUNT = 100.0, 25.0  # requests a second
ENDPOINT = 25.0
SEARCH_AND_FILES = 20.0
SHARE = 0.985  # of a limit: requests that arrive a little closer together than they left must not break it
CATCH_UP = 0.1  # seconds: so much of what a late wake-up lost to those who waited is made up for
LOWERED = 0.9  # what is left of a pace after a refusal
RECOVERY = 0.02  # of the whole pace, regained each second
LEAST = 0.5  # requests a second
IDLE = 1  # requests that might have been sent
NAMESPACES = re.compile(
    "apple_pay|apps|billing|billing_portal|checkout|climate|core|entitlements|financial_connections|forwarding|identity"
    "|issuing|radar|reporting|sigma|tax|terminal|test_helpers|treasury"
)
ACTIONS = frozenset({"find", "preview", "search", "settings"})  # these stand where an id would


class RequestPace:
    """So many requests a second, evenly, first come first served."""

    def __init__(self, limit: float, share: float = 1.0) -> None:
        """``limit`` is what Stripe allows, in requests a second, of which a ``share`` is used."""
        self._limit, self._second = limit, 1 / share
        self._whole = self._lowered_to = limit * share
        self._lowered_at = 0.0
        self._free_at = 0.0
        self._among = 1
        self._lately: deque[float] = deque(maxlen=max(1, int(limit)))
        self._queue = threading.Lock()
        self._state = threading.Lock()

    @property
    def rate(self) -> float:
        """Requests a second at present."""
        regained = self._whole * RECOVERY * max(0.0, monotonic() - self._lowered_at)
        return min(self._whole, self._lowered_to + regained) / self._among

    @property
    def is_idle(self) -> bool:
        """Whether some requests might have been sent lately that were not."""
        return monotonic() - self._free_at > IDLE / self.rate

    def divide(self, among: int) -> None:
        """Take one part of ``among``: so many processes share the limit."""
        self._among = among

    @contextmanager
    def turn(self, stopped: threading.Event) -> Iterator[None]:
        """Wait until the next request may be sent; it counts when the block ends. ``stopped`` ends all waiting.

        The first in the queue sleeps until the time has come, the others until it is their turn to be first. No time
        before a request ``arrived`` is made up for, so that a pause is not followed by a burst.
        """
        arrived = monotonic()
        with self._queue:
            while (seconds := self._next_at() - monotonic()) > 0:
                if stopped.wait(seconds):
                    break
            yield
            with self._state:
                self._free_at = max(self._free_at, arrived, monotonic() - CATCH_UP) + 1 / self.rate
                self._lately.append(monotonic())

    def _next_at(self) -> float:
        """When the next request may be sent: what is made up for may not break the limit of any second either."""
        most = max(1, int(self._limit / self._among))
        return max(self._free_at, self._lately[-most] + self._second if len(self._lately) >= most else 0.0)

    def refused(self, sent_at: float, pause: float) -> None:
        """Go slower: Stripe answered 429 to a request sent at ``sent_at`` (monotonic), and nothing for ``pause`` s.

        Of many refused together only the first counts: the others left before the pace was lowered.
        """
        with self._state:
            now = monotonic()
            self._free_at = max(self._free_at, now + pause)
            if sent_at >= self._lowered_at:
                self._lowered_to = max(LEAST, self.rate * self._among * LOWERED)
                self._lowered_at = now


class RateLimits:
    """The paces of one Stripe account, for all threads that read it."""

    def __init__(self, account: float, endpoint: float = ENDPOINT, *, share: float = SHARE) -> None:
        """The limits in requests a second, and the ``share`` of them to use: what else reads the account needs some."""
        self.account = RequestPace(account, share)
        self._endpoint = endpoint
        self._share = share
        self._endpoints: dict[str, RequestPace] = {}
        self._among = 1
        self._state = threading.Lock()

    @classmethod
    def of(cls, api_key: str, *, share: float = SHARE) -> "RateLimits":
        """What Stripe documents for a live key, or for one of a sandbox or test mode."""
        return cls(LIVE_ACCOUNT if "_live_" in api_key else TEST_ACCOUNT, share=share)

    def endpoint(self, endpoint: str) -> RequestPace:
        """The pace of one endpoint, named as by ``endpoint_of``."""
        slow = endpoint.endswith("/search") or endpoint.startswith("/v1/files")
        with self._state:
            if endpoint not in self._endpoints:
                limit = min(self._endpoint, SEARCH_AND_FILES) if slow else self._endpoint
                self._endpoints[endpoint] = RequestPace(limit, self._share)
                self._endpoints[endpoint].divide(self._among)
            return self._endpoints[endpoint]

    @property
    def is_idle(self) -> bool:
        """Whether the account allows more than is asked."""
        return self.account.is_idle

    def divide(self, among: int) -> None:
        """Use one part of ``among`` of all limits: so many processes read the account."""
        with self._state:
            self._among = among
            for pace in (self.account, *self._endpoints.values()):
                pace.divide(among)

    def wait(self, endpoint: str, stopped: threading.Event) -> float:
        """Wait until a request may go to ``endpoint``, or ``stopped`` is set. How many seconds that took."""
        started = monotonic()
        # The account's turn is taken last and both count together: none is held while the other is waited for in vain.
        with self.endpoint(endpoint).turn(stopped), self.account.turn(stopped):
            return monotonic() - started

    def refused(self, endpoint: str, reason: str | None, sent_at: float, pause: float = 0.0) -> None:
        """Slow down what a 429 is about: ``reason`` is its Stripe-Rate-Limited-Reason, None when it gave none."""
        kind = (reason or "").partition("-")[0]
        if kind == "resource":  # about one object, not about how fast we ask
            return
        if kind != "endpoint":
            self.account.refused(sent_at, pause)
        if kind != "global":
            self.endpoint(endpoint).refused(sent_at, pause)


def endpoint_of(path: str) -> str:
    """The endpoint of a path: ``/v1/invoices/{id}/lines`` for the lines of any invoice.

    Ids cannot be told by their form, as merchants choose some: Stripe's paths name a list and an id in turn.
    """
    version, *rest = path.partition("?")[0].strip("/").split("/")
    start = 1 if rest and NAMESPACES.fullmatch(rest[0]) else 0
    named = [
        part if index < start or (index - start) % 2 == 0 or part in ACTIONS else "{id}"
        for index, part in enumerate(rest)
    ]
    return "/" + "/".join([version, *named])
