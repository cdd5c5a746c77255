"""The tax rates of the countries that the business sells to."""

from pipelines.sandbox.account import Account, Document
from pipelines.sandbox.business.people import COUNTRIES, Country


def stock(account: Account) -> None:
    """Create the rates."""
    for country in COUNTRIES:
        if country.tax:
            account.add(_rate(account, country, *country.tax))


def of(account: Account, country: Country) -> list[Document]:
    """The rates on what is sold to a country."""
    return [account.get("tax_rate", _id(account, country))] if country.tax else []


def _id(account: Account, country: Country) -> str:
    return f"txr_{account.chance.token(24, 'tax rate', country.code)}"


def _rate(account: Account, country: Country, name: str, percentage: float, inclusive: bool) -> Document:
    return {
        "id": _id(account, country),
        "object": "tax_rate",
        "active": True,
        "country": country.code,
        "created": account.now,
        "description": None,
        "display_name": name,
        "effective_percentage": percentage,
        "flat_amount": None,
        "inclusive": inclusive,
        "jurisdiction": country.code,
        "jurisdiction_level": "country",
        "livemode": False,
        "metadata": {},
        "percentage": percentage,
        "rate_type": "percentage",
        "state": None,
        "tax_type": name.lower(),
    }
