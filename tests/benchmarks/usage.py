"""What processes used: CPU, memory, bytes written. Read from /proc, so on Linux only."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import psycopg2

from pipelines.postgres.layout import Layout

TICK = os.sysconf("SC_CLK_TCK")
SAMPLED_EVERY = 0.2  # seconds


@dataclass
class Usage:
    """Of one measured piece: ``wall`` and CPU in seconds, peaks of memory and what was written in bytes.

    ``python`` is the measured process, ``postgres`` the whole server with its background processes, ``pages`` the
    server that plays Stripe. Of PostgreSQL's memory, shared buffers count once.
    """

    wall: float = 0.0
    python: float = 0.0
    postgres: float = 0.0
    pages: float = 0.0
    python_peak: int = 0
    postgres_peak: int = 0
    wal: int = 0
    temporary: int = 0
    result: dict[str, float] = field(default_factory=dict)

    @property
    def cpu(self) -> float:
        """Python and PostgreSQL together; whoever plays Stripe is not ours."""
        return self.python + self.postgres


def cpu_of(pid: int, *, with_ended_children: bool = False) -> float:
    """Seconds of CPU that a process used so far; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11 : 15 if with_ended_children else 13])) / TICK


def memory_of(pid: int, *names: str) -> list[int]:
    """Bytes of some lines of /proc/<pid>/status, such as VmHWM; zeros when it is gone."""
    try:
        lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    except OSError:
        return [0 for _ in names]
    return [int(lines.get(name, "0").split()[0]) * 1024 for name in names]


class Postgres:
    """The processes of a server: ``postmaster`` is the id of its first one."""

    def __init__(self, url: str, postmaster: int) -> None:
        self.url, self._postmaster = url, postmaster

    @classmethod
    def embedded(cls, home: Path, url: str) -> "Postgres":
        """That of a home folder."""
        return cls(url, int(Layout(home.resolve()).pid_file.read_text().split()[0]))

    def cpu(self) -> float:
        """Seconds that the server used so far: what ended counts with the postmaster, which waited for it.

        Read until nothing ended meanwhile, because that would count twice or not at all.
        """
        while True:
            before = cpu_of(self._postmaster, with_ended_children=True)
            living = sum(map(cpu_of, self._children()))
            if cpu_of(self._postmaster, with_ended_children=True) == before:
                return before + living

    def memory(self) -> int:
        """Bytes in use now: each process's own, and the shared ones once."""
        found = [memory_of(pid, "RssAnon", "RssShmem") for pid in (self._postmaster, *self._children())]
        return sum(own for own, _ in found) + max(shared for _, shared in found)

    def written(self) -> tuple[int, int]:
        """Bytes of WAL, and of temporary files, since the server began."""
        query = (
            "SELECT (SELECT wal_bytes::bigint FROM pg_stat_wal), (SELECT sum(temp_bytes)::bigint FROM pg_stat_database)"
        )
        with closing(psycopg2.connect(self.url)) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            wal, temporary = cursor.fetchone()
        return int(wal), int(temporary)

    @contextmanager
    def peak(self) -> Iterator[list[int]]:
        """Samples ``memory`` while the block runs; the list's one element is the largest."""
        largest, ended = [self.memory()], Event()

        def sample() -> None:
            while not ended.wait(SAMPLED_EVERY):
                largest[0] = max(largest[0], self.memory())

        thread = Thread(target=sample, daemon=True)
        thread.start()
        try:
            yield largest
        finally:
            ended.set()
            thread.join()

    def _children(self) -> list[int]:
        listed = Path(f"/proc/{self._postmaster}/task/{self._postmaster}/children")
        try:
            return [int(pid) for pid in listed.read_text().split()]
        except OSError:
            return []
