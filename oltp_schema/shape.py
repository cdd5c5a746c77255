"""The tables of `oltp` as those need them who write SQL for them: columns, types and references, parents first.

Read from `schema.sql`, which tests hold to the models and to a migrated database: SQLAlchemy and the models take most
of a second to import, which is longer than a scheduled run has to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

COMMITTED = Path(__file__).parent / "schema.sql"
BOOKKEEPING = frozenset(
    ("row_state", "observed_at", "deleted_observed_at", "transform_version", "items_complete", "lines_complete")
)  # columns that are ours, not Stripe's

_TABLE = re.compile(r"^CREATE TABLE oltp\.(\w+) \(\n(.*?)\n\);", re.MULTILINE | re.DOTALL)
_COLUMN = re.compile(r"^    (?!CONSTRAINT)(\S+) (.+?)(?: COLLATE .*?| NOT NULL| DEFAULT .*?)*,?$", re.MULTILINE)
_REFERENCE = re.compile(r"FOREIGN KEY \((\S+)\) REFERENCES oltp\.(\w+)\(id\)( DEFERRABLE)?")


@dataclass(frozen=True)
class Column:
    """A column; ``sql`` is its name as SQL has to write it, ``type`` PostgreSQL's name of its type."""

    sql: str
    type: str

    @property
    def name(self) -> str:
        """Its name."""
        return self.sql.strip('"')


@dataclass(frozen=True)
class Reference:
    """A foreign key: the column, as SQL has to write it, and its parent's table. ``weak`` is checked at commit."""

    column: str
    parent: str
    weak: bool


@dataclass(frozen=True)
class Table:
    """A table of `oltp`. Columns and references come in the order of their names, the key first."""

    name: str
    columns: tuple[Column, ...]
    references: tuple[Reference, ...]

    @property
    def data_columns(self) -> tuple[Column, ...]:
        """The columns that a transform fills."""
        return tuple(column for column in self.columns if column.name not in BOOKKEEPING)


@cache
def tables() -> dict[str, Table]:
    """The tables by name, each after the parents that its rows name (the weak edges of circles aside)."""
    found = {table.name: table for table in _read(COMMITTED.read_text())}
    parents = {
        table.name: sorted({edge.parent for edge in table.references if not edge.weak} - {table.name})
        for table in found.values()
    }
    return {name: found[name] for name in TopologicalSorter(parents).static_order()}


def _read(dump: str) -> Iterator[Table]:
    for name, body in _TABLE.findall(dump):
        columns = tuple(Column(*found) for found in _COLUMN.findall(body))
        references = tuple(Reference(column, parent, bool(weak)) for column, parent, weak in _REFERENCE.findall(body))
        yield Table(name, columns, references)
