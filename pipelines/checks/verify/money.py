"""The sums of both sides, day by day, and which objects make the difference.

Three sources: ``charges`` (their amount, what was captured and refunded, against ``oltp.charges``), ``refunds`` (by the
day of their charge, against what ``oltp.charges`` says was refunded) and ``raw.refunds`` (by their own day, where
refunds are landed).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from pipelines.checks.verify.report import Money, MoneyDifference, MoneyTotal
from pipelines.checks.verify.sums import Key, Sum
from pipelines.stripe_api.lists import Span


def settled(sums: Mapping[Sum, Collection[str]], span: Span) -> Money:
    """The sums of both sides, each with the ids whose part in a difference is explained."""
    totals: list[MoneyTotal] = []
    differences: list[MoneyDifference] = []
    days: set[date] = set()
    for each, explained in sums.items():
        here = each.here(span)
        days |= {day for _, day in here.keys() | each.stripe.keys()}
        came, ids = _parted(each, explained)
        for number, amount in enumerate(each.source.amounts):
            ours, theirs, since = (
                {key: sums[number] for key, sums in side.items()} for side in (here, each.stripe, came)
            )
            totals += _totals(each.source.name, amount, theirs, ours, since)
            odd = [
                key
                for key in theirs.keys() | ours.keys()
                if (key, number) in ids or theirs.get(key, 0) - since.get(key, 0) != ours.get(key, 0)
            ]
            differences += [
                MoneyDifference(
                    each.source.name,
                    key[0],
                    amount,
                    key[1],
                    theirs.get(key, 0),
                    ours.get(key, 0),
                    tuple(sorted(ids.get((key, number), ()))),
                )
                for key in sorted(odd)
            ]
    return Money(totals, differences, len(days))


def _parted(each: Sum, explained: Collection[str]) -> tuple[dict[Key, list[int]], dict[tuple[Key, int], set[str]]]:
    """How much is explained, by currency and day; and the ids of what is not, by that and the number of the amount."""
    came: dict[Key, list[int]] = defaultdict(lambda: [0] * len(each.source.amounts))
    ids: dict[tuple[Key, int], set[str]] = defaultdict(set)
    nothing = (0,) * len(each.source.amounts)
    for stripe_id, (theirs, ours) in each.deviations.items():
        for key in {side.key for side in (theirs, ours) if side}:
            one = theirs.amounts if theirs and theirs.key == key else nothing
            other = ours.amounts if ours and ours.key == key else nothing
            for number, more in enumerate(map(int.__sub__, one, other)):
                if stripe_id in explained:
                    came[key][number] += more
                elif more:
                    ids[key, number].add(stripe_id)
    return came, ids


def _totals(
    source: str, amount: str, theirs: Mapping[Key, int], ours: Mapping[Key, int], came: Mapping[Key, int]
) -> list[MoneyTotal]:
    stripe, here, since = (_by_currency(sums) for sums in (theirs, ours, came))
    return [
        MoneyTotal(source, of, amount, stripe.get(of, 0), here.get(of, 0), since.get(of, 0))
        for of in sorted(stripe.keys() | here.keys())
    ]


def _by_currency(sums: Mapping[Key, int]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for (currency, _), value in sums.items():
        totals[currency] = totals.get(currency, 0) + value
    return totals
