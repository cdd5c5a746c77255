"""The command that goes on: follow."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Annotated

import typer

from pipelines import log, settings
from pipelines.cli import console, summary
from pipelines.cli.following import Heartbeat, end_surely, following, once
from pipelines.cli.options import Objects, named
from pipelines.runs import RunResult
from pipelines.words import counted

ALIVE_EVERY = 60.0  # seconds after which a run is told that did nothing


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
    as_json: Annotated[
        bool, typer.Option("--json", help="Print runs as JSON, a line each; of those without news one a minute.")
    ] = False,
) -> None:
    """Keep the database in step with Stripe, seconds behind, until it is stopped.

    Promotes at once what new events tell of. Every minute a whole run of pipeline reads what has no event.

    Other commands get in between. While Stripe or the database cannot be reached, it waits and tries again.

    Example: stripe-oltp follow --every 5
    """
    configuration = settings.load()
    tell = JsonLines().print if as_json else _print_line
    heartbeat = Heartbeat()
    end_surely(heartbeat)
    with suppress(KeyboardInterrupt), following(configuration, metrics_port, heartbeat) as watched:
        from pipelines.runs.follow import follow

        @once
        def begin() -> None:
            if not as_json:
                console.OUT.print(f"Following {summary.account_name(configuration)}. Ctrl-C or SIGTERM ends it.")

        @once
        def end(until: datetime | None = None) -> None:
            if not as_json:
                in_step = f"; in step until {until.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if until else ""
                console.OUT.print(f"Stopped{in_step}.", soft_wrap=True)

        heartbeat.on_progress, heartbeat.on_stop = begin, end  # when the account was found to be the right one

        def ran(result: RunResult) -> None:
            begin()
            watched.ran(result)
            tell(result)

        def troubled(trouble: Exception) -> None:
            _warn(f"{_sentence(trouble)} It is tried again.")
            watched.troubled(_sentence(trouble))

        follow(
            configuration,
            named(objects),
            stopped=watched.heartbeat,
            on_run=ran,
            on_trouble=troubled,
            on_end=end,
            every=timedelta(seconds=every),
            watch=watched.heartbeat.watch,
        )


@dataclass
class JsonLines:
    """A line for each run that did something, or of which a person should know, and otherwise one a minute."""

    _said_at: float | None = None

    def print(self, result: RunResult) -> None:
        """Print a run's line, unless it did nothing and another line is younger than a minute."""
        is_news = bool(_work(result) or result.problems or result.reconciled or result.outcome)
        if is_news or self._said_at is None or monotonic() >= self._said_at + ALIVE_EVERY:
            self._said_at = monotonic()
            console.print_json_line({"time": datetime.now(UTC), **result.as_dict()})


def _work(result: RunResult) -> tuple[int, int, int] | None:
    """The objects landed, the rows promoted and those deleted, if any was."""
    rows = result.rows().values()
    landed, promoted, deleted = (int(sum(row[name] for row in rows)) for name in ("landed", "promoted", "deleted"))
    return (landed, promoted, deleted) if landed or promoted or deleted else None


def _print_line(result: RunResult) -> None:
    """One line per run that did something, and what a person should know of it."""
    if work := _work(result):
        landed, promoted, deleted = work
        said = f"{counted(landed, 'object')} landed, {counted(promoted, 'row')} promoted"
        said += f", {deleted:,} deleted" if deleted else ""
        _say(f"{said} in {result.seconds:.1f} s")
    if result.reconciled:
        _say(result.reconciled.sentence)
    if not console.are_problems_told():
        for problem in [*result.problems, *(result.reconciled.notes if result.reconciled else ())]:
            _warn(problem)
    if result.balanced is False:
        console.fail("Not balanced: `stripe-oltp status` shows where.")


def _say(text: str) -> None:
    console.OUT.print(_with_time(text), markup=False, soft_wrap=True)


def _warn(text: str) -> None:
    """An event has its time by itself."""
    console.warn(text if log.is_on() else _with_time(text))


def _with_time(text: str) -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}  {text}"


def _sentence(trouble: Exception) -> str:
    """What a failure of ours says; of PostgreSQL's only that, because its words may quote a row."""
    return str(trouble) if type(trouble).__module__.startswith("pipelines.") else "PostgreSQL failed."
