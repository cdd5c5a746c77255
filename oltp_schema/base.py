"""What every model shares: the names of constraints, the SQL types of Python types, and the kinds of column.

An author writes only the rule. `required()` marks what Stripe sends in every copy of an object, `reference()` is a
foreign key with its index; `NAMING` names the constraints, and `row_state.py` writes the CHECKs of a row's state.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, Boolean, DateTime, ForeignKey, MetaData, Numeric, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

DATA_SCHEMA = "oltp"
CONTROL_SCHEMA = "meta"

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
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
        Decimal: Numeric,
        datetime: DateTime(timezone=True),
        # None is SQL NULL: a JSON null in a column would be a second way to say nothing.
        JsonObject: JSONB(none_as_null=True),
        JsonArray: JSONB(none_as_null=True),
    }


def required(name: str | None = None) -> MappedColumn[Any]:
    """A column that every present row fills, because Stripe sends it in every version of the object."""
    return mapped_column(name, info={"required": True})


def reference(table: str, *, required: bool = False) -> MappedColumn[Any]:
    """An indexed foreign key to the id of an oltp table, checked at once: its parent is written first."""
    target = ForeignKey(f"{DATA_SCHEMA}.{table}.id")
    return mapped_column(ID_TYPE, target, index=True, info={"required": required})


def weak_reference(table: str) -> MappedColumn[Any]:
    """An indexed foreign key that closes a circle, checked at commit: its parent may be written later."""
    target = ForeignKey(f"{DATA_SCHEMA}.{table}.id", deferrable=True, initially="DEFERRED", use_alter=True)
    return mapped_column(ID_TYPE, target, index=True)
