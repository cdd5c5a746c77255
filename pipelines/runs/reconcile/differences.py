"""Mend what a full comparison finds: objects that are missing, changed or gone, though no event ever told of them.

The comparison is that of verify, of every document. What differs is noted in ``meta.refetch_queue``, like what events
tell, and fetched by its id; so a run that is killed loses nothing, and the next one goes on.
"""

import secrets
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass

import msgspec
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.row_state import DELETED as DELETED_ROW
from oltp_schema.row_state import PRESENT
from pipelines.catalogue import CATALOGUE, EVENT, THIN_EVENT, StripeObject, demand_endpoints, lists_per, read_by
from pipelines.checks.verify import (
    Choice,
    Difference,
    NothingLandedError,
    Sample,
    Verification,
    verify,
    verify_with,
)
from pipelines.checks.verify.current import NEWEST_FIRST, SERVED, snapshot
from pipelines.checks.verify.reading import Progress
from pipelines.checks.verify.report import DELETED, MISSING, RAW, ROW, VANISHED
from pipelines.database import connect
from pipelines.errors import UsageError
from pipelines.landing.plan import defaults, refetch, watermarks
from pipelines.promotion.select import anything_landed
from pipelines.raw.tables import COMPLETE_LOADS, distrust
from pipelines.runs.database import Database
from pipelines.settings import Settings
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.events import Change

EVERYTHING = Sample(size=None, seed=0)
# Documents of a type whose lists that Stripe cut are read to their end, a request each: 2 s at 25 requests/s. Where
# there are more, each comparison takes others.
LISTS = 50
OPENED = 10  # documents of a type that are opened though neither their bytes nor their rows differ
SEEDS = 1_000_000


@dataclass(frozen=True)
class Comparable:
    """The types whose lists were ``read``, which can be compared, and those that are ``unread``.

    Of the unread ones a few objects may be here, because documents name or hold them. ``every_row`` says whether all
    rows are passed over, and not those alone that are due.
    """

    read: Sequence[StripeObject]
    unread: Sequence[StripeObject] = ()
    every_row: bool = False


def comparable(connection: Connection, objects: Sequence[StripeObject] | None) -> Comparable:
    """These types, or those of a default run and all others that were read. Raises NothingLandedError, UsageError."""
    for entry in (EVENT, THIN_EVENT):
        if entry in (objects or []):
            raise UsageError(f"`{entry.name}` cannot be compared. Choose other object types.")
    demand_endpoints(objects or [])
    with connection, connection.cursor() as cursor:
        read = watermarks.current(cursor).keys() - {EVENT.name, THIN_EVENT.name}
        new = defaults.unexpected(cursor)
        is_landed = anything_landed(cursor)
    if not read:  # files were landed, or an early release did it, which kept no note of how far it had read
        why = " (no run has read Stripe's lists to the end)" if is_landed else ""
        raise NothingLandedError(f"Nothing to compare yet{why}: run `stripe-oltp pipeline` first.")
    chosen = objects or [
        entry
        for entry in CATALOGUE.values()
        if not (entry.listed_per or entry.name in {EVENT.name, THIN_EVENT.name})
        and (_is_read(entry, read) or (entry.landed_by_default and entry.name not in new))
    ]
    return Comparable(
        [entry for entry in chosen if _is_read(entry, read)],
        [entry for entry in chosen if not _is_read(entry, read)],
    )


def _is_read(entry: StripeObject, names: Collection[str]) -> bool:
    """Whether a type is read, by its own list or those per parent, where these are the ``names`` of what is."""
    own = read_by(entry)
    return own is not None and own.name in names


def compare(
    settings: Settings,
    database_url: str,
    objects: Comparable,
    on_progress: Progress | None = None,
    client: Client | None = None,
) -> Verification:
    """Compare every document of the types that were read, and ask for the others once. Raises as ``verify``.

    The caller holds the run lock, or has a ``client`` of its own, which asks Stripe beside what runs ask.
    """
    lists, opened = (Sample(size, secrets.randbelow(SEEDS)) for size in (LISTS, OPENED))
    choice = Choice(
        EVERYTHING,
        objects.read,
        counts=False,  # the run does at its end
        lists=lists,
        opened=opened,
        every_row=objects.every_row,
        unread=objects.unread,
        is_alone=client is None,
    )
    with closing(connect(database_url, settings.schemas)) as connection:
        if client:
            return verify_with(client, settings, connection, choice, on_progress)
        return verify(settings, connection, choice, on_progress)


def want(connection: Connection, differences: Sequence[Difference]) -> None:
    """Note what differs as objects to be fetched; for those that are gone, what they were. Commits.

    A row that is not what its document says needs no fetching: see ``unmended``.
    """
    with connection, connection.cursor() as cursor:
        for one in differences:
            if one.kind == RAW:
                _distrust(cursor, one)
        changes = [_change(cursor, one) for one in differences if one.kind != ROW]
        changes += [Change(each.name, one.id) for one in differences for each in lists_that_differ(one)]
    refetch.enqueue(connection, changes)


def lists_that_differ(one: Difference) -> list[StripeObject]:
    """The lists per object of which rows differ: they are to be read again, too."""
    lists = lists_per(CATALOGUE[one.object])
    return [each for each in lists if any(name.startswith(f"{each.table}.") for name in one.names)]


def unmended(database: Database, differences: Sequence[Difference]) -> list[StripeObject]:
    """After all was fetched and promoted: the types with rows that no new copy mended, and that a replay will."""
    stale = {one.object for one in differences if one.kind == ROW}
    with closing(database.connect()) as connection, snapshot(connection) as current:
        for name, ids in _by_object(differences, MISSING, DELETED).items():
            entry = CATALOGUE[name]
            states, quarantined = current.states(entry, ids), current.quarantined(entry, ids)
            copied = (each for each in ids if each not in quarantined and current.has_any_copy(entry, each))
            if any(states.get(stripe_id) != PRESENT for stripe_id in copied):
                stale.add(name)
    return [entry for entry in CATALOGUE.values() if entry.name in stale and entry.table]


def marked_deleted(database: Database, differences: Sequence[Difference]) -> dict[str, int]:
    """How many of the objects that are gone are deleted rows now, by type."""
    with closing(database.connect()) as connection, snapshot(connection) as current:
        return {
            name: list(current.states(CATALOGUE[name], ids).values()).count(DELETED_ROW)
            for name, ids in _by_object(differences, VANISHED).items()
        }


def _change(cursor: Cursor, one: Difference) -> Change:
    if one.kind != VANISHED:
        read = read_by(CATALOGUE[one.object])
        return Change(read.name, one.parent) if read and one.parent else Change(one.object, one.id)
    cursor.execute(
        f"SELECT landed.payload::text, landed.api_version FROM raw.{CATALOGUE[one.object].plural} AS landed"
        f" WHERE landed.id = %s AND landed._dlt_load_id IN ({COMPLETE_LOADS})"
        f" ORDER BY landed.origin = 'embedded', {NEWEST_FIRST} LIMIT 1",
        (one.id,),
    )
    if copy := cursor.fetchone():
        return Change(one.object, one.id, copy[0].encode(), copy[1])
    stub = msgspec.json.encode({"id": one.id, "object": one.object, "deleted": True})  # the form of Stripe's own
    return Change(one.object, one.id, stub)


def _distrust(cursor: Cursor, one: Difference) -> None:
    """Let the same document count as new: its newest copy is no longer what its digest says."""
    plural = CATALOGUE[one.object].plural
    cursor.execute(
        f"SELECT landed._dlt_id FROM raw.{plural} AS landed WHERE landed.id = %s AND {SERVED}"
        f" ORDER BY {NEWEST_FIRST} LIMIT 1",
        (one.id,),
    )
    for (dlt_id,) in cursor.fetchall():
        distrust(cursor, plural, dlt_id)


def _by_object(differences: Sequence[Difference], *kinds: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in differences:
        if one.kind in kinds:
            found.setdefault(one.object, []).append(one.id)
    return found
