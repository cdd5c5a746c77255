"""Read a stored document without losing a digit."""

import json
from decimal import Decimal
from typing import Any


def parse(text: str) -> dict[str, Any]:
    """A JSON object as Python values: integers stay integers of any length, other numbers become Decimal."""
    document = json.loads(text, parse_float=Decimal)
    if not isinstance(document, dict):
        raise TypeError("a Stripe document is a JSON object")
    return document
