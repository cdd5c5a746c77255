"""Which columns a type gets, and where its documents have them.

Every field that any version documented is one, under Stripe's name, with ``_id`` on a reference. A nested object of a
few plain fields is taken apart (``card.brand`` is `card_brand`), a larger one stays whole, as jsonb.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import inspect

from oltp_schema.models import MODELS
from pipelines.catalogue import CATALOGUE
from pipelines.development.draft.names import Names
from tests.shapes import history
from tests.versions.shapes import Field, nearest, of_all_versions

FEW = 6  # plain fields, of which an object is taken apart
PLAIN = {"str": "text", "enum": "text", "int": "integer", "num": "decimal", "decimal": "decimal", "bool": "boolean"}
KINDS = PLAIN | {
    "time": "moment",
    "expandable": "reference",
    "list": "array",
    "map": "object",
    "obj": "object",
    "ref": "object",
}
OURS = {"id", "object"}  # the key, and what every document of the type says alike


@dataclass(frozen=True)
class DraftColumn:
    """One column: ``kind`` is text, integer, decimal, boolean, moment, reference, array or object.

    ``path`` is where a document has it. ``parent`` is the table that a reference is a foreign key to, ``inverse`` what
    its rows call these. ``until`` is the first version without the field.
    """

    name: str
    path: str
    kind: str
    required: bool = False
    parent: str | None = None
    inverse: str = ""
    until: str = ""


@dataclass(frozen=True)
class DraftPart:
    """A list inside the documents whose elements are objects of a type with an id: ``child``."""

    field: str
    child: str


def columns_of(names: Names, *, whole: Names | None = None) -> list[DraftColumn]:
    """The columns of a type, the key left out; ``whole`` is the type that embeds it, and is named by a reference."""
    found = [column for field in of_all_versions(names.type).fields for column in _columns(names, field)]
    if whole:
        found = [column for column in found if column.name != whole.reference]
        found.append(DraftColumn(whole.reference, "", "reference", required=True, parent=whole.plural))
    return sorted(_with_inverses(names, found), key=lambda column: column.name)


def parts_of(names: Names) -> list[DraftPart]:
    """The lists inside the documents of a type whose elements have a history of their own."""
    fields = of_all_versions(names.type).fields
    lists = [field for field in fields if field.kind == "listobj" and field.fields and field.fields[0].words]
    return [DraftPart(field.name, child) for field in lists if history.is_known(child := field.fields[0].words[0])]


def _columns(names: Names, field: Field) -> Iterator[DraftColumn]:
    if field.name in OURS or field.kind == "listobj":
        return
    inner = [each for each in field.fields if each.kind in {*PLAIN, "time", "expandable"}]
    if field.kind == "obj" and inner and len(inner) == len(field.fields) <= FEW:
        yield from (_column(each.path, each, "") for each in inner)
    else:
        required, until = _promised(names.type, field.name)
        yield replace(_column(field.path, field, until), required=required)


def _column(path: str, field: Field, until: str) -> DraftColumn:
    kind = KINDS.get(field.kind, "object")
    name = path.replace(".", "_") + ("_id" if kind == "reference" else "")
    targets = {_called(word) for word in field.words} if kind == "reference" else set()
    tables = {entry.table for entry in CATALOGUE.values() if entry.name in targets} - {None}
    parent = str(tables.pop()) if len(targets) == 1 and tables else None
    return DraftColumn(name, path, kind, parent=parent, until=until)


def _called(word: str) -> str:
    return word.removeprefix("deleted_")


def _promised(name: str, field: str) -> tuple[bool, str]:
    """Whether every version promises a value, and the first version that no longer has the field."""
    versions = history.versions_of(name)
    forms = [history.fields(name, version).get(field) for version in versions]
    required = all(form and form["req"] and not form["null"] for form in forms)
    last = max(number for number, form in enumerate(forms) if form)
    return required, versions[last + 1] if last + 1 < len(versions) else ""


def _with_inverses(names: Names, columns: list[DraftColumn]) -> Iterator[DraftColumn]:
    """A parent calls the rows as their table is called, unless two columns name it or the name is taken."""
    parents = [column.parent for column in columns]
    for column in columns:
        if not column.parent:
            yield column
            continue
        taken = set(inspect(MODELS[column.parent]).attrs.keys()) if column.parent in MODELS else set()
        plain = names.part_of or names.plural
        alone = parents.count(column.parent) == 1 and plain not in taken
        yield replace(column, inverse=plain if alone else f"{names.plural}_by_{column.name.removesuffix('_id')}")


def naming(name: str) -> list[str]:
    """The columns of other types that name a type and are no foreign key yet: `charges.dispute_id`."""
    found = []
    promoted = [entry for entry in CATALOGUE.values() if entry.table and history.is_known(entry.name)]
    for entry in promoted:
        table = str(entry.table)
        for field in of_all_versions(entry.name).fields:
            column = MODELS[table].__table__.columns.get(f"{field.name}_id")
            targets = {_called(word) for word in field.words} if field.kind == "expandable" else set()
            if column is not None and targets == {name} and not column.foreign_keys:
                found.append(f"{table}.{column.name}")
    return found


def example(name: str, stripe_id: str) -> dict[str, object]:
    """A document with every field that any version had, each with a plain value."""
    values = {field.name: _value(field) for field in of_all_versions(name).fields}
    return {"id": stripe_id, "object": name} | {key: value for key, value in values.items() if key not in OURS}


def value_in_newest(name: str, field: str) -> object:
    """What a field of a new object holds in the newest version: null, where it may."""
    found = nearest(name, field, history.VERSIONS[-1])
    return None if found is None or found.nullable else _value(found)


def _value(field: Field) -> object:
    if field.kind == "obj":
        return {each.name: _value(each) for each in field.fields}
    values: dict[str, object] = {
        "int": 100,
        "num": 12.5,
        "decimal": "12.5",
        "bool": field.name != "livemode",
        "time": 1790000000,
        "map": {"key": "value"} if field.name == "metadata" else {},
        "list": [_value(each) for each in field.fields],
        "listobj": {"object": "list", "data": [], "has_more": False},
        "enum": field.words[0] if field.words else "word",
        "expandable": f"{re.sub('[^a-z]', '', field.name)}_1",
        "ref": None,
    }
    return "usd" if field.name.endswith("currency") else values.get(field.kind, f"some {field.name}")
