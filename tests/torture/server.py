"""A PostgreSQL of the test's own, durable as a user's, to be crashed."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from pipelines.postgres import embedded_postgres, is_running
from pipelines.postgres.layout import Layout

DATABASE = "torture"


@dataclass(frozen=True)
class Server:
    """One database on a server in ``home``; ``url`` leads to it, ``administration`` to the one beside it."""

    home: Path
    administration: str

    @property
    def url(self) -> str:
        return urlsplit(self.administration)._replace(path=f"/{DATABASE}").geturl()

    def crash(self) -> None:
        """An immediate shutdown, and a start with crash recovery."""
        pid = int(Layout(self.home.resolve()).pid_file.read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        while is_running(self.home):
            time.sleep(0.01)
        with embedded_postgres(self.home):
            pass  # it goes on for whoever holds it already

    def cut(self) -> None:
        """End all connections to the database."""
        self._administer(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{DATABASE}'")

    def create(self) -> None:
        self._administer(f"CREATE DATABASE {DATABASE}")

    def _administer(self, statement: str) -> None:
        with closing(psycopg2.connect(self.administration)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    with embedded_postgres(home) as url:
        server = Server(home, url)
        server.create()
        yield server
