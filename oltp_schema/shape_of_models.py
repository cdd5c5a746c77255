"""The file that `shape.py` reads, written from the models by `make schema`."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects import postgresql

import oltp_schema.models  # noqa: F401  (fills the metadata)
from oltp_schema.base import DATA_SCHEMA, HISTORY_SCHEMA, Base

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own gap


def render(metadata: MetaData = Base.metadata) -> str:
    """The whole of shape.json: the tables of `oltp` and their columns in the order of their names, the key first."""
    tables = sorted((table for table in metadata.tables.values() if table.schema == DATA_SCHEMA), key=_name)
    return json.dumps({table.name: _shape(table) for table in tables}, indent=1) + "\n"


def _shape(table: Table) -> dict[str, Any]:
    known = [column for column in table.columns if not column.info.get("stamp")]
    columns = sorted(known, key=lambda column: (not column.primary_key, column.name))
    return {
        "columns": {_quoted(column): _type(column) for column in columns},
        "bookkeeping": [column.name for column in columns if column.info.get("ours")],
        "personal": {
            column.name: bool(column.info.get("required")) for column in columns if column.info.get("personal")
        },
        "history": Base.metadata.tables.get(f"{HISTORY_SCHEMA}.{table.name}") is not None,
        "references": [
            {"column": _quoted(key.parent), "parent": key.column.table.name, "weak": bool(key.deferrable)}
            for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
        ],
    }


def _name(table: Table) -> str:
    return table.name


def _quoted(column: Column[Any]) -> str:
    return _DIALECT.identifier_preparer.quote(column.name)


def _type(column: Column[Any]) -> str:
    """PostgreSQL's name of it."""
    return str(_DIALECT.type_compiler_instance.process(column.type)).partition(" COLLATE")[0].replace(", ", ",").lower()
