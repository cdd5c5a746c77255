"""What a full comparison found and mended, for a person, for a machine and for the log."""

from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pipelines import log
from pipelines.promotion import Promotion
from pipelines.words import counted

if TYPE_CHECKING:
    from pipelines.checks.verify import Verification
    from pipelines.landing.report import LandingReport

COLUMNS = ("listed", "missing", "changed", "damaged", "vanished", "alive", "deleted")
COLUMN_OF_KIND = {"deleted": "missing", "row": "damaged", "raw": "damaged"}  # others are named as their kind


@dataclass(frozen=True)
class Reconciliation:
    """What was found and mended. ``deleted`` are the objects of each type that are deleted rows now."""

    found: "Verification"
    landing: "LandingReport"
    promotion: Promotion
    deleted: dict[str, int]

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
        return list(dict.fromkeys([*self.found.notes, *self.landing.problems, *self.promotion.problems]))

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
        listed = sum(tally.stripe for tally in self.found.objects.values())
        words = f"Compared {counted(listed, 'listed object')} with Stripe ({counted(self.requests, 'request')})"
        if not self._differed:
            before = f", {counted(self._landed, 'copy', 'copies')} noted before landed" if self._landed else ""
            return f"{words}: nothing was missed{before}."
        differed = f"{len(self._differed):,} differed and {'were' if len(self._differed) > 1 else 'was'} mended"
        return f"{words}: {differed}, {sum(self.deleted.values()):,} of them marked deleted."

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``."""
        return {
            "objects": self.rows(),
            "differences": [one.as_dict() for one in self.found.differences],
            "landed": self._landed,
            "refused": sorted(self.refused),
            "unread": sorted(self.unread),
            "ungiven": [asdict(one) for one in self.found.ungiven],
            "problems": self.problems,
            "requests": self.requests,
        }

    def log(self) -> None:
        """The same as events. That something was missed is worth a warning."""
        tell = log.warning if self.found.differences else log.info
        tell("reconciled", differed=len(self._differed), deleted=sum(self.deleted.values()), requests=self.requests)
        for problem in self.problems:
            log.warning("problem", message=problem)

    @property
    def _landed(self) -> int:
        return sum(landed.landed for landed in self.landing.objects.values())

    @property
    def _differed(self) -> set[tuple[str, str]]:
        return {(one.object, one.id) for one in self.found.differences}
