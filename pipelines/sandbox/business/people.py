"""Where customers come from and what they are called. Names are made up; some are awkward on purpose."""

from typing import NamedTuple

from pipelines.sandbox.chance import Chance


class Country(NamedTuple):
    """A market: who lives there, what they pay in, and what tax lies on it."""

    code: str
    currency: str
    city: str
    postal_code: str
    locale: str
    weight: int
    tax: tuple[str, float, bool] | None


COUNTRIES = (
    Country("US", "usd", "Springfield", "62701", "en-US", 50, None),
    Country("CA", "usd", "Montréal", "H2X 1Y4", "fr-CA", 8, None),
    Country("DE", "eur", "Köln", "50667", "de", 16, ("VAT", 19.0, False)),
    Country("FR", "eur", "Saint-Étienne", "42000", "fr", 10, ("VAT", 20.0, False)),
    Country("NL", "eur", "'s-Hertogenbosch", "5211", "nl", 6, None),
    Country("JP", "jpy", "東京", "100-0001", "ja", 7, ("JCT", 10.0, True)),
    Country("KW", "kwd", "الكويت", "13001", "ar", 3, None),
)
_BY_WEIGHT = tuple(country for country in COUNTRIES for _ in range(country.weight))

FIRST = (
    "Ada", "Grace", "Linus", "Barbara", "Edsger", "Katherine", "Alan", "Radia", "Ken", "Frances", "Søren", "Zoë",
    "José", "Chloé", "Jürgen", "Siân", "Nguyễn", "Łukasz", "翔太", "さくら", "فاطمة", "Anne-Marie", "Đorđe", "Ólafur",
)  # fmt: skip
LAST = (
    "Lovelace", "Hopper", "O'Brien", "Liskov", "Dijkstra", "Johnson", "Müller", "Perlman", "van der Berg", "Allen",
    "Kierkegård", "Núñez", "García Márquez", "Lefèvre", "Groß", "Llewellyn", "Văn", "Żak", "佐藤", "鈴木",
    "الصباح", "Smith-Jones",
)  # fmt: skip
COMPANIES = (
    "Acme, Inc.",
    "Zażółć & Gęślą Sp. z o.o.",
    '"Quotes" Ltd',
    "C:\\Backslash LLC",
    "Émile & Fils",
    "株式会社サンプル",
)


def country(chance: Chance, number: int) -> Country:
    """Where the customer of a number lives."""
    return chance.pick(_BY_WEIGHT, "country", number)


def name(chance: Chance, number: int) -> str:
    """What the customer of a number is called."""
    if chance.happens(0.08, "company", number):
        return chance.pick(COMPANIES, "company name", number)
    return f"{chance.pick(FIRST, 'first', number)} {chance.pick(LAST, 'last', number)}"
