"""The Python twins of the SQL transforms: the tested reference that every promoted row must agree with.

They share no mapping code with the SQL and are dull on purpose, so that a disagreement is always interesting. A twin
sets the data columns of its row and of its children's; what promotion adds (``row_state`` and the like) is not its
business. It is found by its name: ``stripe_charge_to_model`` in `charge.py`.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from operator import itemgetter
from typing import Any

from sqlalchemy import inspect

from oltp_schema.base import plain_rows
from oltp_schema.row_state import StripeRow
from pipelines.catalogue import CATALOGUE, EmbeddedIn, children_of, derived_by
from pipelines.errors import UsageError
from pipelines.transformers.readers import Document, DocumentError

__all__ = ["DocumentError", "Transformer", "parts_of", "reader_of", "rows_of", "transformer_of"]

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
    return reader_of(name)(data)


def reader_of(name: str) -> Callable[[Document], dict[str, list[dict[str, Any]]]]:
    """``rows_of`` for many documents of one type: what their rows are is looked up once."""
    entry, twin = CATALOGUE[name], transformer_of(name)
    parts = [(child.table, child.embedded) for child in children_of(entry) if child.embedded and child.table]
    implied = [(str(each.table), _derived(each.name)) for each in derived_by(entry)]

    def read(data: Document) -> dict[str, list[dict[str, Any]]]:
        if data.get("object") != name:
            raise DocumentError("object", f"expected {name}, found another type")
        with plain_rows():
            model = twin(data)
            rows = {entry.table or "": [_data_columns(model)]}
            for table, embedded in parts:
                rows[table] = [_data_columns(part) for part in parts_of(model, embedded)]
            for table, derived in implied:
                part = derived(model)
                rows[table] = [_data_columns(part)] if part else []
        return rows

    return read


def parts_of(model: StripeRow, embedded: EmbeddedIn) -> list[StripeRow]:
    """The parts that a row came with, of a type that is ``embedded`` in it."""
    rows = [model]
    for name in embedded.lists:
        rows = [part for row in rows for part in getattr(row, name)]
    return rows


def _data_columns(row: Any) -> dict[str, Any]:
    """The columns of a plain row."""
    names, values = _columns_of(row.model)
    return dict(zip(names, values(vars(row)), strict=True))


@cache
def _columns_of(model: type[StripeRow]) -> tuple[list[str], Callable[[dict[str, Any]], tuple[Any, ...]]]:
    """The names of the data columns, and what takes their values out of the attributes of a row."""
    columns = {key: column.name for key, column in inspect(model).columns.items() if not column.info.get("ours")}
    return list(columns.values()), itemgetter(*columns)
