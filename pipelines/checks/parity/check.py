"""Compare a whole database: each promoted document read anew by its twin, and the rows that SQL made of it."""

from collections.abc import Callable, Iterator, Sequence

import psycopg2.extras
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.session import rely
from pipelines import personal
from pipelines.catalogue import StripeObject, children_of, derived_by, group_of
from pipelines.checks.parity import history
from pipelines.checks.parity.comparison import compare, current_rows
from pipelines.checks.parity.expectation import KeptAs, SelectedCopy, expected_rows, without_served
from pipelines.checks.parity.refused import note_refused
from pipelines.checks.parity.report import Parity, ParityTally
from pipelines.exact_json import parse_any
from pipelines.promotion import loads, select, statements
from pipelines.promotion.run import search_path

BATCH = 1_000
# A plan for the first tenth of a stream joined each version's document by looking through all of them.
READ_WHOLE = {"cursor_tuple_fraction": "1"}

Progress = Callable[[str, int, int], None]


def check(connection: Connection, objects: Sequence[StripeObject], on_progress: Progress | None = None) -> Parity:
    """Compare every promoted row of ``objects`` and of their child tables with its document, in one snapshot."""
    psycopg2.extras.register_default_jsonb(connection, loads=parse_any)
    tables = [entry for entry in objects if entry.table]
    parity = Parity({of.name: ParityTally() for entry in tables for of in (*group_of(entry), *derived_by(entry))})
    wanted = {entry.name for entry in objects}
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        rely(cursor, local=True, search_path=search_path(cursor), **READ_WHOLE)
        select.prepare(cursor)
        history.prepare(cursor)
        groups = [entry for entry in statements.in_foreign_key_order() if not entry.embedded and entry.name in wanted]
        bare = select.bare(cursor, {entry.name: list(group_of(entry)) for entry in groups})
        for entry in groups:
            if entry.name in bare:
                continue
            is_compared = _check_group(connection, cursor, entry, parity, on_progress)
            if entry.keeps_history and select.raw_table_exists(cursor, entry):
                agrees = not any(parity.objects[of.name].mismatches for of in group_of(entry))
                history.check(connection, cursor, entry, parity, are_rows_proved=is_compared and agrees)
    connection.rollback()
    return parity


def _check_group(
    connection: Connection, cursor: Cursor, entry: StripeObject, parity: Parity, on_progress: Progress | None
) -> bool:
    """Compare the rows of a type and of its parts; whether there was anything to compare them with."""
    if not select.raw_table_exists(cursor, entry):
        _check_orphans(cursor, entry, parity, landed=False)
        if entry.offered and not parity.objects[entry.name].mismatches:
            del parity.objects[entry.name]
        return False
    if _awaits_promotion(cursor, entry):
        _count_waiting(cursor, entry, parity)
        return False
    total = _select_what_was_promoted(cursor, entry)
    _check_orphans(cursor, entry, parity, landed=True)
    kept_as = KeptAs(_livemode(cursor), personal.current(cursor))
    done = 0
    for documents in _batches(connection, entry):
        _check_documents(cursor, entry, documents, parity, kept_as)
        done += len(documents)
        if on_progress:
            on_progress(entry.name, done, total)
    return True


def _awaits_promotion(cursor: Cursor, entry: StripeObject) -> bool:
    """Whether rows are still those of another version: the active ones have not read all of what is to be read."""
    active = {of.name: of.transform for of in group_of(entry) if of.transform is not None}
    if not select.anything_landed(cursor):
        return False
    return not loads.is_active(cursor, active) or loads.is_read_in_part(cursor, active)


def _count_waiting(cursor: Cursor, entry: StripeObject, parity: Parity) -> None:
    for of in group_of(entry):
        cursor.execute(f"SELECT count(*) FROM oltp.{of.table} AS kept WHERE kept.row_state <> 'unresolved'")
        (parity.objects[of.name].waiting,) = cursor.fetchone()


def _select_what_was_promoted(cursor: Cursor, entry: StripeObject) -> int:
    """Fill ``selected`` with the copies that the rows were made of: those of loads that were promoted.

    Of an id in quarantine an older copy may stand in, which is the newest that is not newer than the row.
    """
    note_refused(cursor, entry)
    assert entry.transform is not None  # noqa: S101 -- only promoted types are compared
    promoted = loads.read_by(entry.name, entry.transform)
    return select.select_copies(cursor, entry, select.Scope(everything=True, loads=promoted))


def _check_orphans(cursor: Cursor, entry: StripeObject, parity: Parity, *, landed: bool) -> None:
    """Rows that no document is the source of."""
    known = "EXISTS (SELECT FROM selected WHERE selected.id = kept.id)" if landed else "FALSE"
    served = "AND kept.derived IS NOT TRUE" if entry.derived else ""
    cursor.execute(
        f"SELECT kept.id FROM oltp.{entry.table} AS kept WHERE kept.row_state <> 'unresolved' {served} AND NOT {known}"
    )
    for (stripe_id,) in cursor:
        parity.differ(entry, stripe_id, "id", "the row has no document in raw")


def _batches(connection: Connection, entry: StripeObject) -> Iterator[list[SelectedCopy]]:
    with connection.cursor(name=f"parity_{entry.plural}") as stream:
        stream.itersize = BATCH
        stream.execute(
            "SELECT selected.id, selected.observed_at, selected.deleted_observed_at, selected.incomplete,"
            " selected.listed, selected.current, coalesce(selected.completed, landed.payload)::text"
            f" FROM selected LEFT JOIN raw.{entry.plural} AS landed ON landed.ctid = selected.copy"
            " ORDER BY selected.position"
        )
        while documents := stream.fetchmany(BATCH):
            yield [SelectedCopy(*document) for document in documents]


def _livemode(cursor: Cursor) -> bool | None:
    cursor.execute("SELECT account.livemode FROM meta.account AS account")
    return (cursor.fetchone() or (None,))[0]


def _check_documents(
    cursor: Cursor, entry: StripeObject, documents: list[SelectedCopy], parity: Parity, kept_as: KeptAs
) -> None:
    ids = [document.id for document in documents]
    expected = expected_rows(entry, documents, parity, kept_as)
    compare(parity, entry, expected[entry.name], current_rows(cursor, entry, "id", ids))
    for child in children_of(entry):
        compare(parity, child, expected[child.name], current_rows(cursor, child, entry.owner_column, ids))
    for of in derived_by(entry):
        found = current_rows(cursor, of, entry.owner_column, ids)
        derived = {stripe_id: row for stripe_id, row in found.items() if row["derived"]}
        served = [row for row in found.values() if not row["derived"]]
        compare(parity, of, without_served(expected[of.name], served, of), derived)
