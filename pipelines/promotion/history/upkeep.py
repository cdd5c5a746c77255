"""Keep the history of what a promotion read, in its transaction. No row of `oltp` depends on it."""

from collections.abc import Container, Iterable, Sequence

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import CATALOGUE, EVENT
from pipelines.promotion import loads, quarantine
from pipelines.promotion.history import direct, gaps, seen, shown, spans
from pipelines.promotion.history.shown import Tables
from pipelines.promotion.history.write import write
from pipelines.promotion.select import Scope
from pipelines.promotion.writer import ObjectGroup
from pipelines.raw.tables import COMPLETE_LOADS, existing, with_rows
from pipelines.temporary_tables import clear

Groups = Sequence[ObjectGroup]


def names(groups: Groups) -> list[str]:
    """Those of all types of some groups that keep history."""
    return list(versions(groups))


def versions(groups: Groups) -> dict[str, int]:
    """The active versions of those, by their names."""
    return {name: version for group in _kept(groups) for name, version in _versions(group).items()}


def separable(cursor: Cursor, groups: Groups) -> list[str]:
    """The names of those that may be kept by another connection than the rows; none where nothing is put off for them.

    All of them or none: while one is to be made anew as a whole, what is seen meanwhile is not noted for it.
    """
    of_all = names(groups)
    is_any_left = loads.put_off_for(cursor, of_all) and not quarantine.of_another_schema(cursor)
    if not is_any_left or gaps.is_any_new(cursor):
        return []
    return of_all if all(loads.is_active(cursor, _versions(group)) for group in _kept(groups)) else []


def keep(cursor: Cursor, groups: Groups, new: list[str], *, run_id: int, everything: bool) -> None:
    """Make the versions that the loads bring which were not read for them yet; with ``everything``, all anew.

    ``new`` are the loads that this promotion has seen first.
    """
    if gaps.take_in(cursor):
        forget(cursor, [entry.name for entry in CATALOGUE.values() if entry.table and entry.keeps_history])
    keep_pending(cursor, groups, new, run_id=run_id, everything=everything)


def keep_pending(cursor: Cursor, groups: Groups, new: list[str], *, run_id: int, everything: bool = False) -> None:
    """The same, but for times without events that are not known yet."""
    kept, read = _kept(groups), loads.read_by_all(cursor).items()
    behind = [group for group in kept if everything or not _versions(group).items() <= read]
    if not kept or not (behind or new):
        return
    there = existing(cursor)
    kept = [group for group in kept if group.entry.plural in there]
    found = with_rows(cursor, {EVENT.plural, *(group.entry.plural for group in kept)}, None if behind else new)
    stale = _with_versions(cursor, kept) if everything else set()
    if found or stale:
        seen.prepare(cursor)
        pending = {group.entry.name: _pending(cursor, group, behind, new, everything=everything) for group in kept}
        if EVENT.plural in found:
            of_all = sorted({load for group in kept for load in pending[group.entry.name]})
            among = f"IN ({COMPLETE_LOADS})" if everything else seen.SOME
            seen.take_in_events(cursor, list(pending), among, of_all, from_rows=True)
        told = _told(cursor)
        for group in kept:
            if group.entry.plural in found or group.entry.name in told | stale:
                _keep_group(cursor, group, pending[group.entry.name], everything=everything)
    _mark(cursor, kept, run_id)


def _pending(cursor: Cursor, group: ObjectGroup, behind: Groups, new: list[str], *, everything: bool) -> list[str]:
    """The loads that the history of a group still has to read; without its own, what this promotion saw first."""
    if everything:
        return []  # all of them, whatever was read
    return loads.pending(cursor, _versions(group), new) if group in behind else sorted(new)


def _with_versions(cursor: Cursor, groups: Groups) -> set[str]:
    """The groups that have versions now."""
    looks = [
        f"SELECT '{group.entry.name}' WHERE EXISTS (SELECT FROM history.{entry.table})"
        for group in groups
        for entry in group.entries
        if entry.keeps_history
    ]
    if not looks:
        return set()
    cursor.execute(" UNION ALL ".join(looks))
    return {name for (name,) in cursor.fetchall()}


def _keep_group(cursor: Cursor, group: ObjectGroup, pending: list[str], *, everything: bool) -> None:
    if not everything:
        cursor.execute(f"SELECT NOT EXISTS ({COMPLETE_LOADS} AND loads.load_id <> ALL (%s::text[]))", (pending,))
        everything = cursor.fetchone() == (True,)
    tables = [(entry, transform) for entry, transform in group.described(cursor).tables if entry.keeps_history]
    if everything:
        _make_all(cursor, tables)
    else:
        _go_on(cursor, tables, pending)


def _make_all(cursor: Cursor, tables: Tables) -> None:
    own, _ = tables[0]
    seen.fill(cursor, own, Scope(everything=True))
    is_any = direct.find(cursor, tables)
    seen.drop_embedded(cursor, own, everything=True)
    _make(cursor, tables, everything=True)
    for entry, _ in tables:
        if is_any:
            cursor.execute(direct.made(own, entry))
            if entry is not own:
                cursor.execute(spans.of_smaller_id(entry))
        write(cursor, own, entry, everything=True)


def _go_on(cursor: Cursor, tables: Tables, pending: list[str]) -> None:
    own, _ = tables[0]
    if not direct.keep(cursor, tables, pending):
        return
    seen.renew(cursor, own, pending)
    seen.drop_embedded(cursor, own, everything=False)
    _make(cursor, tables, everything=False)
    for entry, _ in tables:
        write(cursor, own, entry, everything=False)


def _make(cursor: Cursor, tables: Tables, *, everything: bool) -> None:
    """Make the versions of what is in ``seen``, the long way; it is empty then, as the next type needs it."""
    shown.fill(cursor, tables, seen.put_in_order(cursor, tables[0][0]))
    clear(cursor, "seen")
    spans.find_line(cursor, tables, everything=everything)
    for entry, _ in tables:
        spans.make(cursor, tables, entry, everything=everything)


def behind(cursor: Cursor, waiting: Container[str]) -> list[str]:
    """The types with documents that their history has not read, as after an upgrade; but those that wait anyway."""
    kept = [
        ObjectGroup.of(entry)
        for entry in CATALOGUE.values()
        if entry.table and not entry.embedded and entry.keeps_history
    ]
    read, there = loads.read_by_all(cursor).items(), existing(cursor)
    late = [group.entry for group in kept if not _versions(group).items() <= read and group.entry.plural in there]
    found = []
    for entry in (entry for entry in late if entry.name not in waiting):
        cursor.execute(f"SELECT EXISTS (SELECT FROM raw.{entry.plural})")
        found += [entry.name] * cursor.fetchone()[0]
    return found


def forget(cursor: Cursor, types: Iterable[str]) -> None:
    """Let the history of some types be made anew by the next promotion."""
    for name in types:
        loads.forget(cursor, CATALOGUE[name].history_name)


def _mark(cursor: Cursor, kept: Groups, run_id: int) -> None:
    loads.mark_read(
        cursor, {name: version for group in kept for name, version in _versions(group).items()}, run_id=run_id
    )


def _told(cursor: Cursor) -> set[str]:
    cursor.execute("SELECT DISTINCT told.name FROM told")
    return {name for (name,) in cursor.fetchall()}


def _kept(groups: Groups) -> list[ObjectGroup]:
    return [group for group in groups if group.entry.keeps_history]


def _versions(group: ObjectGroup) -> dict[str, int]:
    return {
        CATALOGUE[name].history_name: number for name, number in group.versions.items() if CATALOGUE[name].keeps_history
    }
