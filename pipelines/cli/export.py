"""The command that writes tables to files."""

from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines import runs, settings
from pipelines.cli import console
from pipelines.cli.options import Json, Objects, named
from pipelines.export.manifest import FileFormat
from pipelines.words import counted

if TYPE_CHECKING:
    from pipelines.export.manifest import Export

MB = 1_000_000


def moment(said: str) -> datetime:
    """A time in ISO format, of UTC unless it says otherwise."""
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        raise typer.BadParameter("write a time such as 2026-11-26T08:30:00+00:00.") from None


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("export")(export_command)


def export_command(  # noqa: PLR0917 -- one option of the command each
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="A new folder, or an empty one.")],
    objects: Objects = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            parser=moment,
            metavar="TIME",
            help="Only rows promoted after this time (UTC): `until` in the manifest of the export before.",
        ),
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Also the versions that rows had: folders history.invoices and so on.")
    ] = False,
    form: Annotated[
        FileFormat, typer.Option("--format", help="Parquet keeps the types of columns, CSV does not.")
    ] = FileFormat.PARQUET,
    as_json: Json = False,
) -> None:
    """Write the tables to files for DuckDB, pandas, polars or Spark: a folder per table, and manifest.json.

    All tables are of one moment. JSON columns are text, decimals have 12 places.

    Example: stripe-oltp export --to exports/2026-11-26
    """
    began = perf_counter()
    found = runs.export(
        to, settings.load(), named(objects), form=form, since=since, history=history, watch=console.progress
    )
    if as_json:
        console.print_json(found.as_dict())
    else:
        _show(found, to, perf_counter() - began)


def _show(found: "Export", folder: Path, seconds: float) -> None:
    table = console.new_table("table", "rows", "files", "MB")
    for name, of in found.tables.items():
        table.add_row(name, f"{of.rows:,}", f"{len(of.files):,}", f"{of.bytes / MB:,.1f}")
    console.show_table(table)
    out = console.OUT
    out.print()
    tables = counted(len(found.tables), "table")
    out.print(
        f"Exported {counted(found.rows, 'row')} of {tables} to {folder} in {seconds:,.1f} seconds.", soft_wrap=True
    )
    out.print(f"To export only later changes: --since {found.until.isoformat()}", soft_wrap=True)
    largest = max(found.tables, key=lambda name: found.tables[name].rows)
    out.print(f"To query it: duckdb -c \"FROM '{folder}/{largest}/*.{found.form}'\"", markup=False, soft_wrap=True)
