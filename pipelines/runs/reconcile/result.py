"""What a full comparison found and mended, for a person, for a machine and for the log."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pipelines import log
from pipelines.catalogue import CATALOGUE
from pipelines.checks.verifications import SHARES, Verdict
from pipelines.promotion import Promotion
from pipelines.words import counted

if TYPE_CHECKING:
    from pipelines.checks.verify import Difference, Verification
    from pipelines.checks.verify.written_since import Seen
    from pipelines.landing.report import LandingReport

COLUMNS = ("listed", "missing", "changed", "damaged", "vanished", "alive", "deleted")
CHANGED = "changed"
NAMED = 10  # objects that still differ, in words
COLUMN_OF_KIND = {"deleted": "missing", "row": "damaged", "raw": "damaged"}  # others are named as their kind

QUARANTINED = "its document is in quarantine; `stripe-oltp quarantine` lists the reason"
OUTDATED = (
    "raw has a copy dated later than Stripe's clock. Land files with --observed-at, the time at which"
    " Stripe sent what they hold"
)
UNANSWERED = "Stripe did not return it"


def _is_usual(one: "Difference") -> bool:
    """Whether it is a change of a type with changes that have no event."""
    return one.kind == CHANGED and CATALOGUE[one.object].reading.has_silent_updates


@dataclass(frozen=True)
class Left:
    """An object that still differs, and why."""

    object: str
    id: str
    why: str

    def __str__(self) -> str:
        """One sentence."""
        return f"{self.object} {self.id} still differs from Stripe: {self.why}."


@dataclass(frozen=True)
class Reconciliation:
    """What was found and mended.

    ``deleted`` are the objects of each type that are deleted rows now, ``left`` those that differ as before.
    """

    found: "Verification"
    landing: "LandingReport"
    promotion: Promotion
    deleted: dict[str, int]
    left: Sequence[Left] = ()

    @property
    def refused(self) -> set[str]:
        """The types that the key may not read: of these nothing changed."""
        return {*self.found.refused, *self.landing.refused}

    @property
    def unread(self) -> AbstractSet[str]:
        """The types that were to be compared and could not be: no run has read them, or Stripe does not give them."""
        return self.found.unread

    @property
    def problems(self) -> list[str]:
        """What a person should know."""
        return list(dict.fromkeys([*self.notes, *self.landing.problems, *self.promotion.problems]))

    @property
    def notes(self) -> list[str]:
        """What the comparison left open: what still differs, the first few by name, and what Stripe does not give."""
        more = len(self.left) - NAMED
        rest = [f"So {'does' if more == 1 else 'do'} {counted(more, 'more object')}."] if more > 0 else []
        return [*map(str, self.left[:NAMED]), *rest, *self.found.notes]

    @property
    def is_unmended(self) -> bool:
        """Whether something still differs for another reason than that it waits in quarantine."""
        return any(one.why != QUARANTINED for one in self.left)

    def verdict(self, objects: Collection[str] | None) -> Verdict:
        """What there is to keep of it, of these types (None: all that were ever read)."""
        differing = sum(one.why != QUARANTINED for one in self.left)
        is_proven = not (self.refused or self.unread or self.found.odd)
        return Verdict("reconcile", objects, self.found.documents, differing, agrees=is_proven and not differing)

    @property
    def seen(self) -> "dict[str, Seen]":
        """What was seen of the rows of each type that was read to its end."""
        return {name: seen for name, seen in self.found.seen.items() if name in self.found.objects}

    @property
    def proven(self) -> AbstractSet[str]:
        """The types that were read to their end, and of which no difference is left: not one that SQL saw either.

        What waits in quarantine is none: its row is an older document's.
        """
        left = {one.object for one in self.left if one.why != QUARANTINED}
        left |= {one.object for one in self.found.unavailable}
        named = {(one.object, one.id) for one in self.found.differences}
        for name, seen in self.found.seen.items():
            if any((name, stripe_id) not in named for stripe_id in seen.disagreeing):
                left.add(name)
        return self.found.objects.keys() - self.refused - self.unread - self.found.odd - left

    @property
    def requests(self) -> int:
        """Sent to Stripe, in all."""
        return self.found.requests + self.landing.requests

    def rows(self) -> dict[str, dict[str, int]]:
        """The figures of each type: objects that are listed, that differed and how, and that no list shows."""
        rows = {}
        for name, tally in self.found.objects.items():
            figures = dict.fromkeys(COLUMNS, 0) | {"listed": tally.stripe, "alive": tally.alive}
            found = [one for one in self.found.differences if one.object == name]
            for column, _ in {(COLUMN_OF_KIND.get(one.kind, one.kind), one.id) for one in found}:
                figures[column] += 1
            rows[name] = figures | {"deleted": self.deleted.get(name, 0)}
        return rows

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        if since := sum(tally.since for tally in self.found.objects.values()):
            waiting = counted(since, "object is", "objects are")
            return f"{self._mended} {waiting} new, changed or gone since the last run; the next one reads them."
        return self._mended

    @property
    def scope(self) -> str:
        """Which rows were compared with ``raw``, in one line."""
        if not self.found.in_turn:
            return "All rows were compared with raw."
        whole = [name for name in self.found.seen if name not in self.found.in_turn]
        words = ", ".join(whole) if len(whole) <= NAMED else counted(len(whole), "type")
        return (
            "Rows compared with raw: those written since they were last proven, and one in"
            f" {SHARES} of the others, in turn (--all: all){f'; of {words} all' if whole else ''}."
        )

    @property
    def _mended(self) -> str:
        listed = sum(tally.stripe for tally in self.found.objects.values())
        words = f"Compared {counted(listed, 'listed object')} with Stripe ({counted(self.requests, 'request')})"
        if not self._differed:
            before = f", {counted(self._landed, 'copy', 'copies')} noted before landed" if self._landed else ""
            return f"{words}: nothing was missed{before}."
        deleted = sum(self.deleted.values())
        marked = f", {deleted:,} marked deleted" if deleted else ""
        if self.left:
            mended, still = len(self._differed) - len(self.left), "differs" if len(self.left) == 1 else "differ"
            return f"{words}: {self._what}. Repaired {mended:,}{marked}; {len(self.left):,} still {still}."
        return f"{words}: {self._what}. All are repaired{marked}."

    @property
    def _what(self) -> str:
        """What was found, by what it is: a change that no event told is usual, a row that is damaged is not."""
        rows = self.rows().values()
        changed, gone, missing, damaged = (
            sum(row[column] for row in rows) for column in ("changed", "vanished", "missing", "damaged")
        )
        untold = [counted(number, word) for number, word in ((changed, "change"), (gone, "deletion")) if number]
        parts = [f"no event told of {' and '.join(untold)}"] if untold else []
        parts += [f"{counted(missing, 'object was', 'objects were')} missing here"] if missing else []
        parts += [f"{counted(damaged, 'object was', 'objects were')} damaged here"] if damaged else []
        return ", ".join(parts)

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``."""
        return {
            "objects": self.rows(),
            "differences": [one.as_dict() for one in self.found.differences],
            "left": [asdict(one) for one in self.left],
            "landed": self._landed,
            "refused": sorted(self.refused),
            "unread": sorted(self.unread),
            "unavailable": [asdict(one) for one in self.found.unavailable],
            "problems": self.problems,
            "requests": self.requests,
            "in_turn": sorted(self.found.in_turn),
        }

    def log(self) -> None:
        """The same as events. That something was missed is worth a warning, unless Stripe has no event for it."""
        tell = log.info if all(map(_is_usual, self.found.differences)) and not self.left else log.warning
        deleted = sum(self.deleted.values())
        tell("reconciled", differed=len(self._differed), left=len(self.left), deleted=deleted, requests=self.requests)
        for problem in self.problems:
            log.warning("problem", message=problem)

    @property
    def _landed(self) -> int:
        return sum(landed.landed for landed in self.landing.objects.values())

    @property
    def _differed(self) -> set[tuple[str, str]]:
        return {(one.object, one.id) for one in self.found.differences}
