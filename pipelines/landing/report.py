"""What a landing tells of itself."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from psycopg2.extensions import connection as Connection

from oltp_schema.schemas import of
from pipelines.catalogue import CATALOGUE
from pipelines.errors import StripeOltpError
from pipelines.raw.intake import IntakeCounts
from pipelines.stripe_api.documents import Document
from pipelines.stripe_api.shortfalls import NAMED, Shortfalls

FEW = 5  # files to name


@dataclass(frozen=True)
class LandedObject:
    """What became of one type: documents landed and unchanged, of those how many needed setting aside.

    ``promoted`` says whether the pipeline promotes the type at all; ``seconds`` are on the clock.
    """

    landed: int
    unchanged: int
    set_aside: int
    seconds: float
    promoted: bool

    def __add__(self, other: "LandedObject") -> "LandedObject":
        """Both together."""
        return LandedObject(
            self.landed + other.landed,
            self.unchanged + other.unchanged,
            self.set_aside + other.set_aside,
            self.seconds + other.seconds,
            self.promoted,
        )


@dataclass(frozen=True)
class LandingReport:
    """One landing: by object, the dlt loads it completed, and ``remarks``, which a person should know of.

    ``since`` is until when Stripe was read before, None when nothing was. ``whole`` names the types that were read
    from beginning to end; ``shortfalls`` are what Stripe did not give, in all landings of the run; ``events``,
    ``thin_events`` and ``requests`` are numbers. ``until`` is the moment by Stripe's clock until which events were
    read, and when that was by ``monotonic``; None where they were not.
    """

    objects: Mapping[str, LandedObject]
    load_ids: Sequence[str]
    remarks: Sequence[str]
    since: datetime | None = None
    whole: AbstractSet[str] = frozenset()
    shortfalls: Shortfalls = field(default_factory=Shortfalls)
    events: int = 0
    thin_events: int = 0
    requests: int = 0
    until: tuple[datetime, float] | None = None

    @property
    def refused(self) -> AbstractSet[str]:
        """The types that the key may not read, the account and the test clocks among them."""
        return self.shortfalls.refused

    @property
    def not_permitted(self) -> AbstractSet[str]:
        """The types that became default since, and that the key may not read yet."""
        return self.shortfalls.not_permitted

    @property
    def failures(self) -> Mapping[str, StripeOltpError]:
        """Why Stripe failed to say all there is of a type: the others are whole, and the next run tries again."""
        return self.shortfalls.failures

    @property
    def problems(self) -> list[str]:
        """All that a person should know, each once."""
        return list(dict.fromkeys([*self.remarks, *self.shortfalls.sentences]))

    @property
    def is_anything_landed(self) -> bool:
        """Whether raw has anything of it that it did not have, what was set aside included."""
        return any(result.landed or result.set_aside for result in self.objects.values())

    @property
    def failure(self) -> StripeOltpError | None:
        """What to raise when all else is done: the run failed for some types."""
        return next(iter(self.failures.values()), None)

    def then(self, other: "LandingReport") -> "LandingReport":
        """This landing and the one after it of the same run, as one."""
        objects = dict(self.objects)
        for name, landed in other.objects.items():
            objects[name] = objects[name] + landed if name in objects else landed
        return replace(
            self,
            objects=objects,
            load_ids=[*self.load_ids, *other.load_ids],
            remarks=list(dict.fromkeys([*self.remarks, *other.remarks])),
            shortfalls=self.shortfalls.and_also(other.shortfalls),
            requests=self.requests + other.requests,
        )


def landed_objects(counts: Mapping[str, IntakeCounts]) -> dict[str, LandedObject]:
    """What became of each type, in the order of the catalogue, unknown types last."""
    names = [name for name in CATALOGUE if name in counts] + [name for name in counts if name not in CATALOGUE]
    return {
        name: LandedObject(
            counts[name].landed,
            counts[name].unchanged,
            counts[name].set_aside,
            counts[name].seconds,
            is_promoted(name),
        )
        for name in names
    }


@dataclass
class SetAside:
    """Documents of files that raw cannot hold as they are: how many by type and reason, and where the first are."""

    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)
    places: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def note(self, document: Document, where: str) -> None:
        """Count a document, unless it is verbatim."""
        if document.reason is None:
            return
        kind = (document.object or "", document.reason)
        self.numbers[kind] += 1
        if len(self.places[kind]) < NAMED:
            self.places[kind].append(where)

    def sentences(self, connection: Connection) -> list[str]:
        """One sentence per type and reason."""
        return [
            _set_aside(connection, name, reason, number, self.places[name, reason])
            for (name, reason), number in sorted(self.numbers.items())
        ]


def set_aside(connection: Connection, loads: Sequence[str]) -> list[str]:
    """What these loads set aside, and why."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT object, reason, count(*) FROM raw.set_aside WHERE _dlt_load_id = ANY(%s)"
            " GROUP BY object, reason ORDER BY object, reason",
            (list(loads),),
        )
        return [_set_aside(connection, name, reason, number) for name, reason, number in cursor.fetchall()]


def _set_aside(connection: Connection, name: str | None, reason: str, number: int, places: Sequence[str] = ()) -> str:
    rest = f"; and {number - len(places):,} more" if number > len(places) else ""
    where = f": {'; '.join(places)}{rest}" if places else ""
    what = f"{number:,} of type {name or 'unknown'} ({reason})"
    return f"Set aside, with the exact bytes, in {of(connection).raw}.set_aside: {what}{where}."


def left_out(types: Mapping[str, int]) -> list[str]:
    """How many documents of files were left out, because only other types were asked for."""
    if not types:
        return []
    numbers = ", ".join(f"{number:,} of type {name}" for name, number in sorted(types.items()))
    return [f"Left out by --objects: {numbers}. Add these types, or land without --objects."]


def empty(files: Sequence[Path]) -> list[str]:
    """The files that hold no document at all, the first few by name."""
    if not files:
        return []
    named = ", ".join(map(str, files[:FEW])) + (f" and {len(files) - FEW:,} more" if len(files) > FEW else "")
    return [f"No documents in: {named}."]


def is_promoted(name: str) -> bool:
    """Whether the type has a table in ``oltp``."""
    return name in CATALOGUE and CATALOGUE[name].table is not None
