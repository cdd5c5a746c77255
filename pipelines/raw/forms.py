"""The forms that the fields of documents must have, and which documents were seen to have them while they landed.

`sql_transforms/forms.json` has what is to be checked, by type, form and path; `[]` stands for the elements of a list.
Landing reads each new copy once more, typed: 1 µs per kilobyte, where a jsonpath takes 0.15 µs per field. What passes
is marked in raw with the number of its forms, and promotion holds only the others to them: copies of earlier releases,
of other loaders, of other forms, and those that did not pass. So the mark may be missing, but never wrong.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Annotated, Any

import msgspec

from pipelines.catalogue import CATALOGUE, StripeObject

FOLDER = files("sql_transforms")
FILE = "forms.json"
RULES = 1  # another number when a form means something else, here or in promotion
Tree = dict[str, "Node"]


class Node:
    """A field: the forms it is held to, and the fields inside it; ``[]`` at the end of its name is for elements."""

    def __init__(self) -> None:
        """With nothing to check yet."""
        self.forms: list[str] = []
        self.fields: Tree = {}


def tree(name: str) -> Tree:
    """The fields of a type that are held to forms."""
    root = Node()
    for form, paths in _committed().get(name, {}).items():
        for path in paths:
            node = root
            for step in path.split("."):
                node = node.fields.setdefault(step, Node())
            node.forms.append(form)
    return root.fields


@cache
def number(name: str) -> int | None:
    """The number of a type's forms, another one after each change; None for a type that is held to none."""
    forms = _committed().get(name)
    if forms is None:
        return None
    said = json.dumps([RULES, forms], sort_keys=True).encode()
    return int.from_bytes(blake2b(said, digest_size=4).digest()) >> 1


def found_in(name: str, payload: bytes) -> int | None:
    """The number of the forms that every field of a document has, or None."""
    decoder = _decoder(name)
    if decoder is None:
        return None
    try:
        decoder.decode(payload)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return number(name)


def committed_name(entry: StripeObject) -> str:
    """The type whose forms hold for ``entry``: of a child type that of its parent, in whose documents it is read."""
    return entry.embedded.parent if entry.embedded else entry.name


@cache
def _committed() -> Mapping[str, Mapping[str, list[str]]]:
    forms: Mapping[str, Mapping[str, list[str]]] = json.loads(FOLDER.joinpath(FILE).read_text())
    return forms


@cache
def _decoder(name: str) -> "msgspec.json.Decoder[Any] | None":
    if number(name) is None or CATALOGUE[name].table is None:
        return None
    return msgspec.json.Decoder(_struct(tree(name)))


def _struct(fields: Tree) -> Any:
    """An object with these fields, each of which may be absent or null; of fields that it does not name, anything."""
    names = dict.fromkeys(name.removesuffix("[]") for name in fields)
    numbered = {f"field_{place}": name for place, name in enumerate(names)}
    return msgspec.defstruct(
        "Held",
        [
            (field, _type(fields.get(name, Node()), fields.get(f"{name}[]")) | None, None)
            for field, name in numbered.items()
        ],
        rename=numbered,
        gc=False,
    )


def _type(node: Node, elements: Node | None) -> Any:
    """What passes as a field; where more would do, such as a number in a text, the document is left to promotion."""
    if elements is not None or "list" in node.forms:
        element = _struct(elements.fields) if elements else Any
        return list[element] | msgspec.defstruct("List", [("data", list[element])])  # type: ignore[valid-type]
    types = list(_scalars(node.forms))
    if node.fields or not types or {"object", "reference"} & set(node.forms):
        types.append(_struct(node.fields))
    found = types[0]
    for further in types[1:]:
        found |= further
    return found


def _scalars(forms: list[str]) -> Iterator[Any]:
    for form in forms:
        if form in {"text", "reference"}:
            yield str
        elif form == "boolean":
            yield bool
        elif form == "number":
            yield int | float
        elif form == "decimal":
            yield int | float | Annotated[str, msgspec.Meta(pattern=r"^[^nN]*\Z")]
