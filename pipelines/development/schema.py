"""`make schema`: what follows from the models, written again: migration, `schema.sql`, other files, and docs/erd.md.

It works on two databases of an embedded server in a temporary folder, never on one of yours. One is migrated, the other
made from the models; where the new migration does not make them the same, nothing is written.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg2
import typer
from sqlalchemy import text

from oltp_schema import comments, control, erd, history, migrate, models, shape, shape_of_models, views  # noqa: F401 -- they fill the metadata
from oltp_schema.base import CONTROL_SCHEMA, DATA_SCHEMA, HISTORY_SCHEMA, Base
from oltp_schema.dump import COMMITTED, dump
from oltp_schema.engine import connected
from pipelines.catalogue import CATALOGUE
from pipelines.development import ROOT, put, sources
from pipelines.errors import StripeOltpError
from pipelines.postgres import embedded_postgres


class Databases(NamedTuple):
    """The URLs of two empty databases that nobody else uses."""

    migrated: str
    modelled: str


class UnseenChangeError(StripeOltpError):
    """The models say something that autogenerate does not see."""

    def __init__(self, difference: str) -> None:
        """``difference`` is that of the dumps: of the migrated database and of the models."""
        super().__init__(
            "The models say what no migration does (-: the migrations, +: the models). A view, and a CHECK that kept"
            " its name and has another rule, need a migration by hand: name the CHECK otherwise, or write a migration"
            f" into oltp_schema/migrations/versions, and run make schema again.\n{difference}"
        )


def main(message: str = "") -> None:
    """Write the migration from the last one to the models, the dump of the schema and its diagram.

    Example: make schema MESSAGE="add tax rates"
    """
    with (
        # The server's guard may write its lock once more while the folder is removed.
        TemporaryDirectory(prefix="stripe-oltp-schema-", ignore_cleanup_errors=True) as home,
        embedded_postgres(Path(home), durable=False) as server,
    ):
        try:
            written = write(Databases(_database(server, "migrated"), _database(server, "modelled")), message)
        except StripeOltpError as error:
            typer.echo(error, err=True)
            raise typer.Exit(error.exit_code) from None
    typer.echo("\n".join(f"Wrote {path.relative_to(ROOT)}" for path in written) or "Nothing changed, nothing written.")


def write(databases: Databases, message: str = "") -> list[Path]:
    """Write what is not as the models say; returns the files. ``message`` names the migration, else its tables do.

    Raises UnseenChangeError when a difference remains that it cannot migrate; then nothing is written.
    """
    derived = sources.derive()
    for model in models.MODELS.values():
        comments.describe(model.__table__, model.__doc__, derived)
        if model.keeps_history:
            history.describe(model.__table__)
    _create(databases.modelled)
    landed = {
        entry.plural: entry.embedded.reference if entry.embedded and not entry.listed_per else None
        for entry in CATALOGUE.values()
    }
    migration = migrate.revision(databases.migrated, message, raw_tables=landed)
    try:
        if migration:
            _format(migration)
            migrate.upgrade(databases.migrated)
        dumped = dump(databases.migrated)
        _demand_same(dumped, dump(databases.modelled))
    except BaseException:
        if migration:
            migration.unlink()
        raise
    files = {
        COMMITTED: dumped,
        shape.COMMITTED: shape_of_models.render(),
        comments.COMMITTED: sources.render(derived),
        ROOT / "docs" / "erd.md": erd.render(),
    }
    return [*filter(None, [migration]), *(path for path, content in files.items() if put(path, content))]


def _database(server: str, name: str) -> str:
    with closing(psycopg2.connect(server)) as connection:  # noqa: TID251 -- to no database of an installation
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {name}")
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def _create(url: str) -> None:
    with connected(url) as connection:
        for schema in (DATA_SCHEMA, CONTROL_SCHEMA, HISTORY_SCHEMA):
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        Base.metadata.create_all(connection)


def _format(path: Path) -> None:
    """As `make lint` wants it. A rule longer than a line stays one."""
    for arguments in (["format"], ["check", "--fix", "--exit-zero"], ["check", "--add-noqa"], ["format"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--quiet", str(path)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 -- our own


def _demand_same(migrated: str, modelled: str) -> None:
    if migrated != modelled:
        lines = unified_diff(migrated.splitlines(), modelled.splitlines(), n=0, lineterm="")
        raise UnseenChangeError("\n".join(line for line in lines if not line.startswith(("---", "+++", "@@"))))


if __name__ == "__main__":
    typer.run(main)
