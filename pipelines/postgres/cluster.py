"""The data folder: created whole or not at all, of this major version, and with a password we know."""

import re
import shutil
import tempfile
from pathlib import Path

from pipelines.home import FolderAccessError, read_text
from pipelines.postgres.account import ServerUser
from pipelines.postgres.errors import DataFolderError, DiskFullError, ServerDidNotStartError
from pipelines.postgres.layout import Layout
from pipelines.postgres.locks import locked
from pipelines.postgres.service import NAME, Service

MAJOR = "18"
ROOM_FOR_A_CLUSTER = 256 << 20  # bytes; an empty cluster takes 40 MB and the first load's log files as much again
ROOM_TO_START = 32 << 20

# Written into postgresql.conf once, where users may change them. Measured: compression of the log doubled the CPU.
SETTINGS = {
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "wal_compression": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# The builtin locale sorts alike on every system and release of the C library.
INITDB = ["--username", NAME, "--auth-local=reject", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C",
          "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]  # fmt: skip


def prepare(layout: Layout, account: ServerUser, binaries: Path, *, durable: bool) -> Service:
    """Make the data folder ready to be started, whatever happened to it before. The server must not be running."""
    existing = layout.data.exists()
    _check_room(layout, ROOM_TO_START if existing else ROOM_FOR_A_CLUSTER)
    for leftover in layout.folder.glob("data.*"):  # of a start that was killed
        shutil.rmtree(leftover, ignore_errors=True)
    if existing:
        _take_over(layout, account)
    else:
        _create(layout, account, binaries, durable=durable)
    service = Service.read(layout) if existing else None
    return service or _set_password(layout, account, binaries)


def _check_room(layout: Layout, needed: int) -> None:
    free = shutil.disk_usage(layout.folder).free
    if free < needed:
        raise DiskFullError(
            f"The disk of {layout.home} has {free >> 20} MB left, the database needs {needed >> 20} MB. "
            "Make room, or set STRIPE_OLTP_HOME to a folder on another disk."
        )


def _take_over(layout: Layout, account: ServerUser) -> None:
    """Check the version, and undo what a copy of the folder changes: owner, mode, a pid file of another server."""
    try:
        said = read_text(layout.data / "PG_VERSION").strip()
        version = said if re.fullmatch(r"[\d.]+", said) else "no known version"
    except (FileNotFoundError, NotADirectoryError):
        version = "no known version"
    except OSError as error:
        raise FolderAccessError(
            f"{layout.data} belongs to another user. Run as that user, or set STRIPE_OLTP_HOME to a folder of your own."
        ) from error
    if version != MAJOR:
        raise DataFolderError(
            f"{layout.data} is a data folder of PostgreSQL {version}, this release runs {MAJOR}. "
            "Dump it with the release that made it (pg_dump), or move it away and land everything again."
        )
    if layout.data.stat().st_uid != account.uid:
        account.own(layout.data)
    layout.data.chmod(0o700)
    layout.pid_file.unlink(missing_ok=True)  # stale for sure: a running server would hold its lock


def _create(layout: Layout, account: ServerUser, binaries: Path, *, durable: bool) -> None:
    aside = Path(tempfile.mkdtemp(prefix="data.", dir=layout.folder))
    account.own(aside)
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    sync = [] if durable else ["--no-sync"]
    command = [str(binaries / "initdb"), "-D", account.data_argument(aside), *INITDB, *settings, *sync]
    done = account.run(command, folder=aside, capture_output=True)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        shutil.rmtree(aside, ignore_errors=True)
        if "No space left" in said:
            raise DiskFullError(f"The disk of {layout.home} is full: the database could not be created.")
        raise ServerDidNotStartError(f"The database could not be created in {layout.folder}:\n{said}")
    aside.rename(layout.data)


def _set_password(layout: Layout, account: ServerUser, binaries: Path) -> Service:
    """Give the role a new password, without a server: a new cluster, or one whose service file was lost."""
    service = Service.invent()
    command = [str(binaries / "postgres"), "--single", "-D", account.data_argument(layout.data), "template1"]
    statement = f"ALTER ROLE {NAME} PASSWORD '{service.password}';\n".encode()
    with locked(layout.server_lock) as lock:  # inherited: were we killed, the next start would wait for this one to end
        done = account.run(command, folder=layout.data, input=statement, capture_output=True, pass_fds=[lock])
    if done.returncode:
        said = done.stderr.decode(errors="replace").replace(service.password, "***").strip()
        raise ServerDidNotStartError(f"The database in {layout.data} could not be opened:\n{said}")
    service.write(layout)
    return service
