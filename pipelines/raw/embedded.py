"""Objects found inside other documents: the only copies of what no list returns, inline prices above all.

They land in ``raw`` as copies of origin ``embedded``, with the observation of the document that holds them. Full ones
fill what is not known otherwise and never stand before a copy that Stripe served by itself. The stub of a deleted
object says that it is gone, unless a copy that was observed since says otherwise.

What cannot be landed (an id of 6,000 characters) is left where it is: the document that holds it speaks for itself.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256

import psycopg2
from psycopg2.extensions import cursor as Cursor

from pipelines import log
from pipelines.catalogue import CATALOGUE, EVENT, StripeObject
from pipelines.database_failure import DatabaseFailure
from pipelines.raw.tables import COMPLETE_LOADS, newest_first, with_rows
from pipelines.stripe_api.documents import LONGEST_ID
from pipelines.temporary_tables import create

SEARCHED = "embedded"  # the name of the search in meta.promoted_versions and meta.transforms
ANYWHERE = "strict $.**"


def digest() -> str:
    """The checksum of all statements that search and land: with another one, all loads are to be searched again."""
    statements = [search for holder in CATALOGUE.values() for search in searches(holder)]
    statements += [landed(target) for target in _targets()]
    return sha256("".join(statements).encode()).hexdigest()


def land_embedded(cursor: Cursor, loads: list[str]) -> None:
    """Search ``loads``, and land what they hold.

    In lists, only where the catalogue says that Stripe embeds: their form is ours to choose. In documents of files and
    events, anywhere: they may have been rendered with anything expanded. Not in the events themselves: what one says of
    its object lands as a copy of that moment and is searched there, while the event came when its file was written.
    """
    if not loads:
        return
    table = """
        CREATE TEMP TABLE embedded (
            object text, id text COLLATE "C", payload jsonb, api_version text, observed_at timestamptz,
            load_id text, raw_id text
        ) ON COMMIT DROP
    """
    create(cursor, table, "embedded")
    holders = with_rows(cursor, (holder.plural for holder in CATALOGUE.values()), loads)
    for holder in CATALOGUE.values():
        for search in searches(holder) if holder.plural in holders else ():
            _search(cursor, holder, search, loads)
    cursor.execute("SELECT DISTINCT embedded.object FROM embedded")
    found = {name for (name,) in cursor.fetchall()}
    for target in (each for each in _targets() if each.name in found):
        cursor.execute(landed(target))


def _targets() -> list[StripeObject]:
    """The types whose objects are looked for."""
    return [entry for entry in CATALOGUE.values() if entry.table and entry.embedded is None]


def searches(holder: StripeObject) -> Iterator[str]:
    """The statements that search the documents of one type: those of Stripe at its paths, the others anywhere."""
    if holder.embeds:
        yield _found(holder, holder.embeds, "NOT IN")
    if holder is not EVENT:
        yield _found(holder, (ANYWHERE,), "IN")


def _found(holder: StripeObject, paths: Sequence[str], given: str) -> str:
    """Note the full objects and the stubs at ``paths`` of the documents of one type that a user gave, or of the others.

    `|| '{}'` decompresses a document once for all paths. Their numbers tell them apart in the ids of the copies.
    """
    found = " UNION ALL ".join(_at(path, number) for number, path in enumerate(paths))
    return f"""
        INSERT INTO embedded
        SELECT found.value ->> 'object', found.value ->> 'id', found.value, holder.api_version, holder.observed_at,
            holder._dlt_load_id, holder._dlt_id || '.' || found.path || '.' || lpad(found.ordinality::text, 6, '0')
        FROM (
            SELECT landed.id, landed.api_version, landed.observed_at, landed._dlt_load_id, landed._dlt_id,
                landed.payload || '{{}}' AS payload
            FROM raw.{holder.plural} AS landed
            WHERE landed._dlt_load_id = ANY(%(loads)s) AND landed.origin {given} ('file', 'event')
                AND (%(documents)s::text[] IS NULL OR landed._dlt_id = ANY(%(documents)s))
            OFFSET 0
        ) AS holder
        CROSS JOIN LATERAL ({found}) AS found
        WHERE (found.value ->> 'object', found.value ->> 'id') <> ('{holder.name}', holder.id)
            AND jsonb_typeof(found.value -> 'id') = 'string' AND length(found.value ->> 'id') <= {LONGEST_ID}
    """


def _at(path: str, number: int) -> str:
    """What is found at one path of a holder."""
    return f"""
            SELECT {number} AS path, found.value, found.ordinality
            FROM jsonb_path_query(
                holder.payload,
                '{path} ? (exists (@.object) && (@.deleted == true || {_marks()}))',
                silent => TRUE
            ) WITH ORDINALITY AS found (value, ordinality)"""


def _marks() -> str:
    """Whether an object is whole, by what marks its type, as the inside of a filter of a JSON path."""
    marks = {entry.mark for entry in _targets()}
    return " || ".join(f"exists (@.{mark})" for mark in sorted(marks))


def _search(
    cursor: Cursor, holder: StripeObject, search: str, loads: list[str], documents: Sequence[str] | None = None
) -> None:
    """Search all documents of the loads, or some of them; one that cannot be searched hinders no other."""
    cursor.execute("SAVEPOINT search")
    try:
        cursor.execute(search, {"loads": loads, "documents": documents})
    except psycopg2.Error as error:
        if not DatabaseFailure.of(error).is_of_the_document:
            raise
        cursor.execute("ROLLBACK TO search; RELEASE search")
    else:
        cursor.execute("RELEASE search")
        return
    if documents is None:
        cursor.execute(f"SELECT array_agg(_dlt_id) FROM raw.{holder.plural} WHERE _dlt_load_id = ANY(%s)", (loads,))
        (documents,) = cursor.fetchone()
    if len(documents) == 1:
        log.warning("not_searched", object=holder.name, document=documents[0])
        return
    middle = len(documents) // 2
    for half in (documents[:middle], documents[middle:]):
        _search(cursor, holder, search, loads, half)


def landed(target: StripeObject) -> str:
    """Land what was found, each payload of an id once, unless it says nothing new.

    A full copy says nothing new where Stripe served a full one by itself, or the one found before it is the same; a
    stub where the object was seen since, or is known to be gone. Their loads wait for promotion again. Of a type that
    others alone show, any copy says something new unless the one before it is the same.
    """
    known = f"""
        SELECT known.payload, known.deleted, known.observed_at FROM raw.{target.plural} AS known
        WHERE known.id = found.id AND known._dlt_load_id IN ({COMPLETE_LOADS})
    """
    newest = f"ORDER BY {newest_first('known', 'known.deleted')} LIMIT 1"
    whole = f"known.payload ? '{target.mark}'"
    seen = "TRUE" if target.shown_by_others else whole
    names = [target.name, target.history_name] if target.keeps_history else [target.name]
    readers = ", ".join(f"('{name}')" for name in names)
    is_new = f"""NOT EXISTS (
                    SELECT FROM ({known} AND {seen} AND known.observed_at <= found.observed_at {newest}) AS before
                    WHERE before.payload = found.payload
                )"""
    if not target.shown_by_others:
        is_new = f"""CASE
                WHEN found.is_stub THEN NOT EXISTS (
                    SELECT FROM ({known} {newest}) AS newest
                    WHERE newest.deleted OR newest.observed_at > found.observed_at
                )
                ELSE NOT EXISTS ({known} AND {whole} AND known.origin <> 'embedded') AND {is_new}
            END"""
    return f"""
        WITH found AS (
            SELECT DISTINCT ON (embedded.id, said.digest) embedded.*, said.digest, said.is_stub
            FROM embedded
            CROSS JOIN LATERAL (
                SELECT md5(embedded.payload::text) AS digest,
                    NOT embedded.payload ? '{target.mark}' AS is_stub
            ) AS said
            WHERE embedded.object = '{target.name}'
                AND (embedded.payload ? '{target.mark}' OR embedded.payload -> 'deleted' = 'true')
            ORDER BY embedded.id, said.digest, embedded.observed_at DESC, embedded.load_id DESC, embedded.raw_id DESC
        ),
        landed AS (
            INSERT INTO raw.{target.plural} (id, payload, api_version, origin, observed_at, digest, verbatim,
                deleted, _dlt_load_id, _dlt_id)
            SELECT found.id, found.payload, found.api_version, 'embedded', found.observed_at, found.digest, TRUE,
                found.payload -> 'deleted' IS NOT DISTINCT FROM 'true', found.load_id, found.raw_id
            FROM found
            WHERE {is_new}
            RETURNING _dlt_load_id
        )
        INSERT INTO meta.pending_loads (object, load_id)
        SELECT DISTINCT readers.name, landed._dlt_load_id
        FROM landed CROSS JOIN (VALUES {readers}) AS readers (name)
        ON CONFLICT DO NOTHING
    """
