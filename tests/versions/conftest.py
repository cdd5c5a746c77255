"""A database that documents of any version are landed in."""

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest

from tests.versions.landed import Landed


@pytest.fixture
def landed(database_url: str) -> Iterator[Landed]:
    with closing(psycopg2.connect(database_url)) as connection:
        yield Landed.on(connection)
