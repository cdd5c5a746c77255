"""The commands that write: pipeline, land, promote, replay."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import psycopg2
import typer

from pipelines import log, settings
from pipelines.catalogue import StripeObject
from pipelines.checks import balance
from pipelines.cli import console, summary
from pipelines.cli.options import Json, Objects, selected, selected_for_promotion
from pipelines.cli.reconcile import reconcile_when_due
from pipelines.errors import StripeOltpError, UsageError
from pipelines.promotion import Promotion
from pipelines.runs import events, ledger
from pipelines.runs.database import Database, reading, writing
from pipelines.runs.fetch_loop import promote_and_fetch, promote_landed
from pipelines.runs.reconcile import schedule
from pipelines.runs.stripe import stripe_at_hand

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport
    from pipelines.runs.reconcile.result import Reconciliation

FAILED, QUARANTINED, REFUSED = 1, 3, 4


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("pipeline")(pipeline_command)
    app.command("land")(land_command)
    app.command("promote")(promote_command)
    app.command("replay")(replay_command)


def pipeline_command(objects: Objects = None, as_json: Json = False) -> None:
    """Land what Stripe has, promote it, and say what happened.

    Without STRIPE_API_KEY it takes the sandbox Stripe; without DATABASE_URL the embedded PostgreSQL.

    Now and then it compares everything with Stripe, too: see reconcile.

    Example: stripe-oltp pipeline --objects customer,charge
    """
    chosen, configuration, started = selected(objects), settings.load(), perf_counter()
    with writing(configuration) as database:
        with ledger.run(database.connection, "pipeline") as run, stripe_at_hand(configuration) as at_hand:
            landing, promotion = _land_and_promote(at_hand, database, chosen, run)
            events.problems(landing)
            events.problems(promotion)
            run.failure = str(landing.failure) if landing.failure else None
        mended, failure = _compare_when_due(configuration, database, chosen)
        if mended:
            landing, promotion = landing.then(mended.landing), summary.together(promotion, mended.promotion)
        is_whole = landing.since is None or mended is not None
        read = _books(database, chosen, promotion, whole=is_whole)
        result = summary.Result(landing, promotion, read, perf_counter() - started, mended, failure)
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
    from pipelines.landing.run import land_files

    configuration, started = settings.load(), perf_counter()
    if join:
        if objects is not None or source:
            raise UsageError("--join reads what the other run has planned. It takes neither --objects nor --from.")
        _join(configuration, as_json=as_json)
        return
    with writing(configuration) as database, ledger.run(database.connection, "land") as run:
        if source:
            only = {entry.name for entry in selected(objects)} if objects is not None else None
            with console.progress("land") as report:
                landing = land_files(configuration, database.url, source, only, observed_at, report)
            events.landed(landing)
        else:
            chosen = selected(objects)
            with stripe_at_hand(configuration) as at_hand:
                landing = _land(at_hand, database, chosen)
            if due := schedule.due(database.connection, chosen, configuration.pace.reconcile_every):
                names = ", ".join(entry.name for entry in due)
                problem = f"To be compared with Stripe, which pipeline and reconcile do: {names}."
                landing = replace(landing, problems=[*landing.problems, problem])
        events.problems(landing)
        run.failure = str(landing.failure) if landing.failure else None
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
        events.problems(promotion)
        read = _books(database, chosen, promotion, whole=everything)
        result = summary.Result(None, promotion, read, perf_counter() - started)
    summary.show(result, as_json=as_json, psql=database.psql)
    _exit(result)


def _land_and_promote(
    configuration: settings.Settings, database: Database, chosen: Sequence[StripeObject], run: ledger.Run
) -> "tuple[LandingReport, Promotion]":
    """Land and promote all that is new."""
    return promote_and_fetch(configuration, database, chosen, run, _land(configuration, database, chosen))


def _land(configuration: settings.Settings, database: Database, chosen: Sequence[StripeObject]) -> "LandingReport":
    from pipelines.landing.run import land

    with console.progress("land") as report, schedule.noting(database.connection, chosen):
        landing = land(configuration, database.url, chosen, report)
    events.landed(landing)
    return landing


def _compare_when_due(
    configuration: settings.Settings, database: Database, chosen: Sequence[StripeObject]
) -> "tuple[Reconciliation | None, str | None]":
    """What a comparison that was due found, and why it failed: what the run did before is done, and is told."""
    try:
        return reconcile_when_due(configuration, database, chosen), None
    except (StripeOltpError, psycopg2.Error) as error:
        failure = str(error) if isinstance(error, StripeOltpError) else f"PostgreSQL failed ({error.pgcode})."
    log.error("failed", error=failure)
    return None, failure


def _books(
    database: Database, chosen: Sequence[StripeObject], promotion: Promotion, *, whole: bool
) -> "books.Books | None":
    """The books of everything, which cost what there is; a run that only added to it has its own, None here.

    None as well when the connection was lost after all was done.
    """
    if database.connection.closed:
        return None
    return balance.read(database.connection, list(chosen)) if whole or promotion.accounts is None else None


def _exit(result: summary.Result) -> None:
    unread = (result.landing and result.landing.failures) or (result.reconciled and result.reconciled.unread)
    if result.balanced is False or result.failure or unread:
        raise typer.Exit(FAILED)
    if (result.landing and result.landing.refused) or (result.reconciled and result.reconciled.refused):
        raise typer.Exit(REFUSED)
    if result.promotion and result.promotion.quarantined:
        raise typer.Exit(QUARANTINED)
