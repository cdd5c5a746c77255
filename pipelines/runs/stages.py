"""A run is an ordered list of stages: what would happen and what happens are read from the same objects.

``execute`` does a stage's work. ``preview`` says what that would be, looks only into the database, and changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pipelines.catalogue import StripeObject
from pipelines.checks import balance
from pipelines.checks.balance import DatabaseBalance
from pipelines.promotion import Promotion
from pipelines.runs import events, ledger
from pipelines.runs.database import Database
from pipelines.runs.results import together
from pipelines.runs.watch import Watch, unwatched
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport
    from pipelines.runs.reconcile.result import Reconciliation


@dataclass(frozen=True)
class Step:
    """One thing that a stage would do: the ``stage``, what it acts on, and what it would do to it."""

    stage: str
    object: str
    what: str


@dataclass
class Work:
    """What the stages of one run share: where they work, and what they did so far.

    ``settings`` have a key and an address of Stripe where a stage asks Stripe. ``objects`` are the types of which it is
    asked, ``named`` whether a user named them, ``promoting`` those of which what is landed is promoted (None: the
    same), ``is_made_up`` whether Stripe is the sandbox. ``run`` is set while a stage is recorded in the ledger.
    """

    settings: Settings
    database: Database
    objects: Sequence[StripeObject]
    watch: Watch = unwatched
    named: bool = False
    promoting: Sequence[StripeObject] | None = None
    is_made_up: bool = False
    run: ledger.Run | None = None
    landing: "LandingReport | None" = None
    promotion: Promotion | None = None
    reconciled: "Reconciliation | None" = None
    balance: DatabaseBalance | None = None
    failure: str | None = None

    @property
    def promotable(self) -> Sequence[StripeObject]:
        """The types of which what is landed is promoted."""
        return self.objects if self.promoting is None else self.promoting

    @property
    def recorded(self) -> ledger.Run:
        """The run in the ledger that the stage is part of."""
        assert self.run is not None  # noqa: S101 -- a list of stages puts them inside Recorded
        return self.run

    def landed(self, landing: "LandingReport") -> None:
        """Add a landing to what the run did."""
        self.landing = self.landing.then(landing) if self.landing else landing

    def promoted(self, promotion: Promotion) -> None:
        """Add a promotion to what the run did."""
        self.promotion = together(self.promotion, promotion) if self.promotion else promotion


class RunStage(Protocol):
    """A part of a run."""

    def preview(self, work: Work) -> Iterator[Step]:
        """What ``execute`` would do now. Reads the database only, and changes nothing."""

    def execute(self, work: Work) -> None:
        """Do it. Raises StripeOltpError and psycopg2's errors."""


@dataclass(frozen=True)
class Recorded:
    """Stages that the ledger keeps together as one run of ``command``, done, failed or interrupted."""

    command: str
    stages: tuple[RunStage, ...]

    def preview(self, work: Work) -> Iterator[Step]:
        """What each of them would do."""
        for stage in self.stages:
            yield from stage.preview(work)

    def execute(self, work: Work) -> None:
        """Do them in order. A type that Stripe failed to give makes the run a failed one, when all else is done."""
        with ledger.run(work.database.connection, self.command) as work.run:
            for stage in self.stages:
                stage.execute(work)
            for part in (work.landing, work.promotion):
                if part:
                    events.problems(part)
            if work.landing:
                work.run.failure = str(work.landing.failure) if work.landing.failure else None


@dataclass(frozen=True)
class Balance:
    """Count both sides: of everything, where the run read everything, and otherwise only of what it touched."""

    everything: bool = False

    def preview(self, work: Work) -> Iterator[Step]:
        """What would be counted."""
        scope = "count all of it" if self.everything else "count what was touched; a first run counts all of it"
        named = {
            entry.name for entry in [*work.objects, *balance.with_balance(work.database.connection, work.promotable)]
        }
        yield Step("balance", ", ".join(entry.name for entry in work.promotable if entry.name in named), scope)

    def execute(self, work: Work) -> None:
        """Count. Without the connection, which is lost when all was done, there is no balance."""
        is_first = work.landing is not None and work.landing.since is None
        is_whole = self.everything or is_first or work.reconciled is not None
        if work.database.connection.closed:
            return
        if is_whole or (work.promotion is not None and work.promotion.balances is None):
            work.balance = balance.read(work.database.connection, list(work.promotable))
