"""Bring a database to the schema of this release, or write the next migration.

Alembic is used as a library: its settings are here, its scripts in `migrations/`, so this works from any directory. It
takes half a second to import, so only what migrates does: that nothing is to be done is read without it.
"""
# ruff: noqa: PLC0415 -- see above

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg2
from psycopg2.errors import InsufficientPrivilege, ReadOnlySqlTransaction
from psycopg2.extensions import connection as Connection

from oltp_schema import analysts
from oltp_schema.adoption import is_before_first_release, revision_of
from oltp_schema.errors import NewerSchemaError, NotTheOwnerError, OlderSchemaError, SchemaBusyError
from oltp_schema.schemas import PLAIN, Schemas
from oltp_schema.session import rely

if TYPE_CHECKING:
    import sqlalchemy
    from alembic.config import Config
    from alembic.operations.ops import MigrationScript

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_NOT_AVAILABLE = "55P03"
ADVISORY_LOCK = 0x0175C4E3A  # any number that nothing else locks in this database; with a prefix, another
# Whoever waits for a lock on a table makes all later readers of that table wait as well: give up soon.
LOCK_TIMEOUT = "5s"
REVISION_LENGTH = 32  # what alembic's own version table holds

_REVISIONS = re.compile(r"""^(revision|down_revision)\b[^=\n]*= ["']([^"']+)""", re.MULTILINE)


def head() -> str:
    """The newest revision this release knows: the one that no other follows."""
    revisions = _revisions()
    (newest,) = revisions["revision"] - revisions["down_revision"]
    return newest


def current(url: str, names: Schemas = PLAIN) -> str | None:
    """The revision the database has; None when it was never migrated."""
    with _connected(url, names) as connection:
        return _current(connection)


def is_at_head(connection: Connection) -> bool:
    """Whether the database is at this release's revision. Raises NewerSchemaError when a later release migrated it."""
    found = _current(connection)
    known = _revisions()["revision"]
    if found is not None and found not in known and not is_before_first_release(found, known):
        raise NewerSchemaError(found, head())
    return found == head()


def is_older(connection: Connection) -> bool:
    """Whether an earlier release migrated the database. Raises NewerSchemaError when a later one did."""
    return not is_at_head(connection) and _current(connection) is not None


def must_be_adopted(connection: Connection) -> bool:
    """Whether a commit before the first release made the database: migrating builds oltp and meta anew."""
    return is_before_first_release(_current(connection), _revisions()["revision"])


def require_head(connection: Connection) -> None:
    """Raise unless the database is at this release's revision.

    NewerSchemaError when a later release migrated it, OlderSchemaError when it was not migrated or not far enough.
    """
    if not is_at_head(connection):
        raise OlderSchemaError(_current(connection), head())


def upgrade(
    url: str, revision: str = "head", names: Schemas = PLAIN, tell: Callable[[str], None] = lambda _: None
) -> None:
    """Migrate the schemas of these ``names`` in one transaction; at once when there is nothing to do.

    ``tell`` gets what a person should know of it while it goes on, in sentences. Raises NewerSchemaError when a later
    release migrated it, SchemaBusyError when another session is in the way, NotTheOwnerError when the role may not,
    DependentObjectsError, ViewInUseError, ForeignTableError, and psycopg2's errors.
    """
    with _connected(url, names) as connection:
        if is_at_head(connection) and revision == "head" and has_views(connection):
            return
    _run(url, revision, names, tell)


def revision(url: str, message: str = "", raw_tables: Mapping[str, str | None] | None = None) -> Path | None:
    """Migrate the database to the head, then write the migration from there to the models, if there is one.

    Without a ``message`` its tables name it. ``raw_tables`` are those of the schema `raw` that it makes where they are
    missing, each with its ``parent`` (see ``raw.create_table``). A CHECK that kept its name and changed its rule is not
    seen, nor is a view.
    """
    from alembic import command

    from oltp_schema.autogenerate import gather_comments, name_of
    from oltp_schema.engine import connected

    def finish(_context: object, _revision: object, scripts: list[MigrationScript]) -> None:
        (script,) = scripts
        if script.upgrade_ops is None or script.upgrade_ops.is_empty():
            scripts.clear()
            return
        gather_comments(script.upgrade_ops)
        script.message = message or name_of(script.upgrade_ops)
        words = f"{datetime.now(UTC):%Y%m%d %H%M} {script.message.lower()}"
        slug = re.sub(r"[^a-z0-9]+", "_", words).strip("_")
        script.rev_id = (
            slug
            if len(slug) <= REVISION_LENGTH
            else slug[: REVISION_LENGTH + 1].rpartition("_")[0].removesuffix("_and")
        )

    upgrade(url)
    with connected(url) as connection:
        config = _config(connection, raw_tables=raw_tables)
        script = command.revision(config, autogenerate=True, process_revision_directives=finish)
    return Path(script.path) if script else None  # type: ignore[union-attr]  # one was asked for, not a list


def _run(url: str, revision: str, names: Schemas, tell: Callable[[str], None]) -> None:
    from alembic import command

    from oltp_schema.engine import connected

    try:
        with connected(url, names) as connection:
            command.upgrade(_config(connection, tell=tell, to_head=revision in {"head", head()}), revision)
    except psycopg2.OperationalError as error:
        if error.pgcode == LOCK_NOT_AVAILABLE:
            raise SchemaBusyError from None
        raise
    except (InsufficientPrivilege, ReadOnlySqlTransaction) as error:
        raise NotTheOwnerError(str(error.diag.message_primary)) from None


def _config(connection: sqlalchemy.Connection, **more: object) -> Config:
    from alembic.config import Config

    known = _revisions()["revision"]
    attributes = {"connection": connection, "known": known, "lock": ADVISORY_LOCK, "lock_timeout": LOCK_TIMEOUT, **more}
    config = Config(attributes=attributes, cmd_opts=Namespace(quiet=True))  # stdout is the caller's
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s")
    return config


def _revisions() -> dict[str, set[str]]:
    """All revisions of this release, and those that another follows, as the files of the migrations name them."""
    named: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for path in (MIGRATIONS / "versions").glob("*.py"):
        for name, value in _REVISIONS.findall(path.read_text()):
            named[name].add(value)
    return named


@contextmanager
def _connected(url: str, names: Schemas) -> Iterator[Connection]:
    factory = names.cursor_factory
    with closing(psycopg2.connect(url, cursor_factory=factory)) as connection:  # noqa: TID251 -- it is below pipelines
        with connection, connection.cursor() as cursor:
            rely(cursor, local=False)
        yield connection


def has_views(connection: Connection) -> bool:
    """Whether the schemas of views for people need no making. Ends the transaction."""
    with connection, connection.cursor() as cursor:
        return analysts.are_current(cursor)


def _current(connection: Connection) -> str | None:
    """What alembic's own table says. Ends the transaction."""
    with connection, connection.cursor() as cursor:
        return revision_of(cursor)
