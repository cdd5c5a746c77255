"""How fast the client asks, against a Stripe that limits it as Stripe does."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.stripe_api import rate_limits
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.rate_limits import RateLimits, RequestPace, endpoint_of
from tests.landing.stripe_server import VERSION, Saying, StripeServer, error, serving

EMPTY = b'{"object":"list","data":[],"has_more":false}'


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
class LimitedStripe(StripeServer):
    """Answers every list with an empty page after ``latency``, within a limit for all and one for each path."""

    account: float = 100.0
    endpoint: float = 25.0
    depth: float = 1.0
    latency: float = 0.15
    accepted: list[tuple[float, str]] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    buckets: dict[str, Bucket] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, path: str, query: dict[str, list[str]]) -> Saying:
        del query
        reason = self.refuse(path)
        time.sleep(self.latency)
        if reason is None:
            return Saying(body=EMPTY)
        return Saying(429, b'{"error":{"code":"rate_limit"}}', {"Stripe-Rate-Limited-Reason": reason})

    def refuse(self, path: str) -> str | None:
        with self.lock:
            now = time.monotonic()
            buckets = {"global-rate": self.bucket("", self.account), "endpoint-rate": self.bucket(path, self.endpoint)}
            for reason, bucket in buckets.items():
                if not bucket.fill(now):
                    self.refused[reason] += 1
                    return reason
            for bucket in buckets.values():
                bucket.tokens -= 1
            self.accepted.append((now, path))
            return None

    def bucket(self, name: str, rate: float) -> Bucket:
        return self.buckets.setdefault(name, Bucket(rate, self.depth, tokens=rate * self.depth))

    def accepted_between(self, start: float, end: float, path: str | None = None) -> int:
        return sum(start <= at < end and path in {None, asked} for at, asked in self.accepted)


@contextmanager
def busy(stripe: StripeServer, limits: RateLimits | None, paths: list[str], threads: int) -> Iterator[Client]:
    """Threads that ask for lists without a pause, in turn over ``paths``, until the block ends."""
    client = Client("sk_live_x", api_base=stripe.url, api_version=VERSION, limits=limits, longest_wait=0.2)
    done = threading.Event()

    def ask(number: int) -> None:
        while not done.is_set():
            list(client.pages(paths[number % len(paths)]))

    with ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(ask, number) for number in range(threads)]
        try:
            yield client
        finally:
            done.set()
    for future in futures:
        future.result()


def lists(number: int) -> list[str]:
    return [f"/v1/list{n}" for n in range(number)]


@pytest.fixture
def limited() -> Iterator[Callable[..., LimitedStripe]]:
    opened = []

    def open_one(**settings: float) -> LimitedStripe:
        opened.append(serving(LimitedStripe(**settings)))  # type: ignore[arg-type]  # the fields that are numbers
        stripe = opened[-1].__enter__()
        assert isinstance(stripe, LimitedStripe)
        return stripe

    yield open_one
    for context in opened:
        context.__exit__(None, None, None)


def share(stripe: LimitedStripe, seconds: float, allowed: float) -> float:
    """What part of the allowed requests is accepted from now on."""
    start = time.monotonic()
    time.sleep(seconds)
    return stripe.accepted_between(start, start + seconds) / seconds / allowed


def test_nearly_all_that_the_account_allows_is_used_and_nothing_is_refused(
    limited: Callable[..., LimitedStripe],
) -> None:
    stripe = limited()
    with busy(stripe, RateLimits.of("sk_live_x"), lists(8), threads=24):
        time.sleep(0.5)
        reached = share(stripe, 2, allowed=100)
    assert reached >= 0.95, "0.985 on a quiet machine"
    assert not stripe.refused


def test_nearly_all_that_an_endpoint_allows_is_used_even_when_stripe_forgives_no_burst(
    limited: Callable[..., LimitedStripe],
) -> None:
    stripe = limited(depth=0.2)
    with busy(stripe, RateLimits.of("sk_live_x"), lists(1), threads=8):
        time.sleep(0.5)
        reached = share(stripe, 2, allowed=25)
    assert reached >= 0.93
    assert not stripe.refused


def test_a_slow_endpoint_does_not_hold_up_the_others(limited: Callable[..., LimitedStripe]) -> None:
    stripe = limited(latency=0.01)
    paths = ["/v1/list0"] * 12 + ["/v1/list1", "/v1/list2", "/v1/list3"] * 2  # most ask for the first
    limits = RateLimits(account=80)
    with busy(stripe, limits, paths, threads=18):
        start = time.monotonic()
        time.sleep(1.5)
    counted = {path: stripe.accepted_between(start, start + 1.5, path) / 1.5 for path in lists(4)}
    assert not stripe.refused
    assert min(counted.values()) >= 17, "the account's 80, shared fairly by four"


def test_pauses_are_not_followed_by_a_burst(limited: Callable[..., LimitedStripe]) -> None:
    stripe = limited(latency=0.0)
    limits, stopped = RateLimits(account=50, endpoint=1000), threading.Event()
    moments = []
    for pause in (0, 0.3):
        time.sleep(pause)
        for _ in range(5):
            limits.wait("/v1/charges", stopped)
            moments.append(time.monotonic())
    assert moments[4] - moments[0] >= 4 / 50 - 0.001
    assert moments[9] - moments[5] >= 4 / 50 - 0.001
    assert not stripe.refused


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


@pytest.mark.parametrize(("late", "ends"), [(0.0, 0.08), (0.05, 0.08), (0.5, 0.5), (0.16, 0.16)])
def test_what_a_late_thread_lost_is_made_up_for(monkeypatch: pytest.MonkeyPatch, late: float, ends: float) -> None:
    clock, pace = Clock(), RequestPace(100)
    monkeypatch.setattr(rate_limits, "monotonic", clock)

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
def test_the_account_slows_down_when_it_is_refused(reason: str) -> None:
    limits = RateLimits.of("sk_live_x")
    before = limits.account.rate
    limits.refused("/v1/charges", reason, time.monotonic())
    assert limits.account.rate == pytest.approx(before * 0.9, rel=0.01)
    assert limits.endpoint("/v1/charges").rate == limits.endpoint("/v1/refunds").rate


@pytest.mark.parametrize("reason", ["endpoint-rate", "endpoint-concurrency"])
def test_only_the_endpoint_slows_down_when_it_is_refused(reason: str) -> None:
    limits = RateLimits.of("sk_live_x")
    account = limits.account.rate
    limits.refused("/v1/charges", reason, time.monotonic())
    assert limits.endpoint("/v1/charges").rate == pytest.approx(limits.endpoint("/v1/refunds").rate * 0.9, rel=0.01)
    assert limits.account.rate == account


def test_a_refusal_about_one_object_slows_nothing_and_one_without_a_reason_both() -> None:
    limits = RateLimits.of("sk_live_x")
    account, endpoint = limits.account.rate, limits.endpoint("/v1/charges").rate
    limits.refused("/v1/charges", "resource-specific", time.monotonic())
    assert (limits.account.rate, limits.endpoint("/v1/charges").rate) == (account, endpoint)
    limits.refused("/v1/charges", None, time.monotonic())
    assert limits.account.rate < account
    assert limits.endpoint("/v1/charges").rate < endpoint


def test_requests_refused_together_slow_down_once_and_the_pace_recovers() -> None:
    pace = RequestPace(100)
    sent_at = time.monotonic()
    for _ in range(10):
        pace.refused(sent_at, 0)
    assert pace.rate == pytest.approx(90, rel=0.01)
    pace.refused(time.monotonic(), 0)
    assert pace.rate == pytest.approx(81, rel=0.01)
    time.sleep(0.5)
    assert 81.9 < pace.rate < 83
    for _ in range(100):
        pace.refused(time.monotonic(), 0)
    assert pace.rate >= 0.5


def test_all_threads_wait_when_the_account_is_told_to(limited: Callable[..., LimitedStripe]) -> None:
    stripe = limited(latency=0.01)
    limits = RateLimits(account=200, endpoint=100)
    with busy(stripe, limits, lists(4), threads=8):
        time.sleep(0.3)
        limits.refused("/v1/list0", "global-rate", time.monotonic(), pause=0.8)
        told = time.monotonic()
        time.sleep(1.2)
    assert stripe.accepted_between(told + 0.1, told + 0.75) == 0
    assert stripe.accepted_between(told + 0.8, told + 1.2) > 0


def test_a_limit_below_the_documented_one_is_found(limited: Callable[..., LimitedStripe]) -> None:
    stripe = limited(account=40, endpoint=1000, depth=0.2, latency=0.02)
    with busy(stripe, RateLimits(account=100, endpoint=1000), lists(4), threads=16) as client:
        time.sleep(1)
        reached = share(stripe, 1.5, allowed=40)
    assert reached >= 0.8
    assert sum(stripe.refused.values()) < 0.3 * len(stripe.accepted)
    assert client.counters.total.rate_limited == stripe.refused["global-rate"]


def test_a_test_key_is_slower_than_a_live_one() -> None:
    assert RateLimits.of("rk_test_x", share=1).account.rate == 25
    assert RateLimits.of("rk_live_x", share=1).account.rate == 100
    assert RateLimits.of("rk_live_x", share=1).endpoint("/v1/charges").rate == 25
    assert RateLimits.of("rk_live_x", share=1).endpoint("/v1/customers/search").rate == 20


def test_a_server_on_this_machine_is_not_spared_unless_asked_for(stripe: StripeServer) -> None:
    stripe.lists["/v1/charges"] = []
    for limits, at_least, below in ((None, 0.0, 1.0), (RateLimits(account=40), 0.7, 3.0)):
        client = Client("sk_test_x", api_base=stripe.url, api_version=VERSION, limits=limits)
        started = time.monotonic()
        for _ in range(30):
            list(client.pages("/v1/charges"))
        assert at_least <= time.monotonic() - started < below
        assert (client.counters.total.seconds_paced > 0) is (limits is not None)


def test_stripe_itself_is_spared_unasked() -> None:
    client = Client("sk_test_x", api_base="https://api.stripe.com", api_version=VERSION)
    assert client.limits is not None
    assert client.limits.account.rate <= 25


def test_closing_ends_the_waiting_for_a_turn() -> None:
    limits, stopped = RateLimits(account=0.1), threading.Event()
    limits.wait("/v1/charges", stopped)
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(limits.wait, path, stopped) for path in ("/v1/charges", "/v1/refunds") * 2]
        time.sleep(0.1)
        started = time.monotonic()
        stopped.set()
        for future in waiting:
            future.result(timeout=2)
    assert time.monotonic() - started < 1


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
