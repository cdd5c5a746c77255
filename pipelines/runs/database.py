"""Open the database that the settings mean: the user's, or the embedded one."""

import shlex
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from psycopg2.extensions import connection as Connection

from oltp_schema import migrate
from oltp_schema.schemas import Schemas, of
from pipelines import log, postgres
from pipelines.catalogue.registry import promotable
from pipelines.database import connect, ensure_database
from pipelines.database_url import passwordless
from pipelines.kept_plans import forgetting_after_failure
from pipelines.locks import run_lock
from pipelines.personal import Treatment
from pipelines.promotion import Promotion, promote
from pipelines.promotion.transforms import install_functions
from pipelines.runs import events, ledger
from pipelines.runs.privileges import explained
from pipelines.settings import Settings

# The sandbox's account lives beside the real one, so that the first real key finds an empty database.
SANDBOX_DATABASE = "sandbox"


@dataclass(frozen=True)
class Database:
    """An open database: ``url`` for libraries that connect themselves, ``psql`` for people (it holds no password)."""

    url: str
    psql: str
    connection: Connection

    @property
    def names(self) -> Schemas:
        """Of its schemas."""
        return of(self.connection)

    def connect(self) -> Connection:
        """Open another connection."""
        return connect(self.url, self.names)


@contextmanager
def reading(settings: Settings, *, migrated: bool = True, views: bool = False) -> Iterator[Database]:
    """A connection for what only looks.

    A database of an earlier release is migrated first, as by a command that writes: so any command may be the first of
    a new release. Raises a SchemaError when the role may not do that, when there is nothing to look at yet, or when a
    later release was here; AnotherRunError when one is at work, which may be of the earlier release. With ``migrated``
    False the database is looked at as it is; with ``views`` those for people are made if they are of another release,
    too, which then needs no migration.
    """
    url, psql = _locate(settings)
    with closing(connect(url, settings.schemas)) as connection, explained(connection, writes=False):
        database = Database(url, psql, connection)
        if migrated:
            if migrate.is_older(connection):
                with run_lock(connection):
                    bring_to_head(database, settings.personal)
            migrate.require_head(connection)
            if views and not migrate.has_views(connection):
                with run_lock(connection):
                    bring_to_head(database, settings.personal)
        with connection.cursor() as cursor:  # a role may have it; what looks makes temporary tables and no others
            cursor.execute("SET default_transaction_read_only TO off")
        connection.commit()
        yield database


@contextmanager
def locked(settings: Settings) -> Iterator[Database]:
    """A database under the run lock, as it is: a run's first stage migrates it."""
    url, psql = _locate(settings)
    with (
        closing(connect(url, settings.schemas, repeats=True)) as connection,
        forgetting_after_failure(connection),
        explained(connection, writes=True),
        run_lock(connection),
    ):
        yield Database(url, psql, connection)


@contextmanager
def writing(settings: Settings) -> Iterator[Database]:
    """A migrated database under the run lock."""
    with locked(settings) as database:
        bring_to_head(database, settings.personal)
        yield database


def bring_to_head(database: Database, treatment: Treatment | None) -> Promotion | None:
    """Migrate the database, if it is not at this release's schema, and install the functions that transforms call.

    One that a commit before the first release made is promoted at once, because its tables are made anew: that
    promotion is returned. ``treatment``: see ``promote``.
    """
    connection = database.connection
    is_adopted = migrate.must_be_adopted(connection)
    if not (migrate.is_at_head(connection) and migrate.has_views(connection)):
        migrate.upgrade(database.url, names=database.names, tell=log.notice)
    install_functions(connection)
    connection.commit()
    if not is_adopted:
        return None
    with ledger.run(connection, "upgrade") as run:
        promotion = promote(connection, promotable(None), run_id=run.id, treatment=treatment)
        ledger.record(run, promotion, {})
        connection.commit()
    events.promoted(promotion)
    return promotion


def connected(settings: Settings, *, application: str = "stripe-oltp") -> Connection:
    """A connection to the database as it is. Raises UnreachableDatabaseError."""
    return connect(_locate(settings)[0], settings.schemas, application=application)


@contextmanager
def located(settings: Settings) -> Iterator[str]:
    """The URL alone, for commands about the schema itself."""
    url = _locate(settings)[0]
    connect(url, settings.schemas).close()
    yield url


def _locate(settings: Settings) -> tuple[str, str]:
    if settings.database_url:
        return settings.database_url, psql_of(settings.database_url, is_exported=settings.is_url_exported)
    server = postgres.start(settings.home)
    psql = postgres.psql_command(settings.home)
    if settings.api_key:
        return server, psql
    return ensure_database(server, SANDBOX_DATABASE), f"{psql} {SANDBOX_DATABASE}"


def psql_of(url: str, *, is_exported: bool) -> str:
    """What a person types to open psql: by the variable where the shell has it, else without the password."""
    return 'psql "$DATABASE_URL"' if is_exported else f"psql {shlex.quote(passwordless(url))}"
