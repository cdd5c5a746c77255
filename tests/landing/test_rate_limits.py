"""How fast the client asks, against a Stripe that limits it as Stripe does."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from time import monotonic

import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.stripe_api import rate_limits
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.rate_limits import RateLimits, RequestPace, endpoint_of
from tests.landing.stripe_server import VERSION, Saying, StripeServer, error


class Clock(threading.Event):
    """A clock that only waiting moves, so that no busy machine makes anybody late."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.asked: set[int] = set()

    def __call__(self) -> float:
        self.asked.add(threading.get_ident())
        return self.now

    def wait(self, timeout: float | None = None) -> bool:
        self.now += timeout or 0.0
        return False


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(rate_limits, "monotonic", made)
    return made


@dataclass
class Bucket:
    """Holds ``rate`` tokens a second, and those of at most ``depth`` seconds."""

    rate: float
    depth: float
    tokens: float = 0.0
    filled_at: float = 0.0

    def fill(self, now: float) -> bool:
        self.tokens = min(self.rate * self.depth, self.tokens + (now - self.filled_at) * self.rate)
        self.filled_at = now
        return self.tokens >= 1


@dataclass
class LimitedStripe:
    """Accepts requests within a limit for all and one for each path."""

    clock: Clock
    account: float = 100.0
    endpoint: float = 25.0
    depth: float = 1.0
    accepted: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def refuse(self, path: str) -> str | None:
        """Why a request is refused now; None: it is accepted."""
        buckets = {"global-rate": self.bucket("", self.account), "endpoint-rate": self.bucket(path, self.endpoint)}
        for reason, bucket in buckets.items():
            if not bucket.fill(self.clock.now):
                self.refused[reason] += 1
                return reason
        for bucket in buckets.values():
            bucket.tokens -= 1
        self.accepted.append(self.clock.now)
        return None

    def bucket(self, name: str, rate: float) -> Bucket:
        return self.buckets.setdefault(name, Bucket(rate, self.depth, tokens=rate * self.depth))

    def ask(self, limits: RateLimits, paths: list[str], seconds: float) -> float:
        """Ask in turn over ``paths`` for so long, as fast as the limits let; how many a second were accepted."""
        began, before = self.clock.now, len(self.accepted)
        for path in cycle(paths):
            limits.wait(path, self.clock)
            if self.clock.now >= began + seconds:
                break
            if reason := self.refuse(path):
                limits.refused(path, reason, self.clock.now)
        return (len(self.accepted) - before) / seconds


def lists(number: int) -> list[str]:
    return [f"/v1/list{n}" for n in range(number)]


def test_nearly_all_that_the_account_allows_is_used_and_nothing_is_refused(clock: Clock) -> None:
    stripe = LimitedStripe(clock)
    assert stripe.ask(RateLimits.of("sk_live_x"), lists(8), 10) >= 0.98 * 100
    assert not stripe.refused


def test_nearly_all_that_an_endpoint_allows_is_used_even_when_stripe_forgives_no_burst(clock: Clock) -> None:
    stripe = LimitedStripe(clock, depth=0.2)
    assert stripe.ask(RateLimits.of("sk_live_x"), lists(1), 10) >= 0.98 * 25
    assert not stripe.refused


class Waiting(threading.Event):
    """Stops what waits for it, and tells that something does."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()

    def wait(self, timeout: float | None = None) -> bool:
        self.begun.set()
        return super().wait(timeout)


def test_a_slow_endpoint_does_not_hold_up_the_others() -> None:
    limits, stopped = RateLimits(account=1000), Waiting()
    limits.refused("/v1/list0", "endpoint-rate", monotonic(), pause=1000)
    with ThreadPoolExecutor(4) as pool:
        held_up = [pool.submit(limits.wait, "/v1/list0", stopped) for _ in range(3)]
        assert stopped.begun.wait(60)
        for path in ("/v1/list1", "/v1/list2") * 3:
            pool.submit(limits.wait, path, threading.Event()).result(60)
        assert not any(future.done() for future in held_up)
        stopped.set()


def test_pauses_are_not_followed_by_a_burst(clock: Clock) -> None:
    limits, moments = RateLimits(account=50, endpoint=1000), []
    for pause in (0, 0.3):
        clock.now += pause
        for _ in range(5):
            limits.wait("/v1/charges", clock)
            moments.append(clock.now)
    assert moments[4] - moments[0] >= 4 / 50 - 0.001
    assert moments[9] - moments[5] >= 4 / 50 - 0.001


@pytest.mark.parametrize(("late", "ends"), [(0.0, 0.08), (0.05, 0.08), (0.5, 0.5), (0.16, 0.16)])
def test_what_a_late_thread_lost_is_made_up_for(clock: Clock, late: float, ends: float) -> None:
    pace = RequestPace(100)

    def take(_: int) -> None:
        with pace.turn(clock):
            pass

    with ThreadPoolExecutor(8) as pool:
        with pace.turn(clock):
            waiting = pool.map(take, range(8))
            while len(clock.asked) < 9:
                time.sleep(0.001)
            clock.now += late
        list(waiting)
    assert clock.now == pytest.approx(ends)


@pytest.mark.parametrize("reason", ["global-rate", "global-concurrency"])
def test_the_account_slows_down_when_it_is_refused(clock: Clock, reason: str) -> None:
    limits = RateLimits.of("sk_live_x")
    before = limits.account.rate
    limits.refused("/v1/charges", reason, clock.now)
    assert limits.account.rate == pytest.approx(before * 0.9)
    assert limits.endpoint("/v1/charges").rate == limits.endpoint("/v1/refunds").rate


@pytest.mark.parametrize("reason", ["endpoint-rate", "endpoint-concurrency"])
def test_only_the_endpoint_slows_down_when_it_is_refused(clock: Clock, reason: str) -> None:
    limits = RateLimits.of("sk_live_x")
    account = limits.account.rate
    limits.refused("/v1/charges", reason, clock.now)
    assert limits.endpoint("/v1/charges").rate == pytest.approx(limits.endpoint("/v1/refunds").rate * 0.9)
    assert limits.account.rate == account


def test_a_refusal_about_one_object_slows_nothing_and_one_without_a_reason_both(clock: Clock) -> None:
    limits = RateLimits.of("sk_live_x")
    account, endpoint = limits.account.rate, limits.endpoint("/v1/charges").rate
    limits.refused("/v1/charges", "resource-specific", clock.now)
    assert (limits.account.rate, limits.endpoint("/v1/charges").rate) == (account, endpoint)
    limits.refused("/v1/charges", None, clock.now)
    assert limits.account.rate < account
    assert limits.endpoint("/v1/charges").rate < endpoint


def test_requests_refused_together_slow_down_once_and_the_pace_recovers(clock: Clock) -> None:
    pace = RequestPace(100)
    sent_at, clock.now = clock.now, 0.1
    for _ in range(10):
        pace.refused(sent_at, 0)
    assert pace.rate == pytest.approx(90)
    pace.refused(clock.now, 0)
    assert pace.rate == pytest.approx(81)
    clock.now += 0.5
    assert pace.rate == pytest.approx(82)
    for _ in range(100):
        pace.refused(clock.now, 0)
    assert pace.rate >= 0.5


def test_all_wait_when_the_account_is_told_to(clock: Clock) -> None:
    limits = RateLimits(account=200, endpoint=100)
    limits.wait("/v1/list0", clock)
    limits.refused("/v1/list0", "global-rate", clock.now, pause=0.8)
    for path in lists(4):
        limits.wait(path, clock)
        assert clock.now >= 0.8
    assert clock.now < 0.9


def test_a_limit_below_the_documented_one_is_found(clock: Clock) -> None:
    stripe = LimitedStripe(clock, account=40, endpoint=1000, depth=0.2)
    limits = RateLimits(account=100, endpoint=1000)
    stripe.ask(limits, lists(4), 1)
    assert stripe.ask(limits, lists(4), 10) >= 0.8 * 40
    assert sum(stripe.refused.values()) < 0.3 * len(stripe.accepted)


def test_a_test_key_is_slower_than_a_live_one() -> None:
    assert RateLimits.of("rk_test_x", share=1).account.rate == 25
    assert RateLimits.of("rk_live_x", share=1).account.rate == 100
    assert RateLimits.of("rk_live_x", share=1).endpoint("/v1/charges").rate == 25
    assert RateLimits.of("rk_live_x", share=1).endpoint("/v1/customers/search").rate == 20


def test_a_server_on_this_machine_is_not_spared_unless_asked_for(stripe: StripeServer) -> None:
    stripe.lists["/v1/charges"] = []
    for limits in (None, RateLimits(account=40)):
        client = Client("sk_test_x", api_base=stripe.url, api_version=VERSION, limits=limits)
        list(client.pages("/v1/charges"))
        assert (client.counters.total.seconds_paced > 0) is (limits is not None)


def test_stripe_itself_is_spared_unasked() -> None:
    client = Client("sk_test_x", api_base="https://api.stripe.com", api_version=VERSION)
    assert client.limits is not None
    assert client.limits.account.rate <= 25


def test_closing_ends_the_waiting_for_a_turn() -> None:
    limits, stopped = RateLimits(account=0.001), Waiting()
    limits.wait("/v1/charges", stopped)
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(limits.wait, path, stopped) for path in ("/v1/charges", "/v1/refunds") * 2]
        assert stopped.begun.wait(60)
        stopped.set()
        for future in waiting:
            future.result(timeout=100)


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/v1/account", "/v1/account"),
        ("/v1/coupons/gold", "/v1/coupons/{id}"),
        ("/v1/invoices/in_1/lines", "/v1/invoices/{id}/lines"),
        ("/v1/customers/cus_1/tax_ids/txi_1", "/v1/customers/{id}/tax_ids/{id}"),
        ("/v1/checkout/sessions", "/v1/checkout/sessions"),
        ("/v1/checkout/sessions/cs_1/line_items", "/v1/checkout/sessions/{id}/line_items"),
        ("/v1/test_helpers/test_clocks/clock_1", "/v1/test_helpers/test_clocks/{id}"),
        ("/v1/customers/search", "/v1/customers/search"),
        ("/v1/subscription_items?subscription=sub_1", "/v1/subscription_items"),
    ],
)
def test_an_endpoint_is_its_path_without_ids(path: str, endpoint: str) -> None:
    assert endpoint_of(path) == endpoint


def test_every_list_of_the_catalogue_is_one_endpoint() -> None:
    for entry in CATALOGUE.values():
        if entry.path:
            assert endpoint_of(entry.path) == entry.path
            assert endpoint_of(f"{entry.path}/{entry.name}_1") == f"{entry.path}/{{id}}"
        if entry.embedded and entry.embedded.rest:
            assert endpoint_of(entry.embedded.rest.format(id="x_1")) == entry.embedded.rest.partition("?")[0]


@pytest.mark.parametrize(
    ("saying", "slower"),
    [
        (error(429, "Locked.", code="lock_timeout"), set()),
        (Saying(429, b"{}", {"Stripe-Rate-Limited-Reason": "resource-specific"}), set()),
        (Saying(429, b"{}", {"Stripe-Rate-Limited-Reason": "endpoint-rate"}), {"endpoint"}),
        (Saying(429, b"{}", {"Stripe-Rate-Limited-Reason": "global-rate"}), {"account"}),
        (Saying(429, b"{}"), {"account", "endpoint"}),
        (error(500, "Ours."), set()),
    ],
    ids=["locked", "one object", "endpoint", "account", "no reason", "another failure"],
)
def test_the_client_tells_its_paces_what_was_refused(stripe: StripeServer, saying: Saying, slower: set[str]) -> None:
    stripe.script["/v1/account"] = [saying]
    limits = RateLimits(account=1000, endpoint=1000, share=1)
    client = Client("sk_test_x", api_base=stripe.url, api_version=VERSION, limits=limits, longest_wait=0.01)
    client.account()
    paces = {"account": limits.account, "endpoint": limits.endpoint("/v1/account")}
    assert {name for name, pace in paces.items() if pace.rate < 1000} == slower
