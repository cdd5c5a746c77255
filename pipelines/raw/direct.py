"""Loads without dlt's packages: the same files, by one COPY each, and the same note in dlt's table of loads.

What dlt does for a load beside its COPY takes a third of a second of Python and a dozen connections, and to import it
takes a second more, whether a load has one document or 50,000. A load is one transaction here: a killed one is not
there at all.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from time import time

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from pipelines.raw.csv_files import CsvFile
from pipelines.raw.load_failure import reason
from pipelines.raw.tables import SCHEMA
from pipelines.stripe_api.errors import LoadFailedError

DLT_SCHEMA = "stripe"
"""The name of dlt's schema, which its tables say."""


def dlt_version(cursor: Cursor) -> str | None:
    """The version of dlt's schema in the database; None where dlt has never loaded, and has tables to make."""
    cursor.execute(f"SELECT to_regclass('{SCHEMA}._dlt_version') IS NOT NULL")
    if cursor.fetchone() != (True,):
        return None
    cursor.execute(
        f"SELECT known.version_hash FROM {SCHEMA}._dlt_version AS known WHERE known.schema_name = '{DLT_SCHEMA}'"
        " ORDER BY known.inserted_at DESC LIMIT 1"
    )
    (found,) = cursor.fetchone() or (None,)
    return found


def new_load_id() -> str:
    """The id of a load that begins now: a moment, as dlt's."""
    return str(time())


def copy_in(connection: Connection, load_id: str, files: Sequence[CsvFile], version: str) -> list[str]:
    """Load closed files as one load, complete or not at all; returns its id. ``version`` is dlt's, of its schema.

    ``connection`` is in autocommit mode. Raises LoadFailedError.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                for file in files:
                    with file.path.open("rb") as rows:
                        cursor.copy_expert(_copy(file), rows)
                cursor.execute(
                    f"INSERT INTO {SCHEMA}._dlt_loads (load_id, schema_name, status, inserted_at, schema_version_hash)"
                    " VALUES (%s, %s, 0, %s, %s)",
                    (load_id, DLT_SCHEMA, datetime.now(UTC), version),
                )
                cursor.execute("COMMIT")
            except BaseException:
                with suppress(psycopg2.Error):  # the connection may be lost, which is not why it failed
                    cursor.execute("ROLLBACK")
                raise
    except (psycopg2.Error, OSError) as error:
        raise failed(error) from error
    for file in files:
        file.path.unlink(missing_ok=True)
    return [load_id]


def failed(error: Exception) -> LoadFailedError:
    """What to tell of a load that failed of ``error``."""
    return LoadFailedError(f"The load failed ({reason(error)}). The next landing reads it again.")


def _copy(file: CsvFile) -> str:
    """As dlt's job says it: an empty value is NULL where its column allows it."""
    nullable = [name for name, hints in file.columns.items() if hints["nullable"]]
    return (
        f"COPY {SCHEMA}.{file.table} ({', '.join(file.columns)})"
        f" FROM STDIN WITH (FORMAT csv, HEADER, FORCE_NULL ({', '.join(nullable)}))"
    )
