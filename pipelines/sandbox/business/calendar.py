"""Billing periods, counted from an anchor so that the 31st does not drift to the 28th for good."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

HOUR = 3_600
"""In seconds."""


def period_end(anchor: int, start: int, interval: str, interval_count: int) -> int:
    """The first moment after ``start`` that lies a whole number of intervals from ``anchor`` (unix seconds)."""
    number = 1
    while (moment := _after(anchor, interval, interval_count * number)) <= start:
        number += 1
    return moment


def _after(anchor: int, interval: str, count: int) -> int:
    begin = datetime.fromtimestamp(anchor, UTC)
    if interval in ("day", "week"):
        return int((begin + timedelta(days=count * (7 if interval == "week" else 1))).timestamp())
    months = begin.month - 1 + count * (12 if interval == "year" else 1)
    year, month = begin.year + months // 12, months % 12 + 1
    return int(begin.replace(year=year, month=month, day=min(begin.day, monthrange(year, month)[1])).timestamp())
