"""Writes `sql_transforms/forms.json`, as the twins read documents.

The twins are asked: a document answers each field with a value that no reader takes, and the complaint says what was
expected. So one place says which forms SQL holds documents to (`pipelines/promotion/forms.py`).
"""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from pipelines.catalogue import CATALOGUE, group_of, lists_of
from pipelines.promotion.transforms import active
from pipelines.raw.forms import FILE, FOLDER
from pipelines.transformers import DocumentError, rows_of

COMMAND = "make forms"
Forms = dict[str, str]
Cell = tuple[str, int, str]  # table, number of the row, column

FORMS = {
    "text": "text",
    "true or false": "boolean",
    "an integer of 64 bits": "number",
    "a decimal number": "decimal",
    "an id or an object": "reference",
    "an object": "object",
    "a list": "list",
}
SAMPLES: dict[str, tuple[Any, Any]] = {
    "text": ("word", "other"), "boolean": (True, False), "number": (7, 8), "decimal": (7, 8),
    "reference": ("word", "other"), "object": ({"key": 1}, {"key": 2}), "list": ([{}], [{}, {}]),
}  # fmt: skip
# How SQL takes objects apart in any case: what is opened so is an object or nothing, and typed fields are read whatever
# becomes of their values. What is opened deeper down may stand behind another place, and not be looked at.
OPENED = re.compile(r"(?:jsonb_to_record|stripe_object)\((\w+\.\w+)\)")
RECORD = re.compile(r"jsonb_to_record(?:set)?\(([^()]+|stripe_array\([^()]+\))\) AS (\w+) \(([^()]*)\)")
ELEMENT = "[0]"
KINDS = ("card", "source", "bank_account")  # embedded objects that are told apart by their `object`


class _Unreadable:
    """A value of no form that JSON has."""


class _Asked(dict[str, Any]):
    """A document that has every field; ``answers`` are the values of those that were asked for before, by path."""

    def __init__(self, name: str, path: str, answers: dict[str, Any]) -> None:
        super().__init__({"object": name})
        self._path, self._answers = path, answers

    def get(self, name: str, default: Any = None) -> Any:
        if not self._path and name in self:
            return self[name]
        return self._answers.get(self._path + name, _Unreadable() if default is None else default)


def read_by(name: str) -> Forms:
    """The form of each field that the twin of a type reads, by path; `[0]` stands for any element of a list."""
    answers: dict[str, Any] = {}
    forms = _ask(name, answers)
    for path in [path for path, form in forms.items() if form == "object"]:
        object_, answers[path] = answers[path], "word"
        complaint = _complaint(name, answers)
        if complaint is None or complaint.field != path:
            forms[path] = "reference"  # of which a field is read where Stripe expanded it
        answers[path] = object_
    return forms


def read_of_some(name: str, forms: Forms) -> Forms:
    """What is read besides of embedded objects of some types only, or where another object or list is absent."""
    kinds = [(path, word) for path in forms if path.endswith(".object") for word in KINDS]
    absent = [(path, None) for path, form in forms.items() if form in {"object", "list"}]
    found: Forms = {}
    for path, answer in (*kinds, *absent):
        found |= _ask(name, {path: answer})
    return {path: form for path, form in found.items() if path not in forms}


def unheld(name: str) -> dict[str, list[str]]:
    """The paths of each form that SQL alone would not hold a document to.

    SQL makes text and jsonb of anything, but opens nothing but objects; of other forms it lets a place pass that it
    does not look at, because it prefers another one.
    """
    forms = read_by(name)
    shadowed = _shadowed(name, forms)
    opened, typed = _held(name)
    lists = {path.partition(ELEMENT)[0] for path in forms if ELEMENT in path} - lists_of(CATALOGUE[name]).keys()
    listed = [f"{one}{ELEMENT}" for one in lists]
    found: dict[str, list[str]] = defaultdict(list)
    for path, form in sorted(read_of_some(name, forms).items()):
        found[form].append(path.replace(ELEMENT, "[]"))
    for path, form in sorted(forms.items()):
        base = path.removesuffix(".id")
        is_word = form == "text" and forms.get(base) != "reference"
        if any(path.startswith(one) for one in listed) or path in lists:
            is_held = False  # lists that tell what another place may say
        elif is_word or form == "decimal" or (form == "object" and path not in opened):
            is_held = False
        else:
            is_held = base not in shadowed or path in typed
        if not is_held:
            found[form].append(path.replace(ELEMENT, "[]"))
    return {form: sorted(paths) for form, paths in sorted(found.items())}


def write() -> str:
    """The text of the committed file."""
    named = [entry.name for entry in CATALOGUE.values() if entry.table and entry.embedded is None]
    return json.dumps({name: unheld(name) for name in sorted(named)}, indent=2) + "\n"


def _ask(name: str, answers: dict[str, Any]) -> Forms:
    """Ask the twin until it complains no more; what to answer is added to ``answers``."""
    forms: Forms = {}
    while complaint := _complaint(name, answers):
        path, form = complaint.field, FORMS[complaint.rule.removeprefix("expected ").partition(",")[0]]
        forms[path] = form
        answers[path] = _opened(name, path, form, answers)
    return forms


def _complaint(name: str, answers: dict[str, Any]) -> DocumentError | None:
    try:
        rows_of(name, _Asked(name, "", answers))
    except DocumentError as complaint:
        return complaint
    return None


def _opened(name: str, path: str, form: str, answers: dict[str, Any]) -> Any:
    """What to answer next, so that what lies below is asked for."""
    if form == "list":
        return [_Asked(name, f"{path}{ELEMENT}.", answers)]
    return _Asked(name, f"{path}.", answers) if form in {"object", "reference"} else None


def _shadowed(name: str, forms: Forms) -> set[str]:
    """The paths that are not looked at when another one says something."""
    sources: dict[Cell, set[str]] = defaultdict(set)
    for path, form in forms.items():
        for cell in _cells(name, {path: SAMPLES[form][0]}).items() - _cells(name, {path: None}).items():
            sources[cell[0]].add(path)
    return {
        path
        for cell, paths in sources.items()
        for path in paths
        for other in paths
        if _is_another(path, other) and _stands_before(name, forms, cell, other, path)
    }


def _stands_before(name: str, forms: Forms, cell: Cell, first: str, second: str) -> bool:
    one, two = SAMPLES[forms[first]][0], SAMPLES[forms[second]][1]
    return _cells(name, {first: one, second: two}).get(cell) == _cells(name, {first: one}).get(cell)


def _is_another(path: str, other: str) -> bool:
    """Whether two paths are places of their own, neither inside the other."""
    short, long = sorted((path, other), key=len)
    return short != long and not long.startswith((f"{short}.", f"{short}{ELEMENT}"))


def _cells(name: str, values: dict[str, Any]) -> dict[Cell, str]:
    """What the rows of a document with nothing but some values say."""
    document: dict[str, Any] = {"object": name}
    for path, value in values.items():
        _put(document, path.split("."), value)
    return {
        (table, number, column): repr(said)
        for table, rows in rows_of(name, document).items()
        for number, row in enumerate(rows)
        for column, said in row.items()
    }


def _put(document: dict[str, Any], path: list[str], value: Any) -> None:
    name, rest = path[0].removesuffix(ELEMENT), path[1:]
    if path[0].endswith(ELEMENT):
        document = document.setdefault(name, [{}])[0]
    elif rest:
        if not isinstance(document.setdefault(name, {}), dict):
            document[name] = {}
        document = document[name]
    if rest:
        _put(document, rest, value)
    else:
        document[name] = value


def _held(name: str) -> tuple[set[str], set[str]]:
    """The paths that SQL opens as objects, and those that it reads as a number or boolean in any case."""
    opened, typed = set(), set()
    for entry in group_of(CATALOGUE[name]):
        sql = active(entry).sql
        bases = {"doc": "", "landed": ""}
        if entry.embedded:
            bases |= {"item": f"{entry.embedded.field.replace('[]', ELEMENT)}{ELEMENT}."}
        for source, alias, columns in RECORD.findall(sql):
            if alias not in bases:
                path = _path(source, bases)
                if path is None:
                    continue
                bases[alias] = f"{path}."
            typed |= {
                bases[alias] + column.strip('"')
                for column, kind in re.findall(r'("?\w+"?) (\w+)', columns)
                if kind in {"bigint", "numeric", "boolean"}
            }
        opened |= {path for source in OPENED.findall(sql) if (path := _path(source, bases))}
    return opened, typed


def _path(source: str, bases: dict[str, str]) -> str | None:
    """The path of `alias.field -> 'inner'`."""
    alias, *names = re.findall(r"\w+", source.removeprefix("stripe_array("))
    return bases[alias] + ".".join(names) if alias in bases else None


if __name__ == "__main__":
    Path(str(FOLDER.joinpath(FILE))).write_text(write())
