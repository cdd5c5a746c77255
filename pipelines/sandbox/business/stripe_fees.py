"""What Stripe takes or gives once a month, for no payment in particular."""

from collections.abc import Iterator

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import balance
from pipelines.sandbox.business.books import Movement
from pipelines.sandbox.business.calendar import day_label, month_before
from pipelines.sandbox.business.currencies import DEFAULT

SCREENING = 2
"""Minor units for each charge that was screened for fraud."""

TAX = 7
"""Of a hundred of it."""

CLIMATE = 5_000
CORRECTED = 0.3
"""How often Stripe corrects what it billed."""


def bill(account: Account) -> None:
    """Bill the month before."""
    for movement in _billed(account):
        balance.enter(account, movement)


def _billed(account: Account) -> Iterator[Movement]:
    began = month_before(account.now)
    month = f"{day_label(began)} - {day_label(account.now - 1)}"
    screened = account.store.how_many(
        "object = 'charge' AND listed AND created >= ? AND created < ?", (began, account.now)
    )
    if not screened:
        return
    cost = screened * SCREENING
    yield _taken("fees:stripe_fee", "stripe_fee", "fee", cost, f"Radar ({month}): Radar for Fraud Teams")
    yield _taken("fees:tax", "tax_fee", "tax", cost * TAX // 100, f"Sales tax ({month}): Radar")
    yield _taken("contributions", "contribution", "contribution", CLIMATE, "Stripe Climate contribution")
    if account.chance.happens(CORRECTED, "corrected", began):
        amount = account.chance.between(-300, 300, "correction", began) or 1
        yield _taken("corrections", "adjustment", "other_adjustment", amount, f"Correction of fees ({month})")


def _taken(against: str, kind: str, category: str, amount: int, description: str) -> Movement:
    return Movement(against, kind, category, DEFAULT, -amount, description=description)
