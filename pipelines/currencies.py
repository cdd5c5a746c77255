"""How many decimals a currency has: https://docs.stripe.com/currencies#minor-units.

ISK and UGX have none of their own, and Stripe goes on to write them with two: 5 are ``amount=500``.
"""

from decimal import Decimal

NO_DECIMALS = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"}
)
THREE_DECIMALS = frozenset({"bhd", "iqd", "jod", "kwd", "lyd", "omr", "tnd"})


def decimals(currency: str) -> int:
    """How many decimals a currency has."""
    return 0 if currency in NO_DECIMALS else 3 if currency in THREE_DECIMALS else 2


def minor_units(amount: str, currency: str) -> int:
    """An amount that is written in whole units, "12.30" dollars, in minor ones. Raises ValueError if it is none."""
    units = Decimal(amount).scaleb(decimals(currency))
    if units != int(units):
        raise ValueError(f"an amount in {currency} has more decimals than the currency")
    return int(units)
