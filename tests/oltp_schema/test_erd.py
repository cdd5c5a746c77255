"""The diagram is current and complete."""

from pathlib import Path

import pytest

from oltp_schema.erd import TELLING, render
from tests.oltp_schema.full_rows import TABLES

COMMITTED = Path(__file__).parents[2] / "docs" / "erd.md"


def test_the_committed_diagram_is_current() -> None:
    assert COMMITTED.read_text() == render(), "run make schema"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_foreign_key_is_drawn(table: object) -> None:
    drawn = render()
    for key in getattr(table, "foreign_keys"):  # noqa: B009
        child, column, parent = key.parent.table.name, key.parent.name, key.column.table.name
        assert any(line.split()[0] == parent and line.endswith(f'{{ {child} : "{column}"')
                   for line in map(str.strip, drawn.splitlines()) if line)  # fmt: skip


def test_every_telling_column_is_one_of_a_table() -> None:
    assert {column.name for table in TABLES for column in table.c} >= TELLING
