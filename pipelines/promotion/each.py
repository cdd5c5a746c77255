"""Documents one by one, inside the server: where some of a range are refused, a round trip for each would take longer.

Each is read and held to the rules of its table in a subtransaction of its own, in an empty table like the real one: to
write it there, with its indexes and parents, takes three times as long.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from psycopg2.extensions import cursor as Cursor

from pipelines.database_failure import OF_THE_DOCUMENT, DatabaseFailure
from pipelines.sql_files import sql_file

FEW = 100  # positions of a range that is worth trying one by one
Refusals = list[tuple[int, DatabaseFailure]]


@dataclass(frozen=True)
class Refused:
    """A position that a statement refuses: which one of them, from 0, and why."""

    position: int
    statement: int
    failure: DatabaseFailure


def take_out_refused(cursor: Cursor, statements: Sequence[str], first: int, last: int) -> list[Refused]:
    """Try each position of a range, and take those out that are refused: they are negative from then on."""
    refused = try_each(cursor, statements, first, last)
    cursor.execute(
        "UPDATE chosen SET position = -position WHERE position = ANY(%s)", ([it.position for it in refused],)
    )
    return [replace(it, position=-it.position) for it in refused]


def try_each(cursor: Cursor, statements: Sequence[str], first: int, last: int) -> list[Refused]:
    """Run prepared statements of a first and a last position for each position by itself.

    Returns what was refused. What the statements wrote for the others stays.
    """
    cursor.execute("SELECT to_regprocedure('pg_temp.try_each(text[], bigint, bigint, text[])') IS NULL")
    if cursor.fetchone() == (True,):
        cursor.execute(sql_file(__package__, "try_each.sql"))
    cursor.execute(
        "SELECT * FROM pg_temp.try_each(%s, %s, %s, %s)", (list(statements), first, last, sorted(OF_THE_DOCUMENT))
    )
    return [
        Refused(place, number - 1, DatabaseFailure(state, rule or None, field or None))
        for place, number, state, rule, field in cursor.fetchall()
    ]
