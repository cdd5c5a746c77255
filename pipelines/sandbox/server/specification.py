"""What Stripe's OpenAPI says of requests: which lists there are, which parameters they take, what can be expanded.

The data is cut from the specification by ``tests/sandbox/derive_api.py``, which describes its form.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import msgspec

Form = str | dict[str, Any]


class ListEndpoint(NamedTuple):
    """A list of the API: what it holds, its parameters, and the ids that its path was asked with (``{charge}``)."""

    kinds: tuple[str, ...]
    parameters: Mapping[str, Form]
    required: tuple[str, ...]
    until: str
    ids: Mapping[str, str]


class ObjectEndpoint(NamedTuple):
    """One object of the API; ``ids`` is empty for the only one of its type."""

    kind: str
    ids: Mapping[str, str]


def list_at(path: str) -> ListEndpoint | None:
    """The list that Stripe has at a path, or None."""
    for pattern, found in _patterns("lists").get(path.count("/"), ()):
        if match := pattern.fullmatch(path):
            parameters, required = found["parameters"], tuple(found["required"])
            return ListEndpoint(tuple(found["kinds"]), parameters, required, found.get("until", ""), match.groupdict())
    return None


def object_at(path: str) -> ObjectEndpoint | None:
    """The object that Stripe has at a path, or None."""
    for pattern, kind in _patterns("objects").get(path.count("/"), ()):
        if match := pattern.fullmatch(path):
            return ObjectEndpoint(kind, match.groupdict())
    return None


def list_paths() -> list[str]:
    """The paths of all lists, as the specification writes them: ``/v1/invoices/{invoice}/lines``."""
    return list(_specification()["lists"])


def expansions(kind: str) -> Mapping[str, Any]:
    """The tree of what can be expanded in a type of object; empty for one without."""
    found: Mapping[str, Any] = _specification()["expansions"].get(kind, {})
    return found


def span(kind: str, path: str) -> tuple[str, str]:
    """The first and the last version that have a path of a type; an empty text is no bound."""
    first, last = _specification()["spans"].get(kind, {}).get(path, ("", ""))
    return first, last


@cache
def _specification() -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode((files(__package__) / "stripe-api.json").read_bytes())
    return found


@cache
def _patterns(section: str) -> dict[int, list[tuple[re.Pattern[str], Any]]]:
    """By the number of steps; a path without variables comes before one that it would match."""
    found: dict[int, list[tuple[re.Pattern[str], Any]]] = {}
    for path, what in sorted(_specification()[section].items(), key=lambda each: each[0].count("{")):
        found.setdefault(path.count("/"), []).append((re.compile("".join(_parts(path))), what))
    return found


def _parts(path: str) -> Iterator[str]:
    for step in re.split(r"({\w+})", path):
        yield f"(?P<{step[1:-1]}>[^/]+)" if step.startswith("{") else re.escape(step)
