"""Processes that use an embedded server, and what is asked of it."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from pipelines.postgres.layout import Layout

BEGIN = "from pathlib import Path; from pipelines.postgres import *; import sys, time; home = Path(sys.argv[1])\n"
HOLD = BEGIN + "with embedded_postgres(home, durable=False) as url:\n  print(url, flush=True)\n  time.sleep(600)"
START_AND_LEAVE = BEGIN + "print(start(home, durable=False), flush=True)"


@contextmanager
def process(code: str, home: Path, *, umask: int = -1) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", code, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, umask=umask) as running:
        try:
            yield running
        finally:
            running.kill()


def said(running: subprocess.Popen[str]) -> str:
    """The next line a process prints."""
    assert running.stdout
    return running.stdout.readline().strip()


def ask(url: str, *statements: str) -> object:
    """Run the statements; the first value of the last."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        connection.commit()
        return cursor.fetchone()[0] if cursor.description else None


def eventually(holds: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


def postmaster(home: Path) -> int:
    """The pid of the server's first process."""
    return int(Layout(home).pid_file.read_text().split()[0])
