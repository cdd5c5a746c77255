"""A database that documents of any version are landed in, and the table of what became of them."""

from collections.abc import Iterator
from contextlib import closing
from itertools import count

import psycopg2
import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.landing.tables import ensure_raw_tables
from pipelines.promotion.transforms import install_functions
from tests.versions.landed import Landed
from tests.versions.summary import pytest_terminal_summary  # noqa: F401 -- a hook


@pytest.fixture
def landed(database_url: str) -> Iterator[Landed]:
    with closing(psycopg2.connect(database_url)) as connection:
        ensure_raw_tables(connection, [entry.plural for entry in CATALOGUE.values()])
        install_functions(connection)
        connection.commit()
        yield Landed(connection, count(1))
