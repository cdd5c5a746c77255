"""What reading Stripe took: requests and waiting, by endpoint."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace


@dataclass
class RequestCounts:
    """``sent`` counts every request, ``retried`` those of them that repeat a failed one, ``rate_limited`` the 429s.

    Seconds are summed over threads: ``seconds_paced`` held back so as not to exceed a limit, ``seconds_backed_off``
    between a failure and the next attempt.
    """

    sent: int = 0
    retried: int = 0
    rate_limited: int = 0
    seconds_paced: float = 0.0
    seconds_backed_off: float = 0.0

    def add(self, other: "RequestCounts") -> None:
        """Add ``other``, field by field."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


class Counters:
    """RequestCounts of each endpoint, added to by any thread."""

    def __init__(self) -> None:
        """Nothing was sent."""
        self._endpoints: dict[str, RequestCounts] = {}
        self._lock = threading.Lock()

    def add(self, endpoint: str, counts: RequestCounts) -> None:
        """Add ``counts`` to those of ``endpoint``."""
        with self._lock:
            self._endpoints.setdefault(endpoint, RequestCounts()).add(counts)

    @property
    def endpoints(self) -> dict[str, RequestCounts]:
        """A copy of the counts so far, by endpoint (``/v1/invoices/{id}/lines``)."""
        with self._lock:
            return {endpoint: replace(counts) for endpoint, counts in sorted(self._endpoints.items())}

    @property
    def total(self) -> RequestCounts:
        """The counts of all endpoints together."""
        return _sum(self.endpoints.values())


def _sum(all_counts: Iterable[RequestCounts]) -> RequestCounts:
    total = RequestCounts()
    for counts in all_counts:
        total.add(counts)
    return total
