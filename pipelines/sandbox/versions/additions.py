"""The fields that each version added: older versions do not document them, so they are left out there.

Each type says its own (``added``), read off the difference between Stripe's specifications of consecutive versions
(github.com/stripe/openapi up to 2023-08-16, the types of stripe-python from 2023-10-16 on). Stripe itself lets some of
these leak into older versions; the sandbox does not, so that a reader of an old version meets the old shape alone. A
dot goes into a field, ``[]`` into each element of a list.
"""

from functools import cache
from typing import Any

from pipelines.sandbox.objects import TYPES, of


def added(version: str) -> dict[str, tuple[str, ...]]:
    """What a version added: fields by type of object."""
    return {each.name: tuple(each.added[version].split()) for each in TYPES.values() if version in each.added}


@cache
def not_carried(kind: str, version: str) -> frozenset[str]:
    """The fields of an object that a version cannot say, in no other place either, because a later one added them."""
    later = (fields.split() for since, fields in of(kind).added.items() if since > version)
    return frozenset(field for fields in later for field in fields) - of(kind).moved


def drop(document: Any, field: str) -> None:
    """Take a field out of a document, wherever it is there."""
    step, _, rest = field.partition(".")
    if step.endswith("[]"):
        for element in document.get(step[:-2]) or ():
            drop(element, rest)
    elif not rest:
        document.pop(step, None)
    elif document.get(step) is not None:
        drop(document[step], rest)
