"""The command that compares everything with Stripe and mends what differs; ``pipeline`` does it now and then, too."""

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from pipelines import settings
from pipelines.catalogue import StripeObject
from pipelines.checks import balance
from pipelines.cli import console, summary
from pipelines.cli.options import Json, Objects, selected
from pipelines.promotion import Promotion
from pipelines.runs import events, ledger
from pipelines.runs.database import Database, writing
from pipelines.runs.fetch_loop import promote_and_fetch, promote_landed
from pipelines.runs.reconcile import schedule
from pipelines.runs.reconcile.result import COLUMNS, Reconciliation
from pipelines.runs.stripe import stripe_at_hand

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport
    from pipelines.runs.reconcile.differences import Comparable

FAILED, QUARANTINED, REFUSED = 1, 3, 4


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("reconcile")(reconcile_command)


def reconcile_command(objects: Objects = None, as_json: Json = False) -> None:
    """Compare every object with Stripe, and mend what no event told of: missed, changed and vanished ones.

    Reads all of Stripe's lists once, and each present row that none of them shows by its id.

    Exit 4 if the key may not read a type, 1 if one was never read.

    Example: stripe-oltp reconcile --objects product,price
    """
    from pipelines.runs.reconcile.differences import comparable

    named = selected(objects) if objects is not None else None
    configuration, started = settings.load(), perf_counter()
    with writing(configuration) as database:
        chosen = comparable(database.connection, named)
        with stripe_at_hand(configuration) as at_hand:
            done = reconcile(at_hand, database, chosen)
        balanced = balance.read(database.connection, promotable(chosen.read)).balanced
    _report(done, perf_counter() - started, balanced=balanced, as_json=as_json)
    _exit(done, balanced=balanced)


def _report(done: Reconciliation, seconds: float, *, balanced: bool, as_json: bool) -> None:
    if as_json:
        balance = {"balanced": balanced, "quarantined": done.promotion.quarantined}
        console.print_json({"seconds": round(seconds, 3), **done.as_dict(), **balance})
        return
    _show(done)
    books_say = "The books balance." if balanced else "The books do not balance. stripe-oltp status says how."
    console.OUT.print(books_say, soft_wrap=True)


def _exit(done: Reconciliation, *, balanced: bool) -> None:
    if not balanced or done.unread:
        raise typer.Exit(FAILED)
    if done.refused:
        raise typer.Exit(REFUSED)
    if done.promotion.quarantined:
        raise typer.Exit(QUARANTINED)


def reconcile(configuration: settings.Settings, database: Database, chosen: "Comparable") -> Reconciliation:
    """Compare and mend these types as a run of its own.

    What an earlier run noted and did not fetch, or landed and did not promote, comes first: it is no difference.
    """
    from pipelines.landing.run import land_wanted
    from pipelines.runs.reconcile.differences import compare, marked_deleted, unmended, want

    def catch_up() -> "tuple[LandingReport, Promotion]":
        with console.progress("fetch") as report:
            landing = land_wanted(configuration, database.url, chosen.read, report)
        events.landed(landing)
        return promote_and_fetch(configuration, database, promotable(chosen.read), run, landing)

    with ledger.run(database.connection, schedule.RECONCILE) as run:
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
        schedule.compared(database.connection, found.objects)
        done.log()
    return done


def reconcile_when_due(
    configuration: settings.Settings, database: Database, chosen: Sequence[StripeObject]
) -> Reconciliation | None:
    """Reconcile those of ``chosen`` whose full comparison is due (``schedule.due``). Raises as ``reconcile``."""
    if not (types := schedule.due(database.connection, chosen, configuration.pace.reconcile_every)):
        return None
    from pipelines.runs.reconcile.differences import Comparable

    with stripe_at_hand(configuration) as at_hand:
        return reconcile(at_hand, database, Comparable(types))


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
    for name in sorted((done.found.refused | done.unread) - done.found.objects.keys()):
        table.add_row(name, *("?" for _ in COLUMNS))
    out.print(table)
    out.print()
    out.print(done.sentence, markup=False, soft_wrap=True)
    for problem in done.problems:
        out.print(problem, style="yellow", markup=False, soft_wrap=True)
