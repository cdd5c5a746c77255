"""Write the chosen documents of one object, and narrow a failure down to the documents that cause it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from time import perf_counter

import psycopg2
from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject, children_of
from pipelines.database_failure import DatabaseFailure
from pipelines.errors import StripeOltpError
from pipelines.promotion import contested, quarantine, statements, trial, verdicts, withdraw
from pipelines.promotion.each import FEW, Refusals, take_out, take_out_refused
from pipelines.promotion.select import Scope, choose
from pipelines.promotion.transforms import Transform, active, with_what_it_lacks
from pipelines.promotion.verdicts import Rules

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
class Family:
    """An object's transform and those of the child tables that are cut from the same documents.

    ``moves`` says that parts may move from one document to another.
    """

    entry: StripeObject
    members: tuple[tuple[StripeObject, Transform], ...]
    moves: bool = False

    @classmethod
    def of(cls, entry: StripeObject) -> "Family":
        """Load the transforms of ``entry`` and its children. Raises their errors before anything is written."""
        return cls(entry, tuple((member, active(member)) for member in (entry, *children_of(entry))))

    def described(self, cursor: Cursor) -> "Family":
        """The same, with what older versions lack of the columns that their tables have by now."""
        members = tuple(
            (member, with_what_it_lacks(cursor, transform, _names(member))) for member, transform in self.members
        )
        return replace(self, members=members)

    def counts(self) -> dict[str, Counts]:
        """None so far, for each member."""
        return {member.name: Counts() for member, _ in self.members}

    @property
    def versions(self) -> dict[str, int]:
        """The active version of each member's transform, by its name."""
        return {member.name: transform.version for member, transform in self.members}

    @property
    def entries(self) -> list[StripeObject]:
        """The types of its members, the object's own first."""
        return [member for member, _ in self.members]

    @property
    def version(self) -> int:
        """The active version of the object's own transform."""
        return self.members[0][1].version


def _names(entry: StripeObject) -> list[str]:
    return [column.name for column in statements.table_of(entry).data_columns]


Progress = Callable[[str, int, int], None]


def write(
    cursor: Cursor, family: Family, scope: Scope, *, run_id: int, on_progress: Progress | None = None
) -> dict[str, Counts]:
    """Promote what is in scope and return the counts by object name.

    A refused document gives way to the next older copy of its id, until one passes or none is left.
    """
    if not scope.everything and contested.is_any_waiting(cursor, family.entry):
        return _write_contested(cursor, family, scope, run_id=run_id)
    counts = family.counts()
    cursor.execute("SAVEPOINT family")
    try:
        _write_scope(cursor, family, scope, counts, run_id=run_id, on_progress=on_progress)
    except _ContestedError:
        cursor.execute("ROLLBACK TO family; RELEASE family")
        return _write_contested(cursor, family, scope, run_id=run_id)
    cursor.execute("RELEASE family")
    return counts


def _write_contested(cursor: Cursor, family: Family, scope: Scope, *, run_id: int) -> dict[str, Counts]:
    """The same where parts are in several documents: who holds them is known when all else is written.

    What was written to learn it is taken back then, so that the counts are of the rows that stand.
    """
    family = replace(family, moves=True)
    counts = family.counts()
    cursor.execute("TRUNCATE rivals; SAVEPOINT trial")
    if not _refuse_contested(cursor, family, scope, counts, run_id=run_id):
        cursor.execute("RELEASE trial")
        return counts
    refused = counts[family.entry.name].refused
    outcome = trial.outcome(cursor, family.entry, scope, run_id=run_id)
    cursor.execute("ROLLBACK TO trial; RELEASE trial")
    trial.keep(cursor, family.entry, scope, outcome)
    counts = family.counts()
    counts[family.entry.name].refused |= refused
    _withdraw(cursor, family, refused, counts)
    _write_scope(cursor, family, scope, counts, run_id=run_id)
    return counts


def _refuse_contested(cursor: Cursor, family: Family, scope: Scope, counts: dict[str, Counts], *, run_id: int) -> bool:
    """Write what passes otherwise, and refuse those that hold the same part until none do; says whether any did."""
    retried = Scope(everything=False, table="retried")
    is_any_contested = False
    _write_scope(cursor, family, scope, counts, run_id=run_id)
    while True:
        if contested.take_in_rivals(cursor, scope):
            _write_scope(cursor, family, retried, counts, run_id=run_id)
            continue
        total = choose(cursor, family.entry, scope)
        refused = contested.refuse(cursor, family.entry, list(family.members[1:]), total, run_id=run_id)
        if not refused:
            return is_any_contested
        is_any_contested = True
        counts[family.entry.name].refused |= set(refused)
        _retry(cursor, family, refused, counts, run_id=run_id)


def _write_scope(
    cursor: Cursor,
    family: Family,
    scope: Scope,
    counts: dict[str, Counts],
    *,
    run_id: int,
    on_progress: Progress | None = None,
) -> None:
    total = _choose(cursor, family, scope)
    fresh = total > SMALL and not _any_stands(cursor, family)
    _write_stubs(cursor, family, counts)
    # Every document that may fail does so here, inside a savepoint, and none at the end of the transaction.
    refused = _write_chunks(cursor, family, total, counts, run_id=run_id, on_progress=on_progress, fresh=fresh)
    counts[family.entry.name].refused |= set(refused)
    _retry(cursor, family, refused, counts, run_id=run_id)


def _retry(cursor: Cursor, family: Family, refused: list[str], counts: dict[str, Counts], *, run_id: int) -> None:
    """Let the next older copies of refused ids stand in, until one of each passes or none is left."""
    while refused:
        total = _withdraw(cursor, family, refused, counts)
        refused = _write_chunks(cursor, family, total, counts, run_id=run_id, on_progress=None)


def _withdraw(cursor: Cursor, family: Family, refused: Collection[str], counts: dict[str, Counts]) -> int:
    """Choose the next older copies of refused ids, and take the rows back of those that have none; how many have."""
    cursor.execute("TRUNCATE retried")
    cursor.execute("INSERT INTO retried SELECT unnest(%s::text[])", (list(refused),))
    total = _choose(cursor, family, Scope(everything=False, table="retried"))
    _write_stubs(cursor, family, counts)
    for name, removed in withdraw.exhausted(cursor, family.entries).items():
        counts[name].deleted += removed
    return total


def _choose(cursor: Cursor, family: Family, scope: Scope) -> int:
    total = choose(cursor, family.entry, scope)
    if family.moves:
        contested.note_rivals(cursor, family.entry)
    return total


def _write_chunks(
    cursor: Cursor,
    family: Family,
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
        failures = _write_range(cursor, family, first, last, counts, fresh=fresh)
        refused += quarantine.refuse(cursor, family.entry, failures, version=family.version, run_id=run_id)
        if on_progress:
            on_progress(family.entry.name, last, total)
    return refused


def _write_range(
    cursor: Cursor,
    family: Family,
    first: int,
    last: int,
    counts: dict[str, Counts],
    *,
    fresh: bool = False,
    named: bool = False,
    tried: bool = False,
) -> Refusals:
    """Write positions ``first`` to ``last``; returns those that fail by themselves, and why.

    What failed as ``fresh`` is tried with regard to rows that stand, in case that another session wrote some. What was
    ``named`` breaks a rule that no look at its row shows; what was ``tried`` one by one, too, shows with others only.
    """
    cursor.execute("SAVEPOINT documents")
    try:
        results = [
            (member, *_run(cursor, family, number, first, last, fresh=fresh and member is family.entry))
            for number, (member, _) in enumerate(family.members)
        ]
        cursor.execute("RELEASE documents")
    except psycopg2.Error as error:
        failure = DatabaseFailure.of(error)
        if not failure.is_of_the_document:
            raise
        cursor.execute("ROLLBACK TO documents; RELEASE documents")
        if failure.sqlstate == contested.CARDINALITY and not family.moves:
            raise _ContestedError from None
        if fresh and failure.sqlstate == UNIQUE:
            return _write_range(cursor, family, first, last, counts)
        if not named and (refusals := _name_refused(cursor, family, first, last)):
            return refusals + _write_range(cursor, family, first, last, counts, fresh=fresh, named=True)
        if first == last:
            return [(first, failure)]
        if last - first < FEW and not tried and (refusals := _try_each(cursor, family, range(first, last + 1))):
            return refusals + _write_range(cursor, family, first, last, counts, named=True, tried=True)
        middle = (first + last) // 2
        halves = ((first, middle), (middle + 1, last))
        return [
            refusal
            for half in halves
            for refusal in _write_range(cursor, family, *half, counts, named=named or tried, tried=tried)
        ]
    for member, row, seconds in results:
        _add(counts[member.name], row, seconds)
    return []


def _name_refused(cursor: Cursor, family: Family, first: int, last: int) -> Refusals:
    """Find those that break a rule which shows in their rows, and take them out of the range.

    Each table's rules are looked at when those that break the rules of the tables before it are gone.
    """
    refusals: Refusals = []
    verdicts.prepare(cursor)
    for number, (member, _) in enumerate(family.members):
        of_table = Rules.of(cursor, statements.table_of(member))
        judge = partial(statements.refused, verdict=of_table.verdict, read=verdicts.READ)
        name = _prepared(cursor, family, number, f"judge_{of_table.digest}", judge)
        found, unsure = verdicts.name_refused(cursor, of_table, name, first, last)
        take_out(cursor, [place for place, _ in found])
        refusals += [(-place, failure) for place, failure in found]
        if unsure:
            refusals += _try_each(cursor, family, unsure)
    return refusals


def _try_each(cursor: Cursor, family: Family, places: Collection[int]) -> Refusals:
    """Find those of some positions that are refused when they are written by themselves, and take them out."""
    for member, _ in family.members:
        cursor.execute("SELECT to_regclass(%s) IS NULL", (f"pg_temp.{member.table}",))
        if cursor.fetchone() == (True,):
            statements.make_empty_table(cursor, statements.table_of(member), kinds="c")
            statements.make_its_indexes(cursor, statements.table_of(member))
    tries = [_prepared(cursor, family, number, "try", statements.insert_tried) for number in range(len(family.members))]
    return [(it.position, it.failure) for it in take_out_refused(cursor, tries, places)]


def _any_stands(cursor: Cursor, family: Family) -> bool:
    cursor.execute(statements.any_stands(family.entry))
    return bool(cursor.fetchone()[0])


def _run(
    cursor: Cursor, family: Family, number: int, first: int, last: int, *, fresh: bool
) -> tuple[Sequence[int], float]:
    started = perf_counter()
    member, transform = family.members[number]
    if last - first < SMALL:
        kind = "move" if family.moves else "write"
        name = _prepared(cursor, family, number, kind, partial(statements.upsert, moves=family.moves))
        cursor.execute(f"EXECUTE {name} ({first}, {last})")
    else:
        cursor.execute(statements.upsert(member, transform, first, last, fresh=fresh, moves=family.moves))
    (row,) = cursor.fetchone()
    _refuse_losses(member, transform, row)
    return row, perf_counter() - started


def _refuse_losses(member: StripeObject, transform: Transform, row: Sequence[int]) -> None:
    if member.embedded is None and row[0] != row[1]:
        raise LostRowsError(
            f"sql_transforms/{transform.name}/v{transform.version}.sql made {row[1]} rows of {row[0]} documents."
            " It must give exactly one row a document, with the document's id. Nothing was promoted."
        )


Statement = Callable[[StripeObject, Transform, str, str], str]


def _prepared(cursor: Cursor, family: Family, number: int, kind: str, statement: Statement) -> str:
    """The name of a prepared statement: while a failure is narrowed down, planning would cost more than the rows."""
    member, transform = family.members[number]
    what = f"{member.name} {transform.version} {transform.sha256}"  # hashed: a name has 63 bytes at most
    name = f"{kind}_{blake2b(what.encode(), digest_size=8).hexdigest()}"
    cursor.execute("SELECT FROM pg_prepared_statements WHERE name = %s", (name,))
    if not cursor.rowcount:
        cursor.execute(f"PREPARE {name} (bigint, bigint) AS {statement(member, transform, '$1', '$2')}")
    return name


def _add(counts: Counts, row: Sequence[int], seconds: float) -> None:
    _, rows_in, inserted, updated, deleted, gone = row
    counts.rows_in += rows_in
    counts.inserted += inserted
    counts.updated += updated
    counts.unchanged += rows_in - inserted - updated
    counts.deleted += deleted + gone
    counts.seconds += seconds


def _write_stubs(cursor: Cursor, family: Family, counts: dict[str, Counts]) -> None:
    cursor.execute("SELECT count(*) FROM chosen WHERE chosen.copy IS NULL")
    (stubs,) = cursor.fetchone()
    if not stubs:
        return
    cursor.execute(statements.upsert_stubs(family.entry))
    new = [is_new for (is_new,) in cursor.fetchall()]
    entry_counts = counts[family.entry.name]
    entry_counts.rows_in += stubs
    entry_counts.inserted += sum(new)
    entry_counts.updated += len(new) - sum(new)
    entry_counts.deleted += len(new)
    entry_counts.unchanged += stubs - len(new)
