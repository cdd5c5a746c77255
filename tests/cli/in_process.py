"""The command line called in this process: each process of its own would spend a second on imports."""

import io
import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

from pipelines.cli import app


def run(arguments: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command with a working folder and an environment of its own; what it raises is raised."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with (
        chdir(folder),
        patch.dict(os.environ, environment, clear=True),
        patch.object(sys, "argv", ["stripe-oltp", *arguments]),
        redirect_stdout(out),
        redirect_stderr(err),
        warnings.catch_warnings(),
        _log_as_it_was(),
    ):
        code = _exit_code()
    return subprocess.CompletedProcess(arguments, code, _text(out), _text(err))


def _exit_code() -> int:
    with pytest.raises(SystemExit) as end:
        app.run()
    return int(end.value.code or 0)


@contextmanager
def _log_as_it_was() -> Iterator[None]:
    ours, root = logging.getLogger("stripe_oltp"), logging.getLogger()
    level, propagate, handlers, of_root = ours.level, ours.propagate, ours.handlers[:], root.handlers[:]
    yield
    ours.level, ours.propagate, ours.handlers, root.handlers = level, propagate, handlers, of_root
    logging.getLogger().manager._clear_cache()  # type: ignore[attr-defined]


def _text(captured: io.TextIOWrapper) -> str:
    captured.seek(0)
    return captured.read()
