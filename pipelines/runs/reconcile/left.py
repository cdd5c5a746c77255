"""What a comparison found and could not mend: read from the database after all was fetched and promoted."""

from collections.abc import Iterator, Sequence
from contextlib import closing

from oltp_schema.row_state import PRESENT
from pipelines.catalogue import CATALOGUE, lists_per
from pipelines.checks.verify import Difference
from pipelines.checks.verify.current import NEWEST_FIRST, SERVED, Current, snapshot
from pipelines.checks.verify.report import DELETED, MISSING, ROW, VANISHED
from pipelines.runs.database import Database
from pipelines.runs.reconcile.differences import lists_that_differ
from pipelines.runs.reconcile.result import OUTDATED, QUARANTINED, UNANSWERED, Left


def left(database: Database, differences: Sequence[Difference], loads: Sequence[str]) -> list[Left]:
    """The objects that differ after what ``loads`` brought, each once."""
    if not differences:
        return []
    with closing(database.connect()) as connection, snapshot(connection) as current:
        found = [one for name in CATALOGUE for one in _left(current, name, differences, loads)]
    return list(dict.fromkeys(found))


def _left(current: Current, name: str, differences: Sequence[Difference], loads: Sequence[str]) -> Iterator[Left]:
    here = [one for one in differences if one.object == name]
    if not here:
        return
    entry, ids = CATALOGUE[name], [one.id for one in here]
    states, quarantined = current.states(entry, ids), current.quarantined(entry, ids)
    copies = _copies(current, name, ids, loads)
    listed = {each.name: _copies(current, each.name, ids, loads) for each in lists_per(entry)}
    for one in here:
        is_present, (is_fetched, is_outdated) = states.get(one.id) == PRESENT, copies.get(one.id, (False, False))
        is_fetched |= any(listed[each.name].get(one.id, (False, False))[0] for each in lists_that_differ(one))
        if one.id in quarantined:
            yield Left(name, one.id, QUARANTINED)
        elif {
            VANISHED: is_present,
            MISSING: not is_present,
            DELETED: not is_present,
            ROW: False,  # its type was replayed
        }.get(one.kind, not is_fetched):
            yield Left(name, one.id, OUTDATED if is_outdated else UNANSWERED)


def _copies(current: Current, name: str, ids: Sequence[str], loads: Sequence[str]) -> dict[str, tuple[bool, bool]]:
    """By id, whether the newest copy is one that ``loads`` brought, and whether it outlives such a one, or a file's is.

    What Stripe says once more of an object that is gone lands once: the newest copy may be a file's, and nothing new.
    """
    rows = current.query(
        f"""
        SELECT id, newest, NOT newest AND (is_fetched OR origin = 'file')
        FROM (
            SELECT DISTINCT ON (landed.id) landed.id, landed.origin, landed._dlt_load_id = ANY(%(loads)s) AS newest,
                bool_or(landed._dlt_load_id = ANY(%(loads)s)) OVER (PARTITION BY landed.id) AS is_fetched
            FROM raw.{CATALOGUE[name].plural} AS landed WHERE landed.id = ANY(%(ids)s) AND {SERVED}
            ORDER BY landed.id, {NEWEST_FIRST}
        ) AS copies
        """,
        {"ids": list(ids), "loads": list(loads)},
    )
    return {stripe_id: (is_fetched, is_outdated) for stripe_id, is_fetched, is_outdated in rows}
