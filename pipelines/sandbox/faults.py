"""Faults: what a network and a busy Stripe do to requests, by chance or by a script.

    with sandbox.serve(gate=Faults(seed=7, rate=0.05)) as server: ...
    with sandbox.serve(gate=Script(["500", None, "cut"])) as server: ...

The kinds are the keys of ``FAULTS``. A POST that is cut, reset or truncated was carried out; one that was refused or
dropped was not.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from urllib.parse import parse_qsl

from pipelines.catalogue import CATALOGUE, granted_for
from pipelines.sandbox.chance import Chance
from pipelines.sandbox.errors import ApiError
from pipelines.sandbox.server.gate import Act, Gate
from pipelines.sandbox.server.messages import Answer, Delivery, Request, refusal

SLOW = 1.0
"""How long a slow answer takes, in seconds."""

Fault = Callable[[Act], Answer]

RATE_LIMITED = "Request rate limit exceeded. Learn more about rate limits here https://docs.stripe.com/rate-limits."


def rate_limited(reason: str, retry_after: str | None = None) -> Answer:
    """Stripe's 429; ``reason`` is the word of the header ``Stripe-Rate-Limited-Reason``, ``retry_after`` in seconds."""
    headers = [("Stripe-Rate-Limited-Reason", reason)]
    if retry_after is not None:
        headers.append(("Retry-After", retry_after))
    more: dict[str, object] = {"doc_url": "https://docs.stripe.com/error-codes/rate-limit"}
    return refusal(ApiError(429, RATE_LIMITED, code="rate_limit", more=more))._replace(headers=tuple(headers))


def _refused(status: int, message: str, kind: str, code: str | None = None) -> Fault:
    answer = refusal(ApiError(status, message, code=code, kind=kind))
    return lambda _: answer


def _page(status: int, words: str) -> Fault:
    """What a proxy says in front of Stripe: no JSON."""
    body = f"<html><head><title>{status} {words}</title></head><body><h1>{words}</h1></body></html>".encode()
    answer = Answer(status, body, (("Content-Type", "text/html"),))
    return lambda _: answer


def _delivered(delivery: Delivery) -> Fault:
    return lambda act: act()._replace(delivery=delivery)


def _slow(act: Act) -> Answer:
    time.sleep(SLOW)
    return act()


def _truncated(act: Act) -> Answer:
    answer = act()
    return answer._replace(body=answer.body[: len(answer.body) // 2])


BUSY = "This request conflicts with another one that is under way."
FAULTS: dict[str, Fault] = {
    "429": lambda _: rate_limited("global-rate"),
    "429+retry-after": lambda _: rate_limited("global-rate", "1"),
    "409": _refused(409, BUSY, "idempotency_error", "idempotency_key_in_use"),
    "500": _refused(500, "An unknown error occurred", "api_error"),
    "502": _page(502, "Bad Gateway"),
    "503": _page(503, "Service Temporarily Unavailable"),
    "slow": _slow,
    "dropped": lambda _: Answer(0, b"", delivery="dropped"),
    "reset": _delivered("reset"),
    "cut": _delivered("cut"),
    "truncated": _truncated,
    "401": _refused(401, "Invalid API Key provided: sk_test_****", "invalid_request_error"),
}
PASSING = tuple(kind for kind in FAULTS if kind != "401")
"""The kinds that a later try survives."""


class Faults(Gate):
    """Faults by chance. ``fired`` counts them by kind; set ``rate`` to 0 and the network is well again."""

    def __init__(self, seed: int = 1, rate: float = 0.05, kinds: Sequence[str] = PASSING) -> None:
        """``rate`` is the share of requests that fail, ``kinds`` are equally likely.

        One client after the other gets the same faults from the same seed. Raises KeyError for an unknown kind.
        """
        self.rate, self.kinds, self.fired = rate, tuple(kinds), Counter[str]()
        self._faults = [FAULTS[kind] for kind in self.kinds]
        self._chance, self._requests, self._lock = Chance(seed), 0, threading.Lock()

    def around(self, request: Request, act: Act) -> Answer:
        """Fail, or let pass."""
        del request
        place = self._draw()
        return act() if place is None else self._faults[place](act)

    def _draw(self) -> int | None:
        with self._lock:
            self._requests += 1
            if not self._chance.happens(self.rate, "fault", self._requests):
                return None
            place = self._chance.pick(range(len(self.kinds)), "kind", self._requests)
            self.fired[self.kinds[place]] += 1
            return place


class Script(Gate):
    """Faults in a given order, one a request: a kind, or None to let that one pass. Afterwards all pass."""

    def __init__(self, kinds: Iterable[str | None], *, path: str = "/") -> None:
        """Only requests whose path begins with ``path`` count. Raises KeyError for an unknown kind."""
        self.path, self._lock = path, threading.Lock()
        self.left = [kind if kind is None else FAULTS[kind] for kind in kinds]

    def around(self, request: Request, act: Act) -> Answer:
        """Play the next line of the script."""
        with self._lock:
            fault = self.left.pop(0) if self.left and request.path.startswith(self.path) else None
        return fault(act) if fault else act()


class Lacking(Gate):
    """A restricted key without a permission: 403 for the named paths, and for what lies below them.

    Also for requests that expand one of some fields, ``expanding``: Stripe asks for a permission for each object that
    is expanded. With ``says_which`` False the message names none, as Stripe's does for some.
    """

    def __init__(self, *paths: str, expanding: Collection[str] = (), says_which: bool = True) -> None:
        """Paths such as ``/v1/charges``; ``/v1/account`` is one too."""
        self.paths, self.expanding, self.says_which = paths, expanding, says_which

    def before(self, request: Request) -> Answer | None:
        """Stripe's 403, which names the permission."""
        for path in self.paths:
            if f"{request.path}/".startswith(f"{path}/"):
                thing = request.path.split("/")[2].rstrip("s")
                granted = "billing_clock" if thing == "test_helper" else _granted(thing)
                return refusal(_lacking(request, granted))  # see docs/running.md
        asked = [value.rpartition(".")[2] for name, value in parse_qsl(request.encoded) if name.startswith("expand[")]
        for name in (one for one in asked if one in self.expanding):
            return refusal(_lacking(request, name.rstrip("s") if self.says_which else "something"))
        return None


GRANTED = {"reporting": "report_runs_and_report_types"}
"""The permissions that have another name than what they are for (docs.stripe.com/stripe-apps/reference/permissions)."""


def _granted(thing: str) -> str:
    entry = CATALOGUE.get(thing)
    return granted_for(entry) if entry else GRANTED.get(thing, thing)


def _lacking(request: Request, granted: str) -> ApiError:
    permission = f"rak_{granted}_{'read' if request.method == 'GET' else 'write'}"
    return ApiError(
        403,
        f"The provided key '{(request.key or '')[:8]}****' does not have the required permissions for this endpoint."
        f" Having the '{permission}' permission would allow this request to continue.",
    )
