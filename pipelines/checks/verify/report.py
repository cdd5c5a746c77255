"""What a verification found: counts by type and window, differences by id, money, the balance. Never a value."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from pipelines.checks.balance import DatabaseBalance
from pipelines.checks.verify.written_since import Seen

MISSING, VANISHED, DELETED = "missing", "vanished", "deleted"
CHANGED, ROW, RAW = "changed", "row", "raw"

WHAT = {
    MISSING: "Stripe lists it, and the database has no row",
    VANISHED: "Stripe has it no longer, and the row is present",
    DELETED: "Stripe lists it, and the row is deleted",
    CHANGED: "it changed in Stripe, and no event since the last run tells",
    ROW: "the row is not what Stripe's document says",
    RAW: "raw does not hold Stripe's document",
}


@dataclass(frozen=True)
class Difference:
    """One disagreement: the object, its kind, and the ``names`` of the fields and columns that it is about.

    ``parent`` is the id of the object whose list has it, where Stripe gives its type per parent only.
    ``is_untold``: it is a change of a type of which Stripe has no event for some, so nothing need be wrong; the first
    run after ``found_by`` finds it, where that is known.
    """

    object: str
    id: str
    kind: str
    names: tuple[str, ...] = ()
    parent: str | None = None
    is_untold: bool = False
    found_by: datetime | None = None

    @property
    def sentence(self) -> str:
        """What it is, in words."""
        if not self.is_untold:
            return WHAT[self.kind]
        by = f", and the first run after {self.found_by:%Y-%m-%d %H:%M} UTC finds it" if self.found_by else ""
        return f"it changed in Stripe, which has no event for such changes{by}"

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``."""
        of: dict[str, Any] = {"parent": self.parent} if self.parent else {}
        of |= {"untold": True, "found_by": self.found_by} if self.is_untold else {}
        own = {"object": self.object, "id": self.id, "kind": self.kind, "names": self.names}
        return {**own, **of, "what": self.sentence}


@dataclass(frozen=True)
class Unavailable:
    """A row that no list shows, and for what ``reason`` Stripe gave neither its object nor a 404."""

    object: str
    id: str
    reason: str

    def __str__(self) -> str:
        """One sentence."""
        return f"Stripe does not return {self.object} {self.id}; the row stays as it is: {self.reason}"


@dataclass(frozen=True)
class WindowCount:
    """One window of a list, in unix seconds (None: open): the objects that Stripe lists, and the rows present here."""

    since: int | None
    until: int | None
    stripe: int
    here: int

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``."""
        return {"since": _in_utc(self.since), "until": _in_utc(self.until), "stripe": self.stripe, "here": self.here}


@dataclass
class Tally:
    """One type. ``stripe`` objects are listed, ``here`` rows are present, ``unlisted`` of them in no list of Stripe's.

    ``asked`` of these were asked for by their id, ``alive`` are still there, and ``unavailable`` are those of which
    Stripe says neither that nor that they are gone. ``since`` are what is new, changed or gone since ``watermark``,
    until which the type was read last. ``compared`` documents were compared with their copy and rows; ``inside`` of
    them differ from the copy only in other objects that they show, which are compared by themselves.
    """

    watermark: int
    stripe: int = 0
    here: int = 0
    unlisted: int = 0
    asked: int = 0
    alive: int = 0
    unavailable: int = 0
    since: int = 0
    quarantined: int = 0
    compared: int = 0
    inside: int = 0
    differences: int = 0
    windows: list[WindowCount] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``."""
        windows = [window.as_dict() for window in sorted(self.windows, key=lambda window: window.since or 0)]
        return {**vars(self), "watermark": _in_utc(self.watermark), "windows": windows}


@dataclass(frozen=True)
class MoneyTotal:
    """A sum over all days, in minor units: what Stripe says, what the database says, and what came since the run."""

    source: str
    currency: str
    amount: str
    stripe: int
    here: int
    since: int


@dataclass(frozen=True)
class MoneyDifference:
    """A sum of one day (UTC) on which both disagree, in minor units, and the ids that make it."""

    source: str
    currency: str
    amount: str
    day: date
    stripe: int
    here: int
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Money:
    """The sums by source (``charges``, ``refunds``, ``raw.refunds``), currency and amount."""

    totals: Sequence[MoneyTotal] = ()
    differences: Sequence[MoneyDifference] = ()
    days: int = 0


@dataclass(frozen=True)
class Verification:
    """The outcome. ``refused`` are types that the key may not read, ``notes`` what a person should know.

    ``unread`` are types of which agreement is not proven either: no run has read them, or Stripe does not give their
    list. ``odd`` are types of which Stripe said what cannot be. ``unavailable`` are single objects that it does not
    give. Of the types ``in_turn`` not all rows were compared with ``raw`` (see ``written_since``); ``seen`` says what
    was seen of the rows of each type. ``sample`` is the number of documents compared per type (None: all), ``seed``
    decides which.
    """

    objects: Mapping[str, Tally]
    differences: Sequence[Difference]
    money: Money
    balance: DatabaseBalance
    refused: AbstractSet[str]
    unread: AbstractSet[str]
    unavailable: Sequence[Unavailable]
    notes: Sequence[str]
    sample: int | None
    seed: int
    requests: int
    odd: AbstractSet[str] = frozenset()
    in_turn: AbstractSet[str] = frozenset()
    seen: Mapping[str, Seen] = field(default_factory=dict)

    @property
    def number_of_differences(self) -> int:
        """Of objects, of days of money, and of types that do not balance."""
        unbalanced = sum(not of_type.balanced for of_type in self.balance.objects.values())
        return len(self.differences) + len(self.money.differences) + unbalanced

    @property
    def untold(self) -> int:
        """How many of the differences are changes that Stripe has no event for."""
        return sum(one.is_untold for one in self.differences)

    @property
    def documents(self) -> int:
        """How many were compared."""
        return sum(tally.compared for tally in self.objects.values())

    @property
    def is_proven(self) -> bool:
        """Whether everything that was to be verified was read, and agrees."""
        return not (self.number_of_differences or self.refused or self.unread or self.odd)

    @property
    def quarantined(self) -> int:
        """The documents that wait in quarantine: their rows, if any, are older."""
        return sum(of_type.quarantined for of_type in self.balance.objects.values())

    def as_dict(self) -> dict[str, Any]:
        """The form of ``verify --json``."""
        return {
            "agrees": self.is_proven,
            "sample": self.sample,
            "seed": self.seed,
            "objects": {name: tally.as_dict() for name, tally in self.objects.items()},
            "differences": [difference.as_dict() for difference in self.differences],
            "untold": self.untold,
            "money": {
                "totals": [asdict(total) for total in self.money.totals],
                "differences": [asdict(difference) for difference in self.money.differences],
            },
            "balanced": self.balance.balanced,
            "quarantined": self.quarantined,
            "refused": sorted(self.refused),
            "unread": sorted(self.unread),
            "odd": sorted(self.odd),
            "unavailable": [asdict(one) for one in self.unavailable],
            "notes": list(self.notes),
            "requests": self.requests,
        }


def _in_utc(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
