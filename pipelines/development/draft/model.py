"""The model of a type, drafted."""

from collections.abc import Iterator

from oltp_schema.column_order import place
from oltp_schema.comments import SHARED
from pipelines.development.draft.columns import DraftColumn, DraftPart
from pipelines.development.draft.names import Names

TYPES = {
    "text": "str",
    "integer": "int",
    "decimal": "Decimal",
    "boolean": "bool",
    "moment": "datetime",
    "reference": "StripeId",
    "array": "JsonArray",
    "object": "JsonObject",
}
# What is not used goes when ruff has read it.
HEAD = '''"""{Words}s: what they are."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, StripeId
from oltp_schema.base import field, money, reference, required, weak_reference
from oltp_schema.row_state import {base}, complete
from oltp_schema.rules import currency_form, not_negative


class {model}({base}):
    """{Article} {words}."""

    __tablename__ = "{table}"
    __table_args__ = ({rules}{{"schema": DATA_SCHEMA}},)

'''


def model(names: Names, columns: list[DraftColumn], parts: list[DraftPart]) -> str:
    """The text of `oltp_schema/models/<type>.py`."""
    rules = "currency_form(), " if any(column.name == "currency" for column in columns) else ""
    head = HEAD.format(
        Words=names.words.capitalize(),
        words=names.words,
        Article=names.article.capitalize(),
        model=names.model,
        table=names.plural,
        base="StripePart" if names.part_of else "ObjectRow",
        rules=rules,
    )
    return head + "".join(f"    {line}\n" for line in [*_columns(names, columns), *_completeness(parts)])


def _columns(names: Names, columns: list[DraftColumn]) -> Iterator[str]:
    """The key and the state come first, then what was paid, by whom, in which currency; the rest by name."""
    owner = next((column.name for column in columns if names.part_of and not column.path), None)

    def order(column: DraftColumn) -> tuple[int, str]:
        return place(column.name, is_integer=column.kind == "integer", owner=owner)

    for column in sorted(columns, key=order):
        attribute = "metadata_" if column.name == "metadata" else column.name
        kind = "str" if column.parent else TYPES[column.kind]
        yield f"{attribute}: Mapped[{kind} | None]{_definition(names, column)}"


def _definition(names: Names, column: DraftColumn) -> str:
    if column.parent:
        kind = "weak_reference" if column.parent == names.plural else "reference"
        demanded = ", required=True" if column.required and kind == "reference" else ""
        return f' = {kind}("{column.parent}", inverse="{column.inverse}"{demanded})'
    is_shared = column.name in SHARED or column.kind == "reference"
    words = column.path.replace(".", " ").replace("_", " ").capitalize()
    what = "" if is_shared else f'"{words}"'
    if column.kind == "integer" and column.name.startswith("amount"):
        return f" = money({what}{', required=True' if column.required else ''})"
    given = ", ".join(filter(None, (what, 'name="metadata"' if column.name == "metadata" else "")))
    if column.required:
        return f" = required({given})"
    return f" = field({given})" if given else ""


def _completeness(parts: list[DraftPart]) -> list[str]:
    return [f"{part.field}_complete: Mapped[bool | None] = complete()" for part in parts]
