"""Documents that break a rule: where they wait, and why, without a value of theirs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from json import dumps
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.schemas import execute_values
from oltp_schema.sql_files import sql_file
from pipelines.catalogue import StripeObject, children_of
from pipelines.database_failure import DatabaseFailure
from pipelines.exact_json import parse
from pipelines.promotion import rules
from pipelines.promotion.each import Refusals
from pipelines.promotion.select import Scope

AT_ONCE = 500  # documents in memory
Row = dict[str, Any]


@dataclass(frozen=True)
class Reason:
    """Why a document was refused. ``field`` is Stripe's name where the Python twin or the rule tells it."""

    sqlstate: str
    constraint: str | None
    column: str | None
    field: str | None
    message: str


def reason_of(failure: DatabaseFailure, entry: StripeObject, payload: str, fault: rules.BrokenRule) -> Reason:
    """Say what is wrong in the words of the Python twin where it refuses the document, too, or else of the rule."""
    field, complaint = _ask_the_twin(entry, payload)
    if complaint is None:
        field, complaint = fault.field, fault.sentence
    return Reason(failure.sqlstate, failure.constraint, failure.column, field, complaint)


def _ask_the_twin(entry: StripeObject, payload: str) -> tuple[str | None, str | None]:
    from pipelines.transformers import DocumentError, rows_of  # noqa: PLC0415 -- with the models, for a bad document

    try:
        rows = rows_of(entry.name, parse(payload))
    except DocumentError as error:
        return error.field, str(error)
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        return None, None
    return _twice(entry, rows)


def _twice(entry: StripeObject, rows: Mapping[str, list[dict[str, Any]]]) -> tuple[str | None, str | None]:
    """Which part a document holds twice."""
    for child in children_of(entry):
        numbers = Counter(row["id"] for row in rows[str(child.table)])
        for part in [part for part, number in numbers.items() if number > 1 and child.embedded]:
            field = child.embedded.field if child.embedded else None
            return field, f"{field}: {child.name} {part} is in it {numbers[part]} times"
    return None, None


def refuse(cursor: Cursor, entry: StripeObject, refusals: Refusals, *, version: int, run_id: int) -> list[str]:
    """Set the selected documents at some positions aside and return their ids.

    Their copies count as refused for the rest of this promotion, so that older ones can stand in. An id keeps the
    reason of the newest copy that was refused in this run.
    """
    refused: list[str] = []
    for start in range(0, len(refusals), AT_ONCE):
        failures = dict(refusals[start : start + AT_ONCE])
        faults = {failure: rules.fault(cursor, entry, failure) for failure in set(failures.values())}
        cursor.execute(documents(entry), {"positions": list(failures)})
        rows = []
        for position, *copy, payload in cursor.fetchall():
            failure = failures[position]
            reason = reason_of(failure, entry, payload, faults[failure])
            rows.append(_row(entry, copy, reason, version, run_id))
        refused += [row["id"] for row in rows]
        _hold(cursor, rows)
    return refused


def documents(entry: StripeObject) -> str:
    """The selected documents at some positions, each with what is noted of its copy."""
    return f"""
        SELECT selected.position, selected.id, selected.load_id, selected.raw_id, selected.observed_at,
            coalesce(selected.completed, landed.payload)::text
        FROM selected JOIN raw.{entry.plural} AS landed ON landed.ctid = selected.copy
        WHERE selected.position = ANY(%(positions)s)
        ORDER BY selected.position
    """


def refuse_contested(
    cursor: Cursor, entry: StripeObject, reasons: Mapping[str, tuple[Reason, list[str]]], *, run_id: int
) -> None:
    """Set selected documents aside by their ids, each with its reason and the ids of parts that others hold, too."""
    cursor.execute(
        "SELECT selected.id, selected.load_id, selected.raw_id, selected.observed_at FROM selected"
        " WHERE selected.id = ANY(%s)",
        (list(reasons),),
    )
    copies = cursor.fetchall()
    if not copies:
        return
    _hold(cursor, [_row(entry, copy, reasons[copy[0]][0], entry.transform, run_id) for copy in copies])
    execute_values(
        cursor,
        "UPDATE meta.quarantine AS quarantined"
        " SET contested = ARRAY(SELECT unnest(quarantined.contested) UNION SELECT unnest(new.ids) ORDER BY 1)"
        " FROM (VALUES %s) AS new (id, ids) WHERE quarantined.object = '"
        + entry.name
        + "' AND quarantined.id = new.id",
        [(stripe_id, ids) for stripe_id, (_, ids) in reasons.items()],
        template="(%s, %s::text[])",
    )


def _row(entry: StripeObject, copy: Sequence[Any], reason: Reason, version: int | None, run_id: int) -> Row:
    """What quarantine notes of a document; ``copy`` is its id, its load, its place in raw and its observation."""
    stripe_id, load_id, raw_id, observed_at = copy
    return {
        "object": entry.name,
        "id": stripe_id,
        "load_id": load_id,
        "raw_id": raw_id,
        "observed_at": observed_at.isoformat(),
        "sqlstate": reason.sqlstate,
        "constraint_name": reason.constraint,
        "column_name": reason.column,
        "field": reason.field,
        "message": reason.message,
        "transform_version": version,
        "run_id": run_id,
    }


def insert_quarantined() -> str:
    """Write the rows of refused documents, given as JSON."""
    return sql_file(__package__, "quarantine.sql")


def _hold(cursor: Cursor, rows: Sequence[Row]) -> None:
    """Write the rows of some documents, and note that their copies are refused."""
    cursor.execute("INSERT INTO refused SELECT unnest(%s::text[])", ([row["raw_id"] for row in rows],))
    cursor.execute(insert_quarantined(), {"refused": dumps(rows)})


def release(cursor: Cursor, entry: StripeObject, scope: Scope, *, run_id: int) -> int:
    """Let go of the documents that passed in this run; returns how many."""
    cursor.execute(released(entry, scope), {"run_id": run_id})
    return int(cursor.rowcount)


def released(entry: StripeObject, scope: Scope) -> str:
    """Delete the rows of the documents in scope that this run did not refuse."""
    return f"""
        DELETE FROM meta.quarantine AS quarantined
        WHERE quarantined.object = '{entry.name}' AND quarantined.last_run_id <> %(run_id)s
            AND {scope.condition("quarantined.id")}
    """


def counts(cursor: Cursor) -> dict[str, int]:
    """How many documents wait, by the name of each type that has any."""
    cursor.execute(
        "SELECT quarantined.object, count(*) FROM meta.quarantine AS quarantined GROUP BY quarantined.object"
    )
    return dict(cursor.fetchall())


def of_another_schema(cursor: Cursor) -> set[str]:
    """The types with documents that were refused before the last migration, which may help them."""
    cursor.execute(
        "SELECT DISTINCT quarantined.object FROM meta.quarantine AS quarantined WHERE quarantined.schema_revision <>"
        " (SELECT schema.version_num FROM meta.alembic_version AS schema)"
    )
    return {name for (name,) in cursor.fetchall()}


@dataclass(frozen=True)
class WaitingDocument:
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


def read(connection: Connection, objects: list[str] | None, limit: int) -> tuple[int, list[WaitingDocument]]:
    """How many documents are in quarantine, and the first ``limit`` of them by object and id."""
    with connection.cursor() as cursor:
        wanted = "(%(objects)s::text[] IS NULL OR quarantined.object = ANY(%(objects)s))"
        cursor.execute(f"SELECT count(*) FROM meta.quarantine AS quarantined WHERE {wanted}", {"objects": objects})
        (total,) = cursor.fetchone()
        columns = ", ".join(f"quarantined.{column.name}" for column in fields(WaitingDocument))
        cursor.execute(
            f"SELECT {columns} FROM meta.quarantine AS quarantined WHERE {wanted}"
            " ORDER BY quarantined.object, quarantined.id LIMIT %(limit)s",
            {"objects": objects, "limit": limit},
        )
        documents = [WaitingDocument(*row) for row in cursor.fetchall()]
    connection.rollback()
    return total, documents
