"""The commands that write: pipeline, land, promote, replay, reconcile."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines import runs, settings
from pipelines.cli import console, monitoring, summary
from pipelines.cli.options import Json, Objects, named
from pipelines.errors import UsageError
from pipelines.runs import RunResult
from pipelines.runs.reconcile.result import COLUMNS, Reconciliation
from pipelines.runs.run import pipeline_stages, preview
from pipelines.words import counted

if TYPE_CHECKING:
    from pipelines.runs.as_of import AsOf

QUARANTINED = 3
NAMED = 6  # types of a stage of a plan


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("pipeline")(pipeline_command)
    app.command("land")(land_command)
    app.command("promote")(promote_command)
    app.command("replay")(replay_command)
    app.command("reconcile")(reconcile_command)


def pipeline_command(
    objects: Objects = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Print what a run would do, without contacting Stripe or changing anything.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Land new and changed objects from Stripe, promote them, and print a summary.

    Without STRIPE_API_KEY it reads the sandbox Stripe; without DATABASE_URL it uses an embedded PostgreSQL.

    Once a week by default it also compares everything with Stripe: see reconcile.

    Example: stripe-oltp pipeline --objects customer,charge
    """
    configuration = settings.load()
    if plan:
        _show_plan(configuration, named(objects), as_json=as_json)
        return
    result = runs.pipeline(configuration, named(objects), watch=console.progress)
    _end(result, as_json=as_json, account=summary.account_name(configuration))


def land_command(
    objects: Objects = None,
    source: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="PATH", help="Land Stripe JSON from a file or folder instead; repeatable."),
    ] = None,
    observed_at: Annotated[
        datetime | None,
        typer.Option(help="When Stripe sent what the files hold (UTC). Default: each file's modification time."),
    ] = None,
    join: Annotated[
        bool, typer.Option("--join", help="Help a run that is reading Stripe, on this or another machine.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Land objects verbatim in the schema raw, from Stripe or from files (.json, .jsonl, .gz).

    Example: stripe-oltp land --from exports/2026-11/
    """
    configuration = settings.load()
    if join:
        if objects is not None or source:
            raise UsageError(
                "--join reads what another run has planned: it cannot be combined with --objects or --from."
            )
        result = runs.join(configuration, watch=console.progress)
    elif source:
        result = runs.land_files(source, configuration, named(objects), observed_at=observed_at, watch=console.progress)
    else:
        result = runs.land(configuration, named(objects), watch=console.progress)
    _end(result, as_json=as_json)


InSteps = Annotated[
    bool,
    typer.Option(
        "--in-steps", help="Commit every 200,000 documents or so: readers see old rows beside new ones meanwhile."
    ),
]


def promote_command(objects: Objects = None, in_steps: InSteps = False, as_json: Json = False) -> None:
    """Promote what was landed but is not in oltp yet.

    Example: stripe-oltp promote --objects invoice
    """
    _end(runs.promote(objects=named(objects), in_steps=in_steps, watch=console.progress), as_json=as_json)


def replay_command(
    objects: Objects = None,
    as_of: Annotated[
        datetime | None, typer.Option(help="Build the database as it stood then (UTC), beside the tables.")
    ] = None,
    schema: Annotated[
        str | None, typer.Option(metavar="NAME", help="With --as-of: what the names of its schemas begin with.")
    ] = None,
    in_steps: InSteps = False,
    as_json: Json = False,
) -> None:
    """Rebuild oltp from raw alone, without Stripe. Readers see the old rows until the new ones are complete.

    Exit 3 if documents are in quarantine.

    Example: stripe-oltp replay --objects invoice,charge

    Example: stripe-oltp replay --as-of 2026-11-01 --schema past
    """
    if (as_of is None) != (schema is None):
        raise UsageError("--as-of and --schema go together: a moment, and the name of what is built for it.")
    if as_of and in_steps:
        raise UsageError("--in-steps belongs to a replay of the tables: omit it with --as-of.")
    if as_of is not None and schema is not None:
        _show_past(as_of, schema, objects, as_json=as_json)
        return
    _end(runs.replay(objects=named(objects), in_steps=in_steps, watch=console.progress), as_json=as_json)


def _show_past(as_of: datetime, schema: str, objects: Objects, *, as_json: bool) -> None:
    from pipelines.runs.as_of import replay_as_of

    built = replay_as_of(as_of, schema, objects=named(objects), watch=console.progress)
    if as_json:
        console.print_json(built.as_dict())
    else:
        for line in _words_of(built):
            console.OUT.print(line, soft_wrap=True)
    if built.promotion.quarantined:
        raise typer.Exit(QUARANTINED)


def _words_of(built: "AsOf") -> Iterator[str]:
    rows = counted(sum(counts.rows_in for counts in built.promotion.objects.values()), "row")
    prefix = f"STRIPE_OLTP_SCHEMA_PREFIX={built.schemas.prefix}"
    yield (
        f"{built.schemas.oltp} has the {rows} of {_minute(built.moment)}. It is an installation of its own: {prefix}"
        " lets any command look at it."
    )
    if built.is_told_only:
        yield (
            "[yellow]No list was read by then: these are the objects that events told of.[/yellow] The functions of the"
            " schema history (invoices_at and so on) also have what copies show since."
        )
    if built.until:
        yield f"[yellow]Stripe was last read {_minute(built.until)}:[/yellow] what happened since is not in it."
    if number := built.promotion.quarantined:
        yield f"[yellow]{number:,} in quarantine:[/yellow] `{prefix} stripe-oltp quarantine` lists the reasons."


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def reconcile_command(
    objects: Objects = None,
    *,
    every_row: Annotated[bool, typer.Option("--all", help="Compare all rows with raw, also those not due.")] = False,
    as_json: Json = False,
) -> None:
    """Compare every object with Stripe and repair whatever events missed.

    Reads all of Stripe's lists once, and requests each present row that is in no list by its id.

    Exit 4 if the key may not read a type, 1 if no run has read a type yet.

    Example: stripe-oltp reconcile --objects product,price
    """
    result = runs.reconcile(objects=named(objects), every_row=every_row, watch=console.progress)
    done = result.reconciled
    assert done is not None  # noqa: S101 -- it raises where it compares nothing
    if as_json:
        balance = {"balanced": result.balanced, "quarantined": done.promotion.quarantined}
        console.print_json({"seconds": round(result.seconds, 3), **done.as_dict(), **balance})
    else:
        _show_differences(done)
        verdict = "Balanced." if result.balanced else "Not balanced; `stripe-oltp status` shows where."
        console.OUT.print(verdict, soft_wrap=True)
    _exit(result)


def _end(result: RunResult, *, as_json: bool, account: str | None = None) -> None:
    summary.show(result, as_json=as_json, account=account)
    _exit(result)


def _exit(result: RunResult) -> None:
    monitoring.note(result)
    if result.outcome:
        raise typer.Exit(result.outcome)


def _show_plan(configuration: settings.Settings, objects: list[str] | None, *, as_json: bool) -> None:
    steps = preview(pipeline_stages(), configuration, objects)
    if as_json:
        console.print_json([vars(step) for step in steps])
        return
    table = console.new_table("stage", "object", "what", gap=2, words=3, show_header=False)
    for step in steps:
        names = step.object.count(", ") + 1
        table.add_row(step.stage, step.object if names <= NAMED else counted(names, "type"), step.what)
    console.show_table(table)


def _show_differences(done: Reconciliation) -> None:
    out = console.OUT
    table = console.new_table("object", *COLUMNS, gap=2)
    for name, figures in done.rows().items():
        table.add_row(name, *(f"{figures[column]:,}" for column in COLUMNS))
    for name in sorted((done.found.refused | done.unread) - done.found.objects.keys()):
        table.add_row(name, *("?" for _ in COLUMNS))
    console.show_table(table)
    out.print()
    out.print(done.sentence, markup=False, soft_wrap=True)
    out.print(done.scope, markup=False, soft_wrap=True)
    for problem in () if console.are_problems_told() else done.problems:
        out.print(problem, style="yellow", markup=False, soft_wrap=True)
