"""The commands about the schema itself."""

from contextlib import closing
from typing import Annotated

import typer

from oltp_schema import migrate
from pipelines import settings
from pipelines.cli import console
from pipelines.cli.options import Json
from pipelines.database import connect
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


@app.command("roles")
def roles_command(
    create: Annotated[bool, typer.Option("--create", help="Execute the statements, as a role that may.")] = False,
    as_json: Json = False,
) -> None:
    """Print the statements that make roles for those who land, promote, read, analyse, and refer to the tables.

    stripe_loader may land, stripe_promoter promote; stripe_reader sees all, stripe_analyst oltp and the views without
    personal columns, and stripe_application may have foreign keys to ours. Grant them to your logins. After an upgrade,
    run it again.

    Example: stripe-oltp schema roles | psql billing
    """
    from oltp_schema import roles

    configuration = settings.load()
    with located(configuration) as url, closing(connect(url, configuration.schemas)) as connection:
        migrate.require_head(connection)
        with connection, connection.cursor() as cursor:
            statements = roles.statements(cursor)
            for statement in statements if create else ():
                cursor.execute(statement)
    if as_json:
        found = {"roles": roles.named(configuration.schemas), "statements": statements, "is_executed": create}
        console.print_json(found)
    else:
        typer.echo("".join(f"{statement};\n" for statement in statements), nl=False)


@app.command("fivetran")
def fivetran_command(
    install: Annotated[
        bool | None, typer.Option("--install/--remove", help="Make the views, or drop them.", show_default=False)
    ] = None,
) -> None:
    """Make or drop the schema fivetran: views with the tables that Fivetran's dbt package reads.

    Migrations keep the views current while they are there, and the roles of `schema roles` may read them. Without an
    option, says whether they are.

    Example: stripe-oltp schema fivetran --install
    """
    from oltp_schema import analysts, roles
    from pipelines.runs.database import reading

    configuration = settings.load()
    layer, name = analysts.OPTIONAL, configuration.schemas.fivetran
    if install is None:
        with reading(configuration) as database, database.connection.cursor() as cursor:
            console.OUT.print(f"{name}: {len(layer.found(cursor).views)} views")
        return
    with writing(configuration) as database, database.connection as connection, connection.cursor() as cursor:
        changed = (analysts.install if install else analysts.remove)(cursor, layer)
        for statement in roles.of_layer(cursor, name) if install and changed else ():
            cursor.execute(statement)
    state = ("there" if install else "gone") + ("" if changed else ", as before")
    console.OUT.print(f"The views of the schema {name} are {state}.")


@app.command("sql")
def sql_command(name: Type) -> None:
    """Print every SQL statement that promotion generates for a type, with a comment that says when it runs.

    Needs no database. List elements are types of their own: subscription_item, line_item.

    Example: stripe-oltp schema sql charge
    """
    from pipelines.catalogue import named
    from pipelines.promotion import explain

    typer.echo(explain.printed(named(name)), nl=False)
