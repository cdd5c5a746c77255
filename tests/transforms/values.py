"""Generated values of the forms that Stripe sends: any of them may be null, and a reference has four forms."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

Values = st.SearchStrategy[Any]

AWKWARD = ("", " ", "\U0001f375\U0001f469\u200d\U0001f52c", 'Åsa "O\'Neil" \\ %s {0} $1', "\\u0000", "\ue000", "null")
WHOLE = (0, 1, -1, 1785, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63), "1785", "-1", "9007199254740993")
# To within a day of the year 10000, which Python's datetime does not reach in any time zone.
SECONDS = (0, 1, 1552521600, 1767323045, 2**31, 253402214400, "1767323045")

# What jsonb cannot hold, NUL and lone surrogates, is replaced before it is landed.
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
words = st.sampled_from(AWKWARD) | st.text(characters, max_size=6)
ids = st.sampled_from(("x_1", "x_2", "x_3", "x_4", "X_1", "gold21323", "Été", "card_1"))
booleans = st.booleans()
amounts = st.sampled_from(WHOLE)
small_amounts = st.integers(-(10**9), 10**9)
times = st.sampled_from(SECONDS)
twelve_digits = st.integers(-(10**18), 10**18).map(lambda digits: Decimal(digits).scaleb(-12))
decimal_texts = twelve_digits.map(lambda number: f"{number:f}") | st.sampled_from(("0", "1500", "1e-3"))
decimals = decimal_texts | twelve_digits | small_amounts
metadata = st.dictionaries(words, words, max_size=2)
scalars = st.none() | booleans | words | small_amounts | twelve_digits
json = scalars | st.lists(scalars, max_size=2) | st.dictionaries(words, scalars, max_size=2)
objects = st.dictionaries(words, json, max_size=2)
expanded = st.fixed_dictionaries({"id": ids, "object": st.just("thing")}, optional={"deleted": st.just(True)})
references = st.one_of(ids, ids, expanded, expanded, st.just(""))


def lists_of(elements: Values, max_size: int = 3) -> Values:
    """A list as Stripe renders it: an array, or a list object."""
    array = st.lists(elements, max_size=max_size)
    return array | array.map(lambda data: {"object": "list", "data": data, "has_more": False, "url": "/v1/things"})


lists = lists_of(json, max_size=2)
