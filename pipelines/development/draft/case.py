"""The case of a type, drafted: a document with every field of all versions, and the rows that it becomes."""

import json
from datetime import UTC, datetime
from typing import Any

from pipelines.development.draft.columns import DraftColumn, example
from pipelines.development.draft.names import Names

NAME = "every_field_of_all_years"


def document(names: Names) -> str:
    """The text of document.json."""
    return _json(example(names.type, f"{names.identifier}_1"))


def expected(names: Names, columns: list[DraftColumn], *, whole: Names | None = None) -> str:
    """The text of expected.json, from where the columns have their values, and not by the SQL or its twin."""
    told = example(names.type, f"{names.identifier}_1")
    row = {column.name: _value(told, column) for column in columns if column.path}
    if whole:
        row[whole.reference] = told.get(whole.identifier) or f"{whole.type}_case"
    return _json({names.plural: [{"id": told["id"]} | dict(sorted(row.items()))]})


def _value(told: dict[str, Any], column: DraftColumn) -> Any:
    value: Any = told
    for name in column.path.split("."):
        value = value[name]
    if column.kind == "moment":
        return datetime.fromtimestamp(value, UTC).isoformat()
    return value["data"] if column.kind == "array" and isinstance(value, dict) else value


def _json(value: object) -> str:
    return f"{json.dumps(value, indent=2, ensure_ascii=False)}\n"
