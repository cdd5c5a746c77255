"""What Stripe did not give in one run, or gave oddly: each is kept once, however often it is met, and said once."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from pipelines.catalogue import THIN_EVENT
from pipelines.stripe_api.errors import (
    StripePermissionError,
    StripeRefusedError,
    StripeRequestError,
    StripeUnknownEndpointError,
)
from pipelines.stripe_api.expansion import Expansions
from pipelines.stripe_api.oddities import Oddities

NAMED = 3  # ids in a message

Refusal = StripePermissionError | StripeUnknownEndpointError


@dataclass
class Shortfalls:
    """``refusals`` are types that the key may not read or the API version lacks, ``failures`` those that failed.

    ``account`` and ``test_helpers.test_clock`` count as types here. ``unavailable`` are objects that Stripe refused to
    give by their id, by type; ``unavailable_why`` is what it said of one of them; ``oddities`` are what it
    gave and cannot be, ``expansions`` fields that the key may not read. Threads may add to each.
    ``tolerated`` are types whose refusal is no failure, and is told elsewhere; ``dispensable`` are types that could not
    be read and that others stand in for; ``left_out`` are not asked for.
    """

    refusals: dict[str, Refusal] = field(default_factory=dict)
    failures: dict[str, StripeRequestError] = field(default_factory=dict)
    unavailable: dict[str, set[str]] = field(default_factory=dict)
    unavailable_why: dict[str, StripeRefusedError] = field(default_factory=dict)
    oddities: Oddities = field(default_factory=Oddities)
    expansions: Expansions = field(default_factory=Expansions)
    tolerated: AbstractSet[str] = frozenset()
    dispensable: dict[str, StripePermissionError | StripeRequestError] = field(default_factory=dict)
    left_out: AbstractSet[str] = frozenset()

    def note(self, name: str, error: StripePermissionError | StripeRequestError) -> None:
        """A type could not be read; what was met first stays."""
        if name == THIN_EVENT.name:
            self.dispensable.setdefault(name, error)
        elif isinstance(error, Refusal):
            self.refusals.setdefault(name, error)
        else:
            self.failures.setdefault(name, error)

    def note_unavailable(self, name: str, ids: Iterable[str], why: StripeRefusedError) -> None:
        """Stripe refused to give objects."""
        self.unavailable.setdefault(name, set()).update(ids)
        self.unavailable_why.setdefault(name, why)

    def and_also(self, other: "Shortfalls") -> "Shortfalls":
        """Both; those of one run are one already."""
        if other is self:
            return self
        unavailable = {name: self.unavailable.get(name, set()) | ids for name, ids in other.unavailable.items()}
        both = Shortfalls(
            {**other.refusals, **self.refusals},
            {**other.failures, **self.failures},
            self.unavailable | unavailable,
            {**other.unavailable_why, **self.unavailable_why},
            tolerated=self.tolerated | other.tolerated,
            dispensable={**other.dispensable, **self.dispensable},
            left_out=self.left_out | other.left_out,
        )
        for one in (self, other):
            both.oddities.add(one.oddities)
            both.expansions.add(one.expansions)
        return both

    def has(self, name: str) -> bool:
        """Whether a type could not be read: asking again would bring the same."""
        return any(name in names for names in (self.refusals, self.failures, self.dispensable, self.left_out))

    @property
    def refused(self) -> AbstractSet[str]:
        """The types that the key may not read, and should."""
        return self._forbidden - self.tolerated

    @property
    def not_permitted(self) -> AbstractSet[str]:
        """The types that the key may not read yet."""
        return self._forbidden & self.tolerated

    @property
    def sentences(self) -> list[str]:
        """All of it, for a person."""
        refusals = [refusal for name, refusal in self.refusals.items() if name not in self.not_permitted]
        met = [str(error) for error in (*refusals, *self.failures.values())]
        return list(dict.fromkeys([*met, *self._unavailable(), *self.expansions.sentences, *self.oddities.sentences]))

    @property
    def _forbidden(self) -> AbstractSet[str]:
        return {name for name, refusal in self.refusals.items() if isinstance(refusal, StripePermissionError)}

    def _unavailable(self) -> Iterator[str]:
        for name, why in self.unavailable_why.items():
            ids = sorted(self.unavailable[name])
            named = ", ".join(ids[:NAMED]) + (" …" if len(ids) > NAMED else "")
            yield (
                f"Stripe refuses to give objects of type {name} by id: {len(ids):,} ({named})."
                f" The first error: {why} They are requested again after 2 days, then 4, 8 …"
            )
