"""What every object of Stripe's looked like in each API version: the one history that all tests read.

`history.json.xz` has it (see `derive.py`). It knows what was documented: an object that it has not in some version may
have existed all the same.
"""

import json
import lzma
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.shapes.derive import DATA

Fields = dict[str, dict[str, Any]]

_HISTORY = json.loads(lzma.decompress(DATA.read_bytes()))
VERSIONS: tuple[str, ...] = tuple(_HISTORY["versions"])
NUMBER = {version: number for number, version in enumerate(VERSIONS)}
OBJECTS: tuple[str, ...] = tuple(_HISTORY["objects"])
# From here on the source are Python's types, which say `Optional` of what is null and of what is missing alike.
FROM_SDK = "2023-10-16"
# A type's own word, and what the history calls it: the elements of a list are known by their list.
CALLED = {
    "test_helpers.test_clock": "test_clock",
    "balance_transaction_fee": "balance_transaction.fee_details[]",
    "invoice_tax": "invoice.total_taxes[]",
    "invoice_discount_amount": "invoice.total_discount_amounts[]",
    "invoice_line_item_tax": "line_item.taxes[]",
    "invoice_line_item_discount_amount": "line_item.discount_amounts[]",
    "credit_note_refund": "credit_note.refunds[]",
    "payout_balance_transaction": "balance_transaction",  # whose id is all that is taken
    "subscription_schedule_phase": "subscription_schedule.phases[]",
    "subscription_schedule_phase_item": "subscription_schedule.phases[].items[]",
}


class UnknownShapeError(LookupError):
    """The history says nothing of this object, or nothing in this version."""


def is_known(name: str) -> bool:
    """Whether the history has an object of this type in any version."""
    return _called(name)[0] in _HISTORY["objects"]


@cache
def fields(name: str, version: str) -> Fields:
    """The fields of an object by their paths in a version, `{}` if the history has no such object in it.

    Raises UnknownShapeError for a type that it has in no version.
    """
    number, found = NUMBER[version], {}
    for path, changes in _changes(name).items():
        if field := _at(changes, number):
            found[path] = field
    return found


@cache
def versions_of(name: str) -> tuple[str, ...]:
    """The versions in which the history has an object, with an id if it ever had one. Raises UnknownShapeError."""
    histories = _changes(name)
    known = tuple(
        version
        for number, version in enumerate(VERSIONS)
        if any(_at(changes, number) for changes in histories.values())
    )
    return tuple(version for version in known if _at(histories.get("id", []), NUMBER[version])) or known


@cache
def paths_of(name: str) -> Fields:
    """Every path that an object ever had, as the field that it was last. Raises UnknownShapeError."""
    changes = _changes(name).items()
    return {path: next(field for _, field in reversed(history) if field) for path, history in changes}


def demand(name: str, version: str) -> None:
    """Raises UnknownShapeError unless the history has the object in the version."""
    if not fields(name, version):
        there = versions_of(name)
        raise UnknownShapeError(
            f"The history of shapes has no {name} in {version}. It has it in {len(there)} versions, the first of them"
            f" {there[0]} and the last {there[-1]}."
        )


def may_be_missing(field: dict[str, Any], version: str) -> bool:
    """Whether a document of the version may come without the field."""
    return not field["req"] or (field["null"] and version >= FROM_SDK)


def ever(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each path of an object with each field that it ever was. Raises UnknownShapeError."""
    for path, changes in _changes(name).items():
        yield from ((path, field) for _, field in changes if field)


def _at(changes: list[tuple[int, Any]], number: int) -> dict[str, Any] | None:
    """What a field was in the version of a number; None where it was not there."""
    return next((field for since, field in reversed(changes) if since <= number), None)


def _called(name: str) -> tuple[str, str]:
    """What the history calls a type: an object of its own, or one and the list in it that has the elements."""
    called = CALLED.get(name, name)
    whole, _, inside = called.partition(".")
    return (whole, inside) if called.endswith("[]") else (called, "")


def _changes(name: str) -> dict[str, list[tuple[int, Any]]]:
    called, inside = _called(name)
    try:
        found: dict[str, list[tuple[int, Any]]] = _HISTORY["objects"][called]
    except KeyError:
        raise UnknownShapeError(
            f"The history of shapes has no {name} in any version. Add it to the source and run tests/shapes/derive.py;"
            f" it has: {', '.join(OBJECTS)}."
        ) from None
    if inside:
        prefix = f"{inside}."
        return {path.removeprefix(prefix): changes for path, changes in found.items() if path.startswith(prefix)}
    return found
