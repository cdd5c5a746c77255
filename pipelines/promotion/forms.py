"""Documents are held to the forms that their fields must have, all at once, before SQL reads them.

SQL makes text of a number and jsonb of a word without complaint, and never looks at an older place where a newer one
says something. `sql_transforms/forms.json` has what is to be checked, by type, form and path; `[]` stands for the
elements of a list. It is written from the Python twins (`pipelines/promotion/derive_forms.py`). A column of its own for
each check would take the document apart again: one jsonpath looks each field up once, in 0.15 µs.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache

from pipelines.catalogue import CATALOGUE, StripeObject, children_of
from pipelines.promotion.transforms import FOLDER

FILE = "forms.json"
Tree = dict[str, "Node"]
# What a field must not be. In a filter, an array would stand for its elements: no filter may be on the field itself.
_NUMBER = r"^[ \\t\\n\\v\\f\\r]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?[ \\t\\n\\v\\f\\r]*$"
WRONG = {
    "text": 'exists({}.type() ? (@ != "string" && @ != "null"))',
    "object": 'exists({}.type() ? (@ != "object" && @ != "null"))',
    "boolean": 'exists({}.type() ? (@ != "boolean" && @ != "null"))',
    "reference": 'exists({}.type() ? (@ != "string" && @ != "object" && @ != "null"))',
    "list": '{}.type() != "array" && {}.type() != "null" && !({}.type() == "object" && {}.data.type() == "array")',
    "number": '{}.type() != "number" && {}.type() != "null" && !({}.type() == "string" && {} like_regex "'
    + _NUMBER
    + '")',
    "decimal": '{} like_regex "[nN]"',  # NaN and infinity, which PostgreSQL takes for numbers
}


class Node:
    """A field: the forms it is held to, and the fields inside it."""

    def __init__(self) -> None:
        """With nothing to check yet."""
        self.forms: list[str] = []
        self.fields: Tree = {}


def misformed(entry: StripeObject, payload: str) -> str:
    """Whether a document has a field of a wrong form, as SQL; of a child type, whether an element of its list has."""
    path = _path(entry.name)
    return f"({payload} @? '{path}') IS TRUE" if path else "FALSE"


@cache
def _path(name: str) -> str:
    entry = CATALOGUE[name]
    forms: Mapping[str, Mapping[str, list[str]]] = _committed()
    if entry.embedded:
        inside = f"{entry.embedded.field}[]"
        tree = _tree(forms[entry.embedded.parent]).get(inside, Node()).fields
        return f"$ ? ({_elements(inside, tree)})" if tree else ""
    tree = _tree(forms[entry.name])
    for child in children_of(entry):
        if child.embedded:
            tree.pop(f"{child.embedded.field}[]", None)
    return f"$ ? ({_any_wrong(tree)})" if tree else ""


@cache
def _committed() -> dict[str, dict[str, list[str]]]:
    forms: dict[str, dict[str, list[str]]] = json.loads(FOLDER.joinpath(FILE).read_text())
    return forms


def _tree(forms: Mapping[str, list[str]]) -> Tree:
    root = Node()
    for form, paths in forms.items():
        for path in paths:
            node = root
            for name in path.split("."):
                node = node.fields.setdefault(name, Node())
            node.forms.append(form)
    return root.fields


def _any_wrong(tree: Tree) -> str:
    return " || ".join(condition for name, node in tree.items() for condition in _conditions(name, node))


def _conditions(name: str, node: Node) -> Iterator[str]:
    if name.endswith("[]"):
        field = f'@."{name.removesuffix("[]")}"'
        yield f'{field}.data[*].type() != "object" || ({field}.type() == "array" && {field}[*].type() != "object")'
        yield _elements(name, node.fields)
        return
    field = f'@."{name}"'
    yield from (WRONG[form].replace("{}", field) for form in node.forms)
    if node.fields:
        yield f"exists({field} ? ({_any_wrong(node.fields)}))"


def _elements(name: str, tree: Tree) -> str:
    """Of a list object, and of an array."""
    field, wrong = f'@."{name.removesuffix("[]")}"', _any_wrong(tree)
    return f'exists({field}.data[*] ? ({wrong})) || {field}.type() == "array" && exists({field}[*] ? ({wrong}))'
