"""Where words go: talk and progress to stderr, data to stdout."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console

from pipelines import log

if TYPE_CHECKING:
    from rich.progress import TaskID

OUT = Console(highlight=False)
ERR = Console(stderr=True, highlight=False)

Report = Callable[[str, int, int | None], None]


def say(text: str) -> None:
    """One line of talk."""
    ERR.print(text, markup=False, soft_wrap=True)


def fail(text: str) -> None:
    """Why the command could not do its work: an event where events are told, or else a message."""
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


def print_json(data: Any) -> None:
    """Data for machines: one JSON value on stdout."""
    sys.stdout.write(json.dumps(data, indent=2, default=str) + "\n")


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
