"""Which complete loads each type still has to read, in bookkeeping that does not grow with the loads.

A promotion marks the loads that it sees (``raw._dlt_loads.seen_by``), so that new ones are found by an index, whatever
the order in which they complete and whatever their ids. Of the loads that were seen, a type has read all with the
version in ``meta.promoted_versions``, except those in ``meta.pending_loads``. So a new version of a transform, or an
old one that is put back, finds all of them to be read again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from psycopg2.extensions import cursor as Cursor

from oltp_schema.sql_files import sql_file
from pipelines.catalogue import CATALOGUE, EVENT, promoted
from pipelines.raw.tables import COMPLETE_LOADS, NEW_LOADS, see_loads

_OF_HISTORY = {entry.history_name: entry for entry in promoted() if entry.keeps_history}
Versions = Mapping[str, int]  # the active versions of an object and of its child tables, by their names


def see(cursor: Cursor, objects: Iterable[str], *, run_id: int) -> list[str]:
    """Mark the new loads as seen and return their ids; this promotion has to read them for ``objects``.

    For every other type that has read loads before, those become pending that have documents of it.
    """
    new = see_loads(cursor, run_id)
    if not new:
        return new
    cursor.execute(
        "SELECT known.object FROM meta.promoted_versions AS known WHERE known.object <> ALL(%s::text[])",
        (list(objects),),
    )
    for (name,) in cursor.fetchall():
        cursor.execute(pending_of(name), {"name": name, "loads": new})
    return new


def pending_of(name: str) -> str:
    """Note which of the new loads wait for one type. What a later release knows under a name may be in any."""
    known = CATALOGUE.get(name) or _OF_HISTORY.get(name)
    read = {known.plural} if known else set()
    if name in _OF_HISTORY:
        read.add(EVENT.plural)
    has_any = _has_rows_of(read) if known else "TRUE"
    return f"""
        INSERT INTO meta.pending_loads (object, load_id)
        SELECT %(name)s, load_id FROM unnest(%(loads)s::text[]) AS load_id WHERE {has_any} ON CONFLICT DO NOTHING
    """


def _has_rows_of(plurals: Iterable[str]) -> str:
    """Whether a load has rows of one of some raw tables, as SQL."""
    return " OR ".join(
        f"EXISTS (SELECT FROM raw.{plural} AS landed WHERE landed._dlt_load_id = load_id)" for plural in sorted(plurals)
    )


def pending(cursor: Cursor, versions: Versions, new: Sequence[str] | None = None) -> list[str]:
    """The complete loads that ``versions`` have not all read, sorted; ``new`` are those that ``see`` returned.

    Without ``new`` they are looked up, and nothing is marked. Those of later steps are left out.
    """
    if not is_active(cursor, versions):
        cursor.execute(COMPLETE_LOADS)
        return sorted({load_id for (load_id,) in cursor.fetchall()})
    if new is None:
        cursor.execute(NEW_LOADS)
        new = [load_id for (load_id,) in cursor.fetchall()]
    cursor.execute(
        f"{COMPLETE_LOADS} AND loads.load_id IN"
        " (SELECT waiting.load_id FROM meta.pending_loads AS waiting"
        " WHERE waiting.object = ANY(%s) AND NOT waiting.later)",
        (list(versions),),
    )
    return sorted({*new, *(load_id for (load_id,) in cursor.fetchall())})


def is_active(cursor: Cursor, versions: Versions) -> bool:
    """Whether what was read, was read by exactly these versions."""
    cursor.execute(
        "SELECT known.object, known.transform_version FROM meta.promoted_versions AS known"
        " WHERE known.object = ANY(%s)",
        (list(versions),),
    )
    return bool(dict(cursor.fetchall()) == dict(versions))


def read_by_all(cursor: Cursor) -> Versions:
    """The versions that have read every load that was seen, by the names of what they are of."""
    cursor.execute(
        "SELECT known.object, known.transform_version FROM meta.promoted_versions AS known"
        " WHERE NOT EXISTS (SELECT FROM meta.pending_loads AS waiting WHERE waiting.object = known.object)"
    )
    return dict(cursor.fetchall())


def mark_read(cursor: Cursor, versions: Versions, *, run_id: int) -> None:
    """Note that ``versions`` have read every load that was seen, but those of later steps."""
    cursor.execute(
        "DELETE FROM meta.pending_loads AS waiting WHERE waiting.object = ANY(%s) AND NOT waiting.later",
        (list(versions),),
    )
    cursor.execute(
        sql_file(__package__, "mark_read.sql"),
        {"names": list(versions), "versions": list(versions.values()), "run_id": run_id},
    )


def put_off(
    cursor: Cursor, versions: Versions, load_ids: Sequence[str], read: Collection[str] | None, *, run_id: int
) -> None:
    """Let later steps read some loads for ``versions``, which become the active ones.

    Those that have rows of the raw tables ``read``; None are all.
    """
    mark_read(cursor, versions, run_id=run_id)
    if not load_ids or read == set():
        return
    cursor.execute(
        f"""
        INSERT INTO meta.pending_loads AS waiting (object, load_id, later)
        SELECT object, load_id, TRUE FROM unnest(%s::text[]) AS object, unnest(%s::text[]) AS load_id
        WHERE {"TRUE" if read is None else _has_rows_of(read)}
        ON CONFLICT (object, load_id) DO UPDATE SET later = TRUE
        """,
        (list(versions), list(load_ids)),
    )


def is_any_put_off(cursor: Cursor, *, but: Iterable[str] = ()) -> bool:
    """Whether later steps are to read any load, for any type ``but`` some."""
    cursor.execute(
        "SELECT EXISTS (SELECT FROM meta.pending_loads AS waiting"
        " WHERE waiting.later AND waiting.object <> ALL(%s::text[]))",
        (list(but),),
    )
    return bool(cursor.fetchone()[0])


def put_off_for(cursor: Cursor, names: Iterable[str]) -> list[str]:
    """The loads that later steps are to read for one of ``names``, sorted."""
    cursor.execute(
        "SELECT DISTINCT waiting.load_id FROM meta.pending_loads AS waiting"
        " WHERE waiting.later AND waiting.object = ANY(%s) ORDER BY waiting.load_id",
        (list(names),),
    )
    return [load_id for (load_id,) in cursor.fetchall()]


def is_read_in_part(cursor: Cursor, names: Iterable[str]) -> bool:
    """Whether later steps are to read loads for one of ``names``: until then rows may show more than what was read."""
    return bool(put_off_for(cursor, names))


def put_off_no_longer(cursor: Cursor, names: Iterable[str]) -> None:
    """Let the next promotion read all loads that were put off for ``names``."""
    cursor.execute(
        "UPDATE meta.pending_loads AS waiting SET later = FALSE WHERE waiting.later AND waiting.object = ANY(%s)",
        (list(names),),
    )


def bring_forward(cursor: Cursor, names: Iterable[str], load_ids: Sequence[str]) -> None:
    """Let the next promotion read some of the loads that were put off for ``names``."""
    cursor.execute(
        "UPDATE meta.pending_loads AS waiting SET later = FALSE"
        " WHERE waiting.later AND waiting.object = ANY(%s) AND waiting.load_id = ANY(%s)",
        (list(names), list(load_ids)),
    )


def is_another(cursor: Cursor, name: str, digest: str) -> bool:
    """Whether what reads loads under ``name`` is another one than before, by its checksum; notes the new one."""
    cursor.execute(
        "INSERT INTO meta.transforms AS known (object, version, sha256, recorded_at) VALUES (%s, 1, %s, now())"
        " ON CONFLICT (object, version) DO UPDATE SET sha256 = excluded.sha256, recorded_at = now()"
        " WHERE known.sha256 <> excluded.sha256",
        (name, digest),
    )
    return bool(cursor.rowcount)


def forget(cursor: Cursor, name: str) -> None:
    """Nothing was read under ``name``, so that all loads are to be read again."""
    cursor.execute("DELETE FROM meta.promoted_versions WHERE object = %s", (name,))


def read_by(name: str, version: int) -> str:
    """The loads that ``version`` of an object has read, as SQL."""
    return f"""{COMPLETE_LOADS} AND loads.seen_by IS NOT NULL
        AND EXISTS (
            SELECT FROM meta.promoted_versions AS known
            WHERE known.object = '{name}' AND known.transform_version = {version}
        )
        AND NOT EXISTS (
            SELECT FROM meta.pending_loads AS waiting
            WHERE waiting.object = '{name}' AND waiting.load_id = loads.load_id
        )"""


def unread_by(name: str) -> str:
    """The loads that no version of an object has read, as SQL."""
    return f"""{COMPLETE_LOADS} AND (
            loads.seen_by IS NULL
            OR NOT EXISTS (SELECT FROM meta.promoted_versions AS known WHERE known.object = '{name}')
            OR EXISTS (
                SELECT FROM meta.pending_loads AS waiting
                WHERE waiting.object = '{name}' AND waiting.load_id = loads.load_id
            )
        )"""
