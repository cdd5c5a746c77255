"""The commands that write: pipeline, land, promote, replay."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines import books, ledger, settings
from pipelines.catalogue import StripeObject
from pipelines.cli import console, events, summary
from pipelines.cli.database import Database, writing
from pipelines.cli.options import Json, Objects, selected, selected_for_promotion
from pipelines.cli.stripe import stripe_at_hand
from pipelines.promotion import Promotion, promote

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport

FAILED, QUARANTINED, REFUSED = 1, 3, 4
ROUNDS = 5  # a parent may name another one, which no list has either


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("pipeline")(pipeline_command)
    app.command("land")(land_command)
    app.command("promote")(promote_command)
    app.command("replay")(replay_command)


def pipeline_command(objects: Objects = None, as_json: Json = False) -> None:
    """Land what Stripe has, promote it, and say what happened.

    Without STRIPE_API_KEY it takes the sandbox Stripe; without DATABASE_URL the embedded PostgreSQL.

    Example: stripe-oltp pipeline --objects customer,charge
    """
    chosen, configuration, started = selected(objects), settings.load(), perf_counter()
    with writing(configuration) as database, ledger.run(database.connection, "pipeline") as run:
        with stripe_at_hand(configuration) as at_hand:
            landing, promotion = _land_and_promote(at_hand, database, chosen, run)
        events.problems(landing)
        is_first = landing.since is None
        result = summary.Result(
            landing, promotion, _books(database, chosen, promotion, whole=is_first), perf_counter() - started
        )
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
    as_json: Json = False,
) -> None:
    """Land objects verbatim in the schema raw, from Stripe or from files (.json, .jsonl, .gz).

    Example: stripe-oltp land --from exports/2026-11/
    """
    from pipelines.landing.run import land, land_files

    configuration, started = settings.load(), perf_counter()
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
        promotion = _promote(database, chosen, run, None, everything=everything)
        read = _books(database, chosen, promotion, whole=everything)
        result = summary.Result(None, promotion, read, perf_counter() - started)
    summary.show(result, as_json=as_json, psql=database.psql)
    _exit(result)


def _land_and_promote(
    configuration: settings.Settings, database: Database, chosen: Sequence[StripeObject], run: ledger.Run
) -> "tuple[LandingReport, Promotion]":
    """Land and promote; fetch what the rows name and no list had, and promote that, until nothing more is found."""
    from pipelines.landing.run import land, land_missing

    with console.progress("land") as report:
        landing = land(configuration, database.url, chosen, report)
    events.landed(landing)
    promotion = _promote(database, chosen, run, landing)
    for _ in range(ROUNDS):
        with console.progress("fetch") as report:
            fetched = land_missing(configuration, database.url, chosen, report)
        if fetched is None:
            break
        events.landed(fetched)
        landing = landing.then(fetched)
        promotion = summary.together(promotion, _promote(database, chosen, run, fetched))
    return landing, promotion


def _promote(
    database: Database,
    chosen: Sequence[StripeObject],
    run: ledger.Run,
    landing: "LandingReport | None",
    *,
    everything: bool = False,
) -> Promotion:
    """One transaction: rows, quarantine and ledger are kept together or not at all."""
    with console.progress("promote") as report, _committed(database):
        promotion = promote(database.connection, chosen, run_id=run.id, everything=everything, on_progress=report)
        landed = {name: landed.landed for name, landed in landing.objects.items()} if landing else {}
        ledger.record(run, promotion, landed)
    events.promoted(promotion)
    return promotion


def _books(
    database: Database, chosen: Sequence[StripeObject], promotion: Promotion, *, whole: bool
) -> "books.Books | None":
    """The books of everything, which cost what there is; a run that only added to it has its own, None here."""
    return books.read(database.connection, list(chosen)) if whole or promotion.accounts is None else None


@contextmanager
def _committed(database: Database) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database.connection.rollback()
        raise
    database.connection.commit()


def _exit(result: summary.Result) -> None:
    if result.balanced is False:
        raise typer.Exit(FAILED)
    if result.landing and result.landing.refused:
        raise typer.Exit(REFUSED)
    if result.promotion and result.promotion.quarantined:
        raise typer.Exit(QUARANTINED)
