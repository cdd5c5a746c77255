"""The home folder belongs to whoever runs us, with all that is in it; otherwise nothing in it is touched.

Root could be led to overwrite or give away any file of the machine by a link that somebody else put there. So before it
is used, the folder is looked through: each folder is a real one of ours that nobody else can write to, and each file is
ours and has no name elsewhere. After that nobody else can change it.
"""

import os
import stat
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.errors import StripeOltpError

# The embedded server's own account works in the one, and the other has the programs, 1,500 files that we made at once.
SERVERS, PROGRAMS = "postgres/data", "postgres/postgresql-"
OURS = (
    "postgres",
    "dlt",
    "psql",
    "sandbox.sqlite",
    "notified-",
)  # a home may be a folder in which other things are, too
OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


class FolderAccessError(StripeOltpError):
    """The home folder, or something in it, belongs to somebody else, or the server's account cannot be used."""


def own_home(home: Path) -> Path:
    """The home folder as an absolute path without links, made when it is missing. Raises FolderAccessError."""
    _check_links(home.absolute())
    home = home.resolve()
    try:
        home.mkdir(0o711, parents=True, exist_ok=True)  # others may pass to the server's programs, none may list it
        _check_home(home)
        linked = _look_through(home)
        if linked and (linked := linked & _look_through(home)):  # in a run that goes on, dlt gives files second names
            raise _refusal(min(linked), "is a hard link to a file elsewhere")
    except OSError as error:
        raise FolderAccessError(
            f"{error.filename or home} cannot be used ({error.strerror}). Run as its owner, or set STRIPE_OLTP_HOME."
        ) from error
    return home


@contextmanager
def private_files() -> Iterator[None]:
    """Let all files that the process makes in the block, libraries' too, be its user's alone, whatever the umask."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def open_private(path: Path, flags: int = os.O_RDWR) -> int:
    """Open a file for its owner's eyes only, created when missing; no link is followed. Returns the descriptor.

    Raises FolderAccessError.
    """
    try:
        descriptor = os.open(path, flags | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    except OSError as error:
        raise _refusal(path, f"is no file of yours alone ({error.strerror})") from error
    info = os.fstat(descriptor)
    if not stat.S_ISREG(info.st_mode) or info.st_uid != os.geteuid() or (_is_root() and info.st_nlink > 1):
        os.close(descriptor)
        raise _refusal(path, "is no file of yours alone")
    return descriptor


def replace(path: Path, content: str, mode: int = 0o600) -> None:
    """Write a file anew and at once: whatever had its name before is left as it is."""
    handle, aside = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(content)
        os.fchmod(handle, mode)
    Path(aside).replace(path)


def read_text(path: Path, most: int = 2**20) -> str:
    """What a file holds that another account may write. No link is followed, no pipe waited for. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return ""
        return file.read(most).decode(errors="replace")


def _check_links(path: Path) -> None:
    """A link on the way must be root's or ours; the home itself may be none for root."""
    for part in (*reversed(path.parents), path):
        with suppress(FileNotFoundError, NotADirectoryError):
            info = part.lstat()
            if stat.S_ISLNK(info.st_mode) and (info.st_uid not in {0, os.geteuid()} or (_is_root() and part == path)):
                raise _refusal(part, "is a link")


def _look_through(home: Path) -> set[Path]:
    """Refuse what is not ours in ``home``; returns the files that have more names than there are of them here."""
    names: Counter[tuple[int, int]] = Counter()
    files: dict[Path, os.stat_result] = {}
    for path, info in _inside(home, home, OURS):
        _check(path, info)
        if stat.S_ISREG(info.st_mode) and info.st_nlink > 1 and _is_root():
            names[info.st_dev, info.st_ino] += 1
            files[path] = info
    return {path for path, info in files.items() if info.st_nlink > names[info.st_dev, info.st_ino]}


def _inside(folder: Path, home: Path, names: tuple[str, ...] = ("",)) -> Iterator[tuple[Path, os.stat_result]]:
    """All that is below, checked before the next is asked for: so is a folder before it is read."""
    with os.scandir(folder) as entries:
        for entry in (entry for entry in entries if entry.name.startswith(names)):
            path = Path(entry.path)
            try:
                info = entry.stat(follow_symlinks=False)
            except FileNotFoundError:  # another run's, and gone by now
                continue
            if stat.S_ISDIR(info.st_mode) and path.relative_to(home).as_posix().startswith(SERVERS):
                continue
            yield path, info
            if stat.S_ISDIR(info.st_mode) and not path.relative_to(home).as_posix().startswith(PROGRAMS):
                yield from _inside(path, home)


def _check_home(home: Path) -> None:
    """Somebody else's folder may do for an ordinary user, who can lose there only what is his. Not for root."""
    info = home.lstat()
    if _is_root():
        _check_owner(home, info)
        if info.st_mode & OTHERS_MAY_WRITE and not info.st_mode & stat.S_ISVTX:
            raise FolderAccessError(f"{home} is root's, and others may write to it. Run chmod go-w {home}")


def _check(path: Path, info: os.stat_result) -> None:
    _check_owner(path, info)
    if stat.S_ISLNK(info.st_mode) and _is_root():
        raise _refusal(path, "is a link")
    if not (stat.S_ISREG(info.st_mode) or stat.S_ISDIR(info.st_mode) or stat.S_ISLNK(info.st_mode)):
        raise _refusal(path, "is neither a file nor a folder")
    if stat.S_ISDIR(info.st_mode) and info.st_mode & OTHERS_MAY_WRITE:
        path.chmod(stat.S_IMODE(info.st_mode) & ~OTHERS_MAY_WRITE)


def _check_owner(path: Path, info: os.stat_result) -> None:
    if info.st_uid != os.geteuid():
        raise FolderAccessError(
            f"{path} belongs to another user (uid {info.st_uid}), and you are uid {os.geteuid()}. Run as that user, or"
            " set STRIPE_OLTP_HOME to a folder of your own."
        )


def _refusal(path: Path, why: str) -> FolderAccessError:
    return FolderAccessError(f"{path} {why}. Remove it, or set STRIPE_OLTP_HOME to a folder of your own.")


def _is_root() -> bool:
    return os.geteuid() == 0
