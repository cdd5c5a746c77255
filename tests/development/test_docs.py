"""The tables of README and docs are those of the code."""

from pathlib import Path

import pytest

from pipelines.development.docs import MARKED, TABLES, pages, written

PAGES = list(pages())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_tables_of_a_page_are_current(path: Path) -> None:
    assert path.read_text() == written(path), "run make docs"


def test_every_table_stands_somewhere() -> None:
    assert {found["name"] for path in PAGES for found in MARKED.finditer(path.read_text())} == TABLES.keys()
