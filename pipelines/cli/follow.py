"""The command that goes on: follow."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Annotated

import typer

from pipelines import settings
from pipelines.cli import console, summary
from pipelines.cli.following import Heartbeat, end_surely, following
from pipelines.cli.options import Objects, named
from pipelines.runs import RunResult
from pipelines.words import counted


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("follow")(follow_command)


def follow_command(
    objects: Objects = None,
    every: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="How often to ask Stripe whether something happened.")
    ] = 2.0,
    metrics_port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar="PORT", help="Serve /metrics on this machine; 0: a free one."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print each run's report as a line of JSON.")] = False,
) -> None:
    """Keep the database in step with Stripe, seconds behind, until it is stopped.

    Promotes at once what new events tell of. Every minute a whole run of pipeline reads what has no event.

    Other commands get in between. While Stripe or the database cannot be reached, it waits and tries again.

    Example: stripe-oltp follow --every 5
    """
    configuration = settings.load()
    tell = _print_json if as_json else _print_line
    heartbeat = Heartbeat()
    end_surely(heartbeat)
    with suppress(KeyboardInterrupt), following(configuration, metrics_port, heartbeat) as watched:
        from pipelines.runs.follow import follow

        @cache
        def begin() -> None:
            if not as_json:
                console.OUT.print(f"Following {summary.account_name(configuration)}. Ctrl-C or SIGTERM ends it.")

        heartbeat.on_progress = begin  # when the account was found to be the right one

        def ran(result: RunResult) -> None:
            begin()
            watched.ran(result)
            tell(result)

        def troubled(trouble: Exception) -> None:
            console.warn(f"{_sentence(trouble)} It is tried again.")
            watched.troubled(_sentence(trouble))

        follow(
            configuration,
            named(objects),
            stopped=watched.heartbeat,
            on_run=ran,
            on_trouble=troubled,
            every=timedelta(seconds=every),
            watch=watched.heartbeat.watch,
        )


def _print_json(result: RunResult) -> None:
    console.print_json_line({"time": datetime.now(UTC), **result.as_dict()})


def _print_line(result: RunResult) -> None:
    """One line per run that did something, and what a person should know of it."""
    rows = result.rows().values()
    landed, promoted = (int(sum(row[column] for row in rows)) for column in ("landed", "promoted"))
    deleted = int(sum(row["deleted"] for row in rows))
    if landed or promoted or deleted:
        said = f"{counted(landed, 'object')} landed, {counted(promoted, 'row')} promoted"
        said += f", {deleted:,} deleted" if deleted else ""
        console.OUT.print(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}  {said} in {result.seconds:.1f} s", soft_wrap=True)
    if result.reconciled:
        console.OUT.print(result.reconciled.sentence, markup=False, soft_wrap=True)
    if not console.are_problems_told():
        for problem in result.problems:
            console.warn(problem)
    if result.balanced is False:
        console.fail("Not balanced: `stripe-oltp status` shows where.")


def _sentence(trouble: Exception) -> str:
    """What a failure of ours says; of PostgreSQL's only that, because its words may quote a row."""
    return str(trouble) if type(trouble).__module__.startswith("pipelines.") else "PostgreSQL failed."
