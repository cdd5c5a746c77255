"""What a run did, and how it ended: for a caller, a machine or a person."""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from pipelines.catalogue import CATALOGUE
from pipelines.checks.balance import DatabaseBalance
from pipelines.promotion import Counts, Promotion, RunBalance

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport
    from pipelines.runs.reconcile.result import Reconciliation

ADDED_UP = ("rows_in", "inserted", "updated", "unchanged", "deleted", "seconds")
COLUMNS = ("landed", "promoted", "unchanged", "deleted", "quarantined", "unresolved")


class Outcome(IntEnum):
    """How a run ended; the values are the exit codes of its command."""

    DONE = 0
    FAILED = 1
    QUARANTINED = 3
    REFUSED = 4


@dataclass(frozen=True)
class RunResult:
    """What a run did; each part is None where the run has none.

    ``reconciled`` is what a full comparison found that was due after a run; None when it was not, or when it failed:
    ``failure`` says why. ``seconds`` are on the clock; ``psql`` is the command that looks into the database.
    """

    landing: "LandingReport | None"
    promotion: Promotion | None
    balance: DatabaseBalance | None
    seconds: float
    reconciled: "Reconciliation | None" = None
    failure: str | None = None
    psql: str | None = None

    @property
    def balanced(self) -> bool | None:
        """Whether everything balances, or else what was promoted. None where neither was counted."""
        if self.balance:
            return self.balance.balanced
        if self.promotion and self.promotion.balances is not None:
            return all(balance.balanced for balance in self.promotion.balances.values())
        return None

    @property
    def problems(self) -> list[str]:
        """What a person should know, in words."""
        landed = self.landing.problems if self.landing else []
        promoted = self.promotion.problems if self.promotion else []
        return list(dict.fromkeys([*landed, *promoted]))

    @property
    def outcome(self) -> Outcome:
        """How it ended: the worst of what happened."""
        unread = (self.landing and self.landing.failures) or (self.reconciled and self.reconciled.unread)
        is_unmended = self.reconciled is not None and self.reconciled.is_unmended
        if self.balanced is False or self.failure or unread or is_unmended:
            return Outcome.FAILED
        if (self.landing and self.landing.refused) or (self.reconciled and self.reconciled.refused):
            return Outcome.REFUSED
        return Outcome.QUARANTINED if self.promotion and self.promotion.quarantined else Outcome.DONE

    def rows(self) -> dict[str, dict[str, float]]:
        """The figures of each object type, in the order of the catalogue."""
        landed = self.landing.objects if self.landing else {}
        promoted = self.promotion.objects if self.promotion else {}
        names = [name for name in CATALOGUE if name in landed or name in promoted]
        names += [name for name in landed if name not in CATALOGUE]
        rows = {name: self._row(name) for name in names}
        return {name: {**row, "seconds": round(row["seconds"], 3)} for name, row in rows.items()}

    def _row(self, name: str) -> dict[str, float]:
        row = dict.fromkeys(COLUMNS, 0) | {"seconds": 0.0}
        if self.landing and (landed := self.landing.objects.get(name)):
            row["landed"] += landed.landed
            row["unchanged"] += landed.unchanged
            row["seconds"] += landed.seconds
        if self.promotion and (counts := self.promotion.objects.get(name)):
            row["promoted"] += self.promotion.written.get(name, counts.inserted + counts.updated)
            row["unchanged"] += counts.unchanged
            row["deleted"] += counts.deleted
            row["quarantined"] += counts.quarantined
            row["unresolved"] += counts.unresolved
            row["seconds"] += counts.seconds
        return row

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``."""
        data: dict[str, Any] = {"seconds": round(self.seconds, 3), "objects": self.rows(), "problems": self.problems}
        if self.landing:
            data["set_aside"] = sum(landed.set_aside for landed in self.landing.objects.values())
            data["refused"] = sorted(self.landing.refused)
            data["failed"] = sorted(self.landing.failures)
            data["since"] = self.landing.since
            data["read_whole"] = sorted(self.landing.whole)
            data["events"] = self.landing.events
            data["thin_events"] = self.landing.thin_events
            data["requests"] = self.landing.requests
        if self.balanced is not None:
            data["balanced"] = self.balanced
        if self.promotion:
            data["quarantined"] = self.promotion.quarantined
        if self.reconciled:
            data["reconciled"] = self.reconciled.as_dict()
        if self.failure:
            data["failure"] = self.failure
        return data


def together(first: Promotion, second: Promotion) -> Promotion:
    """Two promotions of one run: what they did adds up, what is unresolved or refused is as the last one found it."""
    objects = dict(first.objects)
    for name, counts in second.objects.items():
        before = objects.get(name, Counts())
        objects[name] = replace(
            counts, **{figure: getattr(before, figure) + getattr(counts, figure) for figure in ADDED_UP}
        )
    balances = None
    if first.balances is not None and second.balances is not None:
        names = [*first.balances, *(name for name in second.balances if name not in first.balances)]
        of = (first.balances, second.balances)
        balances = {name: sum((balances.get(name, RunBalance()) for balances in of), RunBalance()) for name in names}
    loads = {name: first.loads.get(name, 0) + number for name, number in second.loads.items()}
    problems = list(dict.fromkeys([*first.problems, *second.problems]))
    derived = first.derived + second.derived
    return Promotion(objects, first.loads | loads, balances, problems, derived, first.written | second.written)
