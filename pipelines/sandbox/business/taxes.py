"""The tax rates of the countries that the business sells to."""

from pipelines.sandbox.account import Account
from pipelines.sandbox.business.people import COUNTRIES, Country
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.tax_rate import new_tax_rate


def stock(account: Account) -> None:
    """Create the rates."""
    for country in COUNTRIES:
        if country.tax:
            name, percentage, inclusive = country.tax
            rate_id = _id(account, country)
            account.add(new_tax_rate(rate_id, account.now, country.code, name, percentage, inclusive=inclusive))


def of(account: Account, country: Country) -> list[Document]:
    """The rates on what is sold to a country."""
    return [account.get("tax_rate", _id(account, country))] if country.tax else []


def _id(account: Account, country: Country) -> str:
    return f"txr_{account.chance.token(24, 'tax rate', country.code)}"
