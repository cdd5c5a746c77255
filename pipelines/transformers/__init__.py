"""The Python twins of the SQL transforms: the tested reference that every promoted row must agree with.

They share no mapping code with the SQL and are dull on purpose, so that a disagreement is always interesting. A twin
sets the data columns of its row and of its children's; what promotion adds (``row_state`` and the like) is not its
business. It is found by its name: ``stripe_charge_to_model`` in `charge.py`.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from sqlalchemy import inspect

from oltp_schema.base import plain_rows
from oltp_schema.row_state import StripeRow
from pipelines.catalogue import CATALOGUE, EmbeddedIn, children_of, derived_by
from pipelines.errors import UsageError
from pipelines.transformers.readers import Document, DocumentError

__all__ = ["DocumentError", "Transformer", "parts_of", "rows_of", "transformer_of"]

Transformer = Callable[[Document], StripeRow]


@cache
def transformer_of(name: str) -> Transformer:
    """The twin of a catalogue entry. Raises UsageError for a type that is landed and not promoted."""
    file = name.replace(".", "_")
    module = f"{__name__}.{file}"
    if find_spec(module) is None:
        raise UsageError(
            f"{name} has no Python twin. Write stripe_{file}_to_model in pipelines/transformers/{file}.py."
        )
    import_module("oltp_schema.models")  # whole, before a thread asks for one of them: else two threads wait crosswise
    twin: Transformer = getattr(import_module(module), f"stripe_{file}_to_model")
    return twin


@cache
def _derived(name: str) -> Callable[[Any], StripeRow | None]:
    """What makes the rows of a type that another one's rows imply."""
    maker: Callable[[Any], StripeRow | None] = getattr(import_module(f"{__name__}.{name}"), f"derived_{name}")
    return maker


def rows_of(name: str, data: Document) -> dict[str, list[dict[str, Any]]]:
    """The data columns of a document's row and of its child rows, by table, as the twin reads them.

    Every child table of the object has a list, if an empty one, and so has a table whose rows it may imply. Raises
    DocumentError.
    """
    if data.get("object") != name:
        raise DocumentError("object", f"expected {name}, found another type")
    with plain_rows():
        model = transformer_of(name)(data)
        rows = {CATALOGUE[name].table or "": [_data_columns(model)]}
        for child in children_of(CATALOGUE[name]):
            if child.embedded and child.table:
                rows[child.table] = [_data_columns(part) for part in parts_of(model, child.embedded)]
        for entry in derived_by(CATALOGUE[name]):
            part = _derived(entry.name)(model)
            rows[str(entry.table)] = [_data_columns(part)] if part else []
    return rows


def parts_of(model: StripeRow, embedded: EmbeddedIn) -> list[StripeRow]:
    """The parts that a row came with, of a type that is ``embedded`` in it."""
    rows = [model]
    for name in embedded.lists:
        rows = [part for row in rows for part in getattr(row, name)]
    return rows


def _data_columns(row: StripeRow) -> dict[str, Any]:
    """The columns of a plain row."""
    values = vars(row)
    return {name: values.get(key) for key, name in _names(values["_model"])}


@cache
def _names(model: type[StripeRow]) -> list[tuple[str, str]]:
    """Of each data column: its attribute's name, and its own."""
    columns = [(attribute.key, attribute.columns[0]) for attribute in inspect(model).column_attrs]
    return [(key, column.name) for key, column in columns if not column.info.get("ours")]
