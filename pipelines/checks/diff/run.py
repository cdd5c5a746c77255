"""One comparison: the versions asked for, in one snapshot, in a transaction that is taken back."""

from collections.abc import Mapping

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.session import rely
from pipelines.catalogue import StripeObject, group_of
from pipelines.checks.diff import comparison, rows
from pipelines.checks.diff.outcome import BRIEF, Detail, Diff, Refusal, TableDifference
from pipelines.checks.diff.rows import Failure, rule_of
from pipelines.promotion import select, statements
from pipelines.promotion.run import WORK_MEM, search_path
from pipelines.promotion.transforms import Transform, active, load
from pipelines.promotion.writer import ObjectGroup, Progress
from pipelines.raw.tables import COMPLETE_LOADS


def compare(
    connection: Connection,
    versions: Mapping[str, int],
    detail: Detail = BRIEF,
    on_progress: Progress | None = None,
) -> Diff:
    """Hold ``versions`` of transforms (by object name) against the rows in ``oltp``.

    A document is promoted or refused together with its child rows, so the other tables of the same documents are in
    the outcome too if they would change, or if documents are refused for them. Raises MissingTransformError,
    EditedReleaseError, UnfitColumnsError, BrokenTransformError, LostRowsError and TooManyRefusedError.
    """
    groups = [
        ObjectGroup(entry, tuple((of, _transform(of, versions)) for of in group_of(entry)))
        for entry in statements.in_foreign_key_order()
        if entry.embedded is None and any(of.name in versions for of in group_of(entry))
    ]
    diff = Diff()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            rely(cursor, local=True, search_path=search_path(cursor), work_mem=WORK_MEM)
            select.prepare(cursor)
            comparison.prepare(cursor)
            rows.prepare(cursor)
            for group in (group.described(cursor) for group in groups):
                found = _compare_group(cursor, group, detail, on_progress)
                shown = {name: it for name, it in found.items() if name in versions or it.refused or not it.is_none}
                diff.transforms |= shown
                diff.not_promoted |= _not_promoted(cursor, group.entry)
    finally:
        connection.rollback()
    return diff


def _transform(of: StripeObject, versions: Mapping[str, int]) -> Transform:
    return load(of.name, versions[of.name]) if of.name in versions else active(of)


def _compare_group(
    cursor: Cursor, group: ObjectGroup, detail: Detail, on_progress: Progress | None
) -> dict[str, TableDifference]:
    found = {of.name: TableDifference(of.transform, used.version) for of, used in group.tables}
    quarantined = _in_quarantine(cursor, group.entry)
    _count_refusals(found, rows.make_rows(cursor, group, quarantined, on_progress), quarantined, detail)
    for of, _ in group.tables:
        comparison.compare_table(cursor, of, found[of.name], detail)
    return found


def _count_refusals(
    found: Mapping[str, TableDifference], failures: Mapping[str, Failure], quarantined: set[str], detail: Detail
) -> None:
    by_rule: dict[tuple[str, str, str], Refusal] = {}
    for stripe_id, (of, failure) in sorted(failures.items(), key=lambda refused: refused[0]):
        difference = found[of.name]
        difference.refused += 1
        difference.newly_refused += stripe_id not in quarantined
        key = (of.name, failure.sqlstate, rule_of(failure))
        if key not in by_rule:
            difference.refusals.append(by_rule.setdefault(key, Refusal(failure.sqlstate, rule_of(failure))))
        by_rule[key].documents += 1
        if by_rule[key].documents <= detail.examples:
            by_rule[key].examples.append(stripe_id)


def _in_quarantine(cursor: Cursor, entry: StripeObject) -> set[str]:
    cursor.execute(
        "SELECT quarantined.id FROM meta.quarantine AS quarantined WHERE quarantined.object = %s", (entry.name,)
    )
    return {stripe_id for (stripe_id,) in cursor.fetchall()}


def _not_promoted(cursor: Cursor, entry: StripeObject) -> dict[str, int]:
    """The documents that wait for their first promotion: what they bring would look like the version's doing."""
    if not select.raw_table_exists(cursor, entry):
        return {}
    cursor.execute(
        f"SELECT count(*) FROM raw.{entry.plural} AS landed WHERE landed._dlt_load_id IN ({COMPLETE_LOADS}"
        " AND (loads.seen_by IS NULL"
        " OR NOT EXISTS (SELECT FROM meta.promoted_versions AS known WHERE known.object = %s)"
        " OR EXISTS (SELECT FROM meta.pending_loads AS waiting"
        " WHERE waiting.object = %s AND waiting.load_id = loads.load_id)))",
        (entry.name, entry.name),
    )
    (number,) = cursor.fetchone()
    return {entry.name: number} if number else {}
