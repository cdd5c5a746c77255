"""What Stripe's objects looked like in each API version, from `shapes.json.xz` (see `derive_shapes.py`)."""

import json
import lzma
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.versions.derive_shapes import DATA

_HISTORY = json.loads(lzma.decompress(DATA.read_bytes()))
VERSIONS: tuple[str, ...] = tuple(_HISTORY["versions"])
NUMBER = {version: number for number, version in enumerate(VERSIONS)}
OBJECTS: tuple[str, ...] = tuple(_HISTORY["objects"])
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
    """The shape of an object in a version; None where it did not exist."""
    specifications = _specifications(name, NUMBER[version])
    if not specifications:
        return None
    leaves_a_stub = specifications.pop("deleted", "") == "deleted"
    return Shape(name, version, _fields(specifications), leaves_a_stub)


@cache
def versions_of(name: str) -> tuple[str, ...]:
    """The versions in which an object exists."""
    return tuple(version for version in VERSIONS if shape(name, version))


@cache
def paths_of(name: str) -> dict[str, str]:
    """Every path that an object ever had, with the kind it had last."""
    changes = _HISTORY["objects"][name].items()
    return {path: _kind(next(word for _, word in reversed(history) if word)) for path, history in changes}


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


def _specifications(name: str, number: int) -> dict[str, str]:
    """What each path of an object is in one version."""
    found = {}
    for path, history in _HISTORY["objects"].get(name, {}).items():
        word = next((word for since, word in reversed(history) if since <= number), "")
        if word:
            found[path] = word
    return found


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
