"""Rows that should be, compared with the current rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

import msgspec
from psycopg2.extensions import cursor as Cursor

from oltp_schema.shape import Table
from pipelines.catalogue import StripeObject
from pipelines.checks.parity.expectation import Row, Rows
from pipelines.checks.parity.report import Parity
from pipelines.promotion import statements

SCALARS = frozenset({bool, int, str, Decimal, datetime, type(None)})
# With keys in one order and numbers as they are. What it does not take, or writes otherwise, may still be equal.
_ENCODER = msgspec.json.Encoder(decimal_format="number", order="deterministic")
_NOT_ENCODED = (OverflowError, RecursionError, UnicodeEncodeError)


def same(ours: Any, theirs: Any) -> bool:
    """Equality of two values as PostgreSQL sees it: numbers by value, but never a boolean for a number."""
    if type(ours) is type(theirs):
        if type(ours) in SCALARS:
            return bool(ours == theirs)
        if _are_written_alike(ours, theirs):
            return True
    return _walk(ours, theirs)


def _walk(ours: Any, theirs: Any) -> bool:
    """The same, value by value. Without recursion, because documents may be nested deeper than Python likes."""
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
    cursor.execute(rows_query(entry, column, "%s"), (ids,))
    return by_id(entry, cursor.fetchall())


def rows_query(entry: StripeObject, column: str, ids: str) -> str:
    """The query of ``current_rows``; ``ids`` is the place of their array."""
    table = statements.table_of(entry)
    columns = ", ".join(column.sql for column in table.columns)
    return f"SELECT {columns} FROM oltp.{table.name} WHERE {column} = ANY({ids}) AND row_state <> 'unresolved'"


def by_id(entry: StripeObject, found: Iterable[tuple[Any, ...]]) -> Rows:
    """What the query found, as rows."""
    names = [column.name for column in statements.table_of(entry).columns]
    rows = (dict(zip(names, values, strict=True)) for values in found)
    return {row["id"]: row for row in rows}


def compare(parity: Parity, entry: StripeObject, expected: Mapping[str, Row], found: Mapping[str, Row]) -> None:
    """Count the rows and values of one table, and note those that differ."""
    tally = parity.objects[entry.name]
    for stripe_id in expected.keys() - found.keys():
        parity.differ(entry, stripe_id, "id", "the document has no row")
    for stripe_id in found.keys() - expected.keys():
        parity.differ(entry, stripe_id, "id", "no document holds the row")
    columns = Columns.of(statements.table_of(entry))
    for stripe_id, ours in expected.items():
        if (theirs := found.get(stripe_id)) is not None:
            tally.rows += 1
            tally.values += len(theirs)
            for column in columns.differing(ours, theirs):
                parity.differ(entry, stripe_id, column, "SQL and Python disagree")


@dataclass(frozen=True)
class Columns:
    """The columns of rows that are compared: ``plain`` takes the values of all but those with JSON, which ``json`` has.

    Values of many columns are compared at once; which of them differ is asked where any does.
    """

    plain: Callable[[Row], tuple[Any, ...]]
    json: Sequence[str]

    @classmethod
    def of(cls, table: Table) -> "Columns":
        """All columns of a table."""
        json = [column.name for column in table.columns if column.type == "jsonb"]
        plain = itemgetter(*(column.name for column in table.columns if column.name not in json))
        return cls(plain, json)

    def differing(self, ours: Row, theirs: Row) -> list[str]:
        """The names of the columns in which two rows disagree, or that only one of them has."""
        if ours.keys() == theirs.keys():
            one, other = self.plain(ours), self.plain(theirs)
            if one == other and [*map(type, one)] == [*map(type, other)]:
                return [name for name in self.json if not same(ours[name], theirs[name])]
        both = ours.keys() & theirs.keys()
        return [*(ours.keys() ^ theirs.keys()), *(name for name in both if not same(ours[name], theirs[name]))]


def _are_written_alike(ours: Any, theirs: Any) -> bool:
    try:
        return _ENCODER.encode(ours) == _ENCODER.encode(theirs)
    except _NOT_ENCODED:
        return False
