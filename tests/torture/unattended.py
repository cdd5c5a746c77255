"""Long unattended use: many incremental runs in one process, and what they leave behind.

``python -m tests.torture.unattended`` shows how disk, memory, the tables of what is still to be done, and the time of a
run go over 200 runs.
"""

import argparse
import io
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, fields, replace
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

import psycopg2

from pipelines.cli.app import app
from pipelines.postgres import embedded_postgres
from pipelines.sandbox import Business, Sandbox
from tests.forks import FORKS

WORK = ("windows", "refetch_queue", "not_found", "watermarks", "quarantine", "account", "transforms")
STEPS = 5  # of business between two runs


@dataclass(frozen=True)
class Left:
    """What there is after a run.

    ``disk`` (bytes) and ``files`` of the home and of a folder for temporary files; ``memory`` (kB), open
    ``descriptors`` and ``threads`` of the process; ``work``, the rows of ``meta`` that are no history, ``history``,
    those that the run added to it, and ``state``, those in which dlt keeps its own; and the ``seconds`` of the run.
    """

    disk: int
    files: int
    memory: int
    descriptors: int
    threads: int
    work: int
    history: int
    state: int
    seconds: float


def runs(number: int, url: str, folder: Path) -> Iterator[Left]:
    """Run so many times, in one process, with a little business in between. A run that fails is an AssertionError."""
    temporary = folder / "temporary"
    temporary.mkdir()
    with closing(Sandbox.create(None, customers=20)) as sandbox, sandbox.serve() as serving:
        environment = {"STRIPE_API_KEY": serving.api_key, "STRIPE_API_BASE": serving.url, "DATABASE_URL": url}
        environment |= {"STRIPE_OLTP_HOME": str(folder / "home"), "TMPDIR": str(temporary)}
        ours, theirs = FORKS.Pipe()
        process = FORKS.Process(target=_run_when_told, args=(theirs, environment), daemon=True)
        process.start()
        before = 0
        for _ in range(number):
            Business(sandbox, seed=1).step(STEPS)
            started = time.monotonic()
            ours.send("run")
            said = ours.recv()
            assert not said, said
            left = _left(url, folder, process.pid or 0, time.monotonic() - started)
            yield replace(left, history=left.history - before)
            before = left.history
        process.kill()
        process.join()


def _run_when_told(told: Connection, environment: Mapping[str, str]) -> None:
    """Answers with what was said when a run failed, else with nothing."""
    os.environ.update(environment)
    while told.recv():
        talk = io.StringIO()
        with redirect_stdout(io.StringIO()), redirect_stderr(talk):
            code = app(["pipeline", "--json"], standalone_mode=False)
        told.send(f"ended with {code}: {talk.getvalue()}" if code else "")


def _left(url: str, folder: Path, pid: int, seconds: float) -> Left:
    files = [path for path in folder.rglob("*") if path.is_file()]
    process = Path(f"/proc/{pid}")
    memory = int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
    descriptors, threads = (len(list((process / kind).iterdir())) for kind in ("fd", "task"))
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        work = _count(cursor, [f"meta.{table}" for table in WORK])
        history = _count(cursor, ["meta.runs", "meta.ledger"])
        state = _count(cursor, ["raw._dlt_pipeline_state", "raw._dlt_version"])
    disk = sum(path.stat().st_size for path in files)
    return Left(disk, len(files), memory, descriptors, threads, work, history, state, seconds)


def _count(cursor: psycopg2.extensions.cursor, tables: list[str]) -> int:
    cursor.execute(f"SELECT {' + '.join(f'(SELECT count(*) FROM {table})' for table in tables)}")
    return int(cursor.fetchone()[0])


def growth(left: list[Left]) -> dict[str, tuple[float, float]]:
    """Of each figure the median over the second third of the runs and over the last one; the first third warms up."""
    third = max(1, len(left) // 3)
    parts = [[getattr(each, figure.name) for each in left] for figure in fields(Left)]
    return {
        figure.name: (median(values[third : 2 * third]), median(values[-third:]))
        for figure, values in zip(fields(Left), parts, strict=True)
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.torture.unattended", description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    asked, left = parser.parse_args(), []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, embedded_postgres(Path(name)) as url:
        (folder := Path(name) / "run").mkdir()
        for number, each in enumerate(runs(asked.runs, url, folder), start=1):
            left.append(each)
            if number % max(1, asked.runs // 20) == 0:
                print(number, each, flush=True)  # noqa: T201
    for figure, (early, late) in growth(left).items():
        print(f"{figure:12} {early:14,.2f} {late:14,.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
