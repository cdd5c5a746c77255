"""Connections for migrations and dumps."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import NullPool, create_engine, make_url
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from oltp_schema.schemas import PLAIN, Schemas
from oltp_schema.session import ISOLATION


def engine_for(url: str, names: Schemas = PLAIN) -> Engine:
    """An engine that keeps no connection open, for the installation whose schemas have these `names`.

    What it executes is written with the plain names: models, and SQL as text. `url` may start with `postgres://`, as
    hosting services write it.
    """
    # SQLAlchemy 2.1 means another driver when none is named, and does not know `postgres://`.
    plain = make_url(url.replace("postgres://", "postgresql://", 1))
    return create_engine(
        plain.set(drivername="postgresql+psycopg2"),
        poolclass=NullPool,
        isolation_level=ISOLATION.upper(),
        connect_args={"cursor_factory": names.cursor_factory},
    )


@contextmanager
def connected(url: str, names: Schemas = PLAIN) -> Iterator[Connection]:
    """A transaction, committed at its end. Raises psycopg2's errors instead of SQLAlchemy's, as the rest of us does."""
    try:
        with engine_for(url, names).begin() as connection:
            yield connection
    except DBAPIError as error:
        raise (error.orig or error) from None
