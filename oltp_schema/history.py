"""The schema `history`: for each model that keeps history, a table of the versions that its rows had.

A table has the columns of the model's, with their comments, and those of `ours()`. Its key is all that is indexed, with
the whole that parts belong to: reading it all is what "as of" takes, and an index costs as much as the other columns.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    FromClause,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    func,
)

from oltp_schema.base import HISTORY_SCHEMA, Base

SOURCES = ("copy", "event")


def ours() -> tuple[list[Column[object]], list[Column[object]]]:
    """The columns that say when a row was true, those that come after the id and those that come last."""
    first: list[Column[object]] = [
        Column("version", Integer, nullable=False, comment="Number of the version among those of this id, from 1"),
        Column(
            "valid_from",
            DateTime(timezone=True),
            nullable=False,
            comment="When it began to be so; where exact is false, the moment by which it was seen to be so",
        ),
        Column("valid_to", DateTime(timezone=True), comment="When it ended to be so; empty while it is so"),
    ]
    last: list[Column[object]] = [
        Column("source", Text, nullable=False, comment="What showed it first: an event of Stripe's, or a copy read"),
        Column("exact", Boolean, nullable=False, comment="Whether valid_from is when Stripe says that it became so"),
    ]
    return first, last


def keep(model: FromClause, owner: str | None = None) -> Table:
    """Add to the metadata the table of the versions of a model's rows; ``owner`` is the column of a part's whole."""
    assert isinstance(model, Table)  # noqa: S101 -- models are mapped to nothing else
    first, last = ours()
    key, *others = [_copied(column) for column in model.c]
    table = Table(
        model.name,
        Base.metadata,
        *(key, *first, *others, *last),
        PrimaryKeyConstraint("id", "version"),
        CheckConstraint("valid_to >= valid_from", name="history_ends_after_it_begins"),
        schema=HISTORY_SCHEMA,
    )
    if owner:
        Index(f"ix_{table.name}_history_{owner}", table.c[owner])
    describe(model)
    return table


def describe(model: FromClause) -> None:
    """Give the table of versions the comments of the model's; again where those are new."""
    assert isinstance(model, Table)  # noqa: S101 -- as above
    table = Base.metadata.tables[f"{HISTORY_SCHEMA}.{model.name}"]
    table.comment = f"Versions that the rows of oltp.{model.name} had. {model.comment}"
    for column in model.c:
        table.c[column.name].comment = column.comment


def _copied(column: Column[object]) -> Column[object]:
    default = func.now() if column.info.get("stamp") else None
    return Column(
        column.name,
        column.type,
        nullable=not (column.primary_key or default is not None),
        server_default=default,
        info={name: said for name, said in column.info.items() if name in {"ours", "personal", "stamp"}},
    )
