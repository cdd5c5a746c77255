"""What a full comparison found and mended, for a person, for a machine and for the log."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines import log
from pipelines.promotion import Promotion

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport
    from pipelines.verify import Verification

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
    def problems(self) -> list[str]:
        """What a person should know."""
        return list(dict.fromkeys([*self.found.notes, *self.landing.problems]))

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
        words = f"Compared {listed:,} listed objects with Stripe ({self.requests:,} requests)"
        if not self._differed:
            return (
                f"{words}: nothing was missed{f', {self._landed:,} copies noted before landed' * bool(self._landed)}."
            )
        gone = sum(self.deleted.values())
        return f"{words}: {len(self._differed):,} differed and were mended, {gone:,} of them marked deleted."

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``."""
        return {
            "objects": self.rows(),
            "differences": [one.as_dict() for one in self.found.differences],
            "landed": self._landed,
            "refused": sorted(self.refused),
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
