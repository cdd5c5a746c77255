"""What comparisons with Stripe found, kept in ``meta.verifications`` for who asks later."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from pipelines import log

KEPT = 100
# Of the documents whose rows a comparison need not pass over, each takes one in so many, another each time.
SHARES = 11
# A role whose sessions are read-only by default asked for nothing to be written, though looking needs the others.
NOTE = f"""
    WITH noted AS (
        INSERT INTO meta.verifications (command, verified_at, objects, documents, differences, agrees, money)
        SELECT %(command)s, now(), %(objects)s::text[], %(documents)s, %(differences)s, %(agrees)s, %(money)s
        FROM pg_settings WHERE name = 'default_transaction_read_only' AND reset_val = 'off'
        RETURNING id
    )
    DELETE FROM meta.verifications USING noted
    WHERE verifications.id <= noted.id - {KEPT}
        AND verifications.id IS DISTINCT FROM (SELECT max(id) FROM meta.verifications WHERE objects IS NULL)
"""


@dataclass(frozen=True)
class Verdict:
    """What a ``command`` found; ``objects`` None means all types that were ever read.

    ``agrees`` is false without ``differences`` where something could not be compared. ``money`` says whether the
    equations of money are in it.
    """

    command: str
    objects: Collection[str] | None
    documents: int
    differences: int
    agrees: bool
    money: bool = False


def note(connection: Connection, verdict: Verdict) -> None:
    """Keep it, where this role may, with the newest before it. Commits; never raises what PostgreSQL says."""
    objects = None if verdict.objects is None else sorted(verdict.objects)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout TO '3s'")
            cursor.execute(NOTE, asdict(verdict) | {"objects": objects})
    except psycopg2.Error as error:
        log.debug("verification_not_noted", error=type(error).__name__)


def last(cursor: Cursor) -> dict[str, Any] | None:
    """The newest one of all types, by column, if there is any."""
    cursor.execute(
        "SELECT to_jsonb(verifications) FROM meta.verifications WHERE objects IS NULL ORDER BY id DESC LIMIT 1"
    )
    found = cursor.fetchone()
    return found[0] if found else None
