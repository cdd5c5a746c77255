"""What a command leaves for those who watch: metrics in a file, and a notification. Neither ever fails a command."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines import settings
from pipelines.cli import console
from pipelines.errors import StripeOltpError
from pipelines.runs import RunResult

if TYPE_CHECKING:
    from pipelines.runs.metrics import RunMetrics

WATCHED = frozenset({"pipeline", "land", "promote", "replay", "reconcile", "verify", "follow"})
GOES_ON = "follow"  # it writes metrics itself
NO_END = frozenset({130, 141})  # somebody stopped it, or reads no further: neither well nor failed
ENDED_WITH = {
    3: "documents are in quarantine; `stripe-oltp quarantine` lists them",
    4: "the key may not read some types; `stripe-oltp status` lists them",
}


@dataclass
class Watching:
    """What is left for whom, of the command of this process."""

    command: str
    file: Path | None
    target: str | None
    home: Path
    installation: str
    result: RunResult | None = None


_watching: Watching | None = None


def begin(command: str | None, file: Path | None, target: str | None) -> None:
    """Watch a command; one that does not run anything is not."""
    global _watching  # noqa: PLW0603 -- a process runs one command
    said = settings.load_monitoring()
    file, target = file or said.file, target or said.target
    is_watched = command in WATCHED and (file or target)
    _watching = Watching(command, file, target, said.home, said.installation) if is_watched and command else None


def forget() -> None:
    """Begin anew, with another command in this process."""
    global _watching  # noqa: PLW0603
    _watching = None


def note(result: RunResult) -> None:
    """What the command did."""
    if _watching:
        _watching.result = result


def current() -> Watching | None:
    """What is watched, for a command that goes on."""
    return _watching


def ended(code: int) -> None:
    """Leave what there is to leave, of a command that ended with a code."""
    if _watching is None:
        return
    if _watching.command != GOES_ON:
        write_metrics(_watching, code)
    tell(_watching, code, console.last_failure())


def write_metrics(watching: Watching, code: int) -> None:
    """Write the file, if one is wanted."""
    if watching.file is None:
        return
    from pipelines.runs.metrics import RunMetrics

    try:
        metrics = RunMetrics(settings.load())
    except StripeOltpError:  # the settings are wrong, which the command said
        return
    metrics.go_on(watching.file)
    metrics.ended(watching.command, code, watching.result)
    write(metrics, watching.file)


def write(metrics: "RunMetrics", file: Path) -> None:
    """Write metrics to a file, or say that it failed."""
    try:
        metrics.write(file)
    except OSError as error:
        console.warn(f"The metrics were not written to {file}: {error.strerror}.")


def tell(watching: Watching, code: int, message: str | None) -> None:
    """Notify who wants to be, where it is news."""
    if watching.target is None or code in NO_END:
        return
    from pipelines.runs.notify import Notifier

    try:
        notifier = Notifier(watching.target, watching.command, watching.home, watching.installation)
        notifier.ended(code, message or ENDED_WITH.get(code))
    except StripeOltpError as error:
        console.warn(str(error))
