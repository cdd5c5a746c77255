"""How figures are written for people."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from pipelines.currencies import decimals
from pipelines.words import counted

MINUS = "\N{MINUS SIGN}"


def major(minor: int, currency: str) -> Decimal:
    """An amount in major units, exactly: 1234 usd is 12.34."""
    return Decimal(minor).scaleb(-decimals(currency))


def money(minor: int | None, currency: str) -> str:
    """An amount in major units, with all decimals of its currency: ``1,234.50``, or ``1,235`` yen."""
    return "" if minor is None else f"{major(minor, currency):,f}".replace("-", MINUS)


def count(number: int | None) -> str:
    """A number of things: ``1,234``."""
    return "" if number is None else f"{number:,}"


def day(moment: date | None) -> str:
    """A day: ``3 Nov 2026``."""
    return "" if moment is None else f"{moment.day} {moment:%b %Y}"


def month(first: date) -> str:
    """A month: ``Nov 2026``."""
    return f"{first:%b %Y}"


def time(moment: datetime | None) -> str:
    """A time (UTC): ``3 Nov 2026, 18:05``."""
    return "" if moment is None else f"{day(moment)}, {moment:%H:%M}"


def ago(moment: datetime, now: datetime) -> str:
    """How long ago a moment was: ``5 minutes ago``, ``3 hours ago``, ``12 days ago``."""
    passed = now - moment
    for unit, size in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))):
        if passed >= 2 * size:
            return f"{counted(passed // size, unit)} ago"
    return "just now"


def in_words(name: str) -> str:
    """One of Stripe's names in words: ``insufficient_funds`` is ``Insufficient funds``."""
    words = name.replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}"
