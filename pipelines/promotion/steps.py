"""A promotion in steps: so many loads at a time, each step a transaction as any other promotion of what is new.

A row is a function of raw, whatever the order in which loads are read: so each step is right by itself, and all of them
end where one transaction would. What is still to be read stands in ``meta.pending_loads`` (``later``), counts as
waiting, and is all that a run needs to go on where a killed one stopped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from pipelines import personal
from pipelines.catalogue import CATALOGUE, EVENT, StripeObject
from pipelines.personal import Treatment
from pipelines.promotion import derived, loads, select, statements, withdraw
from pipelines.promotion.history import upkeep
from pipelines.promotion.loads import Versions
from pipelines.promotion.run import ALWAYS, count_unresolved, drop_unnamed, groups_of
from pipelines.promotion.writer import ObjectGroup
from pipelines.raw import embedded
from pipelines.raw.tables import COMPLETE_LOADS, NEW_LOADS, existing, with_rows
from pipelines.words import counted

STEP = 200_000  # documents of a step, unless one load has more
LARGEST = 1_000_000  # documents that are promoted for the first time in one transaction
SEARCH = {embedded.SEARCHED: 1}
SMALLEST = 100  # bytes that a document takes in its raw table, without what is stored beside it
CPU = 120e-6  # seconds a document, of a first promotion with history


@dataclass(frozen=True)
class StepPlan:
    """What is left to be read of some types, step by step: ``names`` are what reads it, ``steps`` the ids of loads.

    ``histories`` are the names of those that may be made beside the rows, by another connection: all or none.
    ``documents`` is their number in all, ``disk`` the bytes that their rows will take; 0 where rows stand already.
    ``problems`` are what a person should know.
    """

    names: Sequence[str]
    steps: Sequence[Sequence[str]]
    documents: int
    disk: int = 0
    problems: Sequence[str] = ()
    histories: Sequence[str] = ()

    @property
    def sentence(self) -> str:
        """What a person should know before it begins."""
        minutes = round(self.documents * CPU / 60)
        time = f"about {counted(minutes, 'minute')}" if minutes else "less than a minute"
        disk = f", and {self.disk / 1e9:,.1f} GB of disk" if self.disk else ""
        return (
            f"{counted(self.documents, 'document')} are promoted in {counted(len(self.steps), 'step')}, each a"
            f" transaction of its own: {time} of one core{disk}. `stripe-oltp status` says how many wait. The next run"
            " continues one that is interrupted."
        )


def plan(
    connection: Connection,
    objects: Sequence[StripeObject],
    *,
    run_id: int,
    everything: bool,
    asked: bool,
    treatment: Treatment | None = None,
) -> StepPlan | None:
    """What is to be promoted in steps: what an earlier run left of them, or what begins now. Commits.

    None where one transaction is to do it all: unless steps are ``asked`` for, or the first promotion is a large one;
    and where another ``treatment`` of personal columns than before lets all rows be made anew.
    ``everything`` takes back rows that no document makes, and lets every load be read again.
    """
    with connection, connection.cursor() as cursor:
        is_begun = loads.is_any_put_off(cursor)
        if not (is_begun or asked or _may_be_large(cursor, objects)):
            return None
        fresh = _without_rows(cursor, objects)
        asked = asked or _is_large(cursor, fresh)
        groups = groups_of({entry.name for entry in objects})
        of_types = [*(name for group in groups for name in group.versions), *upkeep.names(groups)]
        names = [*SEARCH, *of_types]
        if everything and not asked:
            _end(cursor, of_types)
            return None
        if not (is_begun or asked) or not _is_settled(cursor, treatment):
            return None
        if not (asked or loads.put_off_for(cursor, names)):
            return None
        problems = _begin(cursor, groups, names, run_id, everything=everything)
        found = _documents(cursor, groups, loads.put_off_for(cursor, names))
        disk = _bytes(cursor, fresh)
        histories = upkeep.separable(cursor, groups)
    if not found:
        return None
    return StepPlan(names, list(_in_steps(found)), sum(found.values()), disk, problems, histories)


def bring_forward(connection: Connection, names: Sequence[str], step: Sequence[str]) -> None:
    """Let the promotion that follows, in the same transaction, read one step."""
    with connection.cursor() as cursor:
        loads.bring_forward(cursor, names, step)


def _is_settled(cursor: Cursor, treatment: Treatment | None) -> bool:
    """Whether personal columns are treated so; while there is no row, they are from now on."""
    if treatment is None or personal.treatment(cursor) is treatment:
        return True
    entries = statements.in_foreign_key_order()
    cursor.execute("SELECT " + " OR ".join(f"EXISTS (SELECT FROM oltp.{entry.table})" for entry in entries))
    is_empty = cursor.fetchone() == (False,)
    return is_empty and personal.settle(cursor, treatment)


def _may_be_large(cursor: Cursor, objects: Sequence[StripeObject]) -> bool:
    """Whether a first promotion may be a large one, by what costs next to nothing: every promotion asks."""
    cursor.execute(
        f"SELECT EXISTS ({NEW_LOADS}) OR EXISTS (SELECT FROM meta.pending_loads),"
        " ARRAY(SELECT known.object::text FROM meta.promoted_versions AS known)"
    )
    is_waiting, known = cursor.fetchone()
    types = [entry for entry in objects if is_waiting or entry.name not in known]
    sizes = (
        f"coalesce(pg_relation_size(to_regclass('raw.{entry.plural}')), 0)"
        for entry in types
        if entry.table and not entry.embedded
    )
    cursor.execute(f"SELECT {' + '.join(['0', *sizes])}")
    return bool(cursor.fetchone()[0] > LARGEST * SMALLEST)


def _without_rows(cursor: Cursor, objects: Sequence[StripeObject]) -> list[StripeObject]:
    """The types of which documents are there and no row yet."""
    there = existing(cursor) if select.anything_landed(cursor) else set()
    types = [entry for entry in objects if entry.table and not entry.embedded and entry.plural in there]
    looks = (
        f"SELECT '{entry.name}' WHERE EXISTS (SELECT FROM raw.{entry.plural})"
        f" AND NOT EXISTS (SELECT FROM oltp.{entry.table} WHERE row_state <> 'unresolved')"
        for entry in types
    )
    if not types:
        return []
    cursor.execute(" UNION ALL ".join(looks))
    bare = {name for (name,) in cursor.fetchall()}
    return [entry for entry in types if entry.name in bare]


def _is_large(cursor: Cursor, types: Sequence[StripeObject]) -> bool:
    """Whether raw holds more documents than a first promotion is to read in one transaction."""
    if not types:
        return False
    each = (f"(SELECT FROM raw.{entry.plural} LIMIT {LARGEST + 1})" for entry in types)
    cursor.execute(f"SELECT count(*) FROM ({' UNION ALL '.join(each)}) AS documents")
    return bool(cursor.fetchone()[0] > LARGEST)


def _end(cursor: Cursor, names: Sequence[str]) -> None:
    """Let one transaction read what was put off for these; and search all, if no step of another type is left to."""
    loads.put_off_no_longer(cursor, names)
    if not loads.is_any_put_off(cursor, but=SEARCH):
        loads.put_off_no_longer(cursor, SEARCH)


def _begin(
    cursor: Cursor, groups: Sequence[ObjectGroup], names: Sequence[str], run_id: int, *, everything: bool
) -> list[str]:
    """Put off all that is to be read: for each type, the loads that bring it something. Returns what one should know.

    Also where a killed run left steps: much may have landed since, and a release that came in between reads all loads.
    """
    of_history = [_of_history(group) for group in groups]
    new = loads.see(cursor, [*ALWAYS, *names], run_id=run_id)
    if loads.is_another(cursor, embedded.SEARCHED, embedded.digest()):
        loads.forget(cursor, embedded.SEARCHED)
    problems = _take_back(cursor, groups) if everything else []
    read = _read_for(cursor, groups)
    for group in groups:
        waiting = _all_loads(cursor) if everything else loads.pending(cursor, group.versions, new)
        loads.put_off(cursor, group.versions, waiting, read[group.entry.name], run_id=run_id)
    loads.put_off(cursor, SEARCH, loads.pending(cursor, SEARCH, new), None, run_id=run_id)
    # Versions that another transform made are made anew as a whole: not in steps.
    for group, versions in zip(groups, of_history, strict=True):
        if versions and not _has_other_versions(cursor, versions):
            told = read[group.entry.name] | read[EVENT.name]
            loads.put_off(cursor, versions, loads.pending(cursor, versions, new), told, run_id=run_id)
    return problems


def _read_for(cursor: Cursor, groups: Sequence[ObjectGroup]) -> dict[str, set[str]]:
    """The raw tables with rows that are read for each type, and those of events."""
    read = {group.entry.name: select.read_for(group.entry) for group in groups} | {EVENT.name: {EVENT.plural}}
    filled = with_rows(cursor, set().union(*read.values()) & existing(cursor), None)
    return {name: plurals & filled for name, plurals in read.items()}


def _take_back(cursor: Cursor, groups: Sequence[ObjectGroup]) -> list[str]:
    """The rows that no document makes, and the parents that nothing names; and let all derived rows be made anew.

    Returns what a person should know.
    """
    for group in reversed(groups):
        if select.raw_table_exists(cursor, group.entry):
            withdraw.unknown(cursor, group.entries)
    for name in derived.names():
        loads.forget(cursor, name)
    entries = statements.in_foreign_key_order()
    unresolved = count_unresolved(cursor, entries)
    return drop_unnamed(cursor, [entry for entry in entries if unresolved[entry.name]])


def _of_history(group: ObjectGroup) -> Versions:
    kept = {name: number for name, number in group.versions.items() if CATALOGUE[name].keeps_history}
    return {CATALOGUE[name].history_name: number for name, number in kept.items()}


def _has_other_versions(cursor: Cursor, versions: Versions) -> bool:
    cursor.execute("SELECT EXISTS (SELECT FROM meta.promoted_versions WHERE object = ANY(%s))", (list(versions),))
    return cursor.fetchone() == (True,) and not loads.is_active(cursor, versions)


def _all_loads(cursor: Cursor) -> list[str]:
    cursor.execute(COMPLETE_LOADS)
    return sorted(load_id for (load_id,) in cursor.fetchall())


def _documents(cursor: Cursor, groups: Sequence[ObjectGroup], load_ids: Sequence[str]) -> dict[str, int]:
    """How many documents of these types each of some loads has, in the order of the loads."""
    found = dict.fromkeys(load_ids, 0)
    for group in groups:
        if found and select.raw_table_exists(cursor, group.entry):
            cursor.execute(
                f"SELECT landed._dlt_load_id, count(*) FROM raw.{group.entry.plural} AS landed"
                " WHERE landed._dlt_load_id = ANY(%s) GROUP BY landed._dlt_load_id",
                (list(load_ids),),
            )
            for load_id, number in cursor.fetchall():
                found[load_id] += number
    return found


def _bytes(cursor: Cursor, types: Sequence[StripeObject]) -> int:
    """About what the rows will take on disk: three quarters of what the documents do."""
    sizes = (f"pg_total_relation_size('raw.{entry.plural}')" for entry in types)
    cursor.execute(f"SELECT {' + '.join(['0', *sizes])}")
    return int(cursor.fetchone()[0]) * 3 // 4


def _in_steps(documents: dict[str, int]) -> Iterator[list[str]]:
    step: list[str] = []
    size = 0
    for load_id, number in documents.items():
        if step and size + number > STEP:
            yield step
            step, size = [], 0
        step.append(load_id)
        size += number
    if step:
        yield step
