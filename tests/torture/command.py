"""The command ``stripe-oltp`` as a process, and how it ended."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.forks import FORKS
from tests.torture import dying

LIMIT = 180.0  # seconds: a run that takes longer hangs
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ending:
    """How a run ended: its exit code (negative: the signal that killed it; None: it hung) and what it said."""

    code: int | None
    seconds: float
    out: str
    err: str

    @property
    def was_killed(self) -> bool:
        return self.code == -signal.SIGKILL

    @property
    def told(self) -> dict[str, Any]:
        """What ``--json`` said; empty when it did not come to that."""
        with suppress(json.JSONDecodeError):
            said = json.loads(self.out)
            return said if isinstance(said, dict) else {}
        return {}


@dataclass(frozen=True)
class Command:
    """Runs the command in ``folder``. ``environment`` is all that it sees of the machine's."""

    folder: Path
    environment: Mapping[str, str]

    def __call__(
        self,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        bare: bool = False,
        point: tuple[str, int] | None = None,
        on_start: Callable[[int], None] = lambda _: None,
    ) -> Ending:
        """Run it to its end. ``on_start`` is told its pid.

        ``bare`` starts Python anew, as a user does; else it is a fork of a process that has imported everything, which
        saves three seconds, and may die at a ``point``.
        """
        output, started = self.folder / "output", time.monotonic()
        seen = {**self.environment, **(environment or {})}
        start = _bare if bare else _forked
        code = start(list(arguments), seen, output, point, on_start)
        said = [output.with_suffix(suffix).read_text(errors="replace") for suffix in (".out", ".err")]
        return Ending(code, time.monotonic() - started, *said)


def _bare(
    arguments: list[str], environment: dict[str, str], output: Path, _: object, on_start: Callable[[int], None]
) -> int | None:
    with output.with_suffix(".out").open("wb") as out, output.with_suffix(".err").open("wb") as err:
        command = [sys.executable, "-m", "pipelines", *arguments]
        ours = {**environment, "PYTHONPATH": str(ROOT)}
        running = subprocess.Popen(command, cwd=output.parent, env=ours, stdout=out, stderr=err, start_new_session=True)
    on_start(running.pid)
    try:
        return running.wait(LIMIT)
    except subprocess.TimeoutExpired:
        _end(running.pid)
        running.wait()
        return None


def _forked(
    arguments: list[str],
    environment: dict[str, str],
    output: Path,
    point: tuple[str, int] | None,
    on_start: Callable[[int], None],
) -> int | None:
    for suffix in (".out", ".err"):
        output.with_suffix(suffix).write_bytes(b"")
    running = FORKS.Process(target=dying.run, args=(arguments, environment, output, point))
    running.start()
    on_start(running.pid or 0)
    running.join(LIMIT)
    code = running.exitcode
    if code is None:
        _end(running.pid or 0)
        running.join()
    return code


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
