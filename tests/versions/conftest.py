"""One database with documents of every object in every version, promoted, and the table of what was tried."""

from collections.abc import Callable, Iterator
from contextlib import closing
from io import StringIO
from itertools import count

import psycopg2
import pytest
from rich.console import Console

from pipelines.catalogue import CATALOGUE
from pipelines.landing.tables import ensure_raw_tables
from pipelines.promotion.transforms import install_functions
from tests.versions import matrix as matrices
from tests.versions.landed import Landed
from tests.versions.matrix import DOCUMENTS, IN_A_ROUND, SEED, Matrix

SUMMARY = pytest.StashKey[list[str]]()
LARGER = DOCUMENTS > IN_A_ROUND


@pytest.fixture(scope="session")
def new_landed(new_database: Callable[..., str], template: str) -> Iterator[Callable[[], Landed]]:
    """Make a database of one's own."""
    opened = []

    def make() -> Landed:
        opened.append(connection := psycopg2.connect(new_database(template)))
        ensure_raw_tables(connection, [entry.plural for entry in CATALOGUE.values()])
        install_functions(connection)
        connection.commit()
        return Landed(connection, count(1))

    yield make
    for connection in opened:
        connection.close()


@pytest.fixture
def landed(database_url: str) -> Iterator[Landed]:
    """A database for one test."""
    with closing(psycopg2.connect(database_url)) as connection:
        ensure_raw_tables(connection, [entry.plural for entry in CATALOGUE.values()])
        install_functions(connection)
        connection.commit()
        yield Landed(connection, count(1))


@pytest.fixture(scope="session")
def matrix(new_landed: Callable[[], Landed], pytestconfig: pytest.Config) -> Matrix:
    """Valid documents of every cell."""
    filled = matrices.fill(new_landed())
    _note(pytestconfig, *_drawn(filled), f"{filled.landed.total()} valid documents, seed {SEED}")
    return filled


@pytest.fixture(scope="session")
def spoiled_matrix(new_landed: Callable[[], Landed], pytestconfig: pytest.Config) -> Matrix:
    """Valid documents of every cell, and a few that are spoiled in one place."""
    filled = matrices.fill_with_spoiled(new_landed(), 3)
    _note(pytestconfig, f"{len(filled.spoiled)} spoiled ones among {filled.landed.total()} others")
    return filled


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what became of every object and version."""
    if lines := config.stash.get(SUMMARY, []):
        terminalreporter.section("rows promoted from generated documents")
        for line in lines:
            terminalreporter.write_line(line)


def _note(config: pytest.Config, *lines: str) -> None:
    config.stash.setdefault(SUMMARY, []).extend(lines)


def _drawn(filled: Matrix) -> list[str]:
    page = StringIO()
    Console(file=page, width=160).print(matrices.table(filled, folded=not LARGER))
    return [line.rstrip() for line in page.getvalue().splitlines()]
