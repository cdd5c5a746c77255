"""A field that moved means the same in its old place and in its new one, in whole documents and in both readings."""

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection

from pipelines.catalogue import CATALOGUE, promoted
from tests.transforms.pairs import PAIRS, WITHOUT_A_COLUMN, Document, Pair
from tests.transforms.rows import Rows, by_python, by_sql
from tests.versions.shapes import VERSIONS, shape

DECISIONS = Path(__file__).parents[2] / "docs" / "transforms.md"


def marked(pair: Pair) -> object:
    moved = ", ".join(name for name in pair.old if name != "lines") or "lines"
    return pytest.param(pair, id=f"{pair.name}-{pair.heading}-{moved}")


@pytest.mark.parametrize("pair", [marked(pair) for pair in PAIRS])
def test_both_shapes_give_the_same_rows(pair: Pair, transforms: Connection) -> None:
    old, new = rows(pair, pair.old, transforms), rows(pair, pair.new, transforms)
    assert differing(old, new) == set(pair.apart.split())
    assert set(pair.fills.split()) <= differing(rows(pair, {}, transforms), new)
    assert pair.fills or pair.apart


@pytest.mark.parametrize("name", [entry.name for entry in promoted()])
def test_every_field_that_versions_took_away_has_a_pair(name: str) -> None:
    kept, ever = fields_of(name, VERSIONS[-1:]), fields_of(name, VERSIONS)
    paired = {field for pair in PAIRS for document in within(name, pair) for field in document}
    assert ever - kept - paired == set(WITHOUT_A_COLUMN.get(name, "").split())


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.heading)
def test_every_pair_has_its_heading_among_the_decisions(pair: Pair) -> None:
    decisions = DECISIONS.read_text().partition("## Decisions\n")[2]
    assert f"### {pair.heading}\n" in decisions


def fields_of(name: str, versions: Iterable[str]) -> set[str]:
    """The fields of an object in any of these versions."""
    return {field.name for found in map(partial(shape, name), versions) if found for field in found.fields}


def rows(pair: Pair, moved: Document, transforms: Connection) -> Rows:
    """The rows of a pair's document in one shape, on which both readings agree."""
    text = json.dumps(pair.document(moved))
    found = by_sql(transforms, pair.name, [text])
    assert found == {table: by_python(pair.name, [text]).get(table, []) for table in found}
    return found


def differing(one: Rows, other: Rows) -> set[str]:
    """The columns in which rows differ; a table itself where it has not as many."""
    found = set()
    for table, here in one.items():
        if len(here) != len(other[table]):
            found.add(table)
        found |= {
            f"{table}.{column}"
            for row, its in zip(here, other[table], strict=False)
            for column in row
            if row[column] != its[column]
        }
    return found


def within(name: str, pair: Pair) -> list[Document]:
    """The documents of a type in the older shape of a pair."""
    entry = CATALOGUE[name]
    if entry.embedded is None:
        return [pair.old] if pair.name == name else []
    found = [pair.old] if pair.name == entry.embedded.parent else []
    for field in entry.embedded.lists:
        found = [element for held in found for element in _elements(held.get(field, []))]
    return found


def _elements(shown: Any) -> list[Document]:
    """Of a list, whether it is rendered as an array or as an object."""
    found: list[Document] = shown["data"] if isinstance(shown, dict) else shown
    return found
