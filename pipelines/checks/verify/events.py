"""What came since the last run: told by an event that no run has read yet, or noted and not fetched yet."""

from collections.abc import Collection, Mapping
from datetime import datetime

from pipelines.catalogue import CATALOGUE, EVENT
from pipelines.checks.verify.current import Current
from pipelines.stripe_api.events import changes_of
from pipelines.stripe_api.lists import ListReader, Span

Named = tuple[str, str]  # a type and an id


def told_since(
    lists: ListReader, current: Current, read_until: Mapping[str, int], asked: Collection[Named], lag: int
) -> set[Named]:
    """Those of ``asked`` that the next run knows of: it will fetch them.

    ``read_until`` say until when each type was read (unix seconds). An event may be listed late by ``lag`` seconds: one
    that happened so shortly before counts when no run has read it.
    """
    if not asked:
        return set()
    wanted = set(asked)
    told = {named for named in current.query("SELECT object, id FROM meta.refetch_queue") if named in wanted}
    told |= _due(current, wanted, lists.client.clock)
    concerned = {name: read_until[name] for name, _ in wanted}
    since = min(concerned.values()) - lag
    for page in lists.window(EVENT, Span(since)):
        landed = current.states(EVENT, [event.id or "" for event in page.documents])
        for event in page.documents:
            for change in changes_of(event):
                named = (change.object, change.id)
                if named not in wanted or event.created is None:
                    continue
                watermark = concerned[change.object]
                if event.created > watermark or (event.created >= watermark - lag and event.id not in landed):
                    told.add(named)
    return told


def _due(current: Current, wanted: Collection[Named], now: datetime | None) -> set[Named]:
    """Those whose pending change is due: the next run lists them again."""
    due: set[Named] = set()
    for name in {name for name, _ in wanted}:
        entry = CATALOGUE[name]
        if pending := entry.reading.pending:
            rows = current.query(
                f"SELECT row.id FROM oltp.{entry.table} AS row WHERE row.id = ANY(%(ids)s)"
                f" AND {pending.is_due('row', 'coalesce(%(now)s, now())')}",
                {"ids": [stripe_id for kind, stripe_id in wanted if kind == name], "now": now},
            )
            due |= {(name, stripe_id) for (stripe_id,) in rows}
    return due
