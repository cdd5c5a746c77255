"""Rows that should be, compared with the current rows."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject
from pipelines.checks.parity.expectation import Row, Rows
from pipelines.checks.parity.report import Parity
from pipelines.promotion import statements

SCALARS = frozenset({bool, int, str, Decimal, datetime, type(None)})


def same(ours: Any, theirs: Any) -> bool:
    """Equality of two values as PostgreSQL sees it: numbers by value, but never a boolean for a number.

    Without recursion, because documents may be nested deeper than Python likes.
    """
    if type(ours) is type(theirs) and type(ours) in SCALARS:
        return bool(ours == theirs)
    pairs = [(ours, theirs)]
    while pairs:
        one, other = pairs.pop()
        if isinstance(one, bool) or isinstance(other, bool):
            if one is not other:
                return False
        elif isinstance(one, dict) and isinstance(other, dict):
            if one.keys() != other.keys():
                return False
            pairs += [(value, other[key]) for key, value in one.items()]
        elif isinstance(one, list) and isinstance(other, list):
            if len(one) != len(other):
                return False
            pairs += zip(one, other, strict=True)
        elif one != other:
            return False
    return True


def current_rows(cursor: Cursor, entry: StripeObject, column: str, ids: list[str]) -> Rows:
    """The current rows of a table whose ``column`` is one of ``ids``: all but the unresolved."""
    table = statements.table_of(entry)
    names = [column.name for column in table.columns]
    columns = ", ".join(column.sql for column in table.columns)
    cursor.execute(
        f"SELECT {columns} FROM oltp.{table.name} WHERE {column} = ANY(%s) AND row_state <> 'unresolved'",
        (ids,),
    )
    rows = (dict(zip(names, values, strict=True)) for values in cursor.fetchall())
    return {row["id"]: row for row in rows}


def compare(parity: Parity, entry: StripeObject, expected: Mapping[str, Row], found: Mapping[str, Row]) -> None:
    """Count the rows and values of one table, and note those that differ."""
    tally = parity.objects[entry.name]
    for stripe_id in expected.keys() - found.keys():
        parity.differ(entry, stripe_id, "id", "the document has no row")
    for stripe_id in found.keys() - expected.keys():
        parity.differ(entry, stripe_id, "id", "no document holds the row")
    for stripe_id in expected.keys() & found.keys():
        ours, theirs = expected[stripe_id], found[stripe_id]
        tally.rows += 1
        tally.values += len(theirs)
        for column in ours.keys() ^ theirs.keys():
            parity.differ(entry, stripe_id, column, "SQL and Python disagree")
        for column, value in ours.items():
            if column in theirs and value is not (other := theirs[column]) and not same(value, other):
                parity.differ(entry, stripe_id, column, "SQL and Python disagree")
