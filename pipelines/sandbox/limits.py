"""Stripe's rate limits, the time an answer takes, and a count of what was asked.

limits = Limits.live()
with sandbox.serve(gate=Gates(limits, Latency(0.15))) as server: ...
limits.traffic.allowed, limits.traffic.refused, limits.traffic.busiest
"""

import threading
import time
from collections import Counter
from collections.abc import Callable

from pipelines.sandbox.faults import rate_limited
from pipelines.sandbox.server.gate import Act, Gate
from pipelines.sandbox.server.messages import Answer, Request

LIVE, SANDBOX, ENDPOINT = 100, 25, 25
"""Requests a second: of an account in live mode, of one in a sandbox, and of each endpoint."""


class Traffic:
    """What was asked: requests by endpoint (``GET /v1/charges/{id}``) and by the second in which they came."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.allowed, self.refused = Counter[str](), Counter[tuple[str, str]]()
        self.seconds = Counter[int]()

    def note(self, endpoint: str, reason: str | None, second: int) -> None:
        """One request; ``reason`` says why it was refused."""
        if reason:
            self.refused[endpoint, reason] += 1
        else:
            self.allowed[endpoint] += 1
            self.seconds[second] += 1

    @property
    def busiest(self) -> int:
        """The most requests that were allowed in one second."""
        return max(self.seconds.values(), default=0)


class Limits(Gate):
    """A bucket of a second's requests for the account and one for each endpoint; who finds one empty gets a 429."""

    def __init__(
        self, account: int | None, endpoint: int | None = ENDPOINT, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Requests a second; None is no limit: such a gate only counts. ``clock`` is in seconds."""
        self.traffic = Traffic()
        self._rates = {"global-rate": account, "endpoint-rate": endpoint}
        self._clock, self._lock = clock, threading.Lock()
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    @classmethod
    def live(cls) -> "Limits":
        """Those of an account in live mode."""
        return cls(LIVE)

    @classmethod
    def sandbox(cls) -> "Limits":
        """Those of a sandbox of Stripe's."""
        return cls(SANDBOX)

    def before(self, request: Request) -> Answer | None:
        """Count the request, and refuse it if it is too much."""
        endpoint, now = endpoint_of(request), self._clock()
        with self._lock:
            reason = self._take(endpoint, now)
            self.traffic.note(endpoint, reason, int(now))
        return rate_limited(reason) if reason else None

    def _take(self, endpoint: str, now: float) -> str | None:
        """Take one from both buckets, or say which is empty and take none."""
        left = {}
        for reason, rate in self._rates.items():
            if rate is None:
                continue
            key = reason, endpoint if reason == "endpoint-rate" else ""
            kept, since = self._buckets.get(key, (float(rate), now))
            left[key] = min(rate, kept + (now - since) * rate) - 1
            if left[key] < 0:
                return reason
        self._buckets.update({key: (value, now) for key, value in left.items()})
        return None


class Latency(Gate):
    """Each answer takes a while, whatever else is asked meanwhile."""

    def __init__(self, seconds: float) -> None:
        """``seconds`` come before the account is read: the answer is as fresh as its ``Date``."""
        self.seconds = seconds

    def around(self, request: Request, act: Act) -> Answer:
        """Wait, then answer."""
        del request
        time.sleep(self.seconds)
        return act()


class Meanwhile(Gate):
    """Something happens before each so many requests: a list changes while it is paged, the same way each time."""

    def __init__(self, happen: Callable[[], object], *, every: int = 1, path: str = "/") -> None:
        """``happen`` is called before every ``every``-th request whose path begins with ``path``."""
        self.happen, self.every, self.path = happen, every, path
        self._requests, self._lock = 0, threading.Lock()

    def before(self, request: Request) -> Answer | None:
        """Let it happen, one at a time; the account answers afterwards."""
        if request.path.startswith(self.path):
            with self._lock:
                self._requests += 1
                if self._requests % self.every == 0:
                    self.happen()
        return None


def endpoint_of(request: Request) -> str:
    """Stripe's name of what was called: all ids of a path are one endpoint."""
    parts = request.path.rstrip("/").split("/")
    if len(parts) > 3:
        parts[3] = "{id}"
    return f"{request.method} {'/'.join(parts)}"
