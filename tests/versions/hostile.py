"""Valid documents with one field replaced by anything that JSON can say, of any form and length."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

from pipelines.promotion.derive_forms import read_by, read_of_some
from tests.versions.generator import Document
from tests.versions.values import pick

Path = tuple[str | int, ...]

# Of every form, and of the lengths at which something gives: an index (2,704 bytes), a float, bigint, numeric, a stack.
VALUES = (
    *("null", "true", "false", "0", "1", "-1", "2", "5.5", "1.0", "1e3", "1e400", "-1e131071", "1e-400", "1e999999"),
    *("9223372036854775808", "9" * 5_000, "253402300800", "-62135596801", "1700000000000"),
    *('""', '"x"', '" "', r'"\u0000"', r'"a\ud800"', '"true"', '"YES"', '"NaN"', '" -inf "', '"0x1F"', '"1_000"'),
    *('"12"', '" 12 "', '"1e3"', '"1e9999"', '"{}"', '"[1]"', '"null"', '"2026-01-01"', '"USD"', '"\U0001f375"'),
    *("[]", '["a"]', "[null]", "[[]]", "[5]", "[{}]", '[{"id": 5}]', '[{"id": "a"}, {"id": "a"}]'),
    *(
        "{}",
        '{"id": 5}',
        '{"id": null}',
        '{"id": ""}',
        '{"id": "x"}',
        '{"id": {"id": "x"}}',
        '{"data": 5}',
        '{"data": [5]}',
    ),
    *(
        '{"data": ["a"], "has_more": true}',
        '{"object": "list", "data": [{}]}',
        '{"object": "list", "data": []}',
        '{"a": 1e400}',
    ),
    *("[" * 400 + "]" * 400, '{"a":' * 400 + "1" + "}" * 400, "[" * 9_000 + "]" * 9_000),
    json.dumps("".join(map(str, range(2_000)))),
    json.dumps("\u20ac" * 300_000),
)
PLACE = "@@here@@"


@dataclass(frozen=True)
class Hostile:
    """A document as JSON, with what was done to it."""

    name: str
    id: str
    text: bytes
    path: Path
    value: str


def hostile(name: str, document: Document, chance: Random, *, places: int = 1) -> Hostile:
    """A copy of a document with values replaced or added, at paths that it has or that the twin looks at.

    What it says of itself, path and value, is the first of its ``places``.
    """
    paths = tuple(sorted({*_paths(document), *_looked_at(name)}, key=repr))
    chosen = [(pick(chance, paths), pick(chance, VALUES)) for _ in range(places)]
    changed = deepcopy(document)
    for number, (path, _) in enumerate(chosen):
        _put(changed, path, f"{PLACE}{number}")
    text = json.dumps(changed)
    for number, (_, value) in enumerate(chosen):
        text = text.replace(json.dumps(f"{PLACE}{number}"), value)
    return Hostile(name, document["id"], text.encode(), chosen[0][0], chosen[0][1][:80])


@cache
def _looked_at(name: str) -> frozenset[Path]:
    return frozenset(
        tuple(step for part in path.split(".") for step in ((part[:-3], 0) if part.endswith("[0]") else (part,)))
        for forms in (read_by(name),)
        for path in {**forms, **read_of_some(name, forms)}
        if path != "id"
    )


def _paths(value: Any, above: Path = ()) -> Iterator[Path]:
    """Every place inside a document but its own id and type."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        if (*above, step) not in {("id",), ("object",)}:
            yield (*above, step)
            yield from _paths(inner, (*above, step))


def _put(holder: Any, path: Path, mark: str) -> None:
    """Put a mark at a path, and containers where there is none on the way."""
    for step, following in pairwise(path):
        holder = _inside(holder, step, [{}] if isinstance(following, int) else {})
    if isinstance(path[-1], int):
        holder[path[-1] : path[-1] + 1] = [mark]
    else:
        holder[path[-1]] = mark


def _inside(holder: Any, step: str | int, empty: Any) -> Any:
    """What stands at one step, or ``empty``, put there where something of another form stands."""
    if isinstance(step, int):
        holder[step : step + 1] = [holder[step] if len(holder) > step else empty]
    elif isinstance(empty, list) and isinstance(holder.get(step), dict) and "data" in holder[step]:
        return _inside(holder[step], "data", empty)
    else:
        holder.setdefault(step, empty)
    if not isinstance(holder[step], type(empty)):
        holder[step] = empty
    return holder[step]
