"""Where words go: talk and progress to stderr, data to stdout."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console

from pipelines import log

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, RenderResult
    from rich.progress import TaskID
    from rich.table import Table

OUT = Console(highlight=False)
ERR = Console(stderr=True, highlight=False)

WIDEST = 10_000  # characters of a line of a table

Report = Callable[[str, int, int | None], None]


def how_to(command: str) -> str:
    """A command as whoever reads it would type it: by make, where make runs this one."""
    return f"make {command}" if "MAKELEVEL" in os.environ else f"stripe-oltp {command}"


def say(text: str) -> None:
    """One line of talk."""
    ERR.print(text, markup=False, soft_wrap=True)


_failures: list[str] = []


def forget_failures() -> None:
    """Begin anew, with another command in this process."""
    _failures.clear()


def last_failure() -> str | None:
    """What was last told as a failure."""
    return _failures[-1] if _failures else None


def fail(text: str) -> None:
    """Why the command could not do its work: an event where events are told, or else a message."""
    _failures[:] = [text]
    if log.is_on():
        log.error("failed", error=text)
        return
    ERR.print("error:", style="bold red", end=" ")
    ERR.print(text, markup=False, soft_wrap=True)


def warn(text: str) -> None:
    """What is likely a mistake, and stops nothing: an event where events are told, or else a message."""
    if log.is_on():
        log.warning("problem", message=text)
        return
    ERR.print(text, style="yellow", markup=False, soft_wrap=True)


def are_problems_told() -> bool:
    """Whether all that a person should know was told as events, and no terminal shows the report apart from them."""
    return log.is_on(log.Level.WARNING) and not OUT.is_terminal


def new_table(*columns: str, gap: int = 1, words: int = 1, **more: Any) -> "Table":
    """A table whose first columns hold ``words`` and whose others hold figures."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style="bold", **more)
    for number, name in enumerate(columns):
        table.add_column(name, justify="left" if number < words else "right", no_wrap=True)
    return table


def show_table(table: "Table") -> None:
    """Print a table with nothing cut: where it is wider than the terminal or the pipe, its lines are longer."""
    OUT.print(_Whole(table), crop=False)


@dataclass(frozen=True)
class _Whole:
    """A table as wide as what is in it."""

    table: "Table"

    def __rich_console__(self, console: Console, options: "ConsoleOptions") -> "RenderResult":
        width = console.measure(self.table, options=options.update(max_width=WIDEST)).maximum
        yield from console.render(self.table, options.update(width=width))


def print_json(data: Any) -> None:
    """Data for machines: one JSON value on stdout."""
    sys.stdout.write(json.dumps(data, indent=2, default=_in_json) + "\n")


def print_json_line(data: Any) -> None:
    """The same on one line, at once: of a command that goes on."""
    sys.stdout.write(json.dumps(data, default=_in_json) + "\n")
    sys.stdout.flush()


def _in_json(value: Any) -> str:
    """What JSON has no form for, as a string: a time by ISO 8601, with a T and its offset. One without is UTC."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    return str(value)


@contextmanager
def progress(verb: str) -> Iterator[Report]:
    """Show how far each object type is, on a terminal; yields ``report(object, done, total or None)``."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    bars = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.completed:,}"),
        TimeElapsedColumn(),
        console=ERR,
        transient=True,
        disable=not ERR.is_terminal or log.is_on(),
    )
    tasks: dict[str, TaskID] = {}

    def report(name: str, done: int, total: int | None = None) -> None:
        if name not in tasks:
            tasks[name] = bars.add_task(f"{verb} {name}", total=total)
        bars.update(tasks[name], completed=done, total=total)

    with bars:
        yield report
