"""The rows that a promotion would make, in temporary tables.

These have every rule of the real tables but the foreign keys: promotion makes the parents that nobody has.
"""

from collections.abc import Iterator

import psycopg2
from psycopg2.extensions import cursor as Cursor
from psycopg2.extensions import quote_ident

from pipelines.catalogue import StripeObject
from pipelines.database_failure import DatabaseFailure
from pipelines.errors import StripeOltpError
from pipelines.promotion import select, statements
from pipelines.promotion.transforms import Transform, path_of
from pipelines.promotion.writer import CHUNK, Family, LostRowsError, Progress

# The table a document failed for, and how.
Failure = tuple[StripeObject, psycopg2.Error]
# Each refused document costs its chunk's halving, some 50 ms. A version that refuses so many is not finished.
ENOUGH = 1_000


class UnfitColumnsError(StripeOltpError):
    """A version gives other columns than its table has."""


class BrokenTransformError(StripeOltpError):
    """A version's SQL does not run, whatever the documents say."""


class TooManyRefusedError(StripeOltpError):
    """A version refuses so many documents that pass today that the rest was not compared."""


def make_rows(
    cursor: Cursor, family: Family, held: set[str], on_progress: Progress | None = None
) -> dict[str, Failure]:
    """Fill ``pg_temp`` with the rows of every document and return the failures of the refused ones, by id.

    A refused copy gives way to the next older one of its id, and the id keeps the failure of its newest copy.
    ``held`` are the ids in quarantine. Raises UnfitColumnsError, BrokenTransformError, LostRowsError, and
    TooManyRefusedError for more than 1,000 documents that are not in quarantine.
    """
    for member, _ in family.members:
        statements.make_empty_table(cursor, statements.table_of(member), kinds="cpu")
    if not select.raw_table_exists(cursor, family.entry):
        return {}
    for member, transform in family.members:
        _check_columns(cursor, member, transform)
    cursor.execute("TRUNCATE touched, refused")
    failures = failed = _fill(cursor, family, select.Scope(everything=True), held, on_progress)
    while failed:
        cursor.execute("TRUNCATE touched")
        cursor.execute("INSERT INTO touched SELECT unnest(%s)", (list(failed),))
        failed = _fill(cursor, family, select.Scope(everything=False), held)
        failures = failed | failures
    return failures


def _check_columns(cursor: Cursor, member: StripeObject, transform: Transform) -> None:
    _execute(
        cursor, transform, f"WITH {statements.mapped(member, transform, 0, 0)} SELECT mapped.* FROM mapped LIMIT 0"
    )
    given = [column.name for column in cursor.description or ()]
    expected = [column.name for column in statements.table_of(member).data_columns]
    missing = ", ".join(name for name in expected if name not in given and name not in transform.lacks)
    unknown = ", ".join(name for name in given if name not in expected)
    complaints = [f"it leaves out {missing}"] if missing else []
    complaints += [f"the table has no {unknown}"] if unknown else []
    if complaints:
        raise UnfitColumnsError(
            f"sql_transforms/{path_of(transform.name, transform.version)} does not fit oltp.{member.table}:"
            f" {'; '.join(complaints)}. A new column needs its migration first."
        )


def _execute(cursor: Cursor, transform: Transform, statement: str) -> None:
    try:
        cursor.execute(statement)
    except psycopg2.ProgrammingError as error:  # class 42: it names what the SQL names, never a value
        raise BrokenTransformError(
            f"sql_transforms/{path_of(transform.name, transform.version)} does not run: {error.diag.message_primary}"
            f" (SQLSTATE {error.pgcode}). A reader that is new in functions.sql is put in place by stripe-oltp promote."
        ) from None


def _fill(
    cursor: Cursor, family: Family, scope: select.Scope, held: set[str], on_progress: Progress | None = None
) -> dict[str, Failure]:
    """Make the rows of the documents in scope; returns those that fail, by id, their copies noted as refused."""
    total = select.choose(cursor, family.entry, scope)
    _add_stubs(cursor, family.entry)
    failures: dict[str, Failure] = {}
    for first in range(1, total + 1, CHUNK):
        last = min(first + CHUNK - 1, total)
        for position, failure in _fill_range(cursor, family, first, last):
            failures[_refuse(cursor, position)] = failure
            if len(failures) > ENOUGH and len(failures.keys() - held) > ENOUGH:
                raise TooManyRefusedError(_what_fails(family, failures))
        if on_progress:
            on_progress(family.entry.name, last, total)
    return failures


def _fill_range(cursor: Cursor, family: Family, first: int, last: int) -> Iterator[tuple[int, Failure]]:
    """Make the rows of positions ``first`` to ``last``; yields those that fail by themselves."""
    failure = _attempt(cursor, family, first, last)
    if failure and first == last:
        yield first, failure
    elif failure:
        middle = (first + last) // 2
        yield from _fill_range(cursor, family, first, middle)
        yield from _fill_range(cursor, family, middle + 1, last)


def _attempt(cursor: Cursor, family: Family, first: int, last: int) -> Failure | None:
    cursor.execute("SAVEPOINT documents")
    for member, transform in family.members:
        try:
            _insert(cursor, member, transform, first, last)
        except psycopg2.Error as error:
            if not DatabaseFailure.of(error).is_of_the_document:
                raise
            cursor.execute("ROLLBACK TO documents; RELEASE documents")
            return member, error
    cursor.execute("RELEASE documents")
    return None


def _insert(cursor: Cursor, member: StripeObject, transform: Transform, first: int, last: int) -> None:
    table = statements.table_of(member)
    columns = [quote_ident(column.name, cursor) for column in table.columns]
    insert = f"""
        WITH {statements.incoming(member, transform, first, last)},
        made AS (
            INSERT INTO pg_temp.{table.name} ({", ".join(columns)})
            SELECT {", ".join(f"incoming.{column}" for column in columns)} FROM incoming
            ON CONFLICT (id) DO UPDATE SET {", ".join(f"{column} = excluded.{column}" for column in columns)}
        )
        SELECT (SELECT count(*) FROM picked), (SELECT count(*) FROM incoming)
    """
    _execute(cursor, transform, insert)
    documents, rows = cursor.fetchone()
    if member.embedded is None and documents != rows:
        raise LostRowsError(
            f"sql_transforms/{path_of(transform.name, transform.version)} makes {rows} rows of {documents} documents."
            " It must give exactly one row a document, with the document's id."
        )


def _add_stubs(cursor: Cursor, entry: StripeObject) -> None:
    """The rows of ids of which only the deleted stub is known."""
    cursor.execute(statements.insert_stubs(statements.table_of(entry), f"pg_temp.{entry.table}"))


def _refuse(cursor: Cursor, position: int) -> str:
    """Note the copy at ``position``, so that the next choice passes over it; returns its id."""
    cursor.execute("SELECT chosen.id, chosen.raw_id FROM chosen WHERE chosen.position = %s", (position,))
    stripe_id, raw_id = cursor.fetchone()
    cursor.execute("INSERT INTO refused VALUES (%s)", (raw_id,))
    return str(stripe_id)


def rule_of(error: psycopg2.Error) -> str:
    """What a document broke: a constraint, a required column, or else PostgreSQL's name of the error."""
    return str(error.diag.constraint_name or error.diag.column_name or type(error).__name__)


def _what_fails(family: Family, failures: dict[str, Failure]) -> str:
    used = ", ".join(path_of(transform.name, transform.version) for _, transform in family.members)
    newest = {f"{rule_of(error)} (SQLSTATE {error.pgcode})": name for name, (_, error) in failures.items()}
    rules = ", ".join(f"{rule}, for instance by {name}" for rule, name in newest.items())
    return (
        f"With {used} more than {ENOUGH:,} documents of {family.entry.name} that are not in quarantine now would be"
        f" refused, so the others were not compared. They break {rules}. Correct the version first."
    )
