"""A PostgreSQL as a distribution installs it, with the settings it comes with (JIT is on), for tests and benchmarks.

python -m tests.stock_postgres make test    runs a command with TEST_DATABASE_URL; without such a server, not at all
"""

import os
import pwd
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

# Of Debian, of Red Hat, of Homebrew.
PLACES = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin", "/opt/homebrew/opt/postgresql@{}/bin")
OLDEST = 15


@dataclass(frozen=True)
class Server:
    """A running server: an administrator's URL, and the id of its first process."""

    url: str
    pid: int


def binaries(major: int = OLDEST) -> Path | None:
    """Where the server of a major version is installed; None when it is not."""
    for place in PLACES:
        folder = Path(place.format(major))
        if (folder / "initdb").exists():
            return folder
    return None


@contextmanager
def stock_postgres(folder: Path) -> Iterator[Server]:
    """A new server of the binaries in ``folder``, on this machine alone; gone at the end."""
    with TemporaryDirectory(prefix="stock-postgres-") as home:
        account = _account()
        if account:
            os.chown(home, account.pw_uid, account.pw_gid)
        data, password, port = Path(home) / "data", secrets.token_hex(16), _free_port()
        secret = Path(home) / "password"  # its folder is for us and the server only
        secret.write_text(password)
        run = partial(_run, home=home, account=account)
        as_us = ("-U", "postgres", "-A", "scram-sha-256", "--pwfile", secret)
        run(folder / "initdb", "-D", data, *as_us, "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
        run(folder / "pg_ctl", "-D", data, "-w", "-l", f"{home}/log", "-o", options, "start")
        try:
            pid = int((data / "postmaster.pid").read_text().split()[0])
            yield Server(f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres", pid)
        finally:
            run(folder / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _run(*command: str | Path, home: str, account: pwd.struct_passwd | None) -> None:
    options = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    subprocess.run(
        command, cwd=home, env={"PATH": os.defpath, "LC_ALL": "C"}, check=True, stdout=subprocess.DEVNULL, **options
    )  # type: ignore[call-overload]  # its options depend on each other


def _account() -> pwd.struct_passwd | None:
    """Who runs the server; None: whoever we are. PostgreSQL refuses root."""
    return pwd.getpwnam("postgres") if os.getuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def main() -> int:
    folder = binaries()
    if folder is None:
        print(f"PostgreSQL {OLDEST} is not installed here: not run with it.", file=sys.stderr)  # noqa: T201
        return 0
    with stock_postgres(folder) as server:
        environment = os.environ | {"TEST_DATABASE_URL": server.url}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
