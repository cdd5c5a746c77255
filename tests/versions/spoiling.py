"""Valid documents made invalid in one place, where the columns or the rules of a table make it so.

What can be spoiled is read from the models, the transforms and the shapes: a path whose names, joined, are a column's
is read into that column. Texts and nested objects are left alone: a column of text or jsonb takes any JSON.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, DateTime, Numeric

from oltp_schema.base import Base, check_name
from pipelines.catalogue import CATALOGUE, StripeObject, children_of
from pipelines.promotion.transforms import active
from tests.versions.shapes import paths_of
from tests.versions.values import pick

Document = dict[str, Any]

# A required column whose value may come from another place of the document, which a spoiled document must lack too.
ELSEWHERE = {"created": "date", "payment_method_types": "allowed_source_types", "price": "plan"}
NOT_SAID = {"subscription_item.metadata"}  # required, and known where no document says it
# Fields that a transform does not look at, or only where a newer place says nothing: what an element calls its parent,
# and references that moved.
OVERLOOKED = {
    "subscription_item": ("subscription",),
    "line_item": ("invoice", "invoice_item", "subscription", "subscription_item", "price"),
    "invoice": ("subscription", "quote"),
    "product": ("tax_code",),
    # Landing sets an event aside that is wrong there; and what it calls itself is no reference.
    "event": ("account", "api_version", "context", "created", "data", "object", "type"),
}


@dataclass(frozen=True)
class Wrong:
    """A value that a path must not have: what is wrong with it, and the SQLSTATE class or constraint that says so."""

    path: str
    kind: str
    value: Any
    sqlstate: str
    constraint: str | None = None


MISSING = object()
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Spoiled:
    """A document with one wrong value. ``field`` is its path from the root: `lines[2].amount`."""

    document: Document
    field: str
    kind: str
    sqlstate: str
    constraint: str | None


def kinds_of(name: str) -> set[str]:
    """The kinds of what can be wrong with an object's own fields."""
    return {wrong.kind for wrong in _wrongs(name)}


def spoil(name: str, document: Document, chance: Random) -> Spoiled | None:
    """A copy of a document that is wrong in one place; None where nothing in it can be. Any kind is as likely."""
    found = list(_choices(name, document))
    if not found:
        return None
    kind = pick(chance, tuple(sorted({wrong.kind for _, wrong in found})))
    place, wrong = pick(chance, tuple(choice for choice in found if choice[1].kind == kind))
    spoiled = deepcopy(document)
    holder = _holder(spoiled, place, wrong.path)
    assert holder is not None
    _set(holder, wrong)
    return Spoiled(spoiled, f"{place}{wrong.path}", wrong.kind, wrong.sqlstate, wrong.constraint)


def _choices(name: str, document: Document) -> Iterator[tuple[str, Wrong]]:
    """What can be made wrong, as the place of the object inside the document and what to do there."""
    for wrong in _wrongs(name):
        if _applies(_holder(document, "", wrong.path), wrong):
            yield "", wrong
    for child in children_of(CATALOGUE[name]):
        if child.embedded is None:
            continue
        for place in _places(document, child.embedded.lists):
            for wrong in _wrongs(child.name):
                if _applies(_holder(document, place, wrong.path), wrong):
                    yield place, wrong


def _places(document: Document, lists: Sequence[str]) -> Iterator[str]:
    """Where the elements of a list are, or those of the lists in its elements: `phases[0].items[1].`."""
    field, *inner = lists
    for number, element in enumerate(_elements(document, field)):
        place = f"{field}[{number}]."
        yield from (f"{place}{below}" for below in _places(element, inner)) if inner else (place,)


def _applies(holder: Document | None, wrong: Wrong) -> bool:
    if holder is None or wrong.path.rpartition(".")[2] not in holder:
        return False
    if wrong.value == LARGEST:  # as an amount that another one must not exceed, which may be as large
        return LARGEST not in (holder.get("amount"), holder.get("amount_captured"))
    if wrong.value is MISSING and wrong.path == "amount":  # which would break the rule about refunds as well
        return (holder.get("amount_refunded") or 0) <= (holder.get("amount_captured") or 0)
    return wrong.value is not MISSING or not holder.get(ELSEWHERE.get(wrong.path, ""))


@cache
def _wrongs(name: str) -> tuple[Wrong, ...]:
    """Everything that can be wrong with an object's own fields."""
    entry = CATALOGUE[name]
    table = Base.metadata.tables[f"oltp.{entry.table}"]
    found: list[Wrong] = []
    for path, kind in paths_of(name).items():
        joined = path.replace(".", "_")
        for column in (table.columns.get(joined), table.columns.get(f"{joined}_id")):
            if column is not None and _is_read(name, path):
                found += _of_type(path, kind, column)
                found += _of_rules(entry, path, column)
    found += [
        Wrong(path, "wrong type", "words", "22") for path in _opened(entry) if path not in OVERLOOKED.get(name, ())
    ]
    return tuple(found)


def _is_read(name: str, path: str) -> bool:
    """Whether a path is the object's own: not of an element of a list, nor of another object that is embedded."""
    names = path.split(".")
    above = (".".join(names[:number]) for number in range(1, len(names)))
    foreign = any(paths_of(name).get(one) in ("expandable", "ref") for one in above)
    return not (foreign or "[]" in path or path == "id" or path in OVERLOOKED.get(name, ()))


def _of_type(path: str, kind: str, column: Column[Any]) -> Iterator[Wrong]:
    if isinstance(column.type, DateTime | BigInteger):
        moment = isinstance(column.type, DateTime)
        yield Wrong(path, "wrong type", "never", "22P02")
        yield Wrong(path, "fraction", 10.5, "22P02")
        yield Wrong(path, "overflow", 2**62 if moment else 2**63, "22" if moment else "22003")
    elif isinstance(column.type, Boolean):
        yield Wrong(path, "wrong type", "perhaps", "22P02")
    elif isinstance(column.type, Numeric):
        yield Wrong(path, "wrong type", "much", "22P02")
    elif kind in ("list", "listobj"):
        yield Wrong(path, "wrong type", "words", "22")
    elif column.name.endswith("_id"):
        yield Wrong(path, "wrong type", 7, "22")


def _of_rules(entry: StripeObject, path: str, column: Column[Any]) -> Iterator[Wrong]:
    if column.info.get("required") and f"{entry.name}.{path}" not in NOT_SAID:
        rule = _check(column, "required")
        yield Wrong(path, "required", MISSING, "23514", rule)
    rules = {constraint.name for constraint in column.table.constraints if isinstance(constraint, CheckConstraint)}
    for rule, value in (
        (_check(column, "form"), "USD"),
        (_check(column, "not_negative"), -1),
        (_check(column, "within_0_and_100"), Decimal("100.01")),
        (_check(column, "not_above_amount"), LARGEST),
    ):
        if rule in rules:
            yield Wrong(path, "constraint", float(value) if isinstance(value, Decimal) else value, "23514", rule)


def _check(column: Column[Any], rule: str) -> str:
    return check_name(column.table.name, f"{column.name}_{rule}")


def _opened(entry: StripeObject) -> list[str]:
    """The nested objects that a transform takes apart, and so refuses to be anything else."""
    return re.findall(r"(?:jsonb_to_record|stripe_object)\((?:doc|item)\.(\w+)\)", active(entry).sql)


def _holder(document: Document, place: str, path: str) -> Document | None:
    """The object that has the last name of the path, if the document has one."""
    holder: Any = document
    for step in place.split(".")[:-1]:
        name, _, number = step.rstrip("]").partition("[")
        holder = _elements(holder, name)[int(number)]
    for name in path.split(".")[:-1]:
        holder = holder.get(name) if isinstance(holder, dict) else None
    return holder if isinstance(holder, dict) else None


def _elements(document: Document, field: str) -> list[Any]:
    """A list, whether Stripe renders an array or a list object."""
    found = document.get(field) or []
    elements: list[Any] = found["data"] if isinstance(found, dict) else found
    return elements


def _set(holder: Document, wrong: Wrong) -> None:
    name = wrong.path.rpartition(".")[2]
    if wrong.value is MISSING:
        del holder[name]
    else:
        holder[name] = wrong.value
