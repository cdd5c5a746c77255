"""Read the tables in one snapshot, and write them."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
from psycopg2.extensions import connection as Connection
from pyarrow import compute

from oltp_schema.schemas import Schemas, of
from oltp_schema.session import RELIED_ON
from oltp_schema.shape import Column, Table, tables
from pipelines.catalogue import StripeObject, group_of
from pipelines.errors import StripeOltpError, UsageError
from pipelines.export.files import AS_TEXT, kind, schema_of, write
from pipelines.export.manifest import MANIFEST, Export, ExportedTable, FileFormat

TIME = "timestamp with time zone"
PROMOTED_AT = Column("promoted_at", TIME)
REMOVED = "removed_rows"
REMOVED_COLUMNS = (Column("table_name", "text"), Column("id", "text"), Column("removed_at", TIME))
Progress = Callable[[str, int, int | None], None]


SESSION = {"client_encoding": "UTF8", "application_name": "stripe-oltp export"}
LONG_AGO = datetime.fromtimestamp(0, UTC)


class ExportError(StripeOltpError):
    """PostgreSQL or the disk failed; there is no export."""


@dataclass(frozen=True)
class Wanted:
    """What to export: ``objects`` None means all types; with ``since`` only rows that were promoted after it.

    With ``history`` also the versions that rows had.
    """

    form: FileFormat = FileFormat.PARQUET
    objects: Sequence[StripeObject] | None = None
    since: datetime | None = None
    history: bool = False

    @property
    def tables(self) -> list[Table]:
        """The tables of the types, parents first."""
        if self.objects is None:
            return list(tables().values())
        names = {of.table for entry in self.objects for of in group_of(entry)}
        return [table for table in tables().values() if table.name in names]


@dataclass(frozen=True)
class Relation:
    """What is read; the last of its columns says when a row changed.

    Of ``whole`` objects all rows are read of which one changed.
    """

    name: str
    sql: str
    columns: tuple[Column, ...]

    where: str = "TRUE"
    whole: bool = False

    def query(self, since: datetime | None) -> str:
        """Its rows, or those that changed ``since``."""
        columns = (
            f"{column.sql}::text AS {column.sql}" if kind(column) in AS_TEXT else column.sql for column in self.columns
        )
        changed = f" AND {self.columns[-1].sql} > '{since.isoformat()}'" if since else ""
        if self.whole and changed:
            changed = f" AND id IN (SELECT id FROM {self.sql} WHERE {self.where}{changed})"
        return f"SELECT {', '.join(columns)} FROM {self.sql} WHERE {self.where}{changed}"


def export_tables(url: str, connection: Connection, folder: Path, wanted: Wanted, on_progress: Progress) -> Export:
    """Write tables into an empty folder, ``manifest.json`` last.

    ``connection`` is to the same database: with it a missing privilege is noticed before anything is read. Raises
    ExportError, and psycopg2's errors for what ``connection`` may not do.
    """
    relations = list(_relations(of(connection), wanted))
    _try(connection, relations)
    with _snapshot(url) as cursor:
        (as_of,) = _row(cursor, "SELECT transaction_timestamp()")
        if wanted.since and wanted.since > as_of:
            raise UsageError("--since is later than the database's clock: nothing can have been promoted after it.")
        account, livemode = _row(cursor, f"SELECT max(id), bool_or(livemode) FROM {of(connection).meta}.account")
        source, found = SnapshotRows(cursor, wanted.since), {}
        for relation in relations:
            found[relation.name] = _export(source, relation, folder, wanted.form)
            on_progress(relation.name, found[relation.name].rows, found[relation.name].rows)
    objects = None if wanted.objects is None else [entry.name for entry in wanted.objects]
    export = Export(wanted.form, objects, wanted.history, as_of, wanted.since, source.until, account, livemode, found)
    (folder / MANIFEST).write_text(json.dumps(export.as_dict(), indent=1) + "\n")
    return export


def _relations(names: Schemas, wanted: Wanted) -> Iterator[Relation]:
    for table in wanted.tables:
        yield Relation(table.name, f"{names.oltp}.{table.name}", (*table.columns, PROMOTED_AT))
    for table in wanted.tables:
        if wanted.history and table.keeps_history:
            columns, name = (*table.version_columns, PROMOTED_AT), f"{names.history}.{table.name}"
            yield Relation(f"history.{table.name}", name, columns, whole=True)
    if wanted.since:
        among = ", ".join(f"'{table.name}'" for table in wanted.tables)
        yield Relation(REMOVED, f"{names.meta}.{REMOVED}", REMOVED_COLUMNS, f"table_name IN ({among})")


def _try(connection: Connection, relations: Sequence[Relation]) -> None:
    with connection, connection.cursor() as cursor:
        for relation in relations:
            cursor.execute(f"{relation.query(None)} LIMIT 0")


class SnapshotRows:
    """The rows of a snapshot; ``until`` is when the newest of those read changed."""

    def __init__(self, cursor: adbc.Cursor, since: datetime | None) -> None:
        """Only rows that changed ``since``, or all."""
        self._cursor, self._since = cursor, since
        self.until = since or LONG_AGO

    def batches(self, relation: Relation) -> Iterator[pa.RecordBatch]:
        """The rows of a table."""
        self._cursor.execute(relation.query(self._since))
        for batch in self._cursor.fetch_record_batch():
            self.until = max(self.until, compute.max(batch.column(relation.columns[-1].name)).as_py())
            yield batch


@contextmanager
def _snapshot(url: str) -> Iterator[adbc.Cursor]:
    """A cursor of one moment, in a transaction that has what is relied on. Raises ExportError."""
    with _failing("connecting"), adbc.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for name, value in (RELIED_ON | SESSION).items():
            if _row(cursor, f"SELECT current_setting('{name}', TRUE)")[0] is not None:  # not each release has each
                cursor.execute(f"SELECT set_config('{name}', '{value}', TRUE)")
        yield cursor


@contextmanager
def _failing(doing: str) -> Iterator[None]:
    """Raise ExportError, which quotes no row, for what goes wrong in the block."""
    try:
        yield
    except adbc.Error as error:
        raise ExportError(f"PostgreSQL failed while {doing} (SQLSTATE {error.sqlstate or 'unknown'}).") from error
    except OSError as error:  # its own words may be PostgreSQL's; without a number a connection broke off
        why = os.strerror(error.errno) if error.errno else "the connection was lost"
        raise ExportError(f"Failed while {doing}: {why}.") from error
    except pa.ArrowException as error:
        raise ExportError(f"Failed while {doing}: a value does not fit its type.") from error


def _export(source: SnapshotRows, relation: Relation, folder: Path, form: FileFormat) -> ExportedTable:
    schema = schema_of(relation.columns)
    (folder / relation.name).mkdir()
    with _failing(f"exporting {relation.name}"):
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
