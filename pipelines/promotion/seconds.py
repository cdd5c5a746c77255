"""The order of copies within one second: Stripe stamps events and responses in whole seconds.

A deletion is the last, whatever brought it. Of two events of one object and second came first

1. the one whose snapshot has what the other says was before (`previous_attributes`), as far as that leads;
2. by its type: what creates the object, then what changes it, then how it ended (paid, succeeded, canceled …);
3. by its id, then by the API version and the digest of its snapshot: any order, but always the same.

A copy that Stripe served or a file gave in that second is taken for later than the events, unless it shows what one of
them says was before and no later one changed back, or Stripe did not give the object after an event (`withheld`). All
of that is in raw, so a row does not depend on the order in which copies were landed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, permutations

from psycopg2.extensions import cursor as Cursor

from oltp_schema.schemas import execute_values
from oltp_schema.sql_files import sql_file
from pipelines.catalogue import StripeObject
from pipelines.raw import tables
from pipelines.temporary_tables import analyze, clear, create

# How the types of events end that say how an object ended. Of others the type tells only that they change it.
OUTCOMES = (
    *("paid", "succeeded", "payment_succeeded", "failed", "payment_failed", "setup_failed", "finalization_failed"),
    *("captured", "refunded", "canceled", "voided", "marked_uncollectible", "expired", "closed", "completed"),
    *("accepted", "released", "aborted", "reversed", "detached", "deleted"),
)
UNKNOWN, CREATED, CHANGED, ENDED, SERVED = range(-4, 1)  # unknown: an earlier release landed it
WITHHELD = 10  # more for events after which Stripe did not give the object: they come after what it served before
DELETED = 1_000_000
AT_ONCE = 1_000  # seconds: what their copies say is held in memory
EXACT = 6  # events of one second for which all orders are compared; more are put in order one after the other

Order = list[str]  # ids of copies in raw


@dataclass(frozen=True)
class TiedSnapshot:
    """An event of one object in one second; ``key`` puts it in order where nothing else does.

    ``after`` are the copies of this second that show what it says was before, ``is_next`` says that one of the second
    before does; ``shown_by`` are the served copies that show what it says is now. ``unlike`` are the events that differ
    from it in a field that it does not say it changed: none of them can be the one right before it.
    """

    raw_id: str
    key: tuple[int, str]
    after: frozenset[str] = frozenset()
    shown_by: frozenset[str] = frozenset()
    is_next: bool = False
    is_withheld: bool = False
    unlike: frozenset[str] = frozenset()


def place(copy: str) -> str:
    """A first key of the order within a second, as SQL: as a rule below 0 for events, above it for deletions."""
    ended = ", ".join(f"'{word}'" for word in OUTCOMES)
    return f"""(CASE
        WHEN {copy}.deleted THEN {DELETED}
        WHEN {copy}.origin <> 'event' THEN {SERVED}
        WHEN {copy}.event IS NULL THEN {UNKNOWN}
        WHEN right({copy}.event ->> 'type', 8) = '.created' THEN {CREATED}
        WHEN substring({copy}.event ->> 'type' FROM '[^.]*$') IN ({ended}) THEN {ENDED}
        ELSE {CHANGED} END + CASE WHEN {copy}.event ? 'withheld' THEN {WITHHELD} ELSE 0 END)"""


def key(copy: str) -> str:
    """The second key, as SQL: the same for all copies that no event brought."""
    return f"""CASE WHEN {copy}.event IS NULL THEN '' ELSE concat_ws(
        ' ', {copy}.event ->> 'id', {copy}.api_version, {copy}.digest) END COLLATE "C" """


def newest_first(copy: str) -> str:
    """The order of an object's copies in which the newest comes first, as SQL."""
    return tables.newest_first(copy, place(copy), key(copy))


def prepare(cursor: Cursor) -> None:
    """The temporary tables of one promotion: copies with another first key than ``place``, and seconds to look at."""
    tables = """
        CREATE TEMP TABLE placed (raw_id text COLLATE "C" PRIMARY KEY, place bigint) ON COMMIT DROP;
        CREATE TEMP TABLE claiming (number bigint, id text COLLATE "C", observed_at timestamptz) ON COMMIT DROP;
    """
    create(cursor, tables, "placed", "claiming")


def find_places(cursor: Cursor, entry: StripeObject, loads: str, within: str, decides: str = "TRUE") -> bool:
    """Fill ``placed`` for the copies of ``loads`` that are ``within`` (SQL over `landed.id`); says whether it has any.

    ``decides`` restricts it to the seconds that matter, as SQL over `landed`.
    """
    return find_places_in(cursor, f"raw.{entry.plural}", loads, within, decides)


def find_places_in(cursor: Cursor, copies: str, loads: str, within: str = "TRUE", decides: str = "TRUE") -> bool:
    """The same for any relation that has the columns of a raw table, as SQL for a FROM clause."""
    clear(cursor, "placed")
    cursor.execute(claims(copies, loads, within, decides))
    number: int = cursor.rowcount
    if number:
        analyze(cursor, "claiming")
        for first in range(1, number + 1, AT_ONCE):
            cursor.execute(relations(copies, loads), {"first": first, "last": first + AT_ONCE - 1})
            places = [(raw_id, at) for told, served in _seconds(cursor) for raw_id, at in _places(told, served)]
            execute_values(cursor, "INSERT INTO placed VALUES %s ON CONFLICT DO NOTHING", places, page_size=AT_ONCE)
        clear(cursor, "claiming")
    return bool(number) and _has_places(cursor)


def _has_places(cursor: Cursor) -> bool:
    cursor.execute("SELECT EXISTS (SELECT FROM placed)")
    return bool(cursor.fetchone() == (True,))


def in_order(told: Sequence[TiedSnapshot]) -> list[TiedSnapshot]:
    """Events of one object and second in their order."""
    told = sorted(told, key=lambda event: event.key)
    first = [event for event in told if event.key[0] == CREATED]
    rest = told[len(first) :]
    if len(rest) > EXACT:
        return _one_after_the_other(first, rest)
    most = _most(told)
    best, best_score = told, (-len(told), -1, -1)
    for tried in permutations(rest):  # in the order of their keys: the first of several that are as good counts
        score = _score([*first, *tried])
        if score > best_score:
            best, best_score = [*first, *tried], score
        if best_score == most:
            break
    return best


def with_served(told: Sequence[TiedSnapshot], served: Sequence[str]) -> Order:
    """The events and, in their places among them, the served copies that are older than one of them."""
    order = [[event.raw_id] for event in told]
    for copy in served:
        before = [at for at, event in enumerate(told) if copy in event.after]
        if before and not any(copy in event.shown_by for event in told[before[-1] :]):
            order[before[-1]].insert(-1, copy)
    return [raw_id for one in order for raw_id in one]


def _score(order: Sequence[TiedSnapshot]) -> tuple[int, int, int]:
    """How few events follow a state that cannot be the one before them, how many the very one, how many come after it.

    The changed field alone may come back: an invoice paid after its description went from A to B and back shows A, too.
    """
    conflicts = sum(one.raw_id in other.unlike for one, other in pairwise(order))
    links = sum(one.raw_id in other.after for one, other in pairwise(order)) + (bool(order) and order[0].is_next)
    pairs = sum(one.raw_id in other.after for at, other in enumerate(order) for one in order[:at])
    return -conflicts, links, pairs


def _most(told: Sequence[TiedSnapshot]) -> tuple[int, int, int]:
    """A score that no order exceeds."""
    known = {event.raw_id for event in told}
    return (
        0,
        sum(bool(event.after & known) or event.is_next for event in told),
        sum(len(event.after & known) for event in told),
    )


def _one_after_the_other(first: Sequence[TiedSnapshot], rest: Sequence[TiedSnapshot]) -> list[TiedSnapshot]:
    """The same, for so many that not all orders can be tried: what follows the last state, and nothing that waits."""
    order, left = list(first), list(rest)
    while left:
        waiting = {event.raw_id for event in left}
        last = order[-1].raw_id if order else None

        def preference(
            event: TiedSnapshot, last: str | None = last, waiting: set[str] = waiting
        ) -> tuple[bool, bool, int]:
            follows = event.is_next if last is None else last in event.after
            return last in event.unlike, not follows, len(event.after & waiting)

        order.append(min(left, key=preference))
        left.remove(order[-1])
    return order


def _places(told: Sequence[TiedSnapshot], served: Sequence[str]) -> Iterator[tuple[str, int]]:
    order = with_served(in_order(told), served)
    withheld = {event.raw_id for event in told if event.is_withheld}
    first = next((at for at, raw_id in enumerate(order) if raw_id in withheld), len(order))
    return ((raw_id, at - first if at < first else SERVED + 1 + at - first) for at, raw_id in enumerate(order))


def _seconds(cursor: Cursor) -> Iterator[tuple[list[TiedSnapshot], list[str]]]:
    """The events and the served copies of each second that has an event with something to say of what was before."""
    rows = cursor.fetchall()
    for _, copies in groupby(rows, key=lambda row: row[0]):
        told, served = [], []
        for _, raw_id, rank, name, is_told, after, shown_by, is_next, unlike in copies:
            if is_told:
                is_withheld = rank > SERVED
                keys = (rank - WITHHELD if is_withheld else rank, name)
                relations = (frozenset(after), frozenset(shown_by), is_next, is_withheld, frozenset(unlike))
                told.append(TiedSnapshot(raw_id, keys, *relations))
            else:
                served.append(raw_id)
        yield told, served


def _counts(copy: str, loads: str) -> str:
    """Whether a copy takes part: the deletions come last in any case, and what was found inside others before all."""
    return f"{copy}._dlt_load_id IN ({loads}) AND NOT {copy}.deleted AND {copy}.origin <> 'embedded'"


def claims(copies: str, loads: str, within: str, decides: str) -> str:
    """The seconds in which an event says what was before, and another copy says something else than that one."""
    return f"""
        INSERT INTO claiming
        SELECT row_number() OVER () AS number, seconds.* FROM (
            SELECT DISTINCT landed.id, landed.observed_at FROM {copies} AS landed
            WHERE landed.event IS NOT NULL AND jsonb_typeof(landed.event -> 'previous_attributes') = 'object'
                AND {_counts("landed", loads)} AND {within} AND {decides}
                AND EXISTS (
                    SELECT FROM {copies} AS other
                    WHERE other.id = landed.id AND other.observed_at = landed.observed_at
                        AND other.digest <> landed.digest AND {_counts("other", loads)}
                )
        ) AS seconds
    """


def _copies(raw: str, second: str, loads: str) -> str:
    """The copies of one id in one second; OFFSET 0 has them looked up in the index, and never the whole table read."""
    return f"""
        SELECT copy.* FROM {raw} AS copy
        WHERE copy.id = claiming.id AND copy.observed_at = {second} AND {_counts("copy", loads)} OFFSET 0"""


def relations(raw: str, loads: str) -> str:
    """For each copy of these seconds, what `second.sql` says of it; ``raw`` is the relation that has them."""
    return f"""
        WITH claiming AS MATERIALIZED (
            SELECT claimed.* FROM pg_temp.claiming AS claimed WHERE claimed.number BETWEEN %(first)s AND %(last)s
        ),
        copies AS MATERIALIZED (
            SELECT claiming.number, copy._dlt_id AS raw_id, {place("copy")} AS place, {key("copy")} AS key,
                copy.payload || '{{}}' AS payload, copy.event IS NOT NULL AS is_told, FALSE AS is_earlier,
                CASE WHEN jsonb_typeof(copy.event -> 'previous_attributes') = 'object'
                    THEN copy.event -> 'previous_attributes' ELSE '{{}}' END AS before
            FROM claiming CROSS JOIN LATERAL ({_copies(raw, "claiming.observed_at", loads)}) AS copy
            UNION ALL
            SELECT claiming.number, copy._dlt_id, 0, '', copy.payload || '{{}}', FALSE, TRUE, '{{}}'
            FROM claiming
            CROSS JOIN LATERAL (
                SELECT earlier.observed_at FROM {raw} AS earlier
                WHERE earlier.id = claiming.id AND earlier.observed_at < claiming.observed_at
                    AND {_counts("earlier", loads)}
                ORDER BY earlier.observed_at DESC LIMIT 1
            ) AS last
            CROSS JOIN LATERAL ({_copies(raw, "last.observed_at", loads)}) AS copy
        ),
        related AS (
            {sql_file(__package__, "second.sql")}
        )
        SELECT related.* FROM related
        ORDER BY related.number, related.raw_id
    """
