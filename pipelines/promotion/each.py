"""Documents one by one, inside the server: where a rule shows only when a row is written, a round trip takes longer.

Each is read and held to the rules of its table in a subtransaction of its own, in an empty table like the real one: to
write it there, with its parents, takes three times as long. All of it is undone, so nothing grows with their number.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from psycopg2.extensions import cursor as Cursor

from oltp_schema.sql_files import sql_file
from pipelines.database_failure import OF_THE_DOCUMENT, DatabaseFailure

FEW = 100  # positions of a range that is worth trying one by one
Refusals = list[tuple[int, DatabaseFailure]]


@dataclass(frozen=True)
class Refused:
    """A position that a statement refuses: which one of them, from 0, and why."""

    position: int
    statement: int
    failure: DatabaseFailure


def take_out_refused(cursor: Cursor, statements: Sequence[str], places: Collection[int]) -> list[Refused]:
    """Try each of some positions, and take those out that are refused: they are negative from then on."""
    refused = try_each(cursor, statements, places)
    take_out(cursor, [it.position for it in refused])
    return [replace(it, position=-it.position) for it in refused]


def take_out(cursor: Cursor, places: Sequence[int]) -> None:
    """Make some positions negative, so that no range holds them from then on."""
    cursor.execute("UPDATE selected SET position = -position WHERE position = ANY(%s::bigint[])", (list(places),))


def try_each(cursor: Cursor, statements: Sequence[str], places: Collection[int]) -> list[Refused]:
    """Run prepared statements of a first and a last position for each position by itself, and undo what they did.

    Returns what was refused.
    """
    create_once(cursor, "try_each", "text[], bigint[], text[]")
    cursor.execute(
        "SELECT * FROM pg_temp.try_each(%s, %s::bigint[], %s)",
        (list(statements), list(places), sorted(OF_THE_DOCUMENT)),
    )
    return [
        Refused(place, number - 1, DatabaseFailure(state, rule or None, field or None))
        for place, number, state, rule, field in cursor.fetchall()
    ]


def create_once(cursor: Cursor, name: str, arguments: str) -> None:
    """Create a function that lasts as long as the session, from the file of its name, unless it is there."""
    cursor.execute("SELECT to_regprocedure(%s) IS NULL", (f"pg_temp.{name}({arguments})",))
    if cursor.fetchone() == (True,):
        cursor.execute(sql_file(__package__, f"{name}.sql"))
