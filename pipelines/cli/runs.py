"""The commands that write: pipeline, land, promote, replay."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines import books, ledger, settings
from pipelines.catalogue import StripeObject
from pipelines.cli import console, events, summary
from pipelines.cli.database import Database, reading, writing
from pipelines.cli.options import Json, Objects, selected, selected_for_promotion
from pipelines.cli.reconcile import reconcile_when_due
from pipelines.cli.rounds import promote_and_fetch, promote_landed
from pipelines.cli.stripe import stripe_at_hand
from pipelines.errors import UsageError
from pipelines.promotion import Promotion

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport

FAILED, QUARANTINED, REFUSED = 1, 3, 4


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("pipeline")(pipeline_command)
    app.command("land")(land_command)
    app.command("promote")(promote_command)
    app.command("replay")(replay_command)


def pipeline_command(objects: Objects = None, as_json: Json = False) -> None:
    """Land what Stripe has, promote it, and say what happened.

    Without STRIPE_API_KEY it takes the sandbox Stripe; without DATABASE_URL the embedded PostgreSQL. Now and then it
    compares everything with Stripe, too: see reconcile.

    Example: stripe-oltp pipeline --objects customer,charge
    """
    chosen, configuration, started = selected(objects), settings.load(), perf_counter()
    with writing(configuration) as database:
        with ledger.run(database.connection, "pipeline") as run, stripe_at_hand(configuration) as at_hand:
            landing, promotion = _land_and_promote(at_hand, database, chosen, run)
            events.problems(landing)
        is_whole = landing.since is None
        if mended := reconcile_when_due(configuration, database, chosen):
            is_whole = True
            landing, promotion = landing.then(mended.landing), summary.together(promotion, mended.promotion)
        read = _books(database, chosen, promotion, whole=is_whole)
        result = summary.Result(landing, promotion, read, perf_counter() - started, mended)
    summary.show(result, as_json=as_json, psql=database.psql, account=summary.account_name(configuration))
    _exit(result)


def land_command(
    objects: Objects = None,
    source: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="PATH", help="Land Stripe JSON from a file or folder instead; repeatable."),
    ] = None,
    observed_at: Annotated[
        datetime | None,
        typer.Option(help="When Stripe said what the files hold (UTC); by default each file's modification time."),
    ] = None,
    join: Annotated[
        bool, typer.Option("--join", help="Help the run that is reading Stripe now, on this or another machine.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Land objects verbatim in the schema raw, from Stripe or from files (.json, .jsonl, .gz).

    Example: stripe-oltp land --from exports/2026-11/
    """
    from pipelines.landing.run import land, land_files

    configuration, started = settings.load(), perf_counter()
    if join:
        if objects is not None or source:
            raise UsageError("--join reads what the other run has planned. It takes neither --objects nor --from.")
        _join(configuration, as_json=as_json)
        return
    with writing(configuration) as database, ledger.run(database.connection, "land"):
        if source:
            only = {entry.name for entry in selected(objects)} if objects is not None else None
            with console.progress("land") as report:
                landing = land_files(configuration, database.url, source, only, observed_at, report)
        else:
            chosen = selected(objects)
            with stripe_at_hand(configuration) as at_hand, console.progress("land") as report:
                landing = land(at_hand, database.url, chosen, report)
        events.landed(landing)
        events.problems(landing)
    result = summary.Result(landing, None, None, perf_counter() - started)
    summary.show(result, as_json=as_json, psql=database.psql)
    _exit(result)


def _join(configuration: settings.Settings, *, as_json: bool) -> None:
    from pipelines.landing.run import join

    started = perf_counter()
    with reading(configuration) as database, stripe_at_hand(configuration) as at_hand:
        with console.progress("land") as report:
            landing = join(at_hand, database.url, report)
        events.landed(landing)
        events.problems(landing)
    result = summary.Result(landing, None, None, perf_counter() - started)
    summary.show(result, as_json=as_json, psql=database.psql)
    _exit(result)


def promote_command(objects: Objects = None, as_json: Json = False) -> None:
    """Promote what was landed and is not in oltp yet.

    Example: stripe-oltp promote --objects invoice
    """
    _promote_only("promote", objects, as_json=as_json, everything=False)


def replay_command(objects: Objects = None, as_json: Json = False) -> None:
    """Build oltp again from raw alone, without Stripe: readers see the old rows until the new ones are all there.

    Example: stripe-oltp replay --objects invoice,charge
    """
    _promote_only("replay", objects, as_json=as_json, everything=True)


def _promote_only(command: str, objects: str | None, *, as_json: bool, everything: bool) -> None:
    chosen, started = selected_for_promotion(objects), perf_counter()
    with writing(settings.load()) as database, ledger.run(database.connection, command) as run:
        promotion = promote_landed(database, chosen, run, None, everything=everything)
        read = _books(database, chosen, promotion, whole=everything)
        result = summary.Result(None, promotion, read, perf_counter() - started)
    summary.show(result, as_json=as_json, psql=database.psql)
    _exit(result)


def _land_and_promote(
    configuration: settings.Settings, database: Database, chosen: Sequence[StripeObject], run: ledger.Run
) -> "tuple[LandingReport, Promotion]":
    """Land and promote all that is new."""
    from pipelines.landing.run import land

    with console.progress("land") as report:
        landing = land(configuration, database.url, chosen, report)
    events.landed(landing)
    return promote_and_fetch(configuration, database, chosen, run, landing)


def _books(
    database: Database, chosen: Sequence[StripeObject], promotion: Promotion, *, whole: bool
) -> "books.Books | None":
    """The books of everything, which cost what there is; a run that only added to it has its own, None here."""
    return books.read(database.connection, list(chosen)) if whole or promotion.accounts is None else None


def _exit(result: summary.Result) -> None:
    if result.balanced is False:
        raise typer.Exit(FAILED)
    if (result.landing and result.landing.refused) or (result.reconciled and result.reconciled.refused):
        raise typer.Exit(REFUSED)
    if result.promotion and result.promotion.quarantined:
        raise typer.Exit(QUARANTINED)
