"""The diagram in docs/erd.md, drawn from the models in Mermaid, which code hosts render; `make schema` writes it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, ForeignKey, Table

import oltp_schema.models  # noqa: F401  (fills the metadata)
from oltp_schema.base import DATA_SCHEMA, Base

# Of the columns that are no key, those that tell what a table is about; all are in schema.sql.
TELLING = frozenset(
    (
        *("active", "amount", "amount_due", "amount_paid", "amount_refunded", "card_brand", "card_last4", "created"),
        *("currency", "current_period_end", "email", "name", "number", "paid", "proration", "quantity"),
        *("recurring_interval", "row_state", "status", "total", "type", "unit_amount"),
    )
)

INTRODUCTION = """# The tables of oltp

Drawn from the models by `make schema`; do not edit. Keys and the most telling columns only: every column, CHECK and
index is in [schema.sql](../oltp_schema/generated/schema.sql).

A solid line is a foreign key checked at once, a dashed one closes a circle and is checked at commit. `||` at the
parent's end means that a row which is present always has one, `|o` that it may have none.
"""


def render() -> str:
    """The whole of docs/erd.md."""
    return "\n".join([INTRODUCTION, "```mermaid", "erDiagram", *_diagram(), "```", ""])


def _diagram() -> Iterator[str]:
    tables = [table for table in Base.metadata.sorted_tables if table.schema == DATA_SCHEMA]
    for table in tables:
        yield f"    {table.name} {{"
        yield from (f"        {line}" for line in _columns(table))
        yield "    }"
    for table in tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            yield f"    {_relation(table, key)}"


def _columns(table: Table) -> Iterator[str]:
    for column in table.c:
        if column.primary_key or column.foreign_keys or column.name in TELLING:
            mark = " PK" if column.primary_key else " FK" if column.foreign_keys else ""
            yield f"{_type(column)} {column.name}{mark}"


def _type(column: Column[object]) -> str:
    name = str(column.type).split(" COLLATE")[0].lower()
    return "timestamptz" if name == "datetime" else name


def _relation(table: Table, key: ForeignKey) -> str:
    parent_end = "||" if key.parent.info.get("required") else "|o"
    line = ".." if key.deferrable else "--"
    return f'{key.column.table.name} {parent_end}{line}o{{ {table.name} : "{key.parent.name}"'
