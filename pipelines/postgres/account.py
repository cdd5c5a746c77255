"""The operating system's account that runs the server: PostgreSQL refuses root."""

import os
import pwd
import stat
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.home import FolderAccessError
from pipelines.postgres.layout import Layout

ACCOUNTS_FOR_ROOT = ("postgres", "nobody")


@dataclass(frozen=True)
class ServerUser:
    """Who runs the server. ``switched`` when that is not the account we run as."""

    uid: int
    gid: int
    switched: bool

    def run(self, command: Sequence[str | Path], *, folder: Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
        """Run a command in ``folder`` as this account.

        The environment is bare: ``PG*`` variables would change the server, and keys in it would be readable by it.
        """
        if self.switched:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        environment = {"PATH": os.defpath, "LC_ALL": "C"}
        try:
            return subprocess.run(command, cwd=folder, env=environment, check=False, **options)  # noqa: S603 - our own commands
        except PermissionError as error:
            raise FolderAccessError(
                f"Cannot run PostgreSQL as uid {self.uid} ({error.strerror}): {command[0]}. "
                "Use an ordinary user, or set DATABASE_URL to a PostgreSQL of your own."
            ) from error

    def data_argument(self, data: Path) -> str:
        """The data folder as the server is told it, when it runs inside that folder.

        Another account often cannot walk down to it (a closed /root, umask 077), but can use the folder it stands in.
        """
        return "/proc/self/cwd" if self.switched and sys.platform == "linux" else str(data)

    def own(self, path: Path) -> None:
        """Give a folder and all it holds to the account; the folder last, because it tells whether that was done."""
        if not self.switched:
            return
        inside = [Path(parent, name) for parent, folders, files in os.walk(path) for name in (*folders, *files)]
        try:
            for each in (*inside, path):
                _refuse_a_second_name(each)
                os.chown(each, self.uid, self.gid, follow_symlinks=False)
        except PermissionError as error:
            raise FolderAccessError(
                f"PostgreSQL does not run as root, and this root may not give {path} to another account. "
                "Use an ordinary user, or set DATABASE_URL to a PostgreSQL of your own."
            ) from error


def _refuse_a_second_name(path: Path) -> None:
    """A file that has a name elsewhere would be given away there, too."""
    info = path.lstat()
    if stat.S_ISREG(info.st_mode) and info.st_nlink > 1:
        raise FolderAccessError(f"{path} is a hard link to a file elsewhere. Remove it, or copy the folder anew.")


def server_account(layout: Layout) -> ServerUser:
    """Ourselves; when we are root, the owner of an existing data folder, else ``postgres``, else ``nobody``."""
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid(), switched=False)
    if layout.data.exists() and (owner := layout.data.stat()).st_uid != 0:
        return ServerUser(owner.st_uid, owner.st_gid, switched=True)
    for name in ACCOUNTS_FOR_ROOT:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(entry.pw_uid, entry.pw_gid, switched=True)
    raise FolderAccessError(
        "PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody'. Use an ordinary user."
    )
