"""Documents one by one, inside the server: where some of a range are refused, a round trip for each would take longer.

Each is read and held to the rules of its table in a subtransaction of its own, in an empty table like the real one: to
write it there, with its indexes and parents, takes three times as long.
"""

from collections.abc import Sequence

from psycopg2.extensions import cursor as Cursor

from pipelines.database_failure import OF_THE_DOCUMENT, DatabaseFailure
from pipelines.sql_files import sql_file

Refusals = list[tuple[int, DatabaseFailure]]


def try_each(cursor: Cursor, statements: Sequence[str], first: int, last: int) -> Refusals:
    """Run prepared statements of a first and a last position for each position by itself.

    Returns the positions that were refused. What the statements wrote for the others stays.
    """
    cursor.execute("SELECT to_regprocedure('pg_temp.try_each(text[], bigint, bigint, text[])') IS NULL")
    if cursor.fetchone() == (True,):
        cursor.execute(sql_file(__package__, "try_each.sql"))
    cursor.execute(
        "SELECT * FROM pg_temp.try_each(%s, %s, %s, %s)", (list(statements), first, last, sorted(OF_THE_DOCUMENT))
    )
    return [
        (place, DatabaseFailure(state, rule or None, field or None)) for place, state, rule, field in cursor.fetchall()
    ]
