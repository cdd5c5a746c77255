"""Documents one by one, inside the server: where some of a range are refused, a round trip for each would take longer.

Each is read and held to the rules of its table in a subtransaction of its own, in an empty table like the real one: to
write it there, with its indexes and parents, takes three times as long.
"""

from collections.abc import Sequence

from psycopg2.extensions import cursor as Cursor

from pipelines.database_failure import OF_THE_DOCUMENT, DatabaseFailure

FUNCTION = f"""
    CREATE OR REPLACE FUNCTION pg_temp.try_each(statements text[], first bigint, last bigint)
    RETURNS TABLE (place bigint, state text, rule text, field text)
    LANGUAGE plpgsql AS $$
    BEGIN
        FOR position IN first..last LOOP
            BEGIN
                FOR number IN 1..cardinality(statements) LOOP
                    EXECUTE format('EXECUTE %s (%s, %s)', statements[number], position, position);
                END LOOP;
            EXCEPTION WHEN OTHERS THEN
                GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, rule = CONSTRAINT_NAME, field = COLUMN_NAME;
                IF left(state, 2) <> ALL ('{{{",".join(sorted(OF_THE_DOCUMENT))}}}') THEN
                    RAISE;
                END IF;
                place := position;
                RETURN NEXT;
            END;
        END LOOP;
    END $$
"""


Refusals = list[tuple[int, DatabaseFailure]]


def try_each(cursor: Cursor, statements: Sequence[str], first: int, last: int) -> Refusals:
    """Run prepared statements of a first and a last position for each position by itself.

    Returns the positions that were refused. What the statements wrote for the others stays.
    """
    cursor.execute("SELECT to_regprocedure('pg_temp.try_each(text[], bigint, bigint)') IS NULL")
    if cursor.fetchone() == (True,):
        cursor.execute(FUNCTION)
    cursor.execute("SELECT * FROM pg_temp.try_each(%s, %s, %s)", (list(statements), first, last))
    return [
        (place, DatabaseFailure(state, rule or None, field or None)) for place, state, rule, field in cursor.fetchall()
    ]
