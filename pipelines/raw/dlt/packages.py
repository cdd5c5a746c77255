"""Where dlt keeps loads until they are complete. Looked at without dlt, which takes long to import."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import psycopg2
from psycopg2.extensions import connection as Connection

from oltp_schema import schemas
from pipelines.home import own_home, replace
from pipelines.postgres.locks import is_locked, locked, try_lock

PIPELINES = ("stripe_oltp", "stripe_oltp_2")  # two in turn: while one loads, the other reads
FILES = "csv"  # beside dlt's own folders, so that dlt links to the files instead of copying them
RUN = "run"  # the file with the id of the last run that worked there
_LOCK = "lock"
_PENDING = ("normalize/extracted", "load/normalized")
_COMPLETED = "load/loaded"


def folder_of(home: Path, connection: Connection) -> Path:
    """The working folder of the pipelines of one installation: packages never change databases, nor schemas."""
    working = own_home(home) / "dlt"
    working.mkdir(mode=0o700, exist_ok=True)
    working.chmod(0o700)  # earlier releases left it open
    return working / _identity(connection)


def pending(folder: Path) -> list[str]:
    """The names of the pipelines of which a killed run left something to load."""
    return [
        name
        for name in PIPELINES
        if any((folder / name / place).is_dir() and any((folder / name / place).iterdir()) for place in _PENDING)
    ]


def forget_completed(working: Path) -> None:
    """Remove what dlt keeps of the complete loads of one pipeline: `_dlt_loads` has them."""
    for load in (working / _COMPLETED).glob("*"):
        rmtree(load, ignore_errors=True)


def is_outdated(folder: Path, connection: Connection) -> bool:
    """Whether other runs, here or elsewhere, came between the last that worked in this folder and the one of now.

    They may have found an object as it was before a package that was left here, and landed nothing; the package would
    turn it back. What it holds is still planned, or they read it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            # Also one of which the record was cleared away meanwhile: the present run's id is not the next one then.
            "SELECT coalesce(bool_or(outcome <> 'running') OR max(id) > %(last)s + 1, FALSE)"
            " FROM meta.runs WHERE id > %(last)s",
            {"last": last_run(folder)},
        )
        return bool(cursor.fetchone() == (True,))


def note_run(folder: Path, connection: Connection) -> None:
    """Note whose packages will be here from now on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM meta.runs")
        (run,) = cursor.fetchone() or (0,)
    folder.mkdir(parents=True, exist_ok=True)
    replace(folder / RUN, str(run))


def last_run(folder: Path) -> int:
    """The run whose packages are in a working folder; 0 when nobody knows."""
    try:
        return int((folder / RUN).read_text())
    except (OSError, ValueError):
        return 0


@contextmanager
def own_folder(folder: Path) -> Iterator[Path]:
    """A working folder for this process alone, gone at the end; and those of dead processes go.

    A lock says who is alive: ids of processes repeat, and mean nothing in another container.
    """
    joined = folder / "joined"
    joined.mkdir(parents=True, exist_ok=True)
    with locked(joined / _LOCK):  # none is made while the dead ones are looked for
        for left in joined.iterdir():
            if left.is_dir() and not is_locked(left / _LOCK):
                rmtree(left, ignore_errors=True)
        own = Path(mkdtemp(dir=joined))
        lock = try_lock(own / _LOCK)
    try:
        yield own
    finally:
        rmtree(own, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def clear_files(folder: Path) -> None:
    """Remove the files that a landing wrote for dlt; what dlt took of them it keeps."""
    for name in PIPELINES:
        rmtree(folder / name / FILES, ignore_errors=True)


def _identity(connection: Connection) -> str:
    """What tells one installation from another, wherever its server listens."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT base.oid FROM pg_database AS base WHERE base.datname = current_database()")
        (base,) = cursor.fetchone() or ("",)
        try:
            cursor.execute("SELECT control.system_identifier FROM pg_control_system() AS control")
            (server,) = cursor.fetchone() or ("",)
        except psycopg2.Error:  # some hosts keep it to themselves
            server = f"{connection.info.host}-{connection.info.port}".replace("/", "-")
    prefix = schemas.of(connection).prefix
    return f"{server}-{base}-{prefix}" if prefix else f"{server}-{base}"
