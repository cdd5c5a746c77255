"""What every model shares: the names of constraints, the SQL types of Python types, and the kinds of column.

An author writes only the rule and what a column is. `required()` marks what Stripe sends in every copy of an object,
`money()` is an amount, `personal()` tells who somebody is, `reference()` is a foreign key with its index; `NAMING`
names the constraints, and `row_state.py` writes the CHECKs of a row's state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Column, DateTime, ForeignKey, MetaData, Numeric, Text, inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column, relationship

DATA_SCHEMA = "oltp"
CONTROL_SCHEMA = "meta"
HISTORY_SCHEMA = "history"

LONGEST_NAME = 63  # what PostgreSQL keeps of one


def check_name(table: str, rule: str) -> str:
    """The name of a CHECK; where it would be too long, its table goes by the initials (`ck_sspi_…`)."""
    name = f"ck_{table}_{rule}"
    return name if len(name) <= LONGEST_NAME else f"ck_{''.join(word[0] for word in table.split('_'))}_{rule}"


NAMING: dict[str, Any] = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "%(whole_constraint_name)s",
    "whole_constraint_name": lambda check, table: check_name(table.name, str(check.name)),
}

# Stripe's ids are opaque and case-sensitive: compared as bytes, faster than as words and alike on every machine.
ID_TYPE = Text(collation="C")
StripeId = Annotated[str, mapped_column(ID_TYPE)]
JsonObject = dict[str, Any]
JsonArray = list[Any]


class Base(DeclarativeBase):
    """The declarative base of both schemas: one metadata, hence one history of migrations."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        bool: Boolean,
        int: BigInteger,
        str: Text,
        Decimal: Numeric(38, 12),  # the places of Stripe's decimals; without bounds, tools make a float or a text of it
        datetime: DateTime(timezone=True),
        # None is SQL NULL: a JSON null in a column would be a second way to say nothing.
        JsonObject: JSONB(none_as_null=True),
        JsonArray: JSONB(none_as_null=True),
    }

    def __new__(cls, **values: Any) -> Any:
        """A row, or what holds the same values and nothing of SQLAlchemy's, while there are to be ``plain_rows``."""
        return PlainRow(cls, values) if _plain.get() else super().__new__(cls)

    def __init__(self, **values: Any) -> None:
        """A new row. Columns are set without SQLAlchemy's events, which nobody hears and which cost most of it.

        Raises TypeError for a name that is no attribute.
        """
        columns, kept = _column_keys(type(self)), self.__dict__
        for key, value in values.items():
            if key in columns:
                kept[key] = value
            elif hasattr(type(self), key):
                setattr(self, key, value)
            else:
                raise TypeError(f"{key!r} is no attribute of {type(self).__name__}")


class PlainRow:
    """The values of a row that is compared and never written: made in a fifth of the time.

    It has the attributes of its model's instances; those that were not given are None, or an empty list where the model
    has many.
    """

    __slots__ = ("__dict__", "_model")

    def __init__(self, model: type[Base], values: dict[str, Any]) -> None:
        """Raises TypeError for a name that is no attribute."""
        columns = _no_values(model)
        row = {**columns, **values}
        if len(row) > len(columns) and (unknown := row.keys() - columns.keys() - _related[model].keys()):
            raise TypeError(f"{min(unknown)!r} is no attribute of {model.__name__}")
        self.__dict__ = row
        self._model = model

    def __getattr__(self, name: str) -> Any:
        """What was not given and is no column."""
        is_list = _related[self._model].get(name)
        if is_list is None:
            raise AttributeError(f"{name!r} is no attribute of {self._model.__name__}")
        value = self.__dict__[name] = [] if is_list else None
        return value

    @property
    def model(self) -> type[Base]:
        """What it would be an instance of."""
        return self._model


_plain: ContextVar[bool] = ContextVar("plain", default=False)


@contextmanager
def plain_rows() -> Iterator[None]:
    """Let models make a PlainRow in the place of an instance, in this thread and until the end of the block."""
    token = _plain.set(True)
    try:
        yield
    finally:
        _plain.reset(token)


# The relationships of each model, by name, with whether it has many: to ask SQLAlchemy would configure all of them.
_related: dict[type[Base], dict[str, bool]] = defaultdict(dict)


@cache
def _no_values(model: type[Base]) -> dict[str, None]:
    return dict.fromkeys(inspect(model).columns.keys())


@cache
def _column_keys(model: type[Base]) -> frozenset[str]:
    return frozenset(inspect(model).columns.keys())


def field(
    what: str | None = None, *, name: str | None = None, required: bool = False, personal: bool = False
) -> MappedColumn[Any]:
    """A column: ``what`` it is, for its COMMENT (see `comments.py`), unless its name means the same in many tables.

    ``personal`` columns tell who somebody is; the role of analysts does not see them.
    """
    return mapped_column(name, comment=what, info={"required": required, "personal": personal})


def money(what: str, *, required: bool = False, currency: str = "currency") -> MappedColumn[Any]:
    """An amount in minor units of the currency that another column says."""
    return field(f"{what}, in minor units of {currency}", required=required)


def personal(what: str, *, name: str | None = None, required: bool = False) -> MappedColumn[Any]:
    """A column that tells who somebody is, or holds what does."""
    return field(what, name=name, required=required, personal=True)


def required(what: str | None = None, *, name: str | None = None) -> MappedColumn[Any]:
    """A column that every present row fills, because Stripe sends it in every version of the object."""
    return field(what, name=name, required=True)


def reference(table: str, *, inverse: str, required: bool = False, what: str | None = None) -> MappedColumn[Any]:
    """An indexed foreign key to the id of an oltp table, checked at once: its parent is written first.

    The relationship has the column's name without ``_id``; ``inverse`` is what the parent calls these rows.
    """
    target = ForeignKey(f"{DATA_SCHEMA}.{table}.id")
    info = {"required": required, "inverse": inverse}
    return mapped_column(ID_TYPE, target, index=True, info=info, comment=what)


def weak_reference(table: str, *, inverse: str, what: str | None = None) -> MappedColumn[Any]:
    """An indexed foreign key that closes a circle, checked at commit: its parent may be written later.

    ``inverse`` as in ``reference``.
    """
    target = ForeignKey(f"{DATA_SCHEMA}.{table}.id", deferrable=True, initially="DEFERRED", use_alter=True)
    return mapped_column(ID_TYPE, target, index=True, info={"inverse": inverse}, comment=what)


def relate(models: Iterable[type[Base]]) -> None:
    """Give these models the relationships that their references imply, both ways, once all of them are there.

    A deferred reference is updated after both rows are inserted: each names the other. Deleting is the database's.
    """
    by_table = {model.__tablename__: model for model in models}
    for model in by_table.values():
        for column in model.metadata.tables[f"{DATA_SCHEMA}.{model.__tablename__}"].columns:
            if inverse := column.info.get("inverse"):
                _relate(model, column, by_table[_parent_of(column)], inverse)


def _relate(model: type[Base], column: Column[Any], parent: type[Base], inverse: str) -> None:
    (key,) = column.foreign_keys
    ours = column.name.removesuffix("_id")
    both: dict[str, Any] = {"foreign_keys": [column], "post_update": bool(key.deferrable)}
    up = relationship(parent, back_populates=inverse, remote_side=[parent.__table__.c.id], **both)
    down = relationship(model, back_populates=ours, passive_deletes="all", **both)
    inspect(model).add_property(ours, up)
    inspect(parent).add_property(inverse, down)
    _related[model][ours], _related[parent][inverse] = False, True


def _parent_of(column: Column[Any]) -> str:
    (key,) = column.foreign_keys
    return str(key.target_fullname).split(".")[1]
