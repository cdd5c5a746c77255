"""How complete a row is, and the CHECKs that hold it to that.

| row_state  | the row                                           | its columns                                      |
|------------|---------------------------------------------------|--------------------------------------------------|
| present    | Stripe serves the object                          | every required column is filled                  |
| deleted    | Stripe serves only a stub `{id, object, deleted}` | `deleted_observed_at`, and what was known before |
| unresolved | another row names it, nobody has seen it          | `id` and nothing else                            |
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import CheckConstraint, Index, SmallInteger, Table, func
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from oltp_schema import history
from oltp_schema.base import DATA_SCHEMA, Base, StripeId
from oltp_schema.comments import describe

# A column may be called `end`.
_quoted = PGDialect().identifier_preparer.quote  # type: ignore[no-untyped-call]  # SQLAlchemy's own gap
PRESENT, DELETED, UNRESOLVED = "present", "deleted", "unresolved"
OURS, REQUIRED = {"ours": True}, {"required": True}  # what `info` says of a column; no transform fills one of ours
STAMP = {"stamp": True}


def complete() -> MappedColumn[Any]:
    """Whether all elements of a list are known, or Stripe cut it and nothing brought the rest."""
    what = "Whether all elements of the list are known, or Stripe cut it and nothing brought the rest"
    return mapped_column(info=OURS | REQUIRED, sort_order=1004, comment=what)


def listed_whole() -> MappedColumn[Any]:
    """Whether all elements are known of a list that Stripe gives per parent only; NULL where there is none to read."""
    what = "Whether all elements of the list are known; empty where there is none to read"
    return mapped_column(info=dict(OURS), sort_order=1004, comment=what)


class StripeRow(Base):
    """A row taken from Stripe. Its subclasses get the CHECKs of their states with their table."""

    __abstract__ = True
    row_states: ClassVar[tuple[str, ...]]
    keeps_history: ClassVar[bool] = False  # in the schema `history`; of a part, with its whole
    whole: ClassVar[str | None] = None  # of a part that keeps history, the column that names what it is a part of

    id: Mapped[StripeId] = mapped_column(primary_key=True, sort_order=-1, comment="Stripe's id of the object")
    row_state: Mapped[str] = mapped_column(
        info=dict(OURS),
        sort_order=1000,
        comment="present; deleted: Stripe has a stub; unresolved: only its id is known",
    )
    transform_version: Mapped[int | None] = mapped_column(
        SmallInteger, info=OURS | REQUIRED, sort_order=1003, comment="Version of the SQL that made the row"
    )

    # No statement names it but those that change rows: it is nothing that two ways to make a row could agree on.
    promoted_at: Mapped[datetime] = mapped_column(
        server_default=func.now(),
        info=OURS | STAMP,
        sort_order=1005,
        comment="When the promotion began that made or last changed the row, in whatever column",
    )

    if TYPE_CHECKING:  # relationships come from `relate`

        def __getattr__(self, name: str) -> Any: ...  # noqa: D105

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Add the rules of the row state, and the comments, once the subclass has a table."""
        super().__init_subclass__(**kwargs)
        if not cls.__dict__.get("__abstract__"):
            table = cls.metadata.tables[f"{DATA_SCHEMA}.{cls.__tablename__}"]
            _add_rules(table, cls.row_states)
            describe(table, cls.__doc__)
            if cls.keeps_history:
                history.keep(table, cls.whole)


class ObjectRow(StripeRow):
    """An object that Stripe serves by its id, from the newest copy observed."""

    __abstract__ = True
    row_states = (PRESENT, DELETED, UNRESOLVED)

    observed_at: Mapped[datetime | None] = mapped_column(
        info=OURS | REQUIRED, sort_order=1001, comment="When the copy was read that the row was made of"
    )
    deleted_observed_at: Mapped[datetime | None] = mapped_column(
        info=dict(OURS), sort_order=1002, comment="When it was seen that Stripe has it no more"
    )


class StripePart(StripeRow):
    """A part of a Stripe object, from the newest copy of its parent; it leaves the table when it leaves that copy."""

    __abstract__ = True
    row_states = (PRESENT, UNRESOLVED)


def _add_rules(table: Table, row_states: tuple[str, ...]) -> None:
    for name, rule in _rules(table, row_states):
        table.append_constraint(CheckConstraint(rule, name=name))
    # What is still to be fetched, found without reading the table; it costs nothing to the rows that are present.
    Index(f"ix_{table.name}_unresolved", table.c.id, postgresql_where=table.c.row_state == UNRESOLVED)
    # For exports of what changed since. A B-tree would make each update write all indexes; this one is a few pages.
    Index(f"ix_{table.name}_promoted_at", table.c.promoted_at, postgresql_using="brin")


def _rules(table: Table, row_states: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    states = ", ".join(f"'{state}'" for state in row_states)
    yield "row_state_known", f"row_state IN ({states})"
    # The row as a whole, so that a column added later is covered without a new CHECK.
    rest = f"jsonb_strip_nulls(to_jsonb({table.name}) - '{{id,row_state,promoted_at}}'::text[])"
    yield "unresolved_is_bare", f"row_state <> '{UNRESOLVED}' OR {rest} = '{{}}'"
    if DELETED in row_states:
        yield "deletion_observed", f"(row_state = '{DELETED}') = (deleted_observed_at IS NOT NULL)"
    for column in table.c:
        if column.info.get("required"):
            yield f"{column.name}_required", f"row_state <> '{PRESENT}' OR {_quoted(column.name)} IS NOT NULL"
