"""The commands about the schema itself."""

from typing import Annotated

import typer

from oltp_schema import migrate
from pipelines import settings
from pipelines.cli import console
from pipelines.runs.database import located, writing

Type = Annotated[str, typer.Argument(help="An object type, or its plural.")]
app = typer.Typer(help="Migrate the database, and print its schema.", no_args_is_help=True)


@app.command("upgrade")
def upgrade_command() -> None:
    """Migrate the database to this release's schema.

    Example: stripe-oltp schema upgrade
    """
    with writing(settings.load()):
        console.OUT.print(f"The schema is at {migrate.head()}.")


@app.command("current")
def current_command() -> None:
    """Print the revision of the database.

    Example: stripe-oltp schema current
    """
    configuration = settings.load()
    with located(configuration) as url:
        console.OUT.print(migrate.current(url, configuration.schemas) or "none")


@app.command("dump")
def dump_command() -> None:
    """Print the database's schema in the format of oltp_schema/generated/schema.sql.

    Includes functions, and tables and views that you added to these schemas.

    Example: stripe-oltp schema dump > before.sql
    """
    from oltp_schema import dump

    configuration = settings.load()
    with located(configuration) as url:
        typer.echo(dump.dump(url, configuration.schemas), nl=False)


@app.command("sql")
def sql_command(name: Type) -> None:
    """Print every SQL statement that promotion generates for a type, with a comment that says when it runs.

    Needs no database. List elements are types of their own: subscription_item, line_item.

    Example: stripe-oltp schema sql charge
    """
    from pipelines.catalogue import named
    from pipelines.promotion import explain

    typer.echo(explain.printed(named(name)), nl=False)
