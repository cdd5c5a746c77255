"""What every day brings without anybody doing anything: money becomes available, payouts leave, Stripe bills."""

from pipelines.sandbox.account import DAY, Account
from pipelines.sandbox.business import balance, payouts, reports, stripe_fees
from pipelines.sandbox.business.calendar import HOUR, day_of_month

PAID_OUT_AT = 3 * HOUR // 2
INSTANT_ON, INSTANT_AT = 15, 16 * HOUR
CLOSED_ON, CLOSED_AT = 2, 6 * HOUR


def begin(account: Account, _: str) -> None:
    """A day begins."""
    balance.release(account)
    reports.update(account)
    if day_of_month(account.now) == 1:
        stripe_fees.bill(account)
    if day_of_month(account.now) == INSTANT_ON:
        account.schedule(account.now + INSTANT_AT, "pay_in_advance", "")
    if day_of_month(account.now) == CLOSED_ON:
        account.schedule(account.now + CLOSED_AT, "close_month", "")
    if payouts.is_payout_day(account):
        account.schedule(account.now + PAID_OUT_AT, "pay_out", "")
    account.schedule(account.now + DAY, "begin_day", "")


ACTS = {"begin_day": begin}
