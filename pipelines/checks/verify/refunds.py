"""Refunds against what the charges say was refunded: Stripe's other view of the same money."""

import threading
from collections.abc import Callable, Iterable

from pipelines.checks.verify.held import Held
from pipelines.checks.verify.listing import Said
from pipelines.checks.verify.sums import REFUNDED, Amounts, Entry, Sum, amounts_of, rows_by_id
from pipelines.stripe_api.lists import Span


class Refunded:
    """Refunds, added up by their charges. Kept are the charges whose refunds do not add up so far.

    Safe to share between threads.
    """

    def __init__(self, held: Held, span: Span) -> None:
        """``span`` is about the charges: a refund counts on the day of its charge."""
        self.sum = Sum(REFUNDED, held)
        self._held, self._span = held, span
        self._open: dict[str, int] = {}
        self._lock = threading.Lock()

    def add(self, page: Iterable[Said]) -> None:
        """Add the refunds of one page. Those of charges that are not here count nowhere: their charge is missing."""
        refunds = [(charge, refund.amount) for charge, refund in map(_charge_and_refund, page) if charge and refund]
        charges = rows_by_id(self._held, REFUNDED, [charge for charge, _ in refunds], self._span)
        with self._lock:
            for charge, amount in refunds:
                if here := charges.get(charge):
                    self.sum.count(Entry(here.key, (amount,)))
                    self._open[charge] = self._open.get(charge, 0) + amount
                    if (self._open[charge],) == here.amounts:
                        del self._open[charge]

    def settle(self, refunds_of: Callable[[str], Iterable[Said]]) -> None:
        """Ask anew for the refunds of the charges that do not add up, and of those refunded on days that do not."""
        charges = rows_by_id(self._held, REFUNDED, sorted(self._open.keys() | self._on_odd_days()), self._span)
        for charge, kept in charges.items():
            refunds = [refund for named, refund in map(_charge_and_refund, refunds_of(charge)) if named and refund]
            amounts = (sum(refund.amount for refund in refunds),)
            if amounts != kept.amounts:
                self.sum.deviations[charge] = (Entry(kept.key, amounts), kept)

    def _on_odd_days(self) -> set[str]:
        here, stripe = self.sum.here(self._span), self.sum.stripe
        ids: set[str] = set()
        for key in here.keys() | stripe.keys():
            if here.get(key, (0,)) != tuple(stripe.get(key, [0])):
                rows = self._held.query(
                    "SELECT id FROM oltp.charges WHERE currency = %s AND (created AT TIME ZONE 'UTC')::date = %s"
                    " AND amount_refunded > 0 AND row_state = 'present'",
                    key,
                )
                ids.update(stripe_id for (stripe_id,) in rows)
        return ids


def _charge_and_refund(said: Said) -> tuple[str | None, Amounts | None]:
    """The charge that a refund lowers, and the refund; None for one that failed or was taken back."""
    refund = amounts_of(said)
    if refund is None or refund.status in {"failed", "canceled"}:
        return None, None
    charge = refund.charge.get("id") if isinstance(refund.charge, dict) else refund.charge
    return charge if isinstance(charge, str) else None, refund
