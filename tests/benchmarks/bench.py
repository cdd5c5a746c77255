"""What every measurement runs on: a PostgreSQL of its own as users have it, a Stripe that costs little, and processes
whose use is measured."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import psycopg2

from oltp_schema.migrate import upgrade
from pipelines.database import ensure_database
from pipelines.promotion.transforms import install_functions
from tests.benchmarks.usage import Postgres, Usage, cpu_of, memory_of

ROOT = Path(__file__).parents[2]
KEY = "sk_test_bench"
TEMPLATE = "template_bench"


@dataclass(frozen=True)
class Pages:
    """An account on the page server: the ``url`` of its Stripe, and the server's ``pid``."""

    url: str
    pid: int

    def change(self, objects: int) -> None:
        """Let so many objects change, and events tell of it."""
        _get(f"{self.url}/change?count={objects}")

    def log(self) -> list[tuple[float, str, bool]]:
        """The requests so far: moment, endpoint, whether it was refused."""
        return [(at, endpoint, refused) for at, endpoint, refused in json.loads(_get(f"{self.url}/log"))]


class Bench:
    """One run of the benchmark: ``objects`` is its size, ``repeat`` how often each piece is measured."""

    def __init__(self, home: Path, postgres: Postgres, stripe: Pages, *, objects: int, repeat: int) -> None:
        """``home`` is a folder to work in, ``stripe`` a page server (see ``page_server``)."""
        self.home, self.objects, self.repeat = home, objects, repeat
        self.postgres = postgres
        self._url, self._stripe = postgres.url, stripe
        self._numbers = count(1)
        self._execute(
            self._url, "ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()"
        )  # it would run in between
        upgrade(template := ensure_database(self._url, TEMPLATE))
        with closing(psycopg2.connect(template)) as connection:
            install_functions(connection)
            connection.commit()

    @contextmanager
    def database(self, of: str = TEMPLATE) -> Iterator[str]:
        """The URL of a migrated database without rows, or like that with the URL ``of``; dropped afterwards."""
        name, template = f"bench_{next(self._numbers)}", of.rpartition("/")[2]
        self._execute(self._url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield f"{self._url.rpartition('/')[0]}/{name}"
        finally:
            self._execute(self._url, f"DROP DATABASE {name} WITH (FORCE)")

    def vacuum(self, *urls: str) -> None:
        """What autovacuum would have done, where it is on, by the time of a later run."""
        for url in urls:
            self._execute(url, "VACUUM (ANALYZE)")

    def pages(self, **options: object) -> Pages:
        """A new account; for ``options`` see ``tests.benchmarks.pages``."""
        path = _get(f"{self._stripe.url}/new?{urlencode(options)}").decode()
        return Pages(self._stripe.url + path, self._stripe.pid)

    def measure(self, what: str, pages: Pages | None = None, **arguments: Any) -> Usage:
        """Call ``module.function`` of this folder in a process of its own; what it imports does not count."""
        command = [sys.executable, "-m", "tests.benchmarks.child", what]
        with (
            TemporaryFile("w+") as talk,
            subprocess.Popen(
                command, cwd=ROOT, env=environment_of_a_user({}), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=talk, text=True,
            ) as child,
        ):  # fmt: skip
            assert child.stdin
            assert child.stdout
            said = child.stdout.readline()
            if said:  # it is ready
                with self._watched(pages) as usage:
                    child.stdin.write(json.dumps(arguments) + "\n")
                    child.stdin.flush()
                    said = child.stdout.readline()
            if not said:
                talk.seek(0)
                raise SystemExit(f"{what} failed:\n{talk.read()}")
        found = json.loads(said)
        usage.python, usage.python_peak, usage.result = found["cpu"], found["peak"], found["result"]
        return usage

    def command(self, *arguments: str, url: str, pages: Pages, home: str, key: str = KEY) -> Usage:
        """Run stripe-oltp, the whole process from its start to its end."""
        environment = {
            "STRIPE_API_KEY": key,
            "STRIPE_API_BASE": pages.url,
            "DATABASE_URL": url,
            "STRIPE_OLTP_HOME": str(self.home / home),
        }
        with TemporaryFile("w+") as said, self._watched(pages) as usage:
            child = subprocess.Popen(
                [sys.executable, "-m", "pipelines", *arguments],
                cwd=ROOT, env=environment_of_a_user(environment), stdout=subprocess.DEVNULL, stderr=said,
            )  # fmt: skip
            while True:
                ended, status, used = os.wait4(child.pid, os.WNOHANG)
                if ended:
                    break
                # Not the peak that wait4 tells: that of the process it was forked from counts there.
                usage.python_peak = max(usage.python_peak, *memory_of(child.pid, "VmHWM"))
                time.sleep(0.02)
            child.returncode = os.waitstatus_to_exitcode(status)
            usage.python = used.ru_utime + used.ru_stime
            if child.returncode not in {0, 3}:
                said.seek(0)
                raise SystemExit(f"stripe-oltp {' '.join(arguments)} ended with {child.returncode}:\n{said.read()}")
        return usage

    @contextmanager
    def _watched(self, pages: Pages | None) -> Iterator[Usage]:
        """Measures the block: the clock, PostgreSQL and the page server. The checkpoint before it owes nothing."""
        self._execute(self._url, "CHECKPOINT")
        usage = Usage()
        wal, temporary = self.postgres.written()
        cpu, served, started = self.postgres.cpu(), cpu_of(pages.pid) if pages else 0.0, time.perf_counter()
        with self.postgres.peak() as peak:
            yield usage
        usage.wall = time.perf_counter() - started
        usage.postgres, usage.postgres_peak = self.postgres.cpu() - cpu, peak[0]
        usage.pages = cpu_of(pages.pid) - served if pages else 0.0
        now = self.postgres.written()
        usage.wal, usage.temporary = now[0] - wal, now[1] - temporary

    @staticmethod
    def _execute(url: str, *statements: str) -> None:
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def page_server() -> Iterator[Pages]:
    """A page server without an account."""
    command = [sys.executable, "-m", "tests.benchmarks.pages"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment_of_a_user({}), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        try:
            yield Pages(server.stdout.readline().strip(), server.pid)
        finally:
            server.kill()


def _get(url: str) -> bytes:
    with urlopen(url) as answer:  # noqa: S310 -- our own server
        body: bytes = answer.read()
    return body


def environment_of_a_user(more: Mapping[str, str]) -> dict[str, str]:
    """That of a user who configured nothing else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STRIPE_", "PG", "DLT_"))}
    return {**kept, "SOURCES__STRIPE__API_KEY": "", "DATABASE_URL": "", "STRIPE_API_KEY": "", **more}
