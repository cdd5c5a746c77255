"""Sums of money per currency and day (UTC), in minor units: Stripe's documents against the rows that are here."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import msgspec

from pipelines.catalogue import CATALOGUE, StripeObject
from pipelines.catalogue.traits import Countercheck, SummedMoney
from pipelines.checks.verify.current import NEWEST_FIRST, SERVED, Current
from pipelines.checks.verify.listing import FetchedDocument
from pipelines.stripe_api.lists import Span

Key = tuple[str, date]  # currency and day
Sums = tuple[int, ...]


@dataclass(frozen=True)
class Entry:
    """What one object adds: to which currency and day, and how much of each amount."""

    key: Key
    amounts: Sums


@dataclass(frozen=True)
class Source:
    """Where sums come from: the type of object, the names of its amounts, and its rows here as SQL.

    The SQL gives id, currency, day, created and the amounts.
    """

    name: str
    object: str
    amounts: tuple[str, ...]
    rows: str


def source_of(entry: StripeObject) -> Source:
    """The amounts of a type: of rows, or, of one that is not promoted unless it was named, of its newest copies."""
    amounts = tuple(money_of(entry).amounts)
    if entry.landed_by_default:
        return Source(entry.plural, entry.name, amounts, _rows(entry, amounts))
    return Source(f"raw.{entry.plural}", entry.name, amounts, _copies(entry, amounts))


def counterchecked(entry: StripeObject) -> Source:
    """The amount of a type's rows that the objects of another type add up to, which the source is named after."""
    check = countercheck_of(entry)
    name = f"{CATALOGUE[check.object].plural} of {entry.plural}"
    return Source(name, entry.name, (check.adds_to,), _rows(entry, (check.adds_to,)))


def money_of(entry: StripeObject) -> SummedMoney:
    """What is summed of a type that has money."""
    assert entry.money is not None  # noqa: S101 -- asked of such types only
    return entry.money


def countercheck_of(entry: StripeObject) -> Countercheck:
    """How the money of a type that has a counterpart is checked."""
    check = money_of(entry).countercheck
    assert check is not None  # noqa: S101 -- asked of such types only
    return check


def _rows(entry: StripeObject, amounts: Sequence[str]) -> str:
    created = f'kept."{entry.created}"'
    values = "".join(f", coalesce(kept.{amount}, 0)" for amount in amounts)
    return f"""
    SELECT kept.id, kept.currency, ({created} AT TIME ZONE 'UTC')::date, {created}{values}
    FROM oltp.{entry.table} AS kept WHERE kept.row_state = 'present'
    """


def _copies(entry: StripeObject, amounts: Sequence[str]) -> str:
    values = "".join(f", {_number('kept', amount)}::bigint" for amount in amounts)
    return f"""
    SELECT kept.id, kept.payload ->> 'currency', (kept.created AT TIME ZONE 'UTC')::date, kept.created{values}
    FROM (
        SELECT DISTINCT ON (landed.id) landed.id, landed.payload, landed.deleted,
            to_timestamp({_number("landed", str(entry.created))}::double precision) AS created
        FROM raw.{entry.plural} AS landed WHERE {SERVED} ORDER BY landed.id, {NEWEST_FIRST}
    ) AS kept
    WHERE NOT kept.deleted AND kept.created IS NOT NULL
    """


def _number(copy: str, field: str) -> str:
    """A field of a document as SQL; NULL when it is no number, as raw holds whatever Stripe said."""
    value = f"{copy}.payload -> '{field}'"
    return f"(CASE jsonb_typeof({value}) WHEN 'number' THEN ({value})::numeric END)"


class Sum:
    """The sums of one source: what Stripe's documents add up to, and where an object says otherwise here.

    Safe to share between threads.
    """

    def __init__(self, source: Source, current: Current) -> None:
        """Of both sides only sums are kept, and the objects that disagree."""
        self.source = source
        self.stripe: dict[Key, list[int]] = defaultdict(lambda: [0] * len(source.amounts))
        self.deviations: dict[str, tuple[Entry | None, Entry | None]] = {}
        self._current, self._lock = current, threading.Lock()

    def add(self, page: Iterable[FetchedDocument]) -> None:
        """Add the documents of one page of a list."""
        entries = {fetched.id: entry for fetched in page if (entry := _entry(self.source, fetched))}
        kept = rows_by_id(self._current, self.source, list(entries))
        with self._lock:
            for stripe_id, entry in entries.items():
                self.count(entry)
                if entry != (here := kept.get(stripe_id)):
                    self.deviations[stripe_id] = (entry, here)

    def count(self, entry: Entry) -> None:
        """Add to Stripe's side."""
        for number, amount in enumerate(entry.amounts):
            self.stripe[entry.key][number] += amount

    def gone(self, ids: Sequence[str]) -> None:
        """Rows of objects that Stripe has no longer."""
        for stripe_id, here in rows_by_id(self._current, self.source, ids).items():
            self.deviations[stripe_id] = (None, here)

    def here(self, span: Span) -> dict[Key, Sums]:
        """The sums of the rows that were created in ``span``."""
        sums = ", ".join(f"sum(kept_{number})::bigint" for number in range(len(self.source.amounts)))
        rows = self._current.query(
            f"SELECT currency, day, {sums} FROM ({self.source.rows}) AS here ({_names(self.source)})"
            " WHERE (%(since)s::bigint IS NULL OR created >= to_timestamp(%(since)s))"
            " AND (%(until)s::bigint IS NULL OR created < to_timestamp(%(until)s)) GROUP BY currency, day",
            {"since": span.since, "until": span.until},
        )
        return {(currency, day): tuple(amounts) for currency, day, *amounts in rows}


def rows_by_id(current: Current, source: Source, ids: Sequence[str], span: Span | None = None) -> dict[str, Entry]:
    """What each object adds here; those that were created in ``span``."""
    asked = f"SELECT here.* FROM ({source.rows}) AS here ({_names(source)}) WHERE id = ANY($1)"
    rows = current.again(asked, "text[]", (list(ids),))
    return {
        stripe_id: Entry((currency, day), tuple(amounts))
        for stripe_id, currency, day, created, *amounts in rows
        if span is None or span.holds(int(created.timestamp()))
    }


def day_of(created: int) -> date:
    """The day (UTC) of a moment in unix seconds."""
    return datetime.fromtimestamp(created, UTC).date()


def _entry(source: Source, fetched: FetchedDocument) -> Entry | None:
    """What a document adds; None when it is not of Stripe's form: then it counts nowhere."""
    try:
        document = msgspec.json.decode(fetched.document.payload or b"", type=_form(source.object))
    except msgspec.DecodeError:
        return None
    amounts = tuple(getattr(document, name) or 0 for name in source.amounts)
    created = getattr(document, str(CATALOGUE[source.object].created))
    return Entry((document.currency, day_of(created)), amounts)


@cache
def _form(name: str) -> type[Any]:
    """The fields that are read of a type's documents. What is of another type than Stripe's is refused."""
    entry = CATALOGUE[name]
    first, *others = money_of(entry).amounts
    required = [("currency", str), (str(entry.created), int), (first, int)]
    return msgspec.defstruct("Amounts", [*required, *((other, int | None, None) for other in others)])


def _names(source: Source) -> str:
    return ", ".join(["id", "currency", "day", "created", *(f"kept_{n}" for n in range(len(source.amounts)))])
