"""Objects of one type against what those of another say they add up to: Stripe's other view of the same money.

Refunds, say, against what their charges say was refunded.
"""

import threading
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import msgspec

from pipelines.catalogue import CATALOGUE, StripeObject
from pipelines.checks.verify.current import Current
from pipelines.checks.verify.listing import FetchedDocument
from pipelines.checks.verify.sums import Entry, Sum, countercheck_of, counterchecked, rows_by_id
from pipelines.stripe_api.lists import Span


class Counterchecked:
    """Parts, added up by the objects that they name, the wholes. Kept are the wholes whose parts do not add up so far.

    Safe to share between threads.
    """

    def __init__(self, current: Current, entry: StripeObject, span: Span) -> None:
        """``entry`` is the type of the wholes, and ``span`` about them: a part counts on the day of its whole."""
        self.entry, self.sum = entry, Sum(counterchecked(entry), current)
        self._current, self._span = current, span
        self._open: dict[str, int] = {}
        self._lock = threading.Lock()

    def add(self, page: Iterable[FetchedDocument]) -> None:
        """Add the parts of one page. Those of wholes that are not here count nowhere: their whole is missing."""
        parts = self._parts(page)
        wholes = rows_by_id(self._current, self.sum.source, [whole for whole, _ in parts], self._span)
        with self._lock:
            for whole, amount in parts:
                if here := wholes.get(whole):
                    self.sum.count(Entry(here.key, (amount,)))
                    self._open[whole] = self._open.get(whole, 0) + amount
                    if (self._open[whole],) == here.amounts:
                        del self._open[whole]

    def settle(self, parts_of: Callable[[str], Iterable[FetchedDocument]]) -> None:
        """Ask anew for the parts of the wholes that do not add up, and of those that have some on days that do not."""
        ids = sorted(self._open.keys() | self._on_odd_days())
        for whole, kept in rows_by_id(self._current, self.sum.source, ids, self._span).items():
            amounts = (sum(amount for _, amount in self._parts(parts_of(whole))),)
            if amounts != kept.amounts:
                self.sum.deviations[whole] = (Entry(kept.key, amounts), kept)

    def _on_odd_days(self) -> set[str]:
        here, stripe = self.sum.here(self._span), self.sum.stripe
        odd = [key for key in here.keys() | stripe.keys() if here.get(key, (0,)) != tuple(stripe.get(key, [0]))]
        if not odd:
            return set()
        rows = self._current.query(
            f"SELECT kept.id FROM oltp.{self.entry.table} AS kept"
            " JOIN unnest(%s::text[], %s::date[]) AS odd (currency, day) ON kept.currency = odd.currency"
            f" AND (kept.\"{self.entry.created}\" AT TIME ZONE 'UTC')::date = odd.day"
            f" WHERE kept.{countercheck_of(self.entry).adds_to} > 0 AND kept.row_state = 'present'",
            tuple(map(list, zip(*odd, strict=True))),
        )
        return {stripe_id for (stripe_id,) in rows}

    def _parts(self, page: Iterable[FetchedDocument]) -> list[tuple[str, int]]:
        """The whole that each part names, and what it adds, without those that failed or were taken back."""
        return [part for fetched in page if (part := _part(self.entry, fetched))]


def _part(entry: StripeObject, fetched: FetchedDocument) -> tuple[str, int] | None:
    check = countercheck_of(entry)
    try:
        part = msgspec.json.decode(fetched.document.payload or b"", type=_form(entry.name))
    except msgspec.DecodeError:
        return None
    named = getattr(part, check.reference)
    whole = named.get("id") if isinstance(named, dict) else named
    if part.status in check.void or not isinstance(whole, str):
        return None
    return whole, getattr(part, check.amount)


@cache
def _form(name: str) -> type[Any]:
    """The fields that are read of a part. What is of another type than Stripe's makes it count nowhere."""
    check = countercheck_of(CATALOGUE[name])
    fields = [("currency", str), (str(CATALOGUE[check.object].created), int), (check.amount, int)]
    return msgspec.defstruct("Part", [*fields, ("status", str | None, None), (check.reference, Any, None)])
