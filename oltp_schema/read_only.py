"""Sessions that change rows taken from Stripe are refused unless they ask for it: the next promotion would undo it.

Session(engine, info={WRITES: True})
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, object_session

from oltp_schema.errors import SchemaError
from oltp_schema.row_state import StripeRow

WRITES = "write_stripe_rows"
UPDATE = "before_update"
CHANGES = ("before_insert", UPDATE, "before_delete")


class ReadOnlyModelError(SchemaError):
    """A session was about to change rows that are Stripe's."""

    def __init__(self, table: str) -> None:
        """``table`` is the one of the row."""
        super().__init__(
            f"oltp.{table} holds what Stripe says, and the next promotion would undo a change. Write to a table of your"
            f" own that references it, or open the session with info={{{WRITES!r}: True}}."
        )


def guard() -> None:
    """Watch every session for changes of Stripe's rows, by objects and by statements."""
    for name in CHANGES:
        event.listen(StripeRow, name, _object_goes if name != UPDATE else _object_changes, propagate=True)
    event.listen(Session, "do_orm_execute", _statement_runs)


def _object_goes(_mapper: Any, _connection: Any, row: StripeRow) -> None:
    _demand(object_session(row), row.__tablename__)


def _object_changes(mapper: Any, connection: Any, row: StripeRow) -> None:
    """SQLAlchemy calls it, too, for what has no change of its own, such as a user's row that names this one."""
    session = object_session(row)
    if session is not None and session.is_modified(row, include_collections=False):
        _object_goes(mapper, connection, row)


def _statement_runs(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    model = state.bind_mapper.class_
    if issubclass(model, StripeRow):
        _demand(state.session, model.__tablename__)


def _demand(session: Session | None, table: str) -> None:
    if session is not None and not session.info.get(WRITES):
        raise ReadOnlyModelError(table)
