"""The temporary tables of a promotion, which it fills for one type after the other."""

from psycopg2.extensions import cursor as Cursor

LARGE = 2**17  # bytes: to look at what was deleted in a larger table takes longer, again and again, than new files


def clear(cursor: Cursor, *names: str) -> None:
    """Take all rows out of some tables.

    TRUNCATE gives a table, its index and its TOAST table new files, which takes as long as to promote a small type, and
    lets PostgreSQL plan anew. So rows are deleted until a table has grown.
    """
    cursor.execute(
        "SELECT name, pg_relation_size(to_regclass('pg_temp.' || name)) FROM unnest(%s::text[]) AS name", (list(names),)
    )
    for name, size in cursor.fetchall():
        if size:
            cursor.execute(f"TRUNCATE pg_temp.{name}" if size > LARGE else f"DELETE FROM pg_temp.{name}")
