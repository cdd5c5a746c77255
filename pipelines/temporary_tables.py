"""The temporary tables of a promotion, which it fills for one type after the other.

They end with its transaction. Where a session keeps its plans, it keeps them, too: to make them takes longer than what
a small promotion does with them, and a plan lasts as long as its tables.
"""

from collections.abc import Mapping, Sequence

from psycopg2.extensions import cursor as Cursor

from pipelines.kept_plans import are_reused, plans_of

LARGE = 2**17  # bytes: to look at what was deleted in a larger table takes longer, again and again, than new files
ENDS = " ON COMMIT DROP"


def create(cursor: Cursor, statements: str, *names: str) -> None:
    """Execute the ``statements`` that create these tables ``ON COMMIT DROP``; where they are kept, empty them."""
    if plans_of(cursor) is None:
        cursor.execute(statements)
        return
    sizes = _sizes(cursor, names)
    if None in sizes.values():
        cursor.execute(statements.replace(ENDS, ""))
    else:
        _empty(cursor, sizes)


def clear(cursor: Cursor, *names: str) -> None:
    """Take all rows out of some tables.

    TRUNCATE gives a table, its index and its TOAST table new files, which takes as long as to promote a small type, and
    lets PostgreSQL plan anew. So rows are deleted until a table has grown.
    """
    _empty(cursor, _sizes(cursor, names))


def analyze(cursor: Cursor, what: str) -> None:
    """Tell the planner what is in a table, or in columns of it, unless plans are reused: they would be made anew."""
    if not are_reused(cursor):
        cursor.execute(f"ANALYZE {what}")


def _sizes(cursor: Cursor, names: Sequence[str]) -> Mapping[str, int | None]:
    """Bytes, by name; None of a table that is not there."""
    cursor.execute(
        "SELECT name, pg_relation_size(to_regclass('pg_temp.' || name)) FROM unnest(%s::text[]) AS name", (list(names),)
    )
    return dict(cursor.fetchall())


def _empty(cursor: Cursor, sizes: Mapping[str, int | None]) -> None:
    for name, size in sizes.items():
        if size:
            cursor.execute(f"TRUNCATE pg_temp.{name}" if size > LARGE else f"DELETE FROM pg_temp.{name}")
