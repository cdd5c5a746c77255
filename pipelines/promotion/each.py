"""Documents one by one, inside the server: where some of a range are refused, a round trip for each would take longer.

A document's statements run in a subtransaction of their own, so what is refused leaves nothing behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg2
from psycopg2 import errors
from psycopg2.extensions import cursor as Cursor

# SQLSTATE classes that a document can cause: cardinality, data, integrity, program limits (nesting, sizes).
OF_THE_DOCUMENT = frozenset({"21", "22", "23", "54"})

FUNCTION = f"""
    CREATE OR REPLACE FUNCTION pg_temp.write_each(statements text[], first bigint, last bigint)
    RETURNS TABLE (place bigint, member int, figures bigint[], state text, rule text, field text)
    LANGUAGE plpgsql AS $$
    DECLARE
        sums bigint[] := array_fill(0::bigint, ARRAY[6 * cardinality(statements)]);
        found bigint[];
        one bigint[];
    BEGIN
        FOR position IN first..last LOOP
            BEGIN
                found := '{{}}';
                FOR number IN 1..cardinality(statements) LOOP
                    EXECUTE format('EXECUTE %s (%s, %s)', statements[number], position, position) INTO one;
                    found := found || one;
                END LOOP;
                sums := ARRAY(SELECT a + b FROM unnest(sums, found) AS pair (a, b));
            EXCEPTION WHEN OTHERS THEN
                GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, rule = CONSTRAINT_NAME, field = COLUMN_NAME;
                IF left(state, 2) <> ALL ('{{{",".join(sorted(OF_THE_DOCUMENT))}}}') THEN
                    RAISE;
                END IF;
                place := position;
                RETURN NEXT;
            END;
        END LOOP;
        place := NULL;
        FOR number IN 1..cardinality(statements) LOOP
            member := number;
            figures := sums[6 * number - 5 : 6 * number];
            RETURN NEXT;
        END LOOP;
    END $$
"""


@dataclass(frozen=True)
class Failure:
    """What PostgreSQL says of a document that it refuses, without the message, which carries the row's values."""

    sqlstate: str
    constraint: str | None
    column: str | None

    @classmethod
    def of(cls, error: psycopg2.Error) -> "Failure":
        """That of an error."""
        return cls(error.pgcode or "", error.diag.constraint_name, error.diag.column_name)

    @property
    def is_of_the_document(self) -> bool:
        """Whether it lies in what a document says, and not in the server, the connection or our own SQL."""
        return self.sqlstate[:2] in OF_THE_DOCUMENT

    @property
    def name(self) -> str:
        """PostgreSQL's name of it."""
        return str(errors.lookup(self.sqlstate).__name__)


Refusals = list[tuple[int, Failure]]
Figures = list[tuple[int, ...]]


def write_each(cursor: Cursor, statements: Sequence[str], first: int, last: int) -> tuple[Figures, Refusals]:
    """Run prepared statements of a first and a last position for each position by itself.

    Returns the sums of what each statement returned (an array of six), and the positions that were refused.
    """
    cursor.execute("SELECT to_regprocedure('pg_temp.write_each(text[], bigint, bigint)') IS NULL")
    if cursor.fetchone() == (True,):
        cursor.execute(FUNCTION)
    cursor.execute("SELECT * FROM pg_temp.write_each(%s, %s, %s)", (list(statements), first, last))
    figures: Figures = []
    refusals: Refusals = []
    for place, _, sums, *said in cursor.fetchall():
        if place is None:
            figures.append(tuple(sums))
        else:
            refusals.append((place, Failure(said[0], said[1] or None, said[2] or None)))
    return figures, refusals
