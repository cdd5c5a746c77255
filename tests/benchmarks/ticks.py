"""`python -m tests.benchmarks.ticks 100000`: whether a process that follows grows.

So many ticks with nothing new, without a pause between them, and its memory after the first thousand, now and then, and
at the end. It is no part of `make bench`: a thousand ticks take seven seconds.
"""

import os
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from pipelines.postgres import embedded_postgres
from pipelines.runs.follow import follow
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from tests.benchmarks.results import MB
from tests.benchmarks.usage import memory_of

FIRST, LOOKS = 1_000, 10


class Ticks(Event):
    """Ends following after so many ticks, and notes the memory now and then."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number, self.done = number, 0
        self.looks = {FIRST + at * (number - FIRST) // LOOKS for at in range(LOOKS + 1)}

    def is_set(self) -> bool:
        self.done += 1
        if self.done in self.looks:
            (memory,) = memory_of(os.getpid(), "VmRSS")
            print(f"{self.done:9,} ticks  {memory / MB:6.1f} MB", flush=True)  # noqa: T201 -- it is what this is for
        return self.done > self.number


def main() -> None:
    """In one process; Stripe in another one, so that its memory does not count."""
    url = os.environ.get("TICKS_STRIPE")
    if url is None:
        serve()
        return
    with TemporaryDirectory(prefix="stripe-oltp-ticks-") as home, embedded_postgres(Path(home)) as database:
        settings = Settings(Path(home), os.environ["TICKS_KEY"], url, database_url=database)
        follow(settings, stopped=Ticks(int(sys.argv[1])), every=timedelta(0), on_run=lambda _: None)


def serve() -> None:
    """Serve a small account, and follow it in a child."""
    with closing(Sandbox.create(None, customers=20)) as sandbox, sandbox.serve() as server:
        environment = os.environ | {"TICKS_STRIPE": server.url, "TICKS_KEY": server.api_key}
        command = [sys.executable, "-m", "tests.benchmarks.ticks", sys.argv[1]]
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(os.posix_spawn(command[0], command, environment), 0)[1]))


if __name__ == "__main__":
    main()
