"""Rows that no document is the source of any more are taken back, children before their parents."""

from collections.abc import Sequence

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject
from pipelines.promotion import statements


def exhausted(cursor: Cursor, entries: Sequence[StripeObject]) -> dict[str, int]:
    """Take back the rows of retried ids of which no copy passes: raw has them, quarantine says why.

    Returns how many, by the name of each entry.

    ``entries`` are an object and its children.
    """
    removed = {}
    for entry in reversed(entries):
        cursor.execute(without_copy(entry))
        removed[entry.name] = int(cursor.rowcount)
    return removed


def unknown(cursor: Cursor, entries: Sequence[StripeObject]) -> int:
    """Take back the rows that no landed document is the source of; returns how many.

    For a promotion of everything, right after it. Looks at the ids in raw, not at what was selected last, since a
    retry of refused documents selects anew.
    """
    removed = 0
    for entry in reversed(entries):
        cursor.execute(without_document(entries[0], entry))
        removed += cursor.rowcount
    return removed


def without_copy(entry: StripeObject) -> str:
    """Demote to unresolved the rows of retried ids of which no copy is selected.

    Of an object whose deleted stub is left, the stub has just made its own row; its children go all the same.
    """
    left = "AND selected.copy IS NOT NULL" if entry.embedded else ""
    condition = (
        f"kept.{_document_id(entry)} IN (SELECT retried.id FROM retried WHERE NOT EXISTS"
        f" (SELECT FROM selected WHERE selected.id = retried.id {left}))"
    )
    return statements.demote(statements.table_of(entry), condition)


def without_document(root: StripeObject, entry: StripeObject) -> str:
    """Demote to unresolved the rows of ``entry`` of which no complete load has a document of ``root``."""
    known = (
        f"SELECT FROM raw.{root.plural} AS landed JOIN raw._dlt_loads AS loads"
        f" ON loads.load_id = landed._dlt_load_id AND loads.status = 0 WHERE landed.id = kept.{_document_id(entry)}"
    )
    served = "kept.derived IS NOT TRUE AND " if entry.derived else ""
    return statements.demote(statements.table_of(entry), f"{served}NOT EXISTS ({known})")


def _document_id(entry: StripeObject) -> str:
    return statements.owner_of(entry) if entry.embedded else "id"
