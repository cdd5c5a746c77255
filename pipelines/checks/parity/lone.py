"""Versions of objects that have a single copy: one version, which is the row that the same copy made.

The twin has read that copy for the row of `oltp`, and found the row to be right. So it is enough that the version says
the same as the row. Where it does not, and of all other objects, the documents are read for `history`.
"""

from collections.abc import Sequence

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject
from pipelines.promotion import statements
from pipelines.promotion.history import shown, spans
from pipelines.temporary_tables import clear

# The objects of which one copy is known, whole and served by itself, and no event tells; and when it was seen.
SINGLE = """
    SELECT seen.id, min(seen.observed_at), min(seen.copy) FROM seen GROUP BY seen.id
    HAVING count(*) = 1 AND NOT bool_or(seen.is_told OR seen.is_gone OR seen.event IS NOT NULL)
        AND bool_and(seen.origin <> 'embedded')
"""


def prepare(cursor: Cursor) -> None:
    """The temporary table of such objects, which ends with the transaction."""
    cursor.execute('CREATE TEMP TABLE lone (id text COLLATE "C" PRIMARY KEY, at timestamptz, copy tid) ON COMMIT DROP')


def compare(cursor: Cursor, tables: Sequence[StripeObject]) -> dict[str, int]:
    """Take such objects out of ``seen`` whose versions are right; how many versions of each type these have.

    ``tables`` are the object's own type and those of its parts; ``selected`` has the copies that made the rows.
    """
    own, *_ = tables
    clear(cursor, "lone")
    cursor.execute(f"INSERT INTO lone {SINGLE}")
    cursor.execute("ANALYZE lone")  # without it, one statement that did both joined each with each
    cursor.execute("ANALYZE selected (id, copy, observed_at, deleted_observed_at, completed, cut)")  # likewise
    cursor.execute(f"DELETE FROM lone WHERE NOT EXISTS ({_proved(own)})")
    for of in tables:
        cursor.execute(f"DELETE FROM lone USING ({_wrong(own, of)}) AS wrong WHERE wrong.id = lone.id")
    cursor.execute("DELETE FROM seen USING lone WHERE lone.id = seen.id")
    return {of.name: _number(cursor, of) for of in tables}


def compared_columns(of: StripeObject) -> list[str]:
    """The columns of a version that are compared, as SQL: when it was true, what it says, when it was last seen."""
    return [*spans.SPAN, *shown.data_of(of), *([] if of.embedded else ["observed_at"])]


def _proved(own: StripeObject) -> str:
    """Whether the copy of one of ``lone`` made its row, as SQL."""
    return f"""
        SELECT FROM selected
        JOIN oltp.{own.table} AS standing ON standing.id = selected.id AND standing.row_state = 'present'
        WHERE selected.id = lone.id AND selected.copy = lone.copy
            AND selected.observed_at = lone.at AND selected.deleted_observed_at IS NULL
            AND selected.completed IS NULL AND selected.cut IS NOT TRUE
    """


def _wrong(own: StripeObject, of: StripeObject) -> str:
    """Those of ``lone`` whose versions in the table of a type are not their rows, since their copy was seen.

    A row that was made before its copy was seen is so since then. Where an object has a version of a part that another
    one's row has, it is those of both.
    """
    owner = "id" if of is own else statements.owner_of(of)
    columns = compared_columns(of)
    since = f'least(standing."{of.created}", lone.at)' if of.created else "lone.at"
    span = ["1", since, "NULL::timestamptz", "'copy'", "FALSE"]
    said = [f"standing.{column}" for column in shown.data_of(of)]
    values = [*span, *said, *([] if of.embedded else ["lone.at"])]
    made = ", ".join(f"{value} AS {column}" for value, column in zip(values, columns, strict=True))
    kept_row, made_row = (", ".join(f"{side}.{column}" for column in columns) for side in ("kept", "made"))
    return f"""
        SELECT unnest(ARRAY[made.{owner}, kept.{owner}]) AS id
        FROM (
            SELECT {made} FROM lone
            JOIN oltp.{of.table} AS standing ON standing.{owner} = lone.id AND standing.row_state = 'present'
        ) AS made
        FULL JOIN (
            SELECT version.* FROM lone JOIN history.{of.table} AS version ON version.{owner} = lone.id
        ) AS kept ON kept.id = made.id AND kept.version = made.version
        WHERE ROW({kept_row}) IS DISTINCT FROM ROW({made_row})
    """


def _number(cursor: Cursor, of: StripeObject) -> int:
    owner = statements.owner_of(of) if of.embedded else "id"
    cursor.execute(f"SELECT count(*) FROM lone JOIN history.{of.table} AS version ON version.{owner} = lone.id")
    number: int = cursor.fetchone()[0]
    return number
