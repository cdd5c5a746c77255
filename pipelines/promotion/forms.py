"""Documents are held to the forms that their fields must have, all at once, before SQL reads them.

SQL makes text of a number and jsonb of a word without complaint, and never looks at an older place where a newer one
says something. What is checked is written from the Python twins (`pipelines/promotion/derive_forms.py`). A column of
its own for each check would take the document apart again: one jsonpath looks each field up once, in 0.15 µs. Documents
that were seen to have these forms while they landed are not looked at again (`pipelines/raw/forms.py`).
"""

from collections.abc import Iterator
from functools import cache

from pipelines.catalogue import CATALOGUE, StripeObject, lists_of
from pipelines.raw import forms
from pipelines.raw.forms import Node, Tree

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


def misformed(entry: StripeObject, payload: str, mark: str) -> str:
    """Whether a document has a field of a wrong form, as SQL; of a child type, whether an element of its list has.

    ``mark`` is the number of the forms that the document was seen to have, or NULL.
    """
    path, number = _path(entry.name), forms.number(forms.committed_name(entry))
    return f"{mark} IS DISTINCT FROM {number} AND ({payload} @? '{path}') IS TRUE" if path else "FALSE"


@cache
def _path(name: str) -> str:
    entry = CATALOGUE[name]
    if entry.embedded:
        if entry.embedded.is_nested:
            return ""  # its elements are fields of those that hold it
        inside = f"{entry.embedded.field}[]"
        tree = forms.tree(entry.embedded.parent).get(inside, Node()).fields
        return f"$ ? ({_elements(inside, tree)})" if tree else ""
    tree = forms.tree(entry.name)
    for field in lists_of(entry):
        tree.pop(f"{field}[]", None)
    return f"$ ? ({_any_wrong(tree)})" if tree else ""


def _any_wrong(tree: Tree) -> str:
    return " || ".join(condition for name, node in tree.items() for condition in _conditions(name, node))


def _conditions(name: str, node: Node) -> Iterator[str]:
    if name.endswith("[]"):
        field = f'@."{name.removesuffix("[]")}"'
        yield " || ".join(f'({here} && {each}.type() != "object")' for here, each in _forms(field))
        yield _elements(name, node.fields)
        return
    field = f'@."{name}"'
    yield from (WRONG[form].replace("{}", field) for form in node.forms)
    if node.fields:
        yield f"exists({field} ? ({_any_wrong(node.fields)}))"


def _elements(name: str, tree: Tree) -> str:
    """Of a list object, and of an array."""
    field, wrong = f'@."{name.removesuffix("[]")}"', _any_wrong(tree)
    return " || ".join(f"({here} && exists({each} ? ({wrong})))" for here, each in _forms(field))


def _forms(field: str) -> Iterator[tuple[str, str]]:
    """The two forms of a list, each with the path to its elements. Without the first, `data` is a field of these."""
    yield f'{field}.type() == "object"', f"{field}.data[*]"
    yield f'{field}.type() == "array"', f"{field}[*]"
