"""The schema of a database as text that reads like SQL and diffs line by line.

Read from the catalogues, so it needs no pg_dump and is the same on every supported PostgreSQL. Columns come in order of
their names: a column added later stands last in the table, which is nothing to compare. The dump of a migrated database
is committed as `schema.sql`, which `make schema` writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.engine import Connection

from oltp_schema.engine import connected
from oltp_schema.schemas import PLAIN, Schemas, of
from oltp_schema.sql_files import sql_file

COMMITTED = Path(__file__).parents[1] / "generated" / "schema.sql"


def dump(source: Connection | str, names: Schemas = PLAIN) -> str:
    """The schemas oltp, history and meta of a database, given as an open connection, or as its URL and their ``names``.

    They have their plain names in it, whatever an installation calls them.
    """
    if isinstance(source, str):
        with connected(source, names) as connection:
            return dump(connection)
    # Without a search path every name is written with its schema, whatever the session had set.
    with source.begin_nested():
        path = source.scalar(text("SHOW search_path"))
        source.execute(text("SET LOCAL search_path = ''"))
        lines = list(_lines(source))
        source.execute(text("SELECT set_config('search_path', :path, true)"), {"path": path})
    return _of_connection(source).without_prefix("\n".join(lines) + "\n")


def _lines(connection: Connection) -> Iterator[str]:
    names = _of_connection(connection)
    schemas = {"schemas": [names.oltp, names.meta, names.history]}
    yield "-- Written by make schema from a migrated database; compared with the models in tests."
    for table in _rows(connection, "tables", **schemas):
        yield ""
        yield f"CREATE TABLE {table.schema}.{table.name} ("
        parts = [*_rows(connection, "columns", oid=table.oid), *_rows(connection, "constraints", oid=table.oid)]
        yield ",\n".join(f"    {part.line}" for part in parts)
        yield ");"
        yield from (f"{index.line};" for index in _rows(connection, "indexes", oid=table.oid))
    for view in _rows(connection, "views", **schemas):
        yield ""
        yield f"CREATE VIEW {view.schema}.{view.name} AS\n{view.query}"
    yield from sorted(f"-- and {other.line}" for other in _rows(connection, "others", **schemas))


def _of_connection(connection: Connection) -> Schemas:
    return of(connection.connection.driver_connection)


def _rows(connection: Connection, name: str, **parameters: Any) -> Sequence[Row[Any]]:
    return connection.exec_driver_sql(sql_file(__package__, f"{name}.sql"), parameters).all()
