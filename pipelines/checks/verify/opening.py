"""Which documents a comparison opens: not those of which cheaper checks say that all is as it was landed.

Two checks go before, and a sample is opened anyway. The digest of Stripe's bytes says that the newest copy was landed
from the same ones. That the rows are what SQL makes of ``raw`` now shows each row that was altered, and each copy that
was, as far as rows show it. What neither sees is an altered copy whose rows were made anew since, or that no column
shows.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.session import rely
from pipelines.catalogue import StripeObject, derived_by
from pipelines.checks.parity.refused import note_refused
from pipelines.checks.verify.current import Current
from pipelines.checks.verify.listing import FetchedDocument
from pipelines.checks.verify.sample import Sample
from pipelines.checks.verify.scope import ALL, TypeScope
from pipelines.checks.verify.written_since import Seen, Since, snapshot_begins
from pipelines.database_failure import DatabaseFailure
from pipelines.promotion import derived, loads, select, statements
from pipelines.promotion.run import WORK_MEM, search_path
from pipelines.promotion.writer import CHUNK, ObjectGroup


@dataclass(frozen=True)
class Opening:
    """``sample`` are opened in any case, and of the types in ``disagreeing`` the ids whose rows are not what raw says.

    Of other types, as of those with copies that no promotion has read, each document is opened. ``copies`` says whether
    the JSON of each copy is compared with Stripe's, and not its digest alone; ``in_turn`` are the types of which those
    rows alone were looked at that were due, and ``seen`` says what was seen of all whose rows were looked at.
    """

    sample: Sample = ALL
    copies: bool = False
    disagreeing: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    in_turn: AbstractSet[str] = frozenset()
    seen: Mapping[str, Seen] = field(default_factory=dict)

    def chosen(
        self, current: Current, scope: TypeScope, documents: Sequence[FetchedDocument], same: Collection[str]
    ) -> list[FetchedDocument]:
        """Those of some documents that are to be opened; the ``same`` have the bytes of their newest copies."""
        disagreeing = self.disagreeing.get(scope.entry.name)
        if disagreeing is None:
            return list(documents)
        share = self.sample.share(scope.here)
        shut = [
            fetched
            for fetched in documents
            if fetched.id in same and fetched.id not in disagreeing and not self.sample.has(fetched.id, share)
        ]
        ids = {fetched.id for fetched in shut}
        if shut and self.copies:
            ids &= current.with_same_json(scope.entry, [fetched.document for fetched in shut])
        return [fetched for fetched in documents if fetched.id not in ids]


def opening(
    connection: Connection,
    entries: Sequence[StripeObject],
    sample: Sample,
    *,
    copies: bool = False,
    every_row: bool = True,
) -> Opening:
    """Look at the rows of some types, in one snapshot that is given up; see ``Opening``. Ends the transaction.

    Unless ``every_row`` is looked at, those that are due are: see ``written_since``.
    """
    found, in_turn, seen = {}, set(), {}
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        rely(cursor, local=True, search_path=search_path(cursor), work_mem=WORK_MEM)
        until = snapshot_begins(cursor)
        select.prepare(cursor)
        for entry in entries:
            if entry.table and not entry.embedded and select.raw_table_exists(cursor, entry):
                group = ObjectGroup.of(entry).described(cursor)
                if not (loads.pending(cursor, group.versions) or loads.is_read_in_part(cursor, group.versions)):
                    since = Since.of(cursor, entry)
                    is_whole = every_row or since.age is None
                    if not is_whole:
                        in_turn.add(entry.name)
                    rows = frozenset(_disagreeing(cursor, group, None if is_whole else since))
                    seen[entry.name] = Seen(until, since.turn, rows)
                    found[entry.name] = rows.union(since.altered(cursor, entry))
    connection.rollback()
    return Opening(sample, copies, found, in_turn, seen)


def _disagreeing(cursor: Cursor, group: ObjectGroup, since: Since | None) -> Iterator[str]:
    """The ids of documents with a row, in any table, that is not what SQL makes of the copies that were promoted.

    With ``since`` only those that are due.
    """
    read = loads.read_by(group.entry.name, group.version)
    note_refused(cursor, group.entry)
    if since:
        since.touch(cursor, group.entry)
    total = select.select_copies(cursor, group.entry, select.Scope(everything=since is None, loads=read))
    for first in range(1, total + 1, CHUNK):
        last = first + CHUNK - 1
        for entry, transform in group.tables:
            yield from _of_range(cursor, statements.disagreeing(entry, transform, first, last), first, last)
    for entry in derived_by(group.entry):
        cursor.execute(statements.disagreeing_derived(entry, derived.active(entry)))
        yield from (stripe_id for (stripe_id,) in cursor.fetchall())


def _of_range(cursor: Cursor, query: str, first: int, last: int) -> Iterator[str]:
    """What the query says of some positions; all of their ids where a document cannot be read any more."""
    cursor.execute("SAVEPOINT documents")
    try:
        cursor.execute(query)
    except psycopg2.Error as error:
        if not DatabaseFailure.of(error).is_of_the_document:
            raise
        cursor.execute("ROLLBACK TO documents")
        cursor.execute("SELECT selected.id FROM selected WHERE selected.position BETWEEN %s AND %s", (first, last))
    yield from [stripe_id for (stripe_id,) in cursor.fetchall()]
    cursor.execute("RELEASE documents")
