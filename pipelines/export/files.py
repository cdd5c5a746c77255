"""The files of one table, each of a bounded number of rows."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from pyarrow import compute

from oltp_schema.shape import Column
from pipelines.export.manifest import FileFormat

ROWS = 1_000_000  # of a file, at least, where there are more
DECIMAL = pa.decimal128(38, 12)  # Stripe's decimals have twelve places at most
TYPES = {
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "integer": pa.int32(),
    "jsonb": pa.string(),
    "numeric": DECIMAL,
    "smallint": pa.int16(),
    "text": pa.string(),
    "timestamp with time zone": pa.timestamp("us", tz="UTC"),
}
AS_TEXT = {"jsonb", "numeric"}  # PostgreSQL writes them as text; other tools know neither type


class RowWriter(Protocol):
    """A file that takes batches of rows."""

    def write_batch(self, batch: pa.RecordBatch, /) -> None:
        """Add rows."""

    def close(self) -> None:
        """Nothing can be added."""


OPEN: dict[FileFormat, Callable[[Path, pa.Schema], RowWriter]] = {
    FileFormat.PARQUET: lambda path, schema: pa.parquet.ParquetWriter(path, schema, compression="zstd"),
    FileFormat.CSV: pa.csv.CSVWriter,
}


def kind(column: Column) -> str:
    """PostgreSQL's type of a column, without its precision."""
    return column.type.partition("(")[0]


def schema_of(columns: Iterable[Column]) -> pa.Schema:
    """The types of the columns of a table, as the files have them."""
    return pa.schema([(column.name, TYPES[kind(column)]) for column in columns])


def write(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, folder: Path, form: FileFormat
) -> tuple[list[Path], int]:
    """Write a table, an empty one too. Returns its files and how many rows they have."""
    files: list[Path] = []
    total = rows = 0
    writer: RowWriter | None = None
    for batch in batches:
        if writer is None or rows >= ROWS:
            writer, rows = _next(writer, files, schema, folder, form), 0
        writer.write_batch(_typed(batch, schema))
        rows, total = rows + batch.num_rows, total + batch.num_rows
    (writer or _next(None, files, schema, folder, form)).close()
    return files, total


def _next(before: RowWriter | None, files: list[Path], schema: pa.Schema, folder: Path, form: FileFormat) -> RowWriter:
    if before:
        before.close()
    files.append(folder / f"part-{len(files) + 1:05d}.{form}")
    return OPEN[form](files[-1], schema)


def _typed(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns: list[Any] = [compute.cast(column, field.type) for column, field in zip(batch.columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
