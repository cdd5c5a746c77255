"""The current rows and newest copies, asked by id or by window. All of it in one snapshot that can only read."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from time import monotonic, sleep
from typing import Any

import psycopg2.extras
from psycopg2.extensions import connection as Connection

from oltp_schema.row_state import DELETED, PRESENT
from pipelines import personal
from pipelines.catalogue import CATALOGUE, StripeObject, partial_lists_of, read_by
from pipelines.checks.parity.comparison import by_id, rows_query
from pipelines.checks.parity.expectation import Rows
from pipelines.checks.verify.listing import ListPart, lists_elsewhere
from pipelines.exact_json import parse_any
from pipelines.locks import AnotherRunError, is_held
from pipelines.promotion import seconds
from pipelines.promotion.run import waiting
from pipelines.promotion.select import anything_landed
from pipelines.raw import per_parent
from pipelines.raw.tables import COMPLETE_LOADS
from pipelines.stripe_api.documents import Document

READ_ONLY = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
BEGIN = f"{READ_ONLY}; SET LOCAL plan_cache_mode TO force_generic_plan"  # what is prepared is planned once
SETTLED_WITHIN, LOOKS_EVERY = 60.0, 0.1  # seconds
EMBEDDED = 10  # elements that Stripe shows inside a document at most
Query = Sequence[tuple[Any, ...]]

# The copies that Stripe served by themselves: an embedded one is written in our words, with a digest of them.
SERVED = f"landed.origin <> 'embedded' AND landed._dlt_load_id IN ({COMPLETE_LOADS})"
NEWEST_FIRST = seconds.newest_first("landed")


@dataclass(frozen=True)
class Newest:
    """The newest copy that Stripe served: its digest, its version, and whether it is the same JSON as was asked of."""

    digest: str
    api_version: str | None
    is_same: bool


@dataclass(frozen=True)
class Unlisted:
    """A row that is present and in no list; whether its newest copy is from a list.

    ``is_only_told``: it is from an event, Stripe answered 404 when it was asked for the object itself, and it is of a
    type whose objects may exist nevertheless.
    """

    id: str
    was_listed: bool
    is_only_told: bool


class Current:
    """One snapshot of a database. Safe to share between threads: psycopg2 lets one query through at a time."""

    def __init__(self, connection: Connection) -> None:
        """Use ``snapshot``."""
        self._connection = connection
        self._prepared: dict[str, str] = {}
        self._preparing = threading.Lock()
        with connection.cursor() as cursor:
            self.treated = personal.current(cursor)

    def query(self, sql: str, values: Any = None) -> Query:
        """The rows of a query."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows: Query = cursor.fetchall()
        return rows

    def again(self, sql: str, types: str, values: Sequence[Any]) -> Query:
        """The rows of a query that comes for each page, with ``$1`` for the first value: it is planned once.

        Planned for each page, that of the digests took half as long again.
        """
        with self._preparing:
            name = self._prepared.get(sql) or self._prepare(sql, types)
        return self.query(f"EXECUTE {name} ({', '.join(['%s'] * len(values))})", values)

    def _prepare(self, sql: str, types: str) -> str:
        """The name of a query, which this session may have prepared for a comparison before."""
        name = self._prepared[sql] = f"again_{blake2b(sql.encode(), digest_size=8).hexdigest()}"
        if not self.query("SELECT 1 FROM pg_prepared_statements WHERE name = %s", (name,)):
            with self._connection.cursor() as cursor:
                cursor.execute(f"PREPARE {name} ({types}) AS {sql}")
        return name

    def anything_landed(self) -> bool:
        """Whether there ever was a landing."""
        with self._connection.cursor() as cursor:
            return anything_landed(cursor)

    def watermark(self, entry: StripeObject) -> datetime | None:
        """Until when a type was read: its watermark, or, where files were landed, its newest copy. None: never."""
        ((watermark,),) = self.query(
            "SELECT coalesce((SELECT planned_until FROM meta.watermarks WHERE object = %s),"
            f" (SELECT max(observed_at) FROM raw.{entry.plural} WHERE origin <> 'embedded'))",
            ((read_by(entry) or entry).name,),
        )
        return watermark  # type: ignore[no-any-return]  # timestamptz or NULL

    def was_read(self, entry: StripeObject) -> bool:
        """Whether ``watermark`` is known, without looking for the newest of all copies."""
        ((is_read,),) = self.query(
            "SELECT EXISTS (SELECT FROM meta.watermarks WHERE object = %s AND planned_until IS NOT NULL)"
            f" OR EXISTS (SELECT FROM raw.{entry.plural} WHERE origin <> 'embedded')",
            ((read_by(entry) or entry).name,),
        )
        return bool(is_read)

    def is_unfinished(self, entry: StripeObject) -> bool:
        """Whether a run ended before it had read all of a type."""
        return bool(self.query("SELECT 1 FROM meta.windows WHERE object = %s LIMIT 1", (entry.name,)))

    def was_listed_whole(self, entry: StripeObject) -> bool:
        """Whether a type that is not read by itself each time was listed from its beginning."""
        return bool(
            self.query("SELECT 1 FROM meta.watermarks WHERE object = %s AND relisted_at IS NOT NULL", (entry.name,))
        )

    def states(self, entry: StripeObject, ids: Sequence[str]) -> dict[str, str]:
        """The state of each row among ``ids``; absent where there is none."""
        return dict(self.query(f"SELECT id, row_state FROM ({_rows(entry)}) AS here WHERE id = ANY(%s)", (list(ids),)))

    def created(self, entry: StripeObject, ids: Sequence[str]) -> dict[str, datetime | None]:
        """When each object among ``ids`` was made, as its row says."""
        return dict(self.query(f"SELECT id, created FROM ({_rows(entry)}) AS here WHERE id = ANY(%s)", (list(ids),)))

    def quarantined(self, entry: StripeObject, ids: Sequence[str]) -> set[str]:
        """Those of ``ids`` that wait in quarantine."""
        rows = self.query("SELECT id FROM meta.quarantine WHERE object = %s AND id = ANY(%s)", (entry.name, list(ids)))
        return {stripe_id for (stripe_id,) in rows}

    def boundaries(self, entry: StripeObject, size: int) -> list[int]:
        """Moments (unix seconds, ascending) that part the rows into windows of about ``size``."""
        rows = self.query(
            f"""
            SELECT DISTINCT extract(epoch FROM date_trunc('second', created))::bigint AS moment
            FROM (SELECT created, row_number() OVER (ORDER BY created) AS number FROM ({_rows(entry)}) AS here
                WHERE row_state = '{PRESENT}') AS numbered
            WHERE number %% %s = 0 AND created IS NOT NULL ORDER BY moment
            """,
            (size,),
        )
        return [moment for (moment,) in rows]

    def long(self, entry: StripeObject) -> int:
        """How many rows have so many elements that Stripe may have cut the lists of them, or lists elsewhere, about."""
        counts = [
            f"SELECT count(*) FROM oltp.{entry.table} WHERE {field}_complete"
            if child.listed_per
            else f"SELECT count(*) FROM (SELECT FROM oltp.{child.table} GROUP BY {entry.owner_column}"
            f" HAVING count(*) >= {EMBEDDED}) AS long"
            for field, child in partial_lists_of(entry).items()
        ]
        return sum(int(self.query(count)[0][0]) for count in counts)

    def whole_elsewhere(self, entry: StripeObject, ids: Sequence[str]) -> dict[str, list[str]]:
        """The fields of a type's lists per object that are known whole, by the ids that have any."""
        found: dict[str, list[str]] = {}
        for field in lists_elsewhere(entry):
            rows = self.query(
                f"SELECT id FROM oltp.{entry.table} WHERE id = ANY(%s) AND {field}_complete", (list(ids),)
            )
            for (stripe_id,) in rows:
                found.setdefault(stripe_id, []).append(field)
        return found

    def parents(self, entry: StripeObject) -> list[str]:
        """Those that a list with objects of a type is per, of which it may have some."""
        read = read_by(entry)
        return [stripe_id for (stripe_id,) in self.query(per_parent.parents(read))] if read else []

    def count(self, entry: StripeObject, part: ListPart) -> int:
        """The rows present in a part."""
        ((number,),) = self.query(
            f"SELECT count(*) FROM ({_rows(entry, part.parent)}) AS here"
            f" WHERE row_state = '{PRESENT}' AND {_created()}",
            _values(part),
        )
        return int(number)

    def unlisted(self, entry: StripeObject, part: ListPart, listed: Sequence[str]) -> list[Unlisted]:
        """The rows present in a part whose ids are not among those ``listed``."""
        rows = self.query(
            f"""
            SELECT here.id, coalesce(newest.origin = 'list', FALSE),
                {entry.reading.detachable} AND coalesce(newest.origin = 'event', FALSE) AND EXISTS (
                    SELECT FROM meta.not_found AS gone WHERE gone.object = '{entry.name}' AND gone.id = here.id
                )
            FROM ({_rows(entry, part.parent)}) AS here
            LEFT JOIN LATERAL (
                SELECT landed.origin FROM raw.{entry.plural} AS landed WHERE landed.id = here.id AND {SERVED}
                ORDER BY {NEWEST_FIRST} LIMIT 1
            ) AS newest ON TRUE
            WHERE here.row_state = '{PRESENT}' AND {_created()}
                AND NOT EXISTS (SELECT FROM unnest(%(listed)s::text[]) AS listed (id) WHERE listed.id = here.id)
            """,
            {**_values(part), "listed": list(listed)},
        )
        return [Unlisted(*row) for row in rows]

    def newest(self, entry: StripeObject, documents: Sequence[Document]) -> dict[str, Newest]:
        """The newest copies of these documents' ids; absent where Stripe never served one."""
        rows = self.again(
            _newest(entry),
            "text[], text[]",
            (
                [document.id for document in documents],
                [(document.payload or b"null").decode() for document in documents],
            ),
        )
        return {stripe_id: Newest(*row) for stripe_id, *row in rows}

    def with_same_bytes(
        self, entry: StripeObject, documents: Sequence[Document], api_version: str | None
    ) -> dict[str, bool]:
        """Whether documents in an API version have the digest of their newest copy that Stripe served.

        Absent are those without a present row or such a copy, those in quarantine, and those whose copy is in another
        version, where other bytes say nothing.
        """
        ids, digests = [document.id for document in documents], [document.digest for document in documents]
        return dict(self.again(_same_bytes(entry), "text[], text[], text", (ids, digests, api_version)))

    def with_same_json(self, entry: StripeObject, documents: Sequence[Document]) -> set[str]:
        """The ids of those of some documents of which the newest copy that Stripe served is the same JSON."""
        return {stripe_id for stripe_id, kept in self.newest(entry, documents).items() if kept.is_same}

    def rows(self, entry: StripeObject, column: str, ids: Sequence[str]) -> Rows:
        """The current rows of a table whose ``column`` is one of ``ids``: all but the unresolved."""
        return by_id(entry, self.again(rows_query(entry, column, "$1"), "text[]", (list(ids),)))

    def has_rows(self, entry: StripeObject) -> bool:
        """Whether promotion made any row of a type."""
        kept = f"SELECT 1 FROM oltp.{entry.table} AS kept WHERE kept.row_state <> 'unresolved' LIMIT 1"
        return bool(entry.table and self.query(kept))

    def number(self, entry: StripeObject, column: str, owner: str) -> int:
        """How many current rows have ``owner`` in a column."""
        counted = f"""
            SELECT count(*) FROM oltp.{entry.table} AS kept WHERE kept.{column} = $1 AND kept.row_state <> 'unresolved'
        """
        ((number,),) = self.again(counted, "text", (owner,))
        return int(number)

    def copy(self, entry: StripeObject, stripe_id: str) -> Any:
        """The newest copy of an id that Stripe served, as a JSON value."""
        rows = self.query(
            f"SELECT landed.payload FROM raw.{entry.plural} AS landed WHERE landed.id = %s AND {SERVED}"
            f" ORDER BY {NEWEST_FIRST} LIMIT 1",
            (stripe_id,),
        )
        return rows[0][0] if rows else None

    def has_any_copy(self, entry: StripeObject, stripe_id: str) -> bool:
        """Whether a complete load holds a copy of an id, an embedded one included."""
        return bool(
            self.query(
                f"SELECT 1 FROM raw.{entry.plural} AS landed WHERE landed.id = %s"
                f" AND landed._dlt_load_id IN ({COMPLETE_LOADS}) LIMIT 1",
                (stripe_id,),
            )
        )


@contextmanager
def snapshot(connection: Connection, settled: Sequence[StripeObject] = ()) -> Iterator[Current]:
    """The database as it is now, for as long as the block runs; nothing can be written.

    Of types that are to be ``settled``, it is one in which all that is landed is promoted, if the run that is at work
    brings that about: meanwhile a row differs from its document though nothing is wrong. Raises AnotherRunError when
    that takes longer than a minute.
    """
    psycopg2.extras.register_default_jsonb(connection, loads=parse_any)
    _begin(connection, settled)
    try:
        yield Current(connection)
    finally:
        if not connection.closed:
            connection.rollback()


def settle(connection: Connection, objects: Sequence[StripeObject]) -> None:
    """Wait until what is landed of these types is promoted, as ``snapshot`` does. Ends the transaction."""
    _begin(connection, objects)
    connection.rollback()


def _begin(connection: Connection, settled: Sequence[StripeObject]) -> None:
    end = monotonic() + SETTLED_WITHIN
    with connection.cursor() as cursor:
        cursor.execute(BEGIN)
        while settled and waiting(cursor, settled):
            if not is_held(connection)[0]:
                settled = ()
            elif monotonic() < end:
                sleep(LOOKS_EVERY)
            else:
                raise AnotherRunError(
                    f"A run that is at work has not promoted all that is landed within {SETTLED_WITHIN:.0f} seconds."
                    " Compare again when it has ended."
                )
            cursor.execute(BEGIN)  # looking who writes has ended the transaction


def _rows(entry: StripeObject, parent: str | None = None) -> str:
    """A type's objects as SQL: id, row_state, created. Of a type that is only landed, by their newest copies.

    With a ``parent`` only those that its list has, whose id is the value ``parent``.
    """
    if entry.table:
        served = " WHERE kept.derived IS NOT TRUE" if entry.derived else ""
        read = read_by(entry)
        if parent and read and read.listed_per:
            served = f" WHERE kept.{CATALOGUE[read.listed_per.parent].owner_column} = %(parent)s"
        created = f'kept."{entry.created}"' if entry.created else "NULL::timestamptz"
        return f"SELECT kept.id, kept.row_state, {created} AS created FROM oltp.{entry.table} AS kept{served}"
    created = f"landed.payload -> '{entry.created}'" if entry.created else "NULL::jsonb"
    return f"""
        SELECT DISTINCT ON (landed.id) landed.id,
            CASE WHEN landed.deleted THEN '{DELETED}' ELSE '{PRESENT}' END AS row_state,
            CASE WHEN jsonb_typeof({created}) = 'number'
                THEN to_timestamp(({created})::numeric::double precision) END AS created
        FROM raw.{entry.plural} AS landed WHERE {SERVED}
        ORDER BY landed.id, {NEWEST_FIRST}
    """


def _newest(entry: StripeObject) -> str:
    """Of ids ``$1`` with documents ``$2``: see ``Current.newest``."""
    return f"""
        SELECT asked.id, newest.digest, newest.api_version, newest.payload = asked.payload::jsonb
        FROM unnest($1, $2) AS asked (id, payload)
        CROSS JOIN LATERAL (
            SELECT landed.* FROM raw.{entry.plural} AS landed WHERE landed.id = asked.id AND {SERVED}
            ORDER BY {NEWEST_FIRST} LIMIT 1
        ) AS newest
    """


def _same_bytes(entry: StripeObject) -> str:
    """Of ids ``$1`` with digests ``$2`` in version ``$3``: see ``Current.with_same_bytes``."""
    return f"""
        SELECT asked.id, newest.digest = asked.digest
        FROM unnest($1, $2) AS asked (id, digest)
        CROSS JOIN LATERAL (
            SELECT landed.digest, landed.api_version FROM raw.{entry.plural} AS landed
            WHERE landed.id = asked.id AND {SERVED} ORDER BY {NEWEST_FIRST} LIMIT 1
        ) AS newest
        JOIN ({_rows(entry)}) AS here ON here.id = asked.id
        WHERE here.id = ANY ($1) AND here.row_state = '{PRESENT}'
            AND (newest.digest = asked.digest OR newest.api_version IS NOT DISTINCT FROM $3)
            AND NOT EXISTS (
                SELECT FROM meta.quarantine AS waiting WHERE waiting.object = '{entry.name}' AND waiting.id = asked.id
            )
    """


def _values(part: ListPart) -> dict[str, Any]:
    return {"since": part.since, "until": part.until, "parent": part.parent}


def _created() -> str:
    return (
        "(%(since)s::bigint IS NULL OR created >= to_timestamp(%(since)s))"
        " AND (%(until)s::bigint IS NULL OR created < to_timestamp(%(until)s))"
    )
