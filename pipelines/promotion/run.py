"""One promotion: everything that was landed and not yet promoted, or everything, in one transaction."""

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.schemas import of
from oltp_schema.session import rely
from pipelines import personal
from pipelines.catalogue import StripeObject, lists_per, lists_shown_by
from pipelines.kept_plans import paused
from pipelines.personal import Treatment
from pipelines.promotion import (
    contested,
    derived,
    loads,
    outside,
    parents,
    quarantine,
    select,
    statements,
    stubs,
    transforms,
    withdraw,
    writer,
)
from pipelines.promotion.balance import RunBalance, of_touched
from pipelines.promotion.history import upkeep
from pipelines.promotion.writer import Counts, ObjectGroup, Progress
from pipelines.raw import embedded, outlived, per_parent
from pipelines.raw.tables import NEW_LOADS
from pipelines.temporary_tables import analyze

# A chunk's rows are held while their parents are looked up: more than the default lets them stay in memory.
WORK_MEM = "64MB"
ALWAYS = (embedded.SEARCHED, stubs.STUB, *derived.names())  # kept up by each promotion, whatever its objects


@dataclass
class Promotion:
    """What a promotion did, by object name; of types that it does not promote, which rows its own left ``unresolved``.

    ``loads`` is the number of loads it took in. ``balances`` are those of what it touched, by type; None where that was
    everything. ``derived`` rows are no documents, and in no balance. ``problems`` are what a person should know.
    ``written`` are the rows of the types that several promotions of one run wrote, each row once.
    """

    objects: dict[str, Counts] = field(default_factory=dict)
    loads: dict[str, int] = field(default_factory=dict)
    balances: dict[str, RunBalance] | None = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    derived: int = 0
    written: dict[str, int] = field(default_factory=dict)

    @property
    def quarantined(self) -> int:
        """The number of documents that wait."""
        return sum(counts.quarantined for counts in self.objects.values())


def begin(cursor: Cursor) -> None:
    """Set for a transaction what its statements rely on."""
    rely(cursor, local=True, search_path=search_path(cursor), work_mem=WORK_MEM, plan_cache_mode="force_generic_plan")


def groups_of(names: Container[str]) -> list[ObjectGroup]:
    """The types of these names that have documents of their own, in the order of their strong foreign keys."""
    entries = [entry for entry in statements.in_foreign_key_order() if entry.embedded is None and entry.name in names]
    return [ObjectGroup.of(entry) for entry in entries]


def search_path(cursor: Cursor) -> str:
    """Where transforms find the readers that they call without a schema."""
    return f"{of(cursor).meta}, pg_catalog"


def promote(
    connection: Connection,
    objects: Sequence[StripeObject],
    *,
    run_id: int,
    everything: bool = False,
    treatment: Treatment | None = None,
    on_progress: Progress | None = None,
    with_history: bool = True,
    few: Collection[str] | None = None,
) -> Promotion:
    """Bring ``oltp`` to what ``raw`` says; the caller commits.

    ``everything`` reads every document again (replay) and deletes rows that no document makes. ``treatment`` is that of
    personal columns from now on (None: as before); with another one than before every document of their types is read
    again, whatever ``objects`` names. ``few`` are loads with few documents: where they are all there is, plans that the
    session has are used again.
    Raises EditedReleaseError before anything is written. Documents that break a rule go to quarantine; every other
    database error leaves the transaction to be rolled back.
    """
    wanted = {entry.name for entry in objects}
    promotion = Promotion(balances=None if everything else {})
    with connection.cursor() as cursor:
        begin(cursor)
        if personal.settle(cursor, treatment):
            wanted |= _forget_personal(cursor)
            promotion.problems.append(f"Personal columns: {treatment} from now on; all their rows are made anew.")
        groups = groups_of(wanted)
        upkeep.forget(cursor, quarantine.of_another_schema(cursor))  # a migration may let them out
        read_now = [name for group in groups for name in group.versions]
        read_now += upkeep.names(groups) if with_history else []
        is_small = not everything and few is not None and _brings_only(cursor, groups, few)
        with paused(connection, unless=is_small):
            select.prepare(cursor)
            derived.prepare(cursor)
            contested.prepare(cursor)
            transforms.record(cursor, [transform for group in groups for _, transform in group.tables])
            new = loads.see(cursor, [*ALWAYS, *read_now], run_id=run_id)
            _search(cursor, new, run_id)
            done = set() if everything else _at_rest(cursor, groups, new)
            done |= _without_anything(cursor, [group for group in groups if group.entry.name not in done], run_id)
            for group in groups:
                if group.entry.name in done:
                    promotion.objects |= group.counts()
                    promotion.loads[group.entry.name] = 0
                else:
                    _promote_group(cursor, group, promotion, run_id, new, everything, on_progress)
            if with_history:
                upkeep.keep(cursor, groups, new, run_id=run_id, everything=everything)
            _insert_postponed(cursor)
            stubs.settle(cursor, run_id=run_id)
            _settle_derived(cursor, promotion, run_id, everything=everything)
            _settle_references(cursor, promotion, everything=everything)
    return promotion


def _brings_only(cursor: Cursor, groups: Sequence[ObjectGroup], few: Collection[str]) -> bool:
    """Whether some loads are all that is to be read of these types and of their history."""
    cursor.execute(NEW_LOADS)
    if not {load_id for (load_id,) in cursor.fetchall()} <= set(few):
        return False
    read = loads.read_by_all(cursor).items()
    of_history = upkeep.versions(groups)
    return of_history.items() <= read and all(group.versions.items() <= read for group in groups)


def _search(cursor: Cursor, new: list[str], run_id: int) -> None:
    """Land what is found inside the documents of new loads, or of all if the search is a new one."""
    search = {embedded.SEARCHED: 1}
    if loads.is_another(cursor, embedded.SEARCHED, embedded.digest()):
        loads.forget(cursor, embedded.SEARCHED)
    embedded.land_embedded(cursor, loads.pending(cursor, search, new))
    loads.mark_read(cursor, search, run_id=run_id)


def _forget_personal(cursor: Cursor) -> set[str]:
    """Let all documents with personal columns be read again, by this promotion; the types of the documents."""
    entries = [entry for entry in statements.in_foreign_key_order() if statements.table_of(entry).personal]
    for entry in entries:
        loads.forget(cursor, entry.name)
    upkeep.forget(cursor, [entry.name for entry in entries])
    return {entry.embedded.parent if entry.embedded else entry.name for entry in entries}


def _at_rest(cursor: Cursor, groups: Sequence[ObjectGroup], new: list[str]) -> set[str]:
    """The types that have read all before the new loads, to which these bring nothing, and no migration may help."""
    read, retried = loads.read_by_all(cursor).items(), quarantine.of_another_schema(cursor)
    resting = [group.entry for group in groups if group.versions.items() <= read]
    return {entry.name for entry in resting} - retried - select.brought(cursor, resting, new)


def _without_anything(cursor: Cursor, groups: Sequence[ObjectGroup], run_id: int) -> set[str]:
    """The types of which nothing is landed, stands or waits: of most accounts, most. They have read all there is."""
    bare = select.bare(cursor, {group.entry.name: group.entries for group in groups})
    versions = {name: number for group in groups if group.entry.name in bare for name, number in group.versions.items()}
    if versions:
        loads.mark_read(cursor, versions, run_id=run_id)
    return bare


def _promote_group(  # noqa: PLR0917 -- one call site, one line of arguments
    cursor: Cursor,
    group: ObjectGroup,
    promotion: Promotion,
    run_id: int,
    new: list[str],
    everything: bool,
    on_progress: Progress | None,
) -> None:
    started = perf_counter()
    group = group.described(cursor)
    if not select.raw_table_exists(cursor, group.entry):
        return
    pending = loads.pending(cursor, group.versions, new)
    scope = select.Scope(everything=True) if everything else select.scope_of(cursor, group.entry, pending)
    if scope:
        counts = writer.write(cursor, group, scope, run_id=run_id, on_progress=on_progress)
        if everything:
            counts[group.entry.name].deleted += withdraw.unknown(cursor, group.entries)
        else:
            derived.note_touched(cursor, group.entry, scope)
        for entry in lists_per(group.entry):
            cursor.execute(per_parent.enqueue(entry, scope.condition("{}")))
        for entry in lists_shown_by(group.entry):
            cursor.execute(per_parent.enqueue_shown(entry, group.entry, scope.condition("{}")))
        if group.entry.reading.lives_on:
            cursor.execute(outlived.enqueue(group.entry, scope.condition("{}")))
        quarantine.release(cursor, group.entry, scope, run_id=run_id)
        if promotion.balances is not None:
            promotion.balances[group.entry.name] = of_touched(cursor, group.entry, scope)
    else:
        counts = group.counts()
    loads.mark_read(cursor, group.versions, run_id=run_id)
    counts[group.entry.name].seconds = (
        perf_counter() - started - sum(counts[entry.name].seconds for entry, _ in group.tables[1:])
    )
    promotion.objects |= counts
    promotion.loads[group.entry.name] = len(pending)


def pending(connection: Connection, objects: Sequence[StripeObject]) -> dict[str, int]:
    """How many complete loads wait to be read, by the name of each type that has any. Ends the transaction."""
    with connection, connection.cursor() as cursor:
        return waiting(cursor, objects)


def waiting(cursor: Cursor, objects: Sequence[StripeObject]) -> dict[str, int]:
    """The same as ``pending``, within a transaction of the caller's."""
    if not select.anything_landed(cursor):
        return {}
    groups = [ObjectGroup.of(entry) for entry in objects if entry.table and entry.embedded is None]
    found = {
        group.entry.name: len({*loads.pending(cursor, group.versions), *loads.put_off_for(cursor, group.versions)})
        for group in groups
        if select.raw_table_exists(cursor, group.entry)
    }
    return {name: number for name, number in found.items() if number}


def _insert_postponed(cursor: Cursor) -> None:
    """Make the parents that only weak edges named and that nothing brought meanwhile."""
    cursor.execute("SELECT DISTINCT postponed.parent FROM postponed_references AS postponed")
    named = {table for (table,) in cursor.fetchall()}
    if named:
        analyze(cursor, "postponed_references (parent)")  # without it each would be looked for by itself
    for table in (statements.table_of(entry).name for entry in statements.in_foreign_key_order()):
        if table in named:
            cursor.execute(parents.insert_postponed(table))


def _settle_derived(cursor: Cursor, promotion: Promotion, run_id: int, *, everything: bool) -> None:
    for name, counts in derived.settle(cursor, run_id=run_id, everything=everything).items():
        if name not in promotion.objects and not (counts.rows_in or counts.deleted):
            continue
        total = promotion.objects.setdefault(name, Counts())
        total.rows_in += counts.rows_in
        total.inserted += counts.inserted
        total.updated += counts.updated
        total.unchanged += counts.unchanged
        total.deleted += counts.deleted
        promotion.derived += counts.rows_in


def _settle_references(cursor: Cursor, promotion: Promotion, *, everything: bool) -> None:
    """Drop the parents that nothing names any more, count those that are left and the documents that wait."""
    entries, promoted = statements.in_foreign_key_order(), set(promotion.objects)
    changed = everything or any(counts.changed or counts.refused for counts in promotion.objects.values())
    wrote = changed or any(counts.inserted for counts in promotion.objects.values())
    counted = [entry for entry in entries if entry.name in promoted or wrote]
    unresolved = count_unresolved(cursor, counted)
    if changed and (unnamed := [entry for entry in entries if unresolved[entry.name]]):
        promotion.problems += drop_unnamed(cursor, unnamed)
        unresolved |= count_unresolved(cursor, unnamed)
    for name, quarantined in quarantine.counts(cursor).items():
        if name in promoted:
            promotion.objects[name].quarantined = quarantined
    for name, number in unresolved.items():
        if number or name in promoted:
            promotion.objects.setdefault(name, Counts()).unresolved = number


def count_unresolved(cursor: Cursor, entries: Sequence[StripeObject]) -> dict[str, int]:
    """The number of rows of each of these types that others name and that are not known."""
    if not entries:
        return {}
    cursor.execute(" UNION ALL ".join(map(statements.count_unresolved, entries)))
    return dict(cursor.fetchall())


def drop_unnamed(cursor: Cursor, entries: Sequence[StripeObject]) -> list[str]:
    """Drop those parents that nothing names any more; where tables of users cannot be read, keep them and say so."""
    keys, problems = outside.foreign_keys(cursor), []
    for table in (statements.table_of(entry) for entry in entries):
        if not any(key.remedy for key in keys if key.parent == table.name):
            cursor.execute(parents.delete_unnamed(table, keys))
            continue
        cursor.execute(parents.count_unnamed(table, keys))
        (kept,) = cursor.fetchone()
        if kept:
            problems.append(outside.problem(cursor, table, keys, kept))
    return problems
