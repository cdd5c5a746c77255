"""Which copies raw has already, wherever in the order they stand: facts, which do not turn back.

What an event said of its object is one, and so is the event itself, in whatever white space it comes. A document of a
file is one, too, at the moment that the file gives it. What raw cannot hold lies in ``set_aside``, by its digest.
"""

from collections.abc import Sequence

import msgspec
from psycopg2.extensions import connection as Connection

from pipelines.catalogue import EVENT
from pipelines.raw.csv_files import Copy
from pipelines.raw.tables import SCHEMA, SET_ASIDE, in_complete_load

COMPLETE = in_complete_load("copy")
THE_SAME = """copy.id = {asked} ->> 'id' AND CASE {asked} ->> 'kind'
    WHEN 'told' THEN copy.observed_at = ({asked} ->> 'at')::timestamptz
        AND copy.event ->> 'id' = {asked} ->> 'event' AND copy.deleted = ({asked} ->> 'deleted')::boolean
    WHEN 'file' THEN copy.observed_at = ({asked} ->> 'at')::timestamptz
        AND copy.origin = 'file' AND copy.digest = {asked} ->> 'digest'
    ELSE TRUE END"""


def known(connection: Connection, copies: Sequence[Copy]) -> list[bool]:
    """For each of these copies, all of one table, whether it is a fact that complete loads hold."""
    facts = [at for at, copy in enumerate(copies) if _kind(copy)]
    found = [False] * len(copies)
    if not facts:
        return found
    for at, is_same in _look_up(connection, [copies[at] for at in facts]).items():
        copy = copies[facts[at]]
        found[facts[at]] = is_same or (_kind(copy) != "file" and _says_the_same(connection, copy))
    if unheld := [at for at in facts if copies[at].document.payload is None]:
        aside = _set_aside(connection, [copies[at] for at in unheld])
        for at in unheld:
            found[at] = (copies[at].object, copies[at].document.digest, copies[at].observed_at) in aside
    return found


def _kind(copy: Copy) -> str | None:
    if copy.object == EVENT.name:
        return "event"
    if copy.told:
        return "told"
    return "file" if copy.origin == "file" else None


def _look_up(connection: Connection, copies: Sequence[Copy]) -> dict[int, bool]:
    """Of those that raw has in some form, by position, whether it has the very bytes."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT asked.position - 1, bool_or(copy.digest = asked.copy ->> 'digest')
            FROM jsonb_array_elements(%s) WITH ORDINALITY AS asked (copy, position)
            JOIN {SCHEMA}.{copies[0].table} AS copy ON {THE_SAME.format(asked="asked.copy")}
            WHERE {COMPLETE} GROUP BY asked.position
            """,
            (msgspec.json.encode([_asked(copy) for copy in copies]).decode(),),
        )
        return dict(cursor.fetchall())


def _says_the_same(connection: Connection, copy: Copy) -> bool:
    """Whether raw has the JSON of this copy in other white space, or another order of its keys."""
    if copy.document.payload is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {SCHEMA}.{copy.table} AS copy, (SELECT %s::jsonb AS copy) AS asked"
            f" WHERE {THE_SAME.format(asked='asked.copy')} AND copy.payload = %s::jsonb AND {COMPLETE})",
            (msgspec.json.encode(_asked(copy)).decode(), copy.document.payload.decode()),
        )
        return bool(cursor.fetchone() == (True,))


def _set_aside(connection: Connection, copies: Sequence[Copy]) -> set[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT copy.object, copy.digest, copy.observed_at FROM {SCHEMA}.{SET_ASIDE} AS copy"
            f" WHERE copy.digest = ANY(%s) AND {COMPLETE}",
            ([copy.document.digest for copy in copies],),
        )
        return set(cursor.fetchall())


def _asked(copy: Copy) -> dict[str, object]:
    return {
        "kind": _kind(copy),
        "id": copy.document.id or "",
        "at": copy.observed_at,
        "digest": copy.document.digest,
        "deleted": copy.document.deleted,
        "event": copy.told.id if copy.told else None,
    }
