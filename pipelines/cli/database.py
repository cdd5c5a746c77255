"""Open the database that the settings mean: the user's, or the embedded one."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from psycopg2.extensions import connection as Connection

from oltp_schema import migrate
from pipelines import postgres
from pipelines.database import connect, ensure_database, run_lock
from pipelines.errors import StripeOltpError
from pipelines.settings import Settings

# The sandbox's account lives beside the real one, so that the first real key finds an empty database.
SANDBOX_DATABASE = "sandbox"


class NotMigratedError(StripeOltpError):
    """The database has no schema of ours, or an older one."""


@dataclass(frozen=True)
class Database:
    """An open database: ``url`` for libraries that connect themselves, ``psql`` for people (it holds no password)."""

    url: str
    psql: str
    connection: Connection


@contextmanager
def reading(settings: Settings) -> Iterator[Database]:
    """A connection for a command that only looks. Raises NotMigratedError when there is nothing to look at."""
    url, psql = _locate(settings)
    with closing(connect(url)) as connection:
        _refuse_another_schema(url)
        yield Database(url, psql, connection)


@contextmanager
def writing(settings: Settings) -> Iterator[Database]:
    """A migrated database under the run lock. A migration that fails ends the run before anything is landed."""
    url, psql = _locate(settings)
    with closing(connect(url)) as connection, run_lock(connection):
        migrate.upgrade(url)
        yield Database(url, psql, connection)


@contextmanager
def located(settings: Settings) -> Iterator[str]:
    """The URL alone, for commands about the schema itself."""
    yield _locate(settings)[0]


def _locate(settings: Settings) -> tuple[str, str]:
    if settings.database_url:
        return settings.database_url, 'psql "$DATABASE_URL"'
    server = postgres.start(settings.home)
    psql = postgres.psql_command(settings.home)
    if settings.api_key:
        return server, psql
    return ensure_database(server, SANDBOX_DATABASE), f"{psql} {SANDBOX_DATABASE}"


def _refuse_another_schema(url: str) -> None:
    found = migrate.current(url)
    if found is None:
        raise NotMigratedError("The database holds nothing of stripe-oltp yet. Run make pipeline first.")
    if found != migrate.head():
        migrate.refuse_newer(url)
        raise NotMigratedError(
            f"The database's schema is at {found}, this code's at {migrate.head()}."
            " Run stripe-oltp schema upgrade, or any command that writes."
        )
