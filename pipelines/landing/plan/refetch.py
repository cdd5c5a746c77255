"""Parents that rows of ``oltp`` name and that no list returned: deleted ones, detached ones, those of other lists."""

from collections.abc import Sequence

from psycopg2.extensions import connection as Connection

from pipelines.catalogue import StripeObject

AT_ONCE = 10_000  # of one type a round; the rest is for the next one


def want_missing(connection: Connection, objects: Sequence[StripeObject]) -> int:
    """Note the unresolved rows of these types as objects to be fetched, and say how many. Commits.

    What Stripe did not know is asked for again after two days, then four, and so on. So is what it refused to give,
    which is noted already.
    """
    noted = 0
    with connection, connection.cursor() as cursor:
        for entry in objects:
            if entry.table and entry.path:
                cursor.execute(
                    f"""
                    INSERT INTO meta.wanted (object, id)
                    SELECT %(object)s, named.id FROM oltp.{entry.table} AS named
                    LEFT JOIN meta.missing ON missing.object = %(object)s AND missing.id = named.id
                    LEFT JOIN meta.wanted ON wanted.object = %(object)s AND wanted.id = named.id
                    WHERE named.row_state = 'unresolved' AND wanted.id IS NULL
                        AND (missing.id IS NULL
                            OR missing.asked_at + interval '1 day' * 2 ^ least(missing.times, 10) < now())
                    LIMIT %(limit)s
                    ON CONFLICT DO NOTHING
                    """,
                    {"object": entry.name, "limit": AT_ONCE},
                )
                noted += cursor.rowcount
    return noted
