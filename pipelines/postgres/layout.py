"""Where the embedded server keeps its files, all below ``<home>/postgres``."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """The paths below one home folder; ``home`` is absolute.

    Three lock files say what is going on, because a lock cannot be stale: the kernel drops it with the process.

    ==================  =================================================================================
    ``starting.lock``   exclusive while somebody starts or stops the server
    ``holders.lock``    shared by every process that uses a server which must end with its last user
    ``server.lock``     exclusive, inherited by the server itself: held means running, whatever pid files say
    ==================  =================================================================================
    """

    home: Path

    @property
    def folder(self) -> Path:
        """Everything of the server; others may pass through it (0711), none may list it."""
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder, owned by the account that runs the server."""
        return self.folder / "data"

    @property
    def pid_file(self) -> Path:
        """PostgreSQL's own: pid, data folder, start time, port, ... and its state."""
        return self.data / "postmaster.pid"

    @property
    def log(self) -> Path:
        """The server's messages; never statements or rows."""
        return self.folder / "server.log"

    @property
    def service(self) -> Path:
        """libpq's service file: the one place of the password and the port."""
        return self.folder / "pg_service.conf"

    @property
    def keep(self) -> Path:
        """Exists while the server shall outlive its users."""
        return self.folder / "keep"

    @property
    def psql(self) -> Path:
        """A script that opens psql on this server."""
        return self.home / "psql"

    @property
    def starting_lock(self) -> Path:
        """See the class."""
        return self.folder / "starting.lock"

    @property
    def holders_lock(self) -> Path:
        """See the class."""
        return self.folder / "holders.lock"

    @property
    def server_lock(self) -> Path:
        """See the class."""
        return self.folder / "server.lock"
