"""File locks that end with the process, and that a child process can inherit.

``flock`` and not the ``filelock`` package: the server has to inherit a lock's file descriptor, and holders share one.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.home import open_private


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[int]:
    """Wait for the lock and hold it in the block; yields its file descriptor."""
    lock = open_private(path)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)


def try_lock(path: Path) -> int | None:
    """Take the exclusive lock now; its file descriptor, or None when somebody holds it.

    Close the descriptor to let go. Whoever inherited it goes on holding the lock.
    """
    lock = open_private(path)
    if _convert(lock, fcntl.LOCK_EX):
        return lock
    os.close(lock)
    return None


def is_locked(path: Path) -> bool:
    """Whether any process holds the exclusive or a shared lock."""
    if not path.exists():
        return False
    lock = try_lock(path)
    if lock is not None:
        os.close(lock)
    return lock is None


def is_last_holder(lock: int) -> bool:
    """Give up a shared lock and say whether no other process shares it.

    When exclusive is refused and shared too, the guard has it: it only gets it when nobody else is left.
    """
    return _convert(lock, fcntl.LOCK_EX) or not _convert(lock, fcntl.LOCK_SH)


def _convert(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
