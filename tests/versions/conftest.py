"""A database that documents of any version are landed in, and the table of what became of them."""

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest

from tests.versions.landed import Landed
from tests.versions.summary import pytest_terminal_summary  # noqa: F401 -- a hook


@pytest.fixture
def landed(database_url: str) -> Iterator[Landed]:
    with closing(psycopg2.connect(database_url)) as connection:
        yield Landed.on(connection)
