"""Bring a database to the schema of this release, or write the next migration.

Alembic is used as a library: its settings are here, its scripts in `migrations/`, so this works from any directory.
"""

from __future__ import annotations

import re
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from oltp_schema.base import CONTROL_SCHEMA
from oltp_schema.engine import engine_for
from oltp_schema.errors import NewerSchemaError, OlderSchemaError, SchemaBusyError

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_NOT_AVAILABLE = "55P03"
ADVISORY_LOCK = 0x0175C4E3A  # any number that nothing else locks in this database
# Whoever waits for a lock on a table makes all later readers of that table wait as well: give up soon.
LOCK_TIMEOUT = "5s"
REVISION_LENGTH = 32  # what alembic's own version table holds


def head() -> str:
    """The newest revision this release knows."""
    revision = _scripts().get_current_head()
    assert revision is not None, "the package has migrations"  # noqa: S101  (tells the type checker)
    return revision


def current(url: str) -> str | None:
    """The revision the database has; None when it was never migrated."""
    with engine_for(url).connect() as connection:
        return _current(connection)


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate the database in one transaction; at once when there is nothing to do.

    Raises NewerSchemaError when a later release migrated it, SchemaBusyError when another session is in the way.
    """
    with engine_for(url).connect() as connection:
        found = _current(connection)
        _refuse_unknown(found)
        connection.rollback()
        if revision == "head" and found == head():
            return
        with connection.begin():
            _run(connection, revision)


def require_head(url: str) -> None:
    """Raise unless the database is at this release's revision.

    NewerSchemaError when a later release migrated it, OlderSchemaError when it was not migrated or not far enough.
    """
    found = current(url)
    _refuse_unknown(found)
    if found != head():
        raise OlderSchemaError(found, head())


def revision(message: str, url: str) -> Path:
    """Migrate the database to the head, then write the migration from there to the models.

    A CHECK that kept its name and changed its rule is not seen: read the file, then refresh `schema.sql`.
    """
    upgrade(url)
    slug = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")
    name = f"{datetime.now(UTC):%Y%m%d_%H%M}_{slug}"[:REVISION_LENGTH].rstrip("_")
    with engine_for(url).begin() as connection:
        script = command.revision(_config(connection), message, autogenerate=True, rev_id=name)
    return Path(script.path)  # type: ignore[union-attr]  # one revision was asked for, not a list


def _run(connection: Connection, revision: str) -> None:
    try:
        command.upgrade(_config(connection), revision)
    except OperationalError as error:
        if getattr(error.orig, "pgcode", None) == LOCK_NOT_AVAILABLE:
            raise SchemaBusyError from None
        raise


def _refuse_unknown(revision: str | None) -> None:
    known = {script.revision for script in _scripts().walk_revisions()}
    if revision is not None and revision not in known:
        raise NewerSchemaError(revision, head())


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection, opts={"version_table_schema": CONTROL_SCHEMA}).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config(connection: Connection | None = None) -> Config:
    attributes = {"connection": connection, "lock": ADVISORY_LOCK, "lock_timeout": LOCK_TIMEOUT}
    config = Config(attributes=attributes, cmd_opts=Namespace(quiet=True))  # stdout is the caller's
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s")
    return config
