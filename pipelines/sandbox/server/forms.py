"""Parameters as Stripe takes them: form-encoded, nested by brackets (``items[0][price]=…``, ``expand[]=…``)."""

import re
from typing import Any
from urllib.parse import parse_qsl

from pipelines.sandbox.errors import bad_parameter

Parameters = dict[str, Any]

DEEPEST = 12

_BRACKETS = re.compile(r"\[([^\]]*)\]")


def decode(encoded: str) -> Parameters:
    """Nested dicts and lists of strings. ``a[]=`` and ``a[0]=`` make lists."""
    tree: Parameters = {}
    for key, value in parse_qsl(encoded, keep_blank_values=True):
        name, brackets, _ = key.partition("[")
        path = [name, *_BRACKETS.findall(brackets + key[len(name) + 1 :])] if brackets else [name]
        if len(path) > DEEPEST:
            raise bad_parameter(name, f"Parameters nest at most {DEEPEST} deep.")
        _put(tree, path, value)
    return {name: _lists(value) for name, value in tree.items()}


def whole_number(param: str, value: Any) -> int:
    """An integer parameter. Raises ApiError."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}", value):
        return int(value)
    raise bad_parameter(param, f"Invalid integer: {value}", "parameter_invalid_integer")


def truth(param: str, value: Any) -> bool:
    """A boolean parameter. Raises ApiError."""
    if value in ("true", "false"):
        return bool(value == "true")
    raise bad_parameter(param, f"Invalid boolean: {value}", None)


def texts(param: str, value: Any) -> list[str]:
    """A parameter that is a list of strings. Raises ApiError."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return value
    raise bad_parameter(param, "Invalid array", None)


def _put(tree: Parameters, path: list[str], value: str) -> None:
    for place, step in enumerate(path[:-1]):
        step = step or str(len(tree))  # noqa: PLW2901 - an empty bracket is the next place of a list
        branch = tree.setdefault(step, {})
        if not isinstance(branch, dict):
            raise bad_parameter(path[0], f"Invalid parameter: {'.'.join(path[: place + 1])} is not an object")
        tree = branch
    tree[path[-1] or str(len(tree))] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_lists(value[name]) for name in sorted(value, key=int)]
    return {name: _lists(each) for name, each in value.items()}
