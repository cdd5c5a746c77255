"""Money between currencies: which the account keeps, and what the others are worth."""

from decimal import ROUND_HALF_UP, Decimal

from pipelines.currencies import decimals
from pipelines.sandbox.account import DAY, Account

DEFAULT = "usd"
SETTLED_IN = ("eur", "jpy", "usd")
"""The currencies that the account has a bank account in; what is paid in another one is converted to the default."""

WORTH = {
    "aud": "0.66", "brl": "0.18", "cad": "0.73", "chf": "1.24", "dkk": "0.156", "gbp": "1.33", "krw": "0.0007",
    "kwd": "3.26", "mxn": "0.054", "nok": "0.099", "nzd": "0.58", "pln": "0.27", "sek": "0.105", "sgd": "0.77",
}  # fmt: skip
"""About what one of each is worth in the default currency; what is not here is taken for one of it."""

DRIFT = 0.02


def settlement(currency: str) -> str:
    """The currency in which the account is given what was paid in one."""
    return currency if currency in SETTLED_IN else DEFAULT


def exchange_rate(account: Account, currency: str) -> Decimal | None:
    """What the smallest unit of a currency brings today in the smallest unit of its settlement currency.

    None where nothing is converted. Stripe gives the rate between the amounts as they are written, so a currency with
    another number of decimals shifts it: 3.26 dollars for a dinar of 1,000 parts is 0.326.
    """
    target = settlement(currency)
    if target == currency:
        return None
    today = account.chance.draw("rate", currency, account.now // DAY)
    rate = Decimal(WORTH.get(currency, "1")) * Decimal(str(1 + DRIFT * (today - 0.5)))
    shift = decimals(target) - decimals(currency)
    return rate.scaleb(shift).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def converted(amount: int, rate: Decimal | None) -> int:
    """An amount at an exchange rate, in whole smallest units; without a rate it is as it was."""
    return amount if rate is None else int((amount * rate).quantize(Decimal(1), ROUND_HALF_UP))
