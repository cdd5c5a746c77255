"""Read a stored document without losing a digit."""

import json
import sys
from decimal import Decimal
from typing import Any

import msgspec

# PostgreSQL's parser goes deeper than Python's default of 1,000 lets its own.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))
LONGEST_INT = 4_000  # Python refuses to read more than 4,300 digits


def parse_any(text: str) -> Any:
    """A JSON value as Python values: integers stay integers, other numbers become Decimal.

    Integers too long for Python's own reader become Decimal too; PostgreSQL takes 131,072 digits. Raises ValueError for
    what is no JSON.
    """
    try:
        return _QUICK.decode(text)
    # Such integers, half a surrogate pair, and depth: how deep C may go differs between versions of Python.
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return _DECODER.decode(text)


def parse(text: str) -> dict[str, Any]:
    """A JSON object, in the same way. Raises TypeError for another value."""
    document = parse_any(text)
    if not isinstance(document, dict):
        raise TypeError("a Stripe document is a JSON object")
    return document


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) < LONGEST_INT else Decimal(digits)


_QUICK = msgspec.json.Decoder(float_hook=Decimal)  # in a third of the time
_DECODER = json.JSONDecoder(parse_float=Decimal, parse_int=_integer)  # json.loads makes one per document
