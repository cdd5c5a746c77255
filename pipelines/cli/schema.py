"""The commands about the schema itself."""

from pathlib import Path
from typing import Annotated

import typer

from oltp_schema import migrate
from pipelines import settings
from pipelines.cli import console
from pipelines.runs.database import located, writing

app = typer.Typer(help="Migrate, dump and draw the schema.", no_args_is_help=True)


@app.command("upgrade")
def upgrade_command() -> None:
    """Migrate the database to this release's schema; at once when there is nothing to do.

    Example: stripe-oltp schema upgrade
    """
    with writing(settings.load()):
        console.OUT.print(f"The schema is at {migrate.head()}.")


@app.command("current")
def current_command() -> None:
    """Print the revision of the database.

    Example: stripe-oltp schema current
    """
    with located(settings.load()) as url:
        console.OUT.print(migrate.current(url) or "none")


@app.command("dump")
def dump_command() -> None:
    """Print the database's schema in the normal form of oltp_schema/schema.sql.

    Example: stripe-oltp schema dump > oltp_schema/schema.sql
    """
    from oltp_schema import dump

    with located(settings.load()) as url:
        typer.echo(dump.dump(url), nl=False)


@app.command("erd")
def erd_command(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; stdout without it.")] = None,
) -> None:
    """Draw the tables as a Mermaid diagram, from the models.

    Example: stripe-oltp schema erd docs/erd.md
    """
    from oltp_schema import erd

    if file:
        file.write_text(erd.render())
    else:
        typer.echo(erd.render(), nl=False)


@app.command("revision")
def revision_command(message: Annotated[str, typer.Argument(help="What the migration does, in a few words.")]) -> None:
    """Write the migration from the database's schema to the models.

    Example: stripe-oltp schema revision "add disputes"
    """
    with writing(settings.load()) as database:
        console.OUT.print(
            f"Wrote {migrate.revision(message, database.url)}. Read it before you run it.", soft_wrap=True
        )
