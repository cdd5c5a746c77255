"""Connections for migrations and dumps."""

from sqlalchemy import NullPool, create_engine, make_url
from sqlalchemy.engine import Engine


def engine_for(url: str) -> Engine:
    """An engine that keeps no connection open. `url` may start with `postgres://`, as hosting services write it."""
    # SQLAlchemy 2.1 means another driver when none is named, and does not know `postgres://`.
    plain = make_url(url.replace("postgres://", "postgresql://", 1))
    return create_engine(plain.set(drivername="postgresql+psycopg2"), poolclass=NullPool)
