"""The command that compares everything with Stripe and mends what differs; ``pipeline`` does it now and then, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import typer
from rich.table import Table

from pipelines import books, ledger, log, settings
from pipelines.catalogue import StripeObject
from pipelines.cli import console, events, summary
from pipelines.cli.database import Database, writing
from pipelines.cli.options import Json, Objects, selected
from pipelines.cli.rounds import promote_and_fetch, promote_landed
from pipelines.cli.stripe import stripe_at_hand
from pipelines.promotion import Promotion

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport
    from pipelines.verify import Verification

FAILED, QUARANTINED, REFUSED = 1, 3, 4
COLUMNS = ("listed", "missing", "changed", "damaged", "vanished", "alive", "deleted")
COLUMN_OF_KIND = {"deleted": "missing", "row": "damaged", "raw": "damaged"}  # others are named as their kind


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("reconcile")(reconcile_command)


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


def reconcile_command(objects: Objects = None, as_json: Json = False) -> None:
    """Compare every object with Stripe, and mend what no event told of: missed, changed and vanished ones.

    Reads all of Stripe's lists once, and each present row that none of them shows by its id. Exit 4 if the key may
    not read a type.

    Example: stripe-oltp reconcile --objects product,price
    """
    from pipelines.reconcile import comparable

    named = selected(objects) if objects is not None else None
    configuration, started = settings.load(), perf_counter()
    with writing(configuration) as database:
        chosen = comparable(database.connection, named)
        with stripe_at_hand(configuration) as at_hand:
            done = reconcile(at_hand, database, chosen)
        balanced = books.read(database.connection, promotable(chosen)).balanced
    unread = [] if named else [entry.name for entry in selected(None) if entry not in chosen]
    seconds, quarantined = perf_counter() - started, done.promotion.quarantined
    if as_json:
        balance = {"balanced": balanced, "quarantined": quarantined}
        console.print_json({"seconds": round(seconds, 3), **done.as_dict(), "unread": unread, **balance})
    else:
        _show(done)
        if unread:
            console.OUT.print(f"Never read, and not compared: {', '.join(unread)}.", style="yellow", soft_wrap=True)
        console.OUT.print(
            "The books balance." if balanced else "The books do not balance. stripe-oltp status says how.",
            soft_wrap=True,
        )
    if not balanced:
        raise typer.Exit(FAILED)
    if done.refused:
        raise typer.Exit(REFUSED)
    if quarantined:
        raise typer.Exit(QUARANTINED)


def reconcile(configuration: settings.Settings, database: Database, chosen: Sequence[StripeObject]) -> Reconciliation:
    """Compare and mend these types as a run of its own.

    What an earlier run noted and did not fetch, or landed and did not promote, comes first: it is no difference.
    """
    from pipelines.landing.run import land_wanted
    from pipelines.reconcile import COMMAND, compare, marked_deleted, unmended, want

    def catch_up() -> "tuple[LandingReport, Promotion]":
        with console.progress("fetch") as report:
            landing = land_wanted(configuration, database.url, chosen, report)
        events.landed(landing)
        return promote_and_fetch(configuration, database, promotable(chosen), run, landing)

    with ledger.run(database.connection, COMMAND) as run:
        landing, promotion = catch_up()
        with console.progress("compare") as report:
            found = compare(configuration, database.url, chosen, report)
        if found.differences:
            want(database.connection, found.differences)
            fetched, promoted = catch_up()
            landing, promotion = landing.then(fetched), summary.together(promotion, promoted)
            if stale := unmended(database.url, found.differences):
                replayed = promote_landed(database, stale, run, None, everything=True)
                promotion = summary.together(promotion, replayed)
        done = Reconciliation(found, landing, promotion, marked_deleted(database.url, found.differences))
        done.log()
    return done


def reconcile_when_due(
    configuration: settings.Settings, database: Database, chosen: Sequence[StripeObject]
) -> Reconciliation | None:
    """Reconcile those of ``chosen`` whose last full comparison was long ago (STRIPE_OLTP_RECONCILE_DAYS)."""
    from pipelines.reconcile import due

    if not (types := due(database.connection, chosen, configuration.pace.reconcile_every)):
        return None
    with stripe_at_hand(configuration) as at_hand:
        return reconcile(at_hand, database, types)


def promotable(chosen: Sequence[StripeObject]) -> list[StripeObject]:
    """Those that have a table."""
    return [entry for entry in chosen if entry.table]


def _show(done: Reconciliation) -> None:
    out = console.OUT
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("object")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for name, figures in done.rows().items():
        table.add_row(name, *(f"{figures[column]:,}" for column in COLUMNS))
    for name in sorted(done.found.refused - done.found.objects.keys()):
        table.add_row(name, *("?" for _ in COLUMNS))
    out.print(table)
    out.print()
    out.print(done.sentence, markup=False, soft_wrap=True)
    for problem in done.problems:
        out.print(problem, style="yellow", markup=False, soft_wrap=True)
