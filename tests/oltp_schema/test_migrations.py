"""Migrations: from nothing, again, at once, in vain, and on a database from the future."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from shutil import copytree, ignore_patterns

import psycopg2
import pytest
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg2 import ProgrammingError
from sqlalchemy import CheckConstraint, Connection, MetaData, text

from oltp_schema import dump, migrate
from oltp_schema.base import Base
from oltp_schema.engine import engine_for
from oltp_schema.errors import ForeignTableError, NewerSchemaError, SchemaBusyError

LATER = '''"""A migration of a later release."""

from alembic import op

revision = "later"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE oltp.gifts (id text)")
    op.execute("{statement}")
'''


@pytest.fixture
def later_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations in place of the package's, to add to; returns the folder of the versions."""
    folder = tmp_path / "100% later" / "migrations"
    copytree(migrate.MIGRATIONS, folder, ignore=ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    return folder / "versions"


def add_later(versions: Path, statement: str) -> None:
    (versions / "later.py").write_text(LATER.format(head=migrate.head(), statement=statement))


@pytest.mark.plain_names
def test_an_empty_database_gets_every_table_and_is_at_the_head(empty_database_url: str) -> None:
    assert migrate.current(empty_database_url) is None
    migrate.upgrade(empty_database_url)
    assert migrate.current(empty_database_url) == migrate.head()
    with engine_for(empty_database_url).connect() as connection:
        assert _tables(connection) == set(Base.metadata.tables) | {"meta.alembic_version"}


def test_a_migrated_database_waits_for_nobody(database_url: str) -> None:
    with engine_for(database_url).connect() as other:
        other.execute(text("SELECT pg_advisory_lock(:key)"), {"key": migrate.ADVISORY_LOCK})
        migrate.upgrade(database_url)  # one that waited would end with SchemaBusyError


@pytest.mark.plain_names
def test_the_head_and_the_state_of_a_database_are_what_alembic_says(database_url: str) -> None:
    with engine_for(database_url).connect() as connection:
        config = migrate._config(connection)
        context = MigrationContext.configure(connection, opts={"version_table_schema": "meta"})
        assert context.get_current_revision() == migrate.current(database_url)
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [migrate.head()]
    assert {script.revision for script in scripts.walk_revisions()} == migrate._revisions()["revision"]


@pytest.mark.plain_names
def test_two_processes_may_migrate_at_once(empty_database_url: str, tmp_path: Path) -> None:
    code = "import sys; from oltp_schema.migrate import upgrade; upgrade(sys.argv[1])"
    command = [sys.executable, "-W", "error", "-c", code, empty_database_url]
    both = [subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(process.communicate()[1], process.returncode) for process in both] == [("", 0), ("", 0)]
    assert migrate.current(empty_database_url) == migrate.head()


def test_a_migration_that_fails_changes_nothing(database_url: str, later_release: Path) -> None:
    before = dump.dump(database_url)
    add_later(later_release, "SELECT no_such_column")
    with pytest.raises(ProgrammingError):
        migrate.upgrade(database_url)
    assert dump.dump(database_url) == before
    assert migrate.current(database_url) != "later"


def test_a_fresh_database_whose_last_migration_fails_stays_empty(empty_database_url: str, later_release: Path) -> None:
    add_later(later_release, "SELECT no_such_column")
    with pytest.raises(ProgrammingError):
        migrate.upgrade(empty_database_url)
    with engine_for(empty_database_url).connect() as connection:
        assert _tables(connection) == set()


def test_a_database_from_a_later_release_is_refused_by_name(
    database_url: str, later_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_later(later_release, "SELECT 1")
    migrate.upgrade(database_url)
    monkeypatch.undo()
    with pytest.raises(NewerSchemaError, match=rf"revision later,.*newest is {migrate.head()}.*Install the release"):
        migrate.upgrade(database_url)


def test_a_lock_held_by_another_session_is_reported_and_nothing_changes(
    database_url: str, later_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = migrate.head()
    add_later(later_release, "ALTER TABLE oltp.charges ADD COLUMN later text")
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "50ms")
    with engine_for(database_url).connect() as other:
        other.execute(text("SELECT FROM oltp.charges"))
        other.execute(text("LOCK TABLE oltp.charges IN ROW EXCLUSIVE MODE"))
        with pytest.raises(SchemaBusyError, match="run the command again"):
            migrate.upgrade(database_url)
    assert migrate.current(database_url) == before


def test_the_url_may_be_written_as_hosting_services_write_it(database_url: str) -> None:
    assert migrate.current(database_url.replace("postgresql://", "postgres://")) == migrate.head()


@pytest.mark.plain_names
def test_a_changed_model_becomes_a_migration(
    empty_database_url: str, later_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Base, "metadata", _with_a_rule_more_and_one_less())
    written = migrate.revision(empty_database_url, "Names of products may not be empty")
    assert written
    assert written.parent == later_release
    assert len(written.stem) <= migrate.REVISION_LENGTH
    migrate.upgrade(empty_database_url)
    after = dump.dump(empty_database_url)
    assert "CONSTRAINT ck_products_name_not_empty CHECK (name <> ''::text)" in after
    assert "ck_products_images_required" not in after


def _with_a_rule_more_and_one_less() -> MetaData:
    changed = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.tables.values():
        table.to_metadata(changed)
    products = changed.tables["oltp.products"]
    products.append_constraint(CheckConstraint("name <> ''", name="name_not_empty"))
    products.constraints -= {rule for rule in products.constraints if rule.name == "ck_products_images_required"}
    return changed


def _tables(connection: Connection) -> set[str]:
    found = text("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('oltp', 'history', 'meta')")
    return set(connection.scalars(found))


def test_a_schema_history_of_somebody_else_is_left_alone_and_named(empty_database_url: str) -> None:
    with closing(psycopg2.connect(empty_database_url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA history; CREATE TABLE history.customers (year int)")
    with pytest.raises(ForeignTableError, match=r"history\.customers is there, and it is no table that"):
        migrate.upgrade(empty_database_url)
    with closing(psycopg2.connect(empty_database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace('oltp') IS NULL, count(*) FROM history.customers")
        assert cursor.fetchone() == (True, 0)
