"""What people ask of an account, for the process that is measured: views, rows of a moment, an export, the report."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from shutil import rmtree
from statistics import median

import psycopg2
from psycopg2.extensions import cursor as Cursor

from oltp_schema.shape import tables
from pipelines import runs, settings

MOMENTS = 20  # of a table as it was then
IDS = 100  # of one row
YEAR = timedelta(days=365)
EXPLAIN = "EXPLAIN (ANALYZE, TIMING OFF, SERIALIZE TEXT, FORMAT JSON) "  # makes each column's text, and sends none


def view(url: str, name: str) -> dict[str, float]:
    """Read a view of `mart` whole. Returns seconds, and the number of rows."""
    with _cursor(url) as cursor:
        return _asked(cursor, f"SELECT * FROM mart.{name}")


def as_of(url: str, table: str) -> dict[str, float]:
    """A table as it was at random moments of a year, by status. Returns the median of seconds, and its versions."""
    with _cursor(url) as cursor:
        chosen = Random(1)  # the same each time
        moments = [datetime.now(UTC) - YEAR * chosen.random() for _ in range(MOMENTS)]
        query = f"SELECT status, count(*) FROM history.{table}_at(%s) GROUP BY status"
        found = [_asked(cursor, query, moment)["seconds"] for moment in moments]
        cursor.execute(f"SELECT count(*) FROM history.{table}")
        (versions,) = cursor.fetchone()
    return {"seconds": median(found), "versions": versions}


def one_as_of(url: str, table: str) -> dict[str, float]:
    """One row at a random moment of a year, all columns. Returns seconds, the median of many rows."""
    with _cursor(url) as cursor:
        chosen = Random(1)
        cursor.execute(f"SELECT id FROM oltp.{table} TABLESAMPLE SYSTEM (10) REPEATABLE (1) LIMIT {IDS}")
        query = f"SELECT * FROM history.{table}_at(%s) WHERE id = %s"
        found = [
            _asked(cursor, query, datetime.now(UTC) - YEAR * chosen.random(), row_id)["seconds"]
            for (row_id,) in cursor.fetchall()
        ]
    return {"seconds": median(found)}


def bytes_of_versions(url: str) -> dict[str, float]:
    """How many bytes more the versions that hold now take than their rows: the mean of each table of `history`."""
    with _cursor(url) as cursor:
        found = {}
        for name, table in tables().items():
            if table.keeps_history:
                cursor.execute(
                    "SELECT avg(pg_column_size(version.*) - pg_column_size(kept.*))::float"
                    f" FROM history.{name} AS version JOIN oltp.{name} AS kept USING (id)"
                    " WHERE version.valid_to IS NULL"
                )
                found[name] = cursor.fetchone()[0] or 0.0
        return found


def export(url: str, folder: str) -> dict[str, float]:
    """Export all tables as parquet. Returns the numbers of rows and bytes; nothing of it is kept."""
    found = runs.export(Path(folder), settings.Settings(Path(folder).parent, database_url=url))
    rmtree(folder)
    return {"rows": found.rows, "bytes": sum(table.bytes for table in found.tables.values())}


def report(url: str, page: str) -> dict[str, float]:
    """Write the report. Returns the bytes of the page."""
    runs.report(Path(page), settings.Settings(Path(page).parent, database_url=url))
    return {"bytes": Path(page).stat().st_size}


@contextmanager
def _cursor(url: str) -> Iterator[Cursor]:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        yield cursor


def _asked(cursor: Cursor, query: str, *parameters: object) -> dict[str, float]:
    """Seconds of PostgreSQL from planning to the last row, and the number of rows."""
    cursor.execute(EXPLAIN + query, parameters)
    (said,) = cursor.fetchone()
    (plan,) = json.loads(said) if isinstance(said, str) else said
    return {"seconds": (plan["Planning Time"] + plan["Execution Time"]) / 1000, "rows": plan["Plan"]["Actual Rows"]}
