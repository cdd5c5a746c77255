"""Write the selected documents of one object, and narrow a failure down to the documents that cause it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from time import perf_counter

import psycopg2
from psycopg2.extensions import cursor as Cursor

from pipelines import personal
from pipelines.catalogue import StripeObject, group_of
from pipelines.database_failure import DatabaseFailure
from pipelines.errors import StripeOltpError
from pipelines.promotion import contested, quarantine, statements, trial, verdicts, withdraw
from pipelines.promotion.each import FEW, Refusals, take_out, take_out_refused
from pipelines.promotion.select import Scope, select_copies
from pipelines.promotion.transforms import Transform, active, with_what_it_lacks
from pipelines.promotion.verdicts import Rules
from pipelines.temporary_tables import clear

# A failing chunk is halved, so it is the price of a bad document: 20,000 rows are half a second. What is left of it is
# tried document by document.
CHUNK = 20_000
SMALL = 500
UNIQUE = "23505"


class _ContestedError(Exception):
    """Several documents hold the same part."""


class LostRowsError(StripeOltpError):
    """A transform returned another number of rows than documents went in."""


@dataclass
class Counts:
    """What a promotion did to one table, in rows.

    As it left them, ``unresolved`` rows are named by others and not known, and ``quarantined`` documents wait.
    """

    rows_in: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    quarantined: int = 0
    unresolved: int = 0
    seconds: float = 0.0
    refused: set[str] = field(default_factory=set)

    @property
    def changed(self) -> bool:
        """Whether rows that were there before are different now, so that a parent may have lost its last mention."""
        return bool(self.updated or self.deleted)


@dataclass(frozen=True)
class ObjectGroup:
    """An object's transform and those of the child tables that are cut from the same documents.

    ``moves`` says that parts may move from one document to another.
    """

    entry: StripeObject
    tables: tuple[tuple[StripeObject, Transform], ...]
    moves: bool = False

    @classmethod
    def of(cls, entry: StripeObject) -> "ObjectGroup":
        """Load the transforms of ``entry`` and its children. Raises their errors before anything is written."""
        return cls(entry, tuple((of, active(of)) for of in group_of(entry)))

    def described(self, cursor: Cursor) -> "ObjectGroup":
        """The same, with what older versions lack of their tables' columns, and what becomes of personal ones."""
        treated = personal.current(cursor)
        tables = []
        for entry, transform in self.tables:
            whole = with_what_it_lacks(cursor, transform, _names(entry))
            tables.append((entry, replace(whole, personal=treated.columns(statements.table_of(entry)))))
        return replace(self, tables=tuple(tables))

    def counts(self) -> dict[str, Counts]:
        """None so far, for each table."""
        return {entry.name: Counts() for entry, _ in self.tables}

    @property
    def versions(self) -> dict[str, int]:
        """The active version of each transform, by the name of its type."""
        return {entry.name: transform.version for entry, transform in self.tables}

    @property
    def entries(self) -> list[StripeObject]:
        """The types of its tables, the object's own first."""
        return [entry for entry, _ in self.tables]

    @property
    def version(self) -> int:
        """The active version of the object's own transform."""
        return self.tables[0][1].version


def _names(entry: StripeObject) -> list[str]:
    return [column.name for column in statements.table_of(entry).data_columns]


Progress = Callable[[str, int, int], None]


def write(
    cursor: Cursor, group: ObjectGroup, scope: Scope, *, run_id: int, on_progress: Progress | None = None
) -> dict[str, Counts]:
    """Promote what is in scope and return the counts by object name.

    A refused document gives way to the next older copy of its id, until one passes or none is left.
    """
    if not scope.everything and contested.is_any_waiting(cursor, group.entry):
        return _write_contested(cursor, group, scope, run_id=run_id)
    counts = group.counts()
    cursor.execute("SAVEPOINT object_group")
    try:
        _write_scope(cursor, group, scope, counts, run_id=run_id, on_progress=on_progress)
    except _ContestedError:
        cursor.execute("ROLLBACK TO object_group; RELEASE object_group")
        return _write_contested(cursor, group, scope, run_id=run_id)
    cursor.execute("RELEASE object_group")
    return counts


def _write_contested(cursor: Cursor, group: ObjectGroup, scope: Scope, *, run_id: int) -> dict[str, Counts]:
    """The same where parts are in several documents: who holds them is known when all else is written.

    What was written to learn it is taken back then, so that the counts are of the rows that stand.
    """
    group = replace(group, moves=True)
    counts = group.counts()
    clear(cursor, "rivals")
    cursor.execute("SAVEPOINT trial")
    if not _refuse_contested(cursor, group, scope, counts, run_id=run_id):
        cursor.execute("RELEASE trial")
        return counts
    refused = counts[group.entry.name].refused
    outcome = trial.outcome(cursor, group.entry, scope, run_id=run_id)
    cursor.execute("ROLLBACK TO trial; RELEASE trial")
    trial.keep(cursor, group.entry, scope, outcome)
    counts = group.counts()
    counts[group.entry.name].refused |= refused
    _withdraw(cursor, group, refused, counts)
    _write_scope(cursor, group, scope, counts, run_id=run_id)
    return counts


def _refuse_contested(
    cursor: Cursor, group: ObjectGroup, scope: Scope, counts: dict[str, Counts], *, run_id: int
) -> bool:
    """Write what passes otherwise, and refuse those that hold the same part until none do; says whether any did."""
    retried = Scope(everything=False, table="retried")
    is_any_contested = False
    _write_scope(cursor, group, scope, counts, run_id=run_id)
    while True:
        if contested.take_in_rivals(cursor, scope):
            _write_scope(cursor, group, retried, counts, run_id=run_id)
            continue
        total = select_copies(cursor, group.entry, scope)
        refused = contested.refuse(cursor, group.entry, list(group.tables[1:]), total, run_id=run_id)
        if not refused:
            return is_any_contested
        is_any_contested = True
        counts[group.entry.name].refused |= set(refused)
        _retry(cursor, group, refused, counts, run_id=run_id)


def _write_scope(
    cursor: Cursor,
    group: ObjectGroup,
    scope: Scope,
    counts: dict[str, Counts],
    *,
    run_id: int,
    on_progress: Progress | None = None,
) -> None:
    total = _select_copies(cursor, group, scope)
    fresh = total > SMALL and not _has_rows(cursor, group)
    _write_stubs(cursor, group, counts)
    # Every document that may fail does so here, inside a savepoint, and none at the end of the transaction.
    refused = _write_chunks(cursor, group, total, counts, run_id=run_id, on_progress=on_progress, fresh=fresh)
    counts[group.entry.name].refused |= set(refused)
    _retry(cursor, group, refused, counts, run_id=run_id)


def _retry(cursor: Cursor, group: ObjectGroup, refused: list[str], counts: dict[str, Counts], *, run_id: int) -> None:
    """Let the next older copies of refused ids stand in, until one of each passes or none is left."""
    while refused:
        total = _withdraw(cursor, group, refused, counts)
        refused = _write_chunks(cursor, group, total, counts, run_id=run_id, on_progress=None)


def _withdraw(cursor: Cursor, group: ObjectGroup, refused: Collection[str], counts: dict[str, Counts]) -> int:
    """Select the next older copies of refused ids, and take the rows back of those that have none; how many have."""
    clear(cursor, "retried")
    cursor.execute("INSERT INTO retried SELECT unnest(%s::text[])", (list(refused),))
    total = _select_copies(cursor, group, Scope(everything=False, table="retried"))
    _write_stubs(cursor, group, counts)
    for name, removed in withdraw.exhausted(cursor, group.entries).items():
        counts[name].deleted += removed
    return total


def _select_copies(cursor: Cursor, group: ObjectGroup, scope: Scope) -> int:
    total = select_copies(cursor, group.entry, scope)
    if group.moves:
        contested.note_rivals(cursor, group.entry)
    return total


def _write_chunks(
    cursor: Cursor,
    group: ObjectGroup,
    total: int,
    counts: dict[str, Counts],
    *,
    run_id: int,
    on_progress: Progress | None,
    fresh: bool = False,
) -> list[str]:
    refused: list[str] = []
    for first in range(1, total + 1, CHUNK):
        last = min(first + CHUNK - 1, total)
        failures = _write_range(cursor, group, first, last, counts, fresh=fresh, are_all=total <= CHUNK)
        refused += quarantine.refuse(cursor, group.entry, failures, version=group.version, run_id=run_id)
        if on_progress:
            on_progress(group.entry.name, last, total)
    return refused


def _write_range(
    cursor: Cursor,
    group: ObjectGroup,
    first: int,
    last: int,
    counts: dict[str, Counts],
    *,
    fresh: bool = False,
    named: bool = False,
    tried: bool = False,
    are_all: bool = False,
) -> Refusals:
    """Write positions ``first`` to ``last``; returns those that fail by themselves, and why.

    What failed as ``fresh`` is tried with regard to rows that stand, in case that another session wrote some. What was
    ``named`` breaks a rule that no look at its row shows; what was ``tried`` one by one, too, shows with others only.
    """
    cursor.execute("SAVEPOINT documents")
    try:
        results = [
            (entry, *_run(cursor, group, number, first, last, fresh=fresh and entry is group.entry, are_all=are_all))
            for number, (entry, _) in enumerate(group.tables)
        ]
        cursor.execute("RELEASE documents")
    except psycopg2.Error as error:
        failure = DatabaseFailure.of(error)
        if not failure.is_of_the_document:
            raise
        cursor.execute("ROLLBACK TO documents; RELEASE documents")
        if failure.sqlstate == contested.CARDINALITY and not group.moves:
            raise _ContestedError from None
        if fresh and failure.sqlstate == UNIQUE:
            return _write_range(cursor, group, first, last, counts, are_all=are_all)
        if not named and (refusals := _name_refused(cursor, group, first, last)):
            rest = _write_range(cursor, group, first, last, counts, fresh=fresh, named=True, are_all=are_all)
            return refusals + rest
        if first == last:
            return [(first, failure)]
        if last - first < FEW and not tried and (refusals := _try_each(cursor, group, range(first, last + 1))):
            return refusals + _write_range(cursor, group, first, last, counts, named=True, tried=True)
        middle = (first + last) // 2
        halves = ((first, middle), (middle + 1, last))
        return [
            refusal
            for half in halves
            for refusal in _write_range(cursor, group, *half, counts, named=named or tried, tried=tried)
        ]
    for entry, row, seconds in results:
        _add(counts[entry.name], row, seconds)
    return []


def _name_refused(cursor: Cursor, group: ObjectGroup, first: int, last: int) -> Refusals:
    """Find those that break a rule which shows in their rows, and take them out of the range.

    Each table's rules are looked at when those that break the rules of the tables before it are gone.
    """
    refusals: Refusals = []
    verdicts.prepare(cursor)
    for number, (entry, _) in enumerate(group.tables):
        of_table = Rules.of(cursor, statements.table_of(entry))
        judge = partial(statements.refused, verdict=of_table.verdict, read=verdicts.READ)
        name = _prepared(cursor, group, number, f"judge_{of_table.digest}", judge)
        found, unsure = verdicts.name_refused(cursor, of_table, name, first, last)
        take_out(cursor, [place for place, _ in found])
        refusals += [(-place, failure) for place, failure in found]
        if unsure:
            refusals += _try_each(cursor, group, unsure)
    return refusals


def _try_each(cursor: Cursor, group: ObjectGroup, places: Collection[int]) -> Refusals:
    """Find those of some positions that are refused when they are written by themselves, and take them out."""
    for entry, _ in group.tables:
        cursor.execute("SELECT to_regclass(%s) IS NULL", (f"pg_temp.{entry.table}",))
        if cursor.fetchone() == (True,):
            statements.make_empty_table(cursor, statements.table_of(entry), kinds="c")
            statements.make_its_indexes(cursor, statements.table_of(entry))
    tries = [_prepared(cursor, group, number, "try", statements.insert_tried) for number in range(len(group.tables))]
    return [(it.position, it.failure) for it in take_out_refused(cursor, tries, places)]


def _has_rows(cursor: Cursor, group: ObjectGroup) -> bool:
    cursor.execute(statements.has_rows(group.entry))
    return bool(cursor.fetchone()[0])


def _run(
    cursor: Cursor, group: ObjectGroup, number: int, first: int, last: int, *, fresh: bool, are_all: bool
) -> tuple[Sequence[int], float]:
    started = perf_counter()
    entry, transform = group.tables[number]
    if last - first < SMALL:
        kind = f"{'move' if group.moves else 'write'}{'_all' if are_all else ''}"
        name = _prepared(cursor, group, number, kind, partial(statements.upsert, moves=group.moves, are_all=are_all))
        cursor.execute(f"EXECUTE {name} ({first}, {last})")
    else:
        cursor.execute(statements.upsert(entry, transform, first, last, fresh=fresh, moves=group.moves))
    (row,) = cursor.fetchone()
    _refuse_losses(entry, transform, row)
    return row, perf_counter() - started


def _refuse_losses(entry: StripeObject, transform: Transform, row: Sequence[int]) -> None:
    if entry.embedded is None and row[0] != row[1]:
        raise LostRowsError(
            f"sql_transforms/{transform.name}/v{transform.version}.sql made {row[1]} rows of {row[0]} documents."
            " It must give exactly one row per document, with the document's id. Nothing was promoted."
        )


Statement = Callable[[StripeObject, Transform, str, str], str]


def _prepared(cursor: Cursor, group: ObjectGroup, number: int, kind: str, statement: Statement) -> str:
    """The name of a prepared statement: while a failure is narrowed down, planning would cost more than the rows."""
    entry, transform = group.tables[number]
    what = f"{entry.name} {transform.version} {transform.sha256} {sorted(transform.personal.items())}"
    # Hashed: a name has 63 bytes at most.
    name = f"{kind}_{blake2b(what.encode(), digest_size=8).hexdigest()}"
    cursor.execute("SELECT FROM pg_prepared_statements WHERE name = %s", (name,))
    if not cursor.rowcount:
        cursor.execute(f"PREPARE {name} (bigint, bigint) AS {statement(entry, transform, '$1', '$2')}")
    return name


def _add(counts: Counts, row: Sequence[int], seconds: float) -> None:
    _, rows_in, inserted, updated, deleted, gone = row
    counts.rows_in += rows_in
    counts.inserted += inserted
    counts.updated += updated
    counts.unchanged += rows_in - inserted - updated
    counts.deleted += deleted + gone
    counts.seconds += seconds


def _write_stubs(cursor: Cursor, group: ObjectGroup, counts: dict[str, Counts]) -> None:
    cursor.execute("SELECT count(*) FROM selected WHERE selected.copy IS NULL")
    (stubs,) = cursor.fetchone()
    if not stubs:
        return
    cursor.execute(statements.upsert_stubs(group.entry))
    new = [is_new for (is_new,) in cursor.fetchall()]
    entry_counts = counts[group.entry.name]
    entry_counts.rows_in += stubs
    entry_counts.inserted += sum(new)
    entry_counts.updated += len(new) - sum(new)
    entry_counts.deleted += len(new)
    entry_counts.unchanged += stubs - len(new)
