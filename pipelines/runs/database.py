"""Open the database that the settings mean: the user's, or the embedded one."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from psycopg2.extensions import connection as Connection

from oltp_schema import migrate
from pipelines import postgres
from pipelines.database import connect, ensure_database, run_lock
from pipelines.promotion.transforms import install_functions
from pipelines.settings import Settings

# The sandbox's account lives beside the real one, so that the first real key finds an empty database.
SANDBOX_DATABASE = "sandbox"


@dataclass(frozen=True)
class Database:
    """An open database: ``url`` for libraries that connect themselves, ``psql`` for people (it holds no password)."""

    url: str
    psql: str
    connection: Connection


@contextmanager
def reading(settings: Settings) -> Iterator[Database]:
    """A connection for a command that only looks.

    A database of an earlier release is migrated first, as by a command that writes: so any command may be the first of
    a new release. Raises a SchemaError when the role may not do that, when there is nothing to look at yet, or when a
    later release was here; AnotherRunError when one is at work, which may be of the earlier release.
    """
    url, psql = _locate(settings)
    with closing(connect(url)) as connection:
        if migrate.is_older(connection):
            with run_lock(connection):
                _bring_to_head(connection, url)
        migrate.require_head(connection)
        yield Database(url, psql, connection)


@contextmanager
def writing(settings: Settings) -> Iterator[Database]:
    """A migrated database under the run lock. A migration that fails ends the run before anything is landed."""
    url, psql = _locate(settings)
    with closing(connect(url)) as connection, run_lock(connection):
        _bring_to_head(connection, url)
        yield Database(url, psql, connection)


@contextmanager
def located(settings: Settings) -> Iterator[str]:
    """The URL alone, for commands about the schema itself."""
    yield _locate(settings)[0]


def _bring_to_head(connection: Connection, url: str) -> None:
    if not migrate.is_at_head(connection):
        migrate.upgrade(url)
    install_functions(connection)
    connection.commit()


def _locate(settings: Settings) -> tuple[str, str]:
    if settings.database_url:
        return settings.database_url, 'psql "$DATABASE_URL"'
    server = postgres.start(settings.home)
    psql = postgres.psql_command(settings.home)
    if settings.api_key:
        return server, psql
    return ensure_database(server, SANDBOX_DATABASE), f"{psql} {SANDBOX_DATABASE}"
