"""The server's process: launch it detached, see that it is ready, stop it.

The server inherits the lock ``server.lock``. So a held lock means that it runs, and a free one that it does not: after
a reboot, in a copied folder, and when its pid belongs to another process by now.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from pipelines.home import open_private, read_text
from pipelines.postgres.account import ServerUser
from pipelines.postgres.errors import ServerDidNotStartError, ServerDidNotStopError
from pipelines.postgres.layout import Layout
from pipelines.postgres.locks import is_locked, try_lock
from pipelines.postgres.service import HOST

READY_WITHIN = 300.0  # seconds; recovery after a power cut reads up to max_wal_size again
STOPPED_WITHIN = 60.0
PORTS = range(15432, 25432)  # below the range that outgoing connections use

# As arguments, so that no configuration file can undo them. At log level `log`, statements and rows are never logged.
ARGUMENTS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "log_min_messages": "log",
    "log_checkpoints": "off",
}
NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "file_copy_method": "clone",
}


def launch(layout: Layout, account: ServerUser, binaries: Path, port: int, *, durable: bool) -> None:
    """Start the server in the background and return at once. Hold ``starting.lock``; it must not be running."""
    settings = ARGUMENTS | ({} if durable else NOT_DURABLE) | {"port": str(port)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [str(binaries / "postgres"), "-D", account.data_argument(layout.data), *options]
    lock = try_lock(layout.server_lock)
    if lock is None:
        raise ServerDidNotStartError(f"Another process holds {layout.server_lock}. Try again.")
    with _log(layout, fresh=True) as log:
        # A shell in between, so that the server is nobody's child: no zombie, no process to wait for.
        account.run(["/bin/sh", "-c", '"$@" &', "sh", *command], folder=layout.data, pass_fds=[lock],
                    start_new_session=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # fmt: skip
    os.close(lock)


def launch_guard(layout: Layout) -> None:
    """Start the process that stops the server when its last holder is gone."""
    command = [sys.executable, "-m", "pipelines.postgres.guard", str(layout.home)]
    code = Path(__file__).parents[2]
    with _log(layout) as log:
        subprocess.run(["/bin/sh", "-c", '"$@" &', "sh", *command], cwd=code, start_new_session=True, check=True,  # noqa: S603
                       env={"PATH": os.defpath}, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # fmt: skip


def wait_until_ready(layout: Layout, *, within: float = READY_WITHIN) -> int:
    """The port, once connections are taken; 0 when the server ended because its port is taken.

    Raises ServerDidNotStartError when it ended for another reason, or is not ready in time.
    """
    for _ in moments(within):
        running = is_locked(layout.server_lock)
        pid_file = _pid_file(layout)
        if running and len(pid_file) > 7 and pid_file[7].strip() == "ready":
            return int(pid_file[3])
        if not running:
            if "could not bind" in log_end(layout):
                return 0
            raise ServerDidNotStartError(f"PostgreSQL ended at once. The end of {layout.log}:\n{log_end(layout)}")
    raise ServerDidNotStartError(
        f"PostgreSQL was not ready after {within:.0f} s. The end of {layout.log}:\n{log_end(layout)}"
    )


def is_alive(layout: Layout) -> bool:
    """Whether the server's first process lives. Held locks alone may be those of sessions that outlived it."""
    return is_locked(layout.server_lock) and _postmaster(layout) is not None


def halt(layout: Layout, *, within: float = STOPPED_WITHIN) -> bool:
    """Stop the server and wait until it is gone; False when it was not running. Hold ``starting.lock``."""
    if not is_locked(layout.server_lock):
        return False
    for how, patience in ((signal.SIGINT, within), (signal.SIGQUIT, within / 6)):
        told = False
        for _ in moments(patience):
            told = told or _signal(layout, how)
            if not is_locked(layout.server_lock):
                return True
    raise ServerDidNotStopError(
        f"PostgreSQL in {layout.data} does not stop. Is it run by another machine or container? Stop it there."
    )


def free_port(wanted: int) -> int:
    """The wanted port when nobody listens on it, else another."""
    for port in (wanted, *random.sample(PORTS, len(PORTS))):
        if port and _is_free(port):
            return port
    raise ServerDidNotStartError(f"Every port from {PORTS.start} to {PORTS.stop} is in use.")


def log_end(layout: Layout, lines: int = 12) -> str:
    """The last lines of this start's log; it holds no secrets and no rows."""
    if not layout.log.exists():
        return "(it was removed)"
    return "\n".join(read_text(layout.log).splitlines()[-lines:])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as PostgreSQL does
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _log(layout: Layout, *, fresh: bool = False) -> BinaryIO:
    """Open the log to write at its end; a fresh one, keeping that before, holds this start's messages only."""
    if fresh and layout.log.exists():
        layout.log.replace(layout.log.with_suffix(".log.before"))
    return os.fdopen(open_private(layout.log, os.O_WRONLY | os.O_APPEND), "ab")


def _postmaster(layout: Layout) -> int | None:
    """The pid of the server's first process, after making sure that it is that; None without one."""
    pid_file = _pid_file(layout)
    pid = int(pid_file[0]) if pid_file and pid_file[0].strip().isdecimal() else 0
    try:
        if pid <= 0 or (sys.platform == "linux" and not _works_in(pid, layout.data)):
            return None
        os.kill(pid, 0)
    except OSError:
        return None
    return pid


def _works_in(pid: int, data: Path) -> bool:
    """Whether a process works in the data folder and is its owner's: the pid file is what that account wrote."""
    process = Path(f"/proc/{pid}")
    return (process / "cwd").samefile(data) and process.stat().st_uid == data.stat().st_uid


def _signal(layout: Layout, how: signal.Signals) -> bool:
    pid = _postmaster(layout)
    with suppress(ProcessLookupError):
        if pid:
            os.kill(pid, how)
    return pid is not None


def _pid_file(layout: Layout) -> list[str]:
    try:
        return read_text(layout.pid_file).splitlines()
    except OSError:
        return []


def moments(seconds: float) -> Iterator[None]:
    """Come back every 20 ms, at least once, for so many seconds."""
    end = time.monotonic() + seconds
    yield
    while time.monotonic() < end:
        time.sleep(0.02)
        yield
