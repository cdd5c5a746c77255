"""Rows that no document stands behind any more are taken back, children before their parents."""

from collections.abc import Sequence

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject
from pipelines.promotion import statements


def exhausted(cursor: Cursor, members: Sequence[StripeObject]) -> dict[str, int]:
    """Take back the rows of retried ids of which no copy passes: raw has them, quarantine says why.

    Returns how many, by the name of each member.

    ``members`` are an object and its children.
    """
    removed = {}
    for member in reversed(members):
        cursor.execute(without_copy(member))
        removed[member.name] = int(cursor.rowcount)
    return removed


def unknown(cursor: Cursor, members: Sequence[StripeObject]) -> int:
    """Take back the rows that no landed document stands behind; returns how many.

    For a promotion of everything, right after it. Looks at the ids in raw, not at what was chosen last, since a
    retry of refused documents chooses anew.
    """
    removed = 0
    for member in reversed(members):
        cursor.execute(without_document(members[0], member))
        removed += cursor.rowcount
    return removed


def without_copy(member: StripeObject) -> str:
    """Make the rows bare that stand for retried ids of which no copy is chosen.

    Of an object whose deleted stub is left, the stub has just made its own row; its children go all the same.
    """
    left = "AND chosen.copy IS NOT NULL" if member.embedded else ""
    condition = (
        f"kept.{_document_id(member)} IN (SELECT retried.id FROM retried WHERE NOT EXISTS"
        f" (SELECT FROM chosen WHERE chosen.id = retried.id {left}))"
    )
    return statements.demote(statements.table_of(member), condition)


def without_document(entry: StripeObject, member: StripeObject) -> str:
    """Make the rows of ``member`` bare of which no complete load has a document of ``entry``."""
    known = (
        f"SELECT FROM raw.{entry.plural} AS landed JOIN raw._dlt_loads AS loads"
        f" ON loads.load_id = landed._dlt_load_id AND loads.status = 0 WHERE landed.id = kept.{_document_id(member)}"
    )
    served = "kept.derived IS NOT TRUE AND " if member.derived else ""
    return statements.demote(statements.table_of(member), f"{served}NOT EXISTS ({known})")


def _document_id(member: StripeObject) -> str:
    return statements.owner_of(member) if member.embedded else "id"
