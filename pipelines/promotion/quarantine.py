"""Documents that break a rule: where they wait, and why, without a value of theirs."""

from dataclasses import dataclass, fields
from datetime import datetime

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject
from pipelines.exact_json import parse
from pipelines.promotion.select import Scope

# SQLSTATE classes that a document can cause: cardinality, data, integrity, program limits (nesting, sizes).
OF_THE_DOCUMENT = frozenset({"21", "22", "23", "54"})


@dataclass(frozen=True)
class Reason:
    """Why a document was refused. ``field`` is Stripe's name where the Python twin can tell it."""

    sqlstate: str
    constraint: str | None
    column: str | None
    field: str | None
    message: str


def is_of_the_document(error: psycopg2.Error) -> bool:
    """Whether a failure lies in what a document says, and not in the server, the connection or our own SQL."""
    return (error.pgcode or "")[:2] in OF_THE_DOCUMENT


def reason_of(error: psycopg2.Error, entry: StripeObject, payload: str) -> Reason:
    """Say what is wrong without PostgreSQL's own text, which carries the row's values."""
    field, complaint = _ask_the_twin(entry, payload)
    constraint = error.diag.constraint_name
    column = error.diag.column_name
    if complaint is None:
        rule = constraint or column
        complaint = f"breaks {rule}" if rule else f"PostgreSQL refuses it ({type(error).__name__})"
    return Reason(error.pgcode or "", constraint, column, field, complaint)


def _ask_the_twin(entry: StripeObject, payload: str) -> tuple[str | None, str | None]:
    from pipelines.transformers import DocumentError, rows_of  # noqa: PLC0415 -- with the models, for a bad document

    try:
        rows_of(entry.name, parse(payload))
    except DocumentError as error:
        return error.field, str(error)
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        return None, None
    return None, None


def refuse(
    cursor: Cursor, entry: StripeObject, position: int, error: psycopg2.Error, *, version: int, run_id: int
) -> str:
    """Set the chosen document at ``position`` aside and return its id.

    Its copy counts as refused for the rest of this promotion, so that an older one can stand in. An id keeps the
    reason of the newest copy that was refused in this run.
    """
    cursor.execute(
        f"SELECT chosen.id, chosen.raw_id, chosen.load_id, chosen.observed_at,"
        f" coalesce(chosen.completed, landed.payload)::text"
        f" FROM chosen JOIN raw.{entry.plural} AS landed ON landed.ctid = chosen.copy WHERE chosen.position = %s",
        (position,),
    )
    row = cursor.fetchone()
    assert row is not None  # noqa: S101 -- the position was just promoted from
    stripe_id, raw_id, load_id, observed_at, payload = row
    reason = reason_of(error, entry, payload)
    cursor.execute("INSERT INTO refused VALUES (%s)", (raw_id,))
    cursor.execute(
        """
        INSERT INTO meta.quarantine AS held (object, id, load_id, raw_id, observed_at, sqlstate, constraint_name,
            column_name, field, message, transform_version, first_run_id, last_run_id, quarantined_at, schema_revision)
        SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, now(), schema.version_num
        FROM meta.alembic_version AS schema
        ON CONFLICT (object, id) DO UPDATE
        SET (load_id, raw_id, observed_at, sqlstate, constraint_name, column_name, field, message, transform_version,
            last_run_id, schema_revision) = (excluded.load_id, excluded.raw_id, excluded.observed_at, excluded.sqlstate,
            excluded.constraint_name, excluded.column_name, excluded.field, excluded.message,
            excluded.transform_version, excluded.last_run_id, excluded.schema_revision)
        WHERE held.last_run_id <> excluded.last_run_id
        """,
        (
            *(entry.name, stripe_id, load_id, raw_id, observed_at, reason.sqlstate, reason.constraint, reason.column),
            *(reason.field, reason.message, version, run_id, run_id),
        ),
    )
    return str(stripe_id)


def release(cursor: Cursor, entry: StripeObject, scope: Scope, *, run_id: int) -> int:
    """Let go of the documents that passed in this run; returns how many."""
    cursor.execute(
        f"DELETE FROM meta.quarantine AS held WHERE held.object = %s AND held.last_run_id <> %s"
        f" AND {scope.condition('held.id')}",
        (entry.name, run_id),
    )
    return int(cursor.rowcount)


def count(cursor: Cursor, entry: StripeObject) -> int:
    """How many documents of a type wait."""
    cursor.execute("SELECT count(*) FROM meta.quarantine AS held WHERE held.object = %s", (entry.name,))
    (number,) = cursor.fetchone() or (0,)
    return int(number)


@dataclass(frozen=True)
class Held:
    """A document in quarantine: where its copy lies in raw and which rule it breaks."""

    object: str
    id: str
    load_id: str
    raw_id: str
    sqlstate: str
    constraint_name: str | None
    field: str | None
    message: str
    quarantined_at: datetime


def held(connection: Connection, objects: list[str] | None, limit: int) -> tuple[int, list[Held]]:
    """How many documents are in quarantine, and the first ``limit`` of them by object and id."""
    with connection.cursor() as cursor:
        wanted = "(%(objects)s::text[] IS NULL OR held.object = ANY(%(objects)s))"
        cursor.execute(f"SELECT count(*) FROM meta.quarantine AS held WHERE {wanted}", {"objects": objects})
        (total,) = cursor.fetchone()
        columns = ", ".join(f"held.{column.name}" for column in fields(Held))
        cursor.execute(
            f"SELECT {columns} FROM meta.quarantine AS held WHERE {wanted}"
            " ORDER BY held.object, held.id LIMIT %(limit)s",
            {"objects": objects, "limit": limit},
        )
        documents = [Held(*row) for row in cursor.fetchall()]
    connection.rollback()
    return total, documents
