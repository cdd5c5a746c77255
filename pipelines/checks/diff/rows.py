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
from pipelines.promotion import contested, select, statements
from pipelines.promotion.each import FEW, take_out_refused
from pipelines.promotion.transforms import Transform, path_of
from pipelines.promotion.writer import CHUNK, LostRowsError, ObjectGroup, Progress

# The table a document failed for, and how.
Failure = tuple[StripeObject, DatabaseFailure]
# A version that refuses so many is not finished.
ENOUGH = 1_000


class UnfitColumnsError(StripeOltpError):
    """A version gives other columns than its table has."""


class BrokenTransformError(StripeOltpError):
    """A version's SQL does not run, whatever the documents say."""


class TooManyRefusedError(StripeOltpError):
    """A version refuses so many documents that pass today that the rest was not compared."""


def prepare(cursor: Cursor) -> None:
    """The temporary table of the parts that were made anew: two documents may hold one."""
    cursor.execute("CREATE TEMP TABLE made_anew (id text) ON COMMIT DROP")


def make_rows(
    cursor: Cursor, group: ObjectGroup, quarantined: set[str], on_progress: Progress | None = None
) -> dict[str, Failure]:
    """Fill ``pg_temp`` with the rows of every document and return the failures of the refused ones, by id.

    A refused copy gives way to the next older one of its id, and the id keeps the failure of its newest copy.
    ``quarantined`` are the ids in quarantine. Raises UnfitColumnsError, BrokenTransformError, LostRowsError, and
    TooManyRefusedError for more than 1,000 documents that are not in quarantine.
    """
    for entry, _ in group.tables:
        statements.make_empty_table(cursor, statements.table_of(entry), kinds="cpu")
    if not select.raw_table_exists(cursor, group.entry):
        return {}
    for entry, transform in group.tables:
        _check_columns(cursor, entry, transform)
    cursor.execute("TRUNCATE touched, refused")
    failures = failed = _fill(cursor, group, select.Scope(everything=True), quarantined, on_progress)
    while failed or (failed := _refuse_contested(cursor, group)):
        cursor.execute("TRUNCATE touched")
        cursor.execute("INSERT INTO touched SELECT unnest(%s)", (list(failed),))
        failures = failed | failures
        _refuse_too_many(group, failures, quarantined)
        failed = _fill(cursor, group, select.Scope(everything=False), quarantined)
    return failures


def _refuse_contested(cursor: Cursor, group: ObjectGroup) -> dict[str, Failure]:
    """Take back the documents that hold a part of another one, too, when all else passed, as a promotion does."""
    cursor.execute("SELECT EXISTS (SELECT FROM made_anew)")
    if cursor.fetchone() != (True,):
        return {}
    cursor.execute("TRUNCATE made_anew")
    total = select.select_copies(cursor, group.entry, select.Scope(everything=True))
    failed: dict[str, Failure] = {}
    for child, transform in group.tables[1:]:
        cursor.execute(contested.contested(child, transform, 1, total))
        for _, holders in cursor.fetchall():
            failed |= dict.fromkeys(holders, (child, contested.failure(child)))
    ids = list(failed)
    cursor.execute("INSERT INTO refused SELECT selected.raw_id FROM selected WHERE selected.id = ANY(%s)", (ids,))
    for entry in reversed(group.entries):
        owner = statements.owner_of(entry) if entry.embedded else "id"
        cursor.execute(f"DELETE FROM pg_temp.{entry.table} AS made WHERE made.{owner} = ANY(%s)", (ids,))
    return failed


def _check_columns(cursor: Cursor, entry: StripeObject, transform: Transform) -> None:
    _execute(cursor, transform, f"WITH {statements.mapped(entry, transform, 0, 0)} SELECT mapped.* FROM mapped LIMIT 0")
    given = [column.name for column in cursor.description or ()]
    expected = [column.name for column in statements.table_of(entry).data_columns]
    missing = ", ".join(name for name in expected if name not in given and name not in transform.lacks)
    unknown = ", ".join(name for name in given if name not in expected)
    complaints = [f"it leaves out {missing}"] if missing else []
    complaints += [f"the table has no {unknown}"] if unknown else []
    if complaints:
        raise UnfitColumnsError(
            f"sql_transforms/{path_of(transform.name, transform.version)} does not fit oltp.{entry.table}:"
            f" {'; '.join(complaints)}. A new column needs its migration first."
        )


def _execute(cursor: Cursor, transform: Transform, statement: str) -> None:
    try:
        cursor.execute(statement)
    except psycopg2.ProgrammingError as error:  # class 42: it names what the SQL names, never a value
        if DatabaseFailure.of(error).is_of_the_document:  # class 21 is one for psycopg2, too
            raise
        raise BrokenTransformError(
            f"sql_transforms/{path_of(transform.name, transform.version)} does not run: {error.diag.message_primary}"
            f" (SQLSTATE {error.pgcode}). A reader that is new in functions.sql is put in place by stripe-oltp promote."
        ) from None


def _fill(
    cursor: Cursor, group: ObjectGroup, scope: select.Scope, quarantined: set[str], on_progress: Progress | None = None
) -> dict[str, Failure]:
    """Make the rows of the documents in scope; returns those that fail, by id, their copies noted as refused."""
    total = select.select_copies(cursor, group.entry, scope)
    _add_stubs(cursor, group.entry)
    failures: dict[str, Failure] = {}
    for first in range(1, total + 1, CHUNK):
        last = min(first + CHUNK - 1, total)
        for position, failure in _fill_range(cursor, group, first, last):
            failures[_refuse(cursor, position)] = failure
            _refuse_too_many(group, failures, quarantined)
        if on_progress:
            on_progress(group.entry.name, last, total)
    return failures


def _refuse_too_many(group: ObjectGroup, failures: dict[str, Failure], quarantined: set[str]) -> None:
    if len(failures) > ENOUGH and len(failures.keys() - quarantined) > ENOUGH:
        raise TooManyRefusedError(_what_fails(group, failures))


def _fill_range(
    cursor: Cursor, group: ObjectGroup, first: int, last: int, *, tried: bool = False
) -> Iterator[tuple[int, Failure]]:
    """Make the rows of positions ``first`` to ``last``; yields those that fail by themselves.

    What was ``tried`` one by one shows with others only: a part that two of the documents hold.
    """
    failure = _attempt(cursor, group, first, last)
    if failure is None:
        return
    if first == last:
        yield first, failure
    elif last - first < FEW and not tried:
        yield from _try_each(cursor, group, first, last)
        yield from _fill_range(cursor, group, first, last, tried=True)
    else:
        middle = (first + last) // 2
        yield from _fill_range(cursor, group, first, middle, tried=tried)
        yield from _fill_range(cursor, group, middle + 1, last, tried=tried)


def _try_each(cursor: Cursor, group: ObjectGroup, first: int, last: int) -> Iterator[tuple[int, Failure]]:
    for number, (entry, transform) in enumerate(group.tables):
        cursor.execute(f"PREPARE diff_{number} (bigint, bigint) AS {_inserted(cursor, entry, transform, '$1', '$2')}")
    names = [f"diff_{number}" for number in range(len(group.tables))]
    refused = take_out_refused(cursor, names, range(first, last + 1))
    cursor.execute("; ".join(f"DEALLOCATE {name}" for name in names))
    for it in refused:
        yield it.position, (group.tables[it.statement][0], it.failure)


def _attempt(cursor: Cursor, group: ObjectGroup, first: int, last: int) -> Failure | None:
    cursor.execute("SAVEPOINT documents")
    for entry, transform in group.tables:
        try:
            _insert(cursor, entry, transform, first, last)
        except psycopg2.Error as error:
            failure = DatabaseFailure.of(error)
            if not failure.is_of_the_document:
                raise
            cursor.execute("ROLLBACK TO documents; RELEASE documents")
            return entry, failure
    cursor.execute("RELEASE documents")
    return None


def _insert(cursor: Cursor, entry: StripeObject, transform: Transform, first: int, last: int) -> None:
    _execute(cursor, transform, _inserted(cursor, entry, transform, first, last))
    documents, rows = cursor.fetchone()
    if entry.embedded is None and documents != rows:
        raise LostRowsError(
            f"sql_transforms/{path_of(transform.name, transform.version)} makes {rows} rows of {documents} documents."
            " It must give exactly one row per document, with the document's id."
        )


def _inserted(cursor: Cursor, entry: StripeObject, transform: Transform, first: int | str, last: int | str) -> str:
    """Make the rows of a range of positions (numbers, or `$1`)."""
    table = statements.table_of(entry)
    columns = [quote_ident(column.name, cursor) for column in table.columns]
    again = ", noted AS (INSERT INTO made_anew SELECT written.id FROM written WHERE NOT written.is_new)"
    noted = again if entry.embedded else ""
    return f"""
        WITH {statements.incoming(entry, transform, first, last)},
        written AS (
            INSERT INTO pg_temp.{table.name} AS made ({", ".join(columns)})
            SELECT {", ".join(f"incoming.{column}" for column in columns)} FROM incoming
            ON CONFLICT (id) DO UPDATE SET {", ".join(f"{column} = excluded.{column}" for column in columns)}
            RETURNING made.id, xmax = 0 AS is_new
        ){noted}
        SELECT (SELECT count(*) FROM picked), (SELECT count(*) FROM incoming)
    """


def _add_stubs(cursor: Cursor, entry: StripeObject) -> None:
    """The rows of ids of which only the deleted stub is known."""
    cursor.execute(statements.insert_stubs(statements.table_of(entry), f"pg_temp.{entry.table}"))


def _refuse(cursor: Cursor, position: int) -> str:
    """Note the copy at ``position``, so that the next choice passes over it; returns its id."""
    cursor.execute("SELECT selected.id, selected.raw_id FROM selected WHERE selected.position = %s", (position,))
    stripe_id, raw_id = cursor.fetchone()
    cursor.execute("INSERT INTO refused VALUES (%s)", (raw_id,))
    return str(stripe_id)


def rule_of(failure: DatabaseFailure) -> str:
    """What a document broke: a constraint, a required column, or else PostgreSQL's name of the error."""
    return failure.constraint or failure.column or failure.name


def _what_fails(group: ObjectGroup, failures: dict[str, Failure]) -> str:
    used = ", ".join(path_of(transform.name, transform.version) for _, transform in group.tables)
    newest = {f"{rule_of(failure)} (SQLSTATE {failure.sqlstate})": name for name, (_, failure) in failures.items()}
    rules = ", ".join(f"{rule}, for instance by {name}" for rule, name in newest.items())
    return (
        f"With {used} more than {ENOUGH:,} documents of {group.entry.name} that are not in quarantine now would be"
        f" refused, so the others were not compared. They break {rules}. Correct the version first."
    )
