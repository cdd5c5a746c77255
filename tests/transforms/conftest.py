"""One migrated database for all comparisons: a transform writes nothing, and an insertion is rolled back."""

from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from oltp_schema.schemas import PLAIN
from pipelines.promotion.transforms import install_functions
from tests.transforms.rows import read_exactly


@pytest.fixture(scope="session")
def transforms_url(new_database: Callable[..., str], template: str) -> str:
    return new_database(template)


@pytest.fixture(scope="session")
def transforms(transforms_url: str) -> Iterator[Connection]:
    """A connection on which the active transforms run over literal documents."""
    with closing(psycopg2.connect(transforms_url)) as connection:
        install_functions(connection)
        with connection.cursor() as cursor:
            cursor.execute(f"SET search_path TO {PLAIN.meta}, pg_catalog; SET TIME ZONE 'America/St_Johns'")
        connection.commit()
        read_exactly(connection)
        yield connection
