"""Sums of money per currency and day (UTC), in minor units: Stripe's documents against the rows that are here."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from pipelines.checks.verify.held import NEWEST_FIRST, SERVED, Held
from pipelines.checks.verify.listing import Said
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


def _number(copy: str, field: str) -> str:
    """A field of a document as SQL; NULL when it is no number, as raw holds whatever Stripe said."""
    value = f"{copy}.payload -> '{field}'"
    return f"(CASE jsonb_typeof({value}) WHEN 'number' THEN ({value})::numeric END)"


_CHARGES = "FROM oltp.charges AS kept WHERE kept.row_state = 'present'"
_DAY = "(kept.created AT TIME ZONE 'UTC')::date, kept.created"
CHARGES = Source(
    "charges",
    "charge",
    ("amount", "amount_captured", "amount_refunded"),
    f"SELECT kept.id, kept.currency, {_DAY}, kept.amount, coalesce(kept.amount_captured, 0), kept.amount_refunded"
    f" {_CHARGES}",
)
REFUNDED = Source(
    "refunds",
    "charge",
    ("amount_refunded",),
    f"SELECT kept.id, kept.currency, {_DAY}, kept.amount_refunded {_CHARGES}",
)
RAW_REFUNDS = Source(
    "raw.refunds",
    "refund",
    ("amount",),
    f"""
    SELECT kept.id, kept.payload ->> 'currency', {_DAY}, {_number("kept", "amount")}::bigint
    FROM (
        SELECT DISTINCT ON (landed.id) landed.id, landed.payload, landed.deleted,
            to_timestamp({_number("landed", "created")}::double precision) AS created
        FROM raw.refunds AS landed WHERE {SERVED} ORDER BY landed.id, {NEWEST_FIRST}
    ) AS kept
    WHERE NOT kept.deleted AND kept.created IS NOT NULL
    """,
)


class Amounts(msgspec.Struct):
    """The amounts of a charge or refund. What is of another type than Stripe's makes the document count nowhere."""

    currency: str
    created: int
    amount: int
    amount_captured: int | None = None
    amount_refunded: int | None = None
    status: str | None = None
    charge: Any = None


class Sum:
    """The sums of one source: what Stripe's documents add up to, and where an object says otherwise here.

    Safe to share between threads.
    """

    def __init__(self, source: Source, held: Held) -> None:
        """Of both sides only sums are kept, and the objects that disagree."""
        self.source = source
        self.stripe: dict[Key, list[int]] = defaultdict(lambda: [0] * len(source.amounts))
        self.deviations: dict[str, tuple[Entry | None, Entry | None]] = {}
        self._held, self._lock = held, threading.Lock()

    def add(self, page: Iterable[Said]) -> None:
        """Add the documents of one page of a list."""
        entries = {said.id: self._entry(document) for said in page if (document := amounts_of(said))}
        kept = rows_by_id(self._held, self.source, list(entries))
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
        for stripe_id, here in rows_by_id(self._held, self.source, ids).items():
            self.deviations[stripe_id] = (None, here)

    def here(self, span: Span) -> dict[Key, Sums]:
        """The sums of the rows that were created in ``span``."""
        sums = ", ".join(f"sum(kept_{number})::bigint" for number in range(len(self.source.amounts)))
        rows = self._held.query(
            f"SELECT currency, day, {sums} FROM ({self.source.rows}) AS here ({_names(self.source)})"
            " WHERE (%(since)s::bigint IS NULL OR created >= to_timestamp(%(since)s))"
            " AND (%(until)s::bigint IS NULL OR created < to_timestamp(%(until)s)) GROUP BY currency, day",
            {"since": span.since, "until": span.until},
        )
        return {(currency, day): tuple(amounts) for currency, day, *amounts in rows}

    def _entry(self, document: Amounts) -> Entry:
        amounts = tuple(getattr(document, name) or 0 for name in self.source.amounts)
        return Entry((document.currency, day_of(document.created)), amounts)


def rows_by_id(held: Held, source: Source, ids: Sequence[str], span: Span | None = None) -> dict[str, Entry]:
    """What each object adds here; of charges, those that were created in ``span``."""
    rows = held.query(f"SELECT here.* FROM ({source.rows}) AS here ({_names(source)}) WHERE id = ANY(%s)", (list(ids),))
    return {
        stripe_id: Entry((currency, day), tuple(amounts))
        for stripe_id, currency, day, created, *amounts in rows
        if span is None or span.holds(int(created.timestamp()))
    }


def day_of(created: int) -> date:
    """The day (UTC) of a moment in unix seconds."""
    return datetime.fromtimestamp(created, UTC).date()


def amounts_of(said: Said) -> Amounts | None:
    """The amounts of a document; None when it is not of Stripe's form."""
    try:
        return msgspec.json.decode(said.document.payload or b"", type=Amounts)
    except msgspec.DecodeError:
        return None


def _names(source: Source) -> str:
    return ", ".join(["id", "currency", "day", "created", *(f"kept_{n}" for n in range(len(source.amounts)))])
