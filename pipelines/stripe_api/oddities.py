"""Times that cannot be: an object created tomorrow, or at a moment that is no number. They land, and are told of."""

import threading
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipelines.stripe_api.documents import Document
from pipelines.words import counted

AHEAD = timedelta(days=1)  # so far may two clocks of Stripe be apart
NAMED = 3  # ids in a message
KEPT = 1_000  # ids of one type and kind

FUTURE = "in the future by Stripe's own clock"
NO_NUMBER = "at a time that is no number of seconds"


@dataclass
class Oddities:
    """What was found, by type and kind. Safe to use from several threads.

    ``has_clocks`` when the account has test clocks, whose time may be any.
    """

    has_clocks: bool = False
    _found: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look_at(self, name: str, document: Document, observed_at: datetime) -> None:
        """See whether a document of type ``name`` that came at ``observed_at`` (Stripe's clock) has such a time."""
        if document.is_time_odd:
            self._note((name, NO_NUMBER), document.id or "")
        elif document.created is not None and document.created > (observed_at + AHEAD).timestamp():
            self._note((name, FUTURE), document.id or "")

    def add(self, other: "Oddities") -> None:
        """What was found elsewhere, too."""
        self.has_clocks = self.has_clocks or other.has_clocks
        for kind, ids in other._found.items():
            for stripe_id in ids:
                self._note(kind, stripe_id)

    @property
    def objects(self) -> AbstractSet[str]:
        """The types that have any."""
        return {name for (name, kind), _ in self._real()}

    @property
    def sentences(self) -> list[str]:
        """All of it, for a person."""
        found = []
        for (name, kind), ids in self._real():
            named = ", ".join(sorted(ids)[:NAMED]) + (" …" if len(ids) > NAMED else "")
            were = "was" if len(ids) == 1 else "were"
            found.append(f"Of {name}, {counted(len(ids), 'object')} {were} created {kind}: {named}.")
        return found

    def _real(self) -> list[tuple[tuple[str, str], set[str]]]:
        found = sorted(self._found.items())
        return [(key, ids) for key, ids in found if not (self.has_clocks and key[1] == FUTURE)]

    def _note(self, kind: tuple[str, str], stripe_id: str) -> None:
        with self._lock:
            ids = self._found.setdefault(kind, set())
            if len(ids) < KEPT:
                ids.add(stripe_id)
