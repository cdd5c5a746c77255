"""Read a stored document without losing a digit."""

import json
from decimal import Decimal
from typing import Any


def parse_any(text: str) -> Any:
    """A JSON value as Python values: integers stay integers of any length, other numbers become Decimal."""
    return json.loads(text, parse_float=Decimal)


def parse(text: str) -> dict[str, Any]:
    """A JSON object, in the same way. Raises TypeError for another value."""
    document = parse_any(text)
    if not isinstance(document, dict):
        raise TypeError("a Stripe document is a JSON object")
    return document
