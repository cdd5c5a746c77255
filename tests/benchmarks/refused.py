"""Refused documents among four times as many good ones, against a promotion of the good ones alone."""

import json

from tests.benchmarks import raw
from tests.benchmarks.account import Account, Kind, templates
from tests.benchmarks.bench import Bench
from tests.benchmarks.results import Figure, Piece, Results

MOST = 100_000
ONE_IN = 5
WRONG = (
    {"amount": -1},  # a CHECK
    {"amount": "many"},  # a type
    {"amount": 10**30},  # a range
    {"customer": "".join(map(str, range(1_500)))},  # too long for an index
)
TICK = 0.01  # seconds: CPU is not known better


class Spoilt(Kind):
    """Of each five documents, the first one breaks a rule, each kind in turn."""

    def document(self, number: int, revision: int = 0) -> bytes:
        document = super().document(number, revision)
        if number % ONE_IN:
            return document
        return json.dumps(json.loads(document) | WRONG[number // ONE_IN % len(WRONG)]).encode()


def run(bench: Bench) -> Results:
    """First promotions of charges, with and without those that are refused."""
    total = min(bench.objects, MOST)
    refused = total // ONE_IN
    good, mixed = Piece("promote charges", total - refused), Piece("promote charges, one in five refused", total)
    for piece, kind in ((good, Kind), (mixed, Spoilt)):
        account = Account(1, only={})
        account.lists["charge"] = kind("charge", templates()[0]["charge"], piece.objects)
        for _ in range(bench.repeat):
            with bench.database() as url:
                raw.fill(url, account, ["charge"])
                piece.runs.append(bench.measure("ours.promote", url=url, objects=["charge"], everything=False))
    held = [usage.result["quarantined"] for usage in mixed.runs]
    if set(held) != {refused}:
        raise SystemExit(f"{refused} documents break a rule, and {held} are in quarantine")
    rate = refused / max(mixed.median("cpu") - good.median("cpu"), TICK)
    passed = good.objects / max(good.median("cpu"), TICK)
    figure = Figure(
        "refused documents per second of CPU, beside good ones; ratio: to 1,000", "documents/s", rate, passed,
        rate / 1_000, must=0.5, aim=1, lower=False,
    )  # fmt: skip
    return Results([figure], [good, mixed])
