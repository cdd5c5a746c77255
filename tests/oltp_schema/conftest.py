"""A migrated database with a parent in every table, shared by the tests that leave nothing behind."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection

from oltp_schema.engine import engine_for
from tests.oltp_schema.full_rows import add_parents


@pytest.fixture(scope="session")
def shared_connection(new_database: Callable[..., str], template: str) -> Iterator[Connection]:
    with engine_for(new_database(template)).connect() as connection:
        add_parents(connection)
        connection.commit()
        yield connection


@pytest.fixture
def rolled_back(shared_connection: Connection) -> Iterator[Connection]:
    """A SQLAlchemy connection whose transaction is undone after the test."""
    yield shared_connection
    shared_connection.rollback()
