"""The first SQL of a type, drafted."""

from sqlalchemy.dialects.postgresql.base import RESERVED_WORDS

from pipelines.development.draft.columns import DraftColumn
from pipelines.development.draft.names import Names

TYPES = {"text": "text", "integer": "bigint", "decimal": "numeric", "boolean": "boolean", "moment": "bigint"}
INDENT = " " * 8


def transform(names: Names, columns: list[DraftColumn], *, whole: Names | None = None) -> str:
    """The text of `sql_transforms/<type>/v1.sql`; ``whole`` is the type that embeds it."""
    document = "item" if whole else "doc"
    grain = f"element of {whole.article} {whole.words}'s `{names.part_of}`" if whole else names.words
    holds = f"; `batch` holds the {whole.words}s" if whole else ""
    selected = [f"{document}.id", *_selected(columns, document)]
    record = {column.path.partition(".")[0]: _type(column) for column in columns if column.path}
    fields = ",\n".join(f"{INDENT}{quoted(name)} {kind}" for name, kind in {"id": "text", **record}.items())
    source = _elements(names.part_of) if whole else "\n    jsonb_to_record(landed.payload)"
    return (
        f"-- One row per {grain}{holds}.\nSELECT\n    "
        + ",\n    ".join(selected)
        + f"\nFROM batch AS landed,{source} AS {document} (\n{fields}\n    )\n"
    )


def quoted(name: str) -> str:
    """A name as SQL has to write it."""
    return f'"{name}"' if name in RESERVED_WORDS else name


def _selected(columns: list[DraftColumn], document: str) -> list[str]:
    opened: set[str] = set()
    lines = []
    for column in columns:
        value = _value(column, document, opened)
        alias = "" if value == f"{document}.{quoted(column.name)}" else f" AS {quoted(column.name)}"
        line = f"{value}{alias}"
        lines.append(line if len(line) < 115 else f"{value}\n        {alias.strip()}")
    return lines


def _value(column: DraftColumn, document: str, opened: set[str]) -> str:
    if not column.path:
        return "landed.id"
    outer, _, inner = column.path.partition(".")
    place = f"{document}.{quoted(outer)}"
    if not inner:
        return _plain(column.kind, place)
    holder = place if outer in opened else f"stripe_object({place})"
    opened.add(outer)
    return _nested(column.kind, holder, inner)


def _plain(kind: str, place: str) -> str:
    readers = {"moment": "stripe_time", "reference": "stripe_ref", "array": "stripe_array"}
    return f"{readers[kind]}({place})" if kind in readers else place


def _nested(kind: str, holder: str, name: str) -> str:
    if kind == "reference":
        return f"stripe_ref({holder} -> '{name}')"
    cast = TYPES[kind]
    value = f"{holder} ->> '{name}'" if cast == "text" else f"({holder} ->> '{name}')::{cast}"
    return f"stripe_time({value})" if kind == "moment" else value


def _type(column: DraftColumn) -> str:
    return "jsonb" if "." in column.path else TYPES.get(column.kind, "jsonb")


def _elements(field: str) -> str:
    return f"""
    jsonb_to_record(landed.payload) AS doc (
        {quoted(field)} jsonb
    ),
    jsonb_to_recordset(stripe_array(doc.{quoted(field)}))"""
