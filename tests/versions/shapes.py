"""What Stripe's objects look like to whoever makes documents of them: the fields of `tests.shapes.history` as a tree.

The elements of a list object belong to the list itself: `lines[]` is one of `lines`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.shapes import history
from tests.shapes.history import NUMBER, OBJECTS, VERSIONS, may_be_missing, versions_of

__all__ = [
    "NUMBER",
    "VERSIONS",
    "Field",
    "Shape",
    "alternatives",
    "nearest",
    "of_all_versions",
    "paths_of",
    "shape",
    "versions_of",
]

ALIASES = {
    "application_fee_refund": "fee_refund",
    "card_resource": "card",
    "dispute_resource": "dispute",
    "invoice_line_item": "line_item",
    "test_helpers.test_clock": "test_clock",
}
MOMENT = re.compile(r"\w+_(at|date|until)$|computed_timestamp$")
DECIMAL = re.compile(r"\w+_decimal$|unit_amount_excluding_tax$")
WORDS_OF_AN_ENUM = 8
FEW = 15  # an object with more optional objects than this names alternatives: one for each type of payment method


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field of a shape.

    ``words`` are those of an enum, or the types that a reference points to. ``fields`` are the inner fields of an
    object; a list has one, its element. ``alternatives`` are inner objects of which a document has one or two.
    """

    name: str
    path: str
    kind: str
    optional: bool
    nullable: bool
    words: tuple[str, ...]
    fields: tuple["Field", ...]

    @property
    def may_be_gone(self) -> bool:
        """Whether a document of this version may do without a value here."""
        return self.optional or self.nullable


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """An object in one version: its fields, and whether Stripe serves a stub of it after its deletion."""

    name: str
    version: str
    fields: tuple[Field, ...]
    leaves_a_stub: bool


@cache
def shape(name: str, version: str) -> Shape | None:
    """The shape of an object in a version; None where the history has none of it."""
    specifications = _specifications(name, version) if history.is_known(name) else {}
    if not specifications:
        return None
    leaves_a_stub = specifications.pop("deleted", "") == "deleted"
    return Shape(name, version, _fields(specifications), leaves_a_stub)


@cache
def of_all_versions(name: str) -> Shape:
    """Every field that an object ever had, as it was last. Raises UnknownShapeError."""
    last = VERSIONS[-1]
    found = {_path(path): _specification(path, field, last) for path, field in history.paths_of(name).items()}
    leaves_a_stub = found.pop("deleted", "") == "deleted"
    return Shape(name, last, _fields(found), leaves_a_stub)


@cache
def paths_of(name: str) -> dict[str, str]:
    """Every path that an object ever had, with the kind it had last."""
    last = VERSIONS[-1]
    return {_path(path): _kind(_specification(path, field, last)) for path, field in history.paths_of(name).items()}


@cache
def nearest(name: str, field: str, version: str) -> Field | None:
    """A field as the version next to ``version`` had it: the last one before that did, else the first one after."""
    number = NUMBER[version]
    before, after = VERSIONS[:number][::-1], VERSIONS[number + 1 :]
    for other in (*before, *after):
        there = shape(name, other)
        found = next((one for one in there.fields if one.name == field), None) if there else None
        if found:
            return found
    return None


@cache
def alternatives(fields: tuple[Field, ...]) -> tuple[str, ...]:
    """The names of those fields that exclude each other in practice: many objects, all of which may be missing."""
    names = tuple(field.name for field in fields if field.kind == "obj" and field.may_be_gone)
    return names if len(names) > FEW else ()


def _specifications(name: str, version: str) -> dict[str, str]:
    """What each path of an object is in one version."""
    return {_path(path): _specification(path, field, version) for path, field in history.fields(name, version).items()}


def _specification(path: str, field: dict[str, Any], version: str) -> str:
    """One field as a word, `enum?~:draft,open`: a kind, `?` if it may be missing, `~` if it may be null, and words.

    Those are the ones of an enum, or the types that a reference may point to.
    """
    kind, name = field["t"], path.rpartition(".")[2]
    if name == "deleted" and kind == "enum":
        return "deleted"
    if kind == "int" and (name in _moments() or MOMENT.match(name)):
        kind = "time"
    if kind in ("str", "None"):
        kind = "decimal" if DECIMAL.match(name) else "str"
    may_miss = may_be_missing(field, version)
    targets = [_snake(target) for target in field.get("targets") or () if not target.startswith("~")]
    words = [str(word) for word in field.get("enum") or ()][:WORDS_OF_AN_ENUM] or sorted(set(targets))
    return f"{kind}{'?' * may_miss}{'~' * bool(field['null'])}{':' if words else ''}{','.join(words)}"


@cache
def _moments() -> frozenset[str]:
    """The names of integers that any version called seconds since 1970."""
    fields = (each for name in OBJECTS for each in history.ever(name))
    return frozenset(path.rpartition(".")[2] for path, field in fields if field.get("fmt") == "unix-time")


def _path(path: str) -> str:
    return path.replace(".data[]", "[]")


def _snake(target: str) -> str:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", target).lower()
    return ALIASES.get(name, name)


def _fields(specifications: dict[str, str]) -> tuple[Field, ...]:
    tree: dict[str, Any] = {}
    for path in specifications:
        branch = tree
        for name in _steps(path):
            branch = branch.setdefault(name, {})
    return _branch(tree, "", specifications)


def _branch(tree: dict[str, Any], above: str, specifications: dict[str, str]) -> tuple[Field, ...]:
    return tuple(_field(name, _join(above, name), inner, specifications) for name, inner in tree.items())


def _field(name: str, path: str, inner: dict[str, Any], specifications: dict[str, str]) -> Field:
    marked, _, words = specifications.get(path, "obj").partition(":")
    kind = _kind(marked)
    fields = _branch(inner, path, specifications)
    return Field(name, path, kind, "?" in marked, "~" in marked, tuple(filter(None, words.split(","))), fields)


def _kind(specification: str) -> str:
    return specification.partition(":")[0].rstrip("?~")


def _steps(path: str) -> Iterable[str]:
    return path.replace("[]", ".[]").split(".")


def _join(above: str, name: str) -> str:
    return f"{above}{name}" if name == "[]" or not above else f"{above}.{name}"
