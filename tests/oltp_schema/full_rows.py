"""Full rows for every table, made from its columns: what a CHECK or a foreign key is then tried on."""

from typing import Any

from sqlalchemy import CheckConstraint, Connection, Table, insert, text
from sqlalchemy.types import BigInteger, Boolean, DateTime, Float, LargeBinary, Numeric, SmallInteger

import oltp_schema.control
import oltp_schema.models  # noqa: F401  (both fill the metadata)
from oltp_schema.base import CONTROL_SCHEMA, DATA_SCHEMA, Base
from oltp_schema.models.balance_transaction import SOURCES
from oltp_schema.row_state import PRESENT, UNRESOLVED

NOON = "2026-11-22T12:00:00+00:00"

# Of rules about several columns: what a row says that keeps them.
OF_SEVERAL_COLUMNS: dict[str, dict[str, Any]] = {
    "balance_transactions": {
        "amount": 3,
        "fee": 1,
        "net": 2,
        "source_type": "charge",
        "source_id": "charges_parent",
        "dispute_id": None,
        "payout_id": None,
        "refund_id": None,
    },
}
TABLES = [table for table in Base.metadata.sorted_tables if table.schema == DATA_SCHEMA]
# Tables of parts whose ids say whose part each is, and where: the column that names the whole.
PLACES = {
    table.name: next(key.parent for key in table.foreign_keys if f"= {key.parent.name} ||" in str(rule.sqltext))
    for table in TABLES
    for rule in table.constraints
    if isinstance(rule, CheckConstraint) and str(rule.name).endswith("id_is_place")
}
CONTROL_TABLES = [table for table in Base.metadata.sorted_tables if table.schema == CONTROL_SCHEMA]


def control_row(table: Table) -> dict[str, Any]:
    """One valid row of a control table."""
    values: dict[str, Any] = {column.name: _value(column.type) for column in table.c}
    special: dict[str, dict[str, Any]] = {
        "account": {"one_row": True},
        "in_step": {"one_row": True},
        "thin_events": {"one_row": True, "state": "used"},
        "doorbell": {"source": "webhook"},
        "personal_columns": {"treatment": "keep"},
        "runs": {"outcome": "done"},
        "transforms": {"sha256": "0" * 64},
        "ledger": {"run_id": 1000},
        "quarantine": {"sqlstate": "23514"},
        "windows": {"purpose": "whole", "created_from": None},
    }
    values.update(special.get(table.name, {}))
    if table.name in {"runs", "verifications", "windows"}:
        del values["id"]
    return values


def present_row(table: Table, **values: Any) -> dict[str, Any]:
    """A present row whose every column is filled, its references with the ids `add_parents` gives."""
    row: dict[str, Any] = {column.name: _value(column.type) for column in table.c}
    row |= {key.parent.name: parent_id(key.column.table) for key in table.foreign_keys}
    row |= {"id": f"{table.name}_1", "row_state": PRESENT}
    row |= {name: "usd" for name in row if name == "currency" or name.endswith("_currency")}
    if table.name in PLACES:
        row["id"] = f"{row[PLACES[table.name].name]}.1"
    row.pop("deleted_observed_at", None)
    return row | OF_SEVERAL_COLUMNS.get(table.name, {}) | values


def naming(table: Table, column: str, parent: Any) -> dict[str, Any]:
    """What a row says that names a parent in one of its columns."""
    if table.name == "balance_transactions":
        kind = next(kind for kind, named in SOURCES.items() if named == column)
        return {**dict.fromkeys(SOURCES.values()), "source_type": kind, "source_id": parent, column: parent}
    whole = PLACES.get(table.name)
    return {column: parent} | ({"id": f"{parent}.1"} if whole is not None and whole.name == column else {})


def parent_id(table: Table) -> str:
    if table.name not in PLACES:
        return f"{table.name}_parent"
    (key,) = PLACES[table.name].foreign_keys
    return f"{parent_id(key.column.table)}.2"


def add_parents(connection: Connection) -> None:
    """An unresolved row in each table and a run, for other rows to refer to."""
    for table in TABLES:
        connection.execute(insert(table).values(id=parent_id(table), row_state=UNRESOLVED))
    run = "INSERT INTO meta.runs (id, command, started_at, outcome) OVERRIDING SYSTEM VALUE "
    connection.execute(text(run + "VALUES (1000, 'land', now(), 'done')"))


def _value(kind: Any) -> Any:
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, BigInteger | SmallInteger | Numeric | Float):
        return 1
    if isinstance(kind, DateTime):
        return NOON
    if isinstance(kind, LargeBinary):
        return b"x"
    return {} if kind.__class__.__name__ == "JSONB" else "x"
