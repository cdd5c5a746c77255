"""The commands that prove: parity, status, quarantine."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from oltp_schema.schemas import Schemas
from pipelines import personal, settings
from pipelines.catalogue import CATALOGUE, permissions_for
from pipelines.checks import balance, estimate, freshness, verifications
from pipelines.cli import console
from pipelines.cli.options import Json, Objects, named, selected
from pipelines.landing.plan import thin_events
from pipelines.landing.plan.defaults import not_permitted
from pipelines.personal import Treatment
from pipelines.promotion import quarantine
from pipelines.promotion.history import upkeep
from pipelines.runs import bell, ledger
from pipelines.runs.database import reading
from pipelines.runs.reconcile.schedule import RECONCILE
from pipelines.runs.run import selected_for_promotion
from pipelines.words import counted

if TYPE_CHECKING:
    from pipelines.checks.parity import Parity

FAILED, QUARANTINED = 1, 3
MINUTE = timedelta(minutes=1)
State = balance.DatabaseBalance | estimate.DatabaseEstimate


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("parity")(parity_command)
    app.command("status")(status_command)
    app.command("quarantine")(quarantine_command)


def parity_command(objects: Objects = None, as_json: Json = False) -> None:
    """Compare every column of every row with the Python reading of its document. Exit 1 on a mismatch.

    Example: stripe-oltp parity --objects invoice
    """
    from pipelines.checks.parity import check

    with reading(settings.load()) as database, console.progress("compare") as report:
        outcome = check(database.connection, selected_for_promotion(named(objects)), report)
    if as_json:
        console.print_json(outcome.as_dict())
    else:
        _show_parity(outcome)
    if outcome.mismatches:
        raise typer.Exit(FAILED)


def status_command(
    objects: Objects = None,
    max_age: Annotated[
        float | None,
        typer.Option(min=0, metavar="SECONDS", help="Exit 1 if the tables are further behind Stripe than that."),
    ] = None,
    exact: Annotated[
        bool | None,
        typer.Option(
            "--exact/--estimate",
            help=f"Count everything, or estimate. Default: estimate above {estimate.COUNTED:,} documents.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the balance: documents and rows by type that are promoted, deleted, unresolved, quarantined or waiting.

    Exit 1 if an object is lost: landed, but neither promoted nor in quarantine nor waiting to be promoted.

    An estimate cannot show that.

    Example: stripe-oltp status --json
    """
    configuration = settings.load()
    with reading(configuration) as database:
        is_estimated = estimate.is_large(database.connection) if exact is None else not exact
        types = selected_for_promotion(named(objects)) if objects is not None else None
        state = (estimate if is_estimated else balance).read(database.connection, types)
        with database.connection as connection, connection.cursor() as cursor:
            refused, verified = not_permitted(cursor), verifications.last(cursor)
            uncompared = ledger.last_failure(cursor, RECONCILE)
            personal_columns, behind = personal.treatment(cursor), upkeep.behind(cursor, state.waiting)
            fresh, thin = freshness.read(cursor), thin_events.read(cursor)
        writing, since = ledger.run_at_work(database.connection)
        is_followed = bell.is_followed(database.connection)
    if as_json:
        told = {
            "not_permitted": refused,
            "verified": verified,
            "comparison_failed": {"time": uncompared[0], "message": uncompared[1]} if uncompared else None,
            "freshness": fresh.as_dict(),
            "thin_events": thin.as_dict(),
            "personal_columns": personal_columns,
            "history_behind": behind,
            "writing": writing,
            "writing_since": since,
        }
        console.print_json({**state.as_dict(), **told})
    else:
        _show_balance(state, database.psql, refused, personal_columns)
        console.OUT.print(_in_step(fresh), end="", markup=False, soft_wrap=True)
        console.OUT.print(_thin(thin, configuration.pace.lag), end="", markup=False, soft_wrap=True)
        console.OUT.print(_compared(verified, uncompared), end="", markup=False, soft_wrap=True)
        if behind:
            console.OUT.print(
                f"History is yet to be made of: {', '.join(behind)}. Run `stripe-oltp promote`.", soft_wrap=True
            )
        if writing:
            when = f", since {since} UTC" if since else ""
            console.OUT.print(f"A run is writing{when}: what it has not completed is not counted.", soft_wrap=True)
    if max_age is not None and (fresh.seconds is None or fresh.seconds > max_age):
        console.fail(_too_old(fresh, max_age, is_followed=is_followed))
        raise typer.Exit(FAILED)
    if state.balanced is False:
        raise typer.Exit(FAILED)


def quarantine_command(
    objects: Objects = None,
    limit: Annotated[int, typer.Option(min=1, help="How many documents to list.")] = 100,
    as_json: Json = False,
) -> None:
    """List the documents that broke a rule, and the rule. Exit 3 if there are any.

    Promotion retries one when a new copy, transform version or migration may let it pass; a replay retries all.

    Example: stripe-oltp quarantine --objects charge
    """
    names = [entry.name for entry in selected(objects)] if objects is not None else None
    with reading(settings.load()) as database:
        total, documents = quarantine.read(database.connection, names, limit)
    if as_json:
        console.print_json({"quarantined": total, "documents": [vars(document) for document in documents]})
    elif not total:
        console.OUT.print("Nothing is in quarantine.")
    else:
        _show_quarantine(total, documents)
    if total:
        raise typer.Exit(QUARANTINED)


def _show_parity(outcome: "Parity") -> None:
    table = console.new_table("object", "rows", "values", "mismatches")
    for name, tally in outcome.objects.items():
        table.add_row(name, f"{tally.rows:,}", f"{tally.values:,}", f"{tally.mismatches:,}")
    for name, tally in outcome.history.items():
        table.add_row(f"history of {name}", f"{tally.rows:,}", f"{tally.values:,}", f"{tally.mismatches:,}")
    console.show_table(table)
    console.OUT.print()
    if outcome.waiting:
        names = ", ".join(name for name, tally in outcome.objects.items() if tally.waiting)
        console.OUT.print(
            f"Not compared: {counted(outcome.waiting, 'row')} of {names}, made by other transform versions."
            " Run `stripe-oltp promote` first.",
            soft_wrap=True,
        )
    if not outcome.mismatches:
        values = sum(tally.values for tally in (*outcome.objects.values(), *outcome.history.values()))
        console.OUT.print(f"[green]SQL and Python agree[/green] on all {values:,} values.")
        return
    for example in outcome.examples:
        console.OUT.print(
            f"{example.object} {example.id} {example.column}: {example.what}", markup=False, soft_wrap=True
        )
    console.OUT.print(
        f"[red]{counted(outcome.mismatches, 'mismatch', 'mismatches')}.[/red]"
        " If rows or raw were changed by hand, `stripe-oltp reconcile` mends them by what Stripe says, and"
        " `stripe-oltp replay` makes rows of what raw has, and versions of history, which reconcile does not look at;"
        " otherwise a transform has a bug.",
        soft_wrap=True,
    )


def _show_balance(state: State, psql: str, refused: Sequence[str], personal_columns: Treatment) -> None:
    columns = ("raw_rows", "raw_ids", "promoted", "deleted", "unresolved", "quarantined", "waiting")
    table = console.new_table("object", *(column.replace("_", " ") for column in columns), "sql")
    for name, of_type in state.objects.items():
        figures = [_figure(getattr(of_type, column)) for column in columns]
        table.add_row(name, *figures, f"v{of_type.transform}")
    console.show_table(table)
    console.OUT.print()
    # They say which objects a parent has, and what changed.
    lists = {entry.plural for entry in CATALOGUE.values() if entry.listed_per or entry.is_of_api_v2}
    for name, rows in state.landed_only.items():
        if rows and name not in lists:
            landed = f"{state.schemas.raw}.{name}"
            console.OUT.print(f"{landed}: {counted(rows, 'row')}, landed but not promoted.", markup=False)
    for name, of_type in state.objects.items():
        if of_type.derived:
            console.OUT.print(
                f"{name}: {counted(of_type.derived, 'row')} more, derived from older documents.", markup=False
            )
        if of_type.incomplete:
            console.OUT.print(
                f"{name}: {counted(of_type.incomplete, 'incomplete list')}; the next landing fetches the rest.",
                markup=False,
                soft_wrap=True,
            )
    if state.set_aside:
        console.OUT.print(
            f"{state.schemas.raw}.set_aside: {counted(state.set_aside, 'document')}, exact bytes and reason."
        )
    console.OUT.print(_not_permitted(refused), end="", markup=False, soft_wrap=True)
    _show_state(state, personal_columns)
    console.OUT.print(f"Look at it: {psql}", markup=False, soft_wrap=True)


def _figure(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"


def _show_state(state: State, personal_columns: Treatment) -> None:
    """Whose it is, what waits, and whether it balances."""
    mode = {None: "no account yet", True: "live", False: "test"}[state.livemode]
    console.OUT.print(f"Account {state.account or 'unknown'} ({mode}).", markup=False)
    console.OUT.print(_named(state.schemas), end="", markup=False)
    if state.waiting:
        names = ", ".join(state.waiting)
        stand = " Their rows are there, as they were before." if _are_there(state) else ""
        console.OUT.print(f"Waiting to be promoted: {names}. Run `stripe-oltp promote`.{stand}", soft_wrap=True)
    if quarantined := sum(of_type.quarantined for of_type in state.objects.values()):
        console.OUT.print(
            f"[yellow]{quarantined:,} in quarantine:[/yellow] `stripe-oltp quarantine` lists the reasons.",
            soft_wrap=True,
        )
    if personal_columns is not Treatment.KEEP:
        console.OUT.print(f"Personal columns: {personal_columns}.", markup=False)
    if state.balanced is None:
        console.OUT.print(
            "These are estimates, from what PostgreSQL keeps by itself. `stripe-oltp status --exact` counts, and proves"
            " the balance.",
            soft_wrap=True,
        )
    elif state.balanced:
        console.OUT.print("[green]Balanced.[/green]")
    else:
        wrong = ", ".join(name for name, of_type in state.objects.items() if not of_type.balanced)
        console.OUT.print(
            f"[red]Not balanced:[/red] {wrong}. `stripe-oltp reconcile` fetches what raw lost, and `stripe-oltp replay`"
            " rebuilds the tables from raw.",
            soft_wrap=True,
        )


def _are_there(state: State) -> bool:
    """Whether rows stand that count as promoted only when their documents are read again, as in a replay in steps."""
    return any(state.objects[name].present > state.objects[name].promoted for name in state.waiting)


def _compared(verified: Mapping[str, Any] | None, failure: tuple[datetime, str] | None) -> str:
    """Lines on the last comparison of everything with Stripe; none before the first."""
    said = ""
    if verified:
        when = f"{datetime.fromisoformat(verified['verified_at']).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        differences = verified["differences"]
        agreed = "agreed, or was repaired where it did not" if verified["command"] == RECONCILE else "agreed"
        verdict = agreed if verified["agrees"] else "not everything could be compared"
        if differences:
            verdict = f"{counted(differences, 'object')} still {'differs' if differences == 1 else 'differ'}"
        said = f"Compared with Stripe ({verified['command']}) {when}: {verdict}.\n"
    if failure:
        said += f"The last comparison failed {failure[0].astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC: {failure[1]}\n"
    return said


def _in_step(fresh: "freshness.Freshness") -> str:
    """A line on how far the tables are behind Stripe."""
    if fresh.until is None or fresh.seconds is None:
        return ""
    took = ""
    if fresh.p50 is not None:
        took = f" From event to row in the last day: p50 {fresh.p50:,.1f} s, p99 {fresh.p99:,.1f} s."
    until = f"{fresh.until.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    return f"In step until {until} UTC by Stripe's clock, {fresh.seconds:,.0f} s ago.{took}\n"


def _thin(thin: "thin_events.ThinState", lag: timedelta) -> str:
    """A line on thin events: whether they are read, and how they compare with the snapshots, which may take ``lag``."""
    if thin.state == "refused":
        return "Thin events are left out: Stripe refuses them. /v1/events tells of changes.\n"
    if thin.state == "silent":
        return "Thin events are left out: Stripe lists none of this account. /v1/events tells of changes.\n"
    if thin.state != "used" or not (thin.by_both or thin.by_snapshots or thin.by_thin_events):
        return ""  # nothing to compare yet
    alone = f"snapshots alone {thin.by_snapshots:,}, thin events alone {thin.by_thin_events:,}"
    since = counted(int(lag.total_seconds() // 60), "minute") if lag >= MINUTE else f"{lag.total_seconds():g} s"
    return f"Events: both lists told {thin.by_both:,}, {alone}; those of the last {since} are yet to be counted.\n"


def _too_old(fresh: "freshness.Freshness", max_age: float, *, is_followed: bool) -> str:
    if fresh.seconds is None:
        return "No run has read Stripe's events yet. Run `stripe-oltp pipeline` or `stripe-oltp follow`."
    behind = f"The tables are {fresh.seconds:,.0f} s behind Stripe, more than {max_age:g} s."
    if is_followed:
        return f"{behind} `stripe-oltp follow` runs; its output says what holds it up."
    return f"{behind} No `stripe-oltp follow` is running: start it, or run `stripe-oltp pipeline`."


def _not_permitted(names: Sequence[str]) -> str:
    """A line that names the new types that the key may not read yet."""
    if not names:
        return ""
    granted = ", ".join(permissions_for(names))
    return f"New types that STRIPE_API_KEY may not read yet: {', '.join(names)}. Grant it Read on {granted}.\n"


def _named(schemas: Schemas) -> str:
    """A line that names schemas with a prefix."""
    return f"The schemas are {schemas.raw}, {schemas.oltp} and {schemas.meta}.\n" if schemas.prefix else ""


def _show_quarantine(total: int, documents: list[quarantine.WaitingDocument]) -> None:
    for document in documents:
        rule = document.constraint_name or document.sqlstate
        told = document.message if rule in document.message else f"{document.message} ({rule})"
        console.OUT.print(f"{document.object} {document.id}: {told}", markup=False, soft_wrap=True)
    console.OUT.print()
    kinds = ",".join(sorted({document.object for document in documents}))
    console.OUT.print(
        f"{total:,} in quarantine; raw has the documents. Run `stripe-oltp pipeline` after a fix in Stripe, or"
        f" `stripe-oltp replay --objects {kinds}` after any other fix.",
        markup=False,
        soft_wrap=True,
    )
