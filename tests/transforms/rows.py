"""The rows of literal documents by either reading, in a form that tells 1 from true and loses no digit."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extras import register_default_jsonb

from pipelines.catalogue import CATALOGUE, StripeObject, derived_by, group_of
from pipelines.exact_json import parse
from pipelines.promotion import derived
from pipelines.promotion.transforms import active
from pipelines.transformers import rows_of

Row = dict[str, Any]
Rows = dict[str, list[Row]]  # by table

BATCH = """
WITH batch AS (
    SELECT literal.payload ->> 'id' AS id, literal.payload, NULL::text AS api_version, now() AS observed_at
    FROM unnest(%s::jsonb[]) AS literal (payload)
),
mapped AS (
{select}
)
SELECT mapped.* FROM mapped
"""


def read_exactly(connection: Connection) -> None:
    register_default_jsonb(connection, loads=lambda text: json.loads(text, parse_float=Decimal))


def by_sql(connection: Connection, name: str, documents: Sequence[str]) -> Rows:
    """The rows of many documents of one type, as the active transforms map them."""
    found = {str(entry.table): _run(connection, _rows_of(entry), documents) for entry in group_of(CATALOGUE[name])}
    for entry in derived_by(CATALOGUE[name]):
        found[str(entry.table)] = _run(connection, _rows_derived(entry), documents)
    return found


def by_python(name: str, documents: Iterable[str]) -> Rows:
    """The same rows, as the twins map them. A document need not say what it is."""
    found: Rows = {}
    for document in documents:
        for table, rows in rows_of(name, {"object": name} | parse(document)).items():
            found.setdefault(table, []).extend(rows)
    return {table: _sorted(canonical(row) for row in rows) for table, rows in found.items()}


def canonical(value: Any) -> Any:
    """A value that equals another exactly when PostgreSQL would call both the same, and of one type."""
    if isinstance(value, dict):
        return {key: canonical(part) for key, part in value.items()}
    if isinstance(value, list):
        return [canonical(part) for part in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal):
        return ("number", Decimal(value))
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return value


def _rows_of(entry: StripeObject) -> str:
    return BATCH.replace("{select}", active(entry).sql)


def _rows_derived(entry: StripeObject) -> str:
    assert entry.derived
    return (
        f"WITH batch AS ({_rows_of(CATALOGUE[entry.derived.parent])}), mapped AS ({derived.active(entry).sql})"
        " SELECT mapped.* FROM mapped WHERE mapped.id IS NOT NULL"
    )


def _run(connection: Connection, sql: str, documents: Sequence[str]) -> list[Row]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, (list(documents),))
            columns = [column.name for column in cursor.description]
            rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    finally:
        connection.rollback()
    return _sorted(canonical(row) for row in rows)


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: str(row["id"]))


def differences(sql: Rows, python: Rows) -> list[str]:
    """Where two readings part, a line each: an empty list when they agree."""
    assert set(sql) == set(python)
    found = []
    for table, rows in sql.items():
        if [row["id"] for row in rows] != [row["id"] for row in python[table]]:
            found.append(f"{table}: ids {[row['id'] for row in rows]} / {[row['id'] for row in python[table]]}")
            continue
        for one, other in zip(rows, python[table], strict=True):
            for name in sorted(set(one) | set(other)):
                read = one.get(name, "no column"), other.get(name, "no column")
                if read[0] != read[1]:
                    found.append(f"{table}.{name} of {one['id']}: SQL {read[0]!r}, Python {read[1]!r}")
    return found
