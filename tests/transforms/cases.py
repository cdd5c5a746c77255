"""The recorded documents: a folder each, named for what is special about it.

``document.json`` is what Stripe serves (for a type that has no list of its own, an element of its parent's), and
``expected.json`` the telling columns of the rows that it becomes, by table.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Numeric

from oltp_schema.base import Base
from pipelines.catalogue import CATALOGUE
from pipelines.exact_json import parse
from tests.transforms.landed import holding

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One folder; ``name`` is the type whose document ``text`` is, after a part was put into its parent."""

    path: str
    name: str
    text: str

    def expected(self) -> dict[str, list[dict[str, Any]]]:
        tables = json.loads((FOLDER / self.path / "expected.json").read_text(), parse_float=Decimal)
        return {table: [_typed(table, row) for row in rows] for table, rows in tables.items()}


def all_cases() -> list[Case]:
    return [_case(path.parent) for path in sorted(FOLDER.glob("*/*/document.json"))]


def case(path: str) -> Case:
    """The case of a folder: `invoice/every_field_of_endive`. Raises LookupError where it is missing."""
    if not (FOLDER / path / "document.json").is_file():
        raise LookupError(f"There is no case {path}: tests/transforms/cases/{path}/document.json is missing.")
    return _case(FOLDER / path)


def _case(folder: Path) -> Case:
    name, text = folder.parent.name, (folder / "document.json").read_text()
    path = str(folder.relative_to(FOLDER))
    embedded = CATALOGUE[name].embedded
    if embedded is None:
        return Case(path, name, text)
    parent_id = parse(text).get(embedded.reference, f"{embedded.parent}_case")
    whole = json.dumps({"id": parent_id, **holding(embedded, ["element"])}).replace('"element"', text)
    return Case(path, embedded.parent, whole)


def _typed(table: str, row: dict[str, Any]) -> dict[str, Any]:
    columns = Base.metadata.tables[f"oltp.{table}"].columns
    return {name: _of_type(columns[name].type, value) for name, value in row.items()}


def _of_type(column_type: object, value: Any) -> Any:
    if value is not None and isinstance(column_type, DateTime):
        return datetime.fromisoformat(value)
    if value is not None and isinstance(column_type, Numeric):
        return Decimal(value)
    return value
