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
from oltp_schema.shape import Column, tables
from pipelines.errors import StripeOltpError
from pipelines.export.files import AS_TEXT, Format, kind, schema_of, write
from pipelines.export.manifest import MANIFEST, Export, ExportedTable

TIME = "timestamp with time zone"
PROMOTED_AT = Column("promoted_at", TIME)
REMOVED = "removed_rows"
REMOVED_COLUMNS = (Column("table_name", "text"), Column("id", "text"), Column("removed_at", TIME))
Progress = Callable[[str, int, int | None], None]


class ExportError(StripeOltpError):
    """PostgreSQL failed; there is no export."""


@dataclass(frozen=True)
class Wanted:
    """What to export: ``tables`` None means all; with ``since`` only rows that were promoted after it."""

    form: Format = Format.PARQUET
    tables: Collection[str] | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Relation:
    """What is read; the last of its columns says when a row changed."""

    name: str
    sql: str
    columns: tuple[Column, ...]

    def query(self, since: datetime | None) -> str:
        """Its rows, or those that changed ``since``."""
        columns = (
            f"{column.sql}::text AS {column.sql}" if kind(column) in AS_TEXT else column.sql for column in self.columns
        )
        changed = f" WHERE {self.columns[-1].sql} > '{since.isoformat()}'" if since else ""
        return f"SELECT {', '.join(columns)} FROM {self.sql}{changed}"


def export_tables(url: str, names: Schemas, folder: Path, wanted: Wanted, on_progress: Progress) -> Export:
    """Write tables into an empty folder, ``manifest.json`` last. Raises ExportError."""
    with _snapshot(url) as cursor:
        (as_of,) = _row(cursor, "SELECT transaction_timestamp()")
        account, livemode = _row(cursor, f"SELECT max(id), bool_or(livemode) FROM {names.meta}.account")
        source, found = Source(cursor, wanted.since), {}
        for relation in _relations(names, wanted):
            found[relation.name] = _export(source, relation, folder, wanted.form)
            on_progress(relation.name, found[relation.name].rows, found[relation.name].rows)
    export = Export(wanted.form, as_of, wanted.since, source.until, account, livemode, found)
    (folder / MANIFEST).write_text(json.dumps(export.as_dict(), indent=1) + "\n")
    return export


def _relations(names: Schemas, wanted: Wanted) -> Iterator[Relation]:
    for table in tables().values():
        if wanted.tables is None or table.name in wanted.tables:
            yield Relation(table.name, f"{names.oltp}.{table.name}", (*table.columns, PROMOTED_AT))
    if wanted.since:
        yield Relation(REMOVED, f"{names.meta}.{REMOVED}", REMOVED_COLUMNS)


class Source:
    """The rows of a snapshot; ``until`` is when the newest of those read changed."""

    def __init__(self, cursor: adbc.Cursor, since: datetime | None) -> None:
        """Only rows that changed ``since``, or all."""
        self._cursor, self._since = cursor, since
        self.until = since

    def batches(self, relation: Relation) -> Iterator[pa.RecordBatch]:
        """The rows of a table."""
        self._cursor.execute(relation.query(self._since))
        for batch in self._cursor.fetch_record_batch():
            newest = compute.max(batch.column(relation.columns[-1].name)).as_py()
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


def _export(source: Source, relation: Relation, folder: Path, form: Format) -> ExportedTable:
    schema = schema_of(relation.columns)
    (folder / relation.name).mkdir()
    files, rows = write(source.batches(relation), schema, folder / relation.name, form)
    return ExportedTable(
        rows,
        sum(file.stat().st_size for file in files),
        [str(file.relative_to(folder)) for file in files],
        {field.name: str(field.type) for field in schema},
    )


def _row(cursor: adbc.Cursor, query: str) -> Any:
    cursor.execute(query)
    return cursor.fetchone()
