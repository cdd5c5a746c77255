"""A backfill at Stripe's own pace: how much of what the limits of a live key allow is used while there is work."""

from itertools import pairwise

from tests.benchmarks.bench import KEY, Bench
from tests.benchmarks.pages import ACCOUNT_LIMIT, ENDPOINT_LIMIT
from tests.benchmarks.results import Figure, Piece, Results

LATENCY = 0.15  # seconds
TYPES = ("customer", "product", "price", "subscription", "invoice", "payment_intent", "charge", "invoice_payment")

Requests = list[tuple[float, str, bool]]


def run(bench: Bench) -> Results:
    """``bench.repeat`` backfills of eight types, as many of each."""
    each = max(100, bench.objects // len(TYPES))
    piece, shares, refused = Piece("backfill at 150 ms a page", each * len(TYPES)), [], 0
    for number in range(bench.repeat):
        pages = bench.pages(only=",".join(f"{name}={each}" for name in TYPES), latency=LATENCY, limited=1)
        with bench.database() as url:
            home = str(bench.home / f"backfill_{number}")
            piece.runs.append(
                bench.measure(
                    "ours.land_politely", pages, url=url, home=home, api_base=pages.url, api_key=KEY,
                    objects=TYPES,
                )
            )  # fmt: skip
        requests = pages.log()
        shares.append(share_of_allowed(requests))
        refused += sum(was_refused for *_, was_refused in requests)
    share = sorted(shares)[len(shares) // 2]
    figure = Figure(
        "backfill: share of the allowed requests", "%", 100 * share, 100, 100 * share, must=95, aim=97,
        lower=False, note=f"{refused / bench.repeat:.0f} refused",
    )  # fmt: skip
    return Results([figure], [piece])


def share_of_allowed(requests: Requests) -> float:
    """What was asked, divided by what might have been from the first page of a list to the last.

    A list is worked off when its last request was answered; only those that are left may be asked.
    """
    listed = [(at, endpoint) for at, endpoint, was_refused in requests if _is_list(endpoint) and not was_refused]
    ends: dict[str, float] = {endpoint: at for at, endpoint in listed}
    moments = sorted([listed[0][0], *ends.values()])
    allowed = sum(
        (until - since) * min(ACCOUNT_LIMIT, ENDPOINT_LIMIT * sum(end >= until for end in ends.values()))
        for since, until in pairwise(moments)
    )
    return len(listed) / max(allowed, 1)


def _is_list(endpoint: str) -> bool:
    return endpoint.count("/") == 2 and endpoint not in {"/v1/account", "/v1/events"}
