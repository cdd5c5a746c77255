"""The tables of `oltp` as those need them who write SQL for them: columns, types and references, parents first.

Read from `generated/shape.json`, which `make schema` writes from the models, and tests hold to them and to a migrated
database: SQLAlchemy and the models take most of a second to import, which is longer than a scheduled run has to do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

COMMITTED = Path(__file__).parent / "generated" / "shape.json"


@dataclass(frozen=True)
class Column:
    """A column; ``sql`` is its name as SQL has to write it, ``type`` PostgreSQL's name of its type."""

    sql: str
    type: str

    @property
    def name(self) -> str:
        """Its name."""
        return self.sql.strip('"')


# What a version in `history` has beside the columns of its row: after the id, and at the end.
SPAN = (
    Column("version", "integer"),
    Column("valid_from", "timestamp with time zone"),
    Column("valid_to", "timestamp with time zone"),
)
SAID_BY = (Column("source", "text"), Column("exact", "boolean"))


@dataclass(frozen=True)
class Reference:
    """A foreign key: the column, as SQL has to write it, and its parent's table. ``weak`` is checked at commit."""

    column: str
    parent: str
    weak: bool


@dataclass(frozen=True)
class Table:
    """A table of `oltp` without `promoted_at`. Columns and references come in the order of their names, the key first.

    ``bookkeeping`` are the columns that are ours, not Stripe's; ``personal`` those that tell who somebody is, each with
    whether a present row needs it. ``keeps_history`` says that `history` has its versions.
    """

    name: str
    columns: tuple[Column, ...]
    references: tuple[Reference, ...]
    bookkeeping: frozenset[str]
    personal: Mapping[str, bool] = field(default_factory=dict)
    keeps_history: bool = False

    @property
    def data_columns(self) -> tuple[Column, ...]:
        """The columns that a transform fills."""
        return tuple(column for column in self.columns if column.name not in self.bookkeeping)

    @property
    def version_columns(self) -> tuple[Column, ...]:
        """The columns of the table's versions in `history`, the key first."""
        key, *others = self.columns
        return (key, *SPAN, *others, *SAID_BY)


@cache
def tables() -> dict[str, Table]:
    """The tables by name, each after the parents that its rows name (the weak edges of circles aside)."""
    found = {name: _table(name, shape) for name, shape in json.loads(COMMITTED.read_text()).items()}
    parents = {
        table.name: sorted({edge.parent for edge in table.references if not edge.weak} - {table.name})
        for table in found.values()
    }
    return {name: found[name] for name in TopologicalSorter(parents).static_order()}


def _table(name: str, shape: dict[str, Any]) -> Table:
    columns = tuple(Column(sql, type_) for sql, type_ in shape["columns"].items())
    references = tuple(Reference(**reference) for reference in shape["references"])
    return Table(
        name,
        columns,
        references,
        frozenset(shape["bookkeeping"]),
        shape.get("personal", {}),
        shape.get("history", False),
    )


BOOKKEEPING = frozenset(name for table in tables().values() for name in table.bookkeeping)
