"""Billing periods, counted from an anchor so that the 31st does not drift to the 28th for good."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

HOUR = 3_600
"""In seconds."""

DAY = 24 * HOUR
SATURDAY = 5


def weekday(moment: int) -> int:
    """The day of the week, in UTC: 0 is Monday."""
    return (moment // DAY + 3) % 7


def business_days_after(moment: int, days: int) -> int:
    """The midnight (UTC) at which so many more days have begun, weekends not counted."""
    day = moment // DAY * DAY
    while days > 0:
        day += DAY
        days -= weekday(day) < SATURDAY
    return day


def day_of_month(moment: int) -> int:
    """The day of the month, in UTC."""
    return datetime.fromtimestamp(moment, UTC).day


def month_of(moment: int) -> int:
    """The first moment (UTC) of the month of a moment."""
    return int(datetime.fromtimestamp(moment, UTC).replace(day=1, hour=0, minute=0, second=0).timestamp())


def month_before(moment: int) -> int:
    """The first moment (UTC) of the month before the one of a moment."""
    return month_of(month_of(moment) - DAY)


def day_label(moment: int) -> str:
    """A day in UTC, as Stripe writes it into descriptions: ``2026-10-31``."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}"


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
