"""Read the tables in one snapshot, and write them."""

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
from pyarrow import compute

from oltp_schema.schemas import Schemas
from oltp_schema.shape import Table, tables
from pipelines.errors import StripeOltpError
from pipelines.export.files import AS_TEXT, Format, kind, schema_of, write
from pipelines.export.manifest import MANIFEST, Export, ExportedTable

PROMOTED_AT = "promoted_at"
Progress = Callable[[str, int, int | None], None]


class ExportError(StripeOltpError):
    """PostgreSQL failed; there is no export."""


@dataclass(frozen=True)
class Wanted:
    """What to export: ``tables`` None means all; with ``since`` only rows that were promoted after it."""

    form: Format = Format.PARQUET
    tables: Collection[str] | None = None
    since: datetime | None = None


def export_tables(url: str, names: Schemas, folder: Path, wanted: Wanted, on_progress: Progress) -> Export:
    """Write tables into an empty folder, ``manifest.json`` last. Raises ExportError."""
    with _snapshot(url) as cursor:
        (as_of,) = _row(cursor, "SELECT transaction_timestamp()")
        account, livemode = _row(cursor, f"SELECT max(id), bool_or(livemode) FROM {names.meta}.account")
        source = Source(cursor, names, wanted)
        found = {}
        for table in tables().values():
            if wanted.tables is None or table.name in wanted.tables:
                found[table.name] = _export(source, table, folder)
                on_progress(table.name, found[table.name].rows, found[table.name].rows)
    export = Export(wanted.form, as_of, wanted.since, source.until, account, livemode, found)
    (folder / MANIFEST).write_text(json.dumps(export.as_dict(), indent=1) + "\n")
    return export


class Source:
    """The rows that are wanted; ``until`` is when the newest of those read was promoted."""

    def __init__(self, cursor: adbc.Cursor, names: Schemas, wanted: Wanted) -> None:
        """``cursor`` is one of a snapshot."""
        self._cursor, self._names = cursor, names
        self.wanted, self.until = wanted, wanted.since

    def batches(self, table: Table) -> Iterator[pa.RecordBatch]:
        """The rows of a table."""
        columns = (
            f"{column.sql}::text AS {column.sql}" if kind(column) in AS_TEXT else column.sql for column in table.columns
        )
        changed = f" WHERE {PROMOTED_AT} > '{self.wanted.since.isoformat()}'" if self.wanted.since else ""
        self._cursor.execute(f"SELECT {', '.join(columns)} FROM {self._names.oltp}.{table.name}{changed}")
        for batch in self._cursor.fetch_record_batch():
            newest = compute.max(batch.column(PROMOTED_AT)).as_py()
            self.until = max(filter(None, (self.until, newest)), default=None)
            yield batch


@contextmanager
def _snapshot(url: str) -> Iterator[adbc.Cursor]:
    """A cursor of one moment. Raises ExportError, which quotes no row."""
    try:
        with adbc.connect(url) as connection, connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield cursor
    except adbc.Error as error:
        raise ExportError(f"PostgreSQL failed while exporting (SQLSTATE {error.sqlstate or 'unknown'}).") from error


def _export(source: Source, table: Table, folder: Path) -> ExportedTable:
    schema = schema_of(table.columns)
    (folder / table.name).mkdir()
    files, rows = write(source.batches(table), schema, folder / table.name, source.wanted.form)
    return ExportedTable(
        rows,
        sum(file.stat().st_size for file in files),
        [str(file.relative_to(folder)) for file in files],
        {field.name: str(field.type) for field in schema},
    )


def _row(cursor: adbc.Cursor, query: str) -> Any:
    cursor.execute(query)
    return cursor.fetchone()
