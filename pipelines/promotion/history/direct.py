"""Versions that need no transform, because the row of `oltp` is one: of objects of which one copy is new.

That is the case where the row was made of that copy, and whatever events told until then is what the copy shows. Then
one version ends and another begins with the first of them, or the one that is open goes on. Nothing else may be
known of the time since: no second copy, no other API version, no deletion, no list that Stripe cut, no field that was
not asked for, no copy that waits in quarantine, none that came late. All other objects go the long way (`seen`,
`shown`, `spans`), which makes the same versions.
"""

from collections.abc import Sequence

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import EVENT, StripeObject, partial_lists_of
from pipelines.promotion import asked, statements
from pipelines.promotion.asked import ASKED_FOR, Field, Ids
from pipelines.promotion.history import gaps, seen
from pipelines.promotion.history.shown import Tables, complete_of, data_of
from pipelines.promotion.history.spans import columns_of, made_of
from pipelines.raw.tables import in_complete_load, is_intact, newest_first
from pipelines.temporary_tables import clear


def find(cursor: Cursor, tables: Tables) -> bool:
    """Move what needs no transform from ``seen`` to ``direct``, of all that is landed; says whether there is any."""
    clear(cursor, "direct")
    found = _found(tables, everything=True)
    cursor.execute(f"INSERT INTO direct (id, since, last_at, is_event, is_covered) {found}")
    if not cursor.rowcount:
        return False
    cursor.execute("DELETE FROM seen USING direct WHERE direct.id = seen.id")
    return True


def keep(cursor: Cursor, tables: Tables, pending: list[str]) -> bool:
    """Write the versions of what needs no transform, of what the ``pending`` loads bring.

    All else is put into ``seen``; says whether there is any.
    """
    cursor.execute(kept(tables), {"loads": pending})
    return bool(cursor.fetchone()[0])


def kept(tables: Tables) -> str:
    """The statement, with a ``direct`` of its own; ``%(loads)s`` are the loads that were not read before.

    It is one, so that where a row lies is as good as its key, and looked up in a third of the time. What is updated is
    found by its key: whoever changes it at the same time moves it.
    """
    (own, _), *parts = tables
    of_parts = "".join(_part_kept(part) for part, _ in parts)
    is_new = "direct.last_version IS NULL"
    return f"""
        WITH new ({seen.COLUMNS}) AS MATERIALIZED ({seen.new(own)}
        ),
        direct AS MATERIALIZED (
            {_found(tables, everything=False)}
        ),
        moved AS (
            UPDATE history.{own.table} AS kept
            SET valid_to = CASE WHEN direct.ends THEN direct.since END,
                observed_at = CASE WHEN direct.ends THEN kept.observed_at ELSE direct.last_at END, {statements.CHANGED}
            FROM direct
            WHERE kept.id = direct.id AND kept.version = direct.last_version
        ),
        begun AS (
            INSERT INTO history.{own.table} ({", ".join(columns_of(own))})
            SELECT {", ".join(_version(own, "coalesce(direct.last_version, 0) + 1", is_new=is_new))}
            FROM direct CROSS JOIN LATERAL (
                SELECT standing.* FROM oltp.{own.table} AS standing WHERE standing.ctid = direct.row_tid OFFSET 0
            ) AS standing
            WHERE {is_new} OR direct.ends
        ){of_parts},
        others AS (
            INSERT INTO seen ({seen.COLUMNS})
            SELECT {seen.COLUMNS} FROM new WHERE new.id NOT IN (SELECT direct.id FROM direct)
            RETURNING 1
        )
        SELECT EXISTS (SELECT FROM others)
    """


def made(own: StripeObject, entry: StripeObject) -> str:
    """Add what is in ``direct`` to the versions of one type that were made from scratch."""
    columns = ", ".join(columns_of(entry))
    owner = "id" if entry is own else statements.owner_of(entry)
    return f"""
        INSERT INTO {made_of(entry)} ({columns})
        SELECT {", ".join(_version(entry, "1", is_new="TRUE"))}
        FROM direct JOIN oltp.{entry.table} AS standing ON standing.{owner} = direct.id
            AND standing.row_state = 'present'
    """


def _found(tables: Tables, *, everything: bool) -> str:
    """A SELECT of what needs no transform, in ``seen`` or ``new``: what a version of it has beside its row."""
    (own, transform), *parts = tables
    before = "" if everything else f" AND {_follows(own, [part for part, _ in parts])}"
    known = "" if everything else ", last.version AS last_version, last.ends, standing.ctid AS row_tid"
    return f"""
        WITH named AS (
            SELECT seen.id, min(seen.observed_at) AS since, max(seen.observed_at) AS last_at,
                bool_or(seen.is_told) AS is_event, min(seen.copy) FILTER (WHERE NOT seen.is_told) AS copy,
                array_agg(seen.copy) FILTER (WHERE seen.is_told) AS events,
                coalesce(
                    max(seen.observed_at) FILTER (WHERE seen.is_told)
                    < min(seen.observed_at) FILTER (WHERE NOT seen.is_told), TRUE
                ) AS is_earlier
            FROM {"seen" if everything else "new AS seen"}
            GROUP BY seen.id
            HAVING count(*) FILTER (WHERE NOT seen.is_told) = 1 AND NOT bool_or(seen.is_gone)
                AND bool_and(seen.is_told OR (seen.event IS NULL AND seen.origin IN {ASKED_FOR}))
                AND coalesce(
                    max(seen.observed_at) FILTER (WHERE seen.is_told)
                        <= min(seen.observed_at) FILTER (WHERE NOT seen.is_told), TRUE
                )
                AND min(seen.api_version) IS NOT DISTINCT FROM max(seen.api_version)
                AND count(seen.api_version) IN (0, count(*))
        )
        SELECT named.id, named.since, named.last_at, named.is_event,
            {"TRUE" if everything else gaps.none_between("last.observed_at", "named.since")} AS is_covered{known}
        FROM named
        JOIN oltp.{own.table} AS standing ON standing.id = named.id AND standing.observed_at = named.last_at
            AND standing.row_state = 'present' AND standing.transform_version = {transform.version}
        CROSS JOIN LATERAL (
            SELECT landed.id, landed.payload || '{{}}' AS payload, landed.api_version
            FROM raw.{own.plural} AS landed WHERE landed.ctid = named.copy OFFSET 0
        ) AS landed
        {"" if everything else _last(own)}
        WHERE NOT ({_is_cut(own)}) AND NOT ({_is_completed(own)})
            AND (named.is_earlier OR NOT ({asked.shows_any(own, "landed")}))
            AND NOT (EXISTS (SELECT FROM meta.quarantine AS waiting WHERE waiting.object = '{own.name}') AND EXISTS (
                SELECT FROM meta.quarantine AS waiting
                WHERE waiting.object = '{own.name}' AND waiting.id = named.id
            )){before}
            AND NOT (named.is_event AND {_is_told_otherwise(own, everything=everything)})
    """


def _last(own: StripeObject) -> str:
    """What was known of an object before, as SQL: its last version, and its other copies."""
    return f"""LEFT JOIN LATERAL (
            SELECT kept.version, kept.observed_at, kept.valid_to, {_differs(own)} AS ends
            FROM history.{own.table} AS kept WHERE kept.id = named.id ORDER BY kept.version DESC LIMIT 1
        ) AS last ON TRUE
        CROSS JOIN LATERAL (
            SELECT count(*) = 0 AS are_none,
                bool_or({asked.is_served("known")} AND known._dlt_load_id <> ALL (%(loads)s)) AS is_served,
                bool_and({is_intact("known")}) AS are_intact,
                bool_and(known.observed_at <= named.since OR known.origin NOT IN {ASKED_FOR}) AS are_before
            FROM raw.{own.plural} AS known WHERE known.id = named.id AND known.ctid <> named.copy
        ) AS others"""


def _follows(own: StripeObject, parts: list[StripeObject]) -> str:
    """Whether it comes after all that was known before, as SQL: the last version, or nothing at all."""
    of_parts = "".join(
        f""" AND NOT EXISTS (
                SELECT FROM oltp.{part.table} AS standing
                JOIN history.{part.table} AS kept ON kept.id = standing.id
                WHERE standing.{statements.owner_of(part)} = named.id
                    AND kept.{statements.owner_of(part)} <> named.id
            )"""
        for part in parts
    )
    return f"""CASE WHEN last.version IS NULL
                THEN others.are_none AND NOT EXISTS (
                    SELECT FROM raw.{EVENT.plural} AS known
                    WHERE known.payload #>> '{{data,object,id}}' = named.id
                        AND known._dlt_load_id <> ALL (%(loads)s)
                )
                ELSE last.valid_to IS NULL AND last.observed_at < named.since
                    AND others.is_served AND others.are_intact AND others.are_before
                    AND NOT {asked.shows_ids(own, "landed", "last.observed_at")}
                END{of_parts}"""


def _is_cut(own: StripeObject) -> str:
    lists = [
        f"coalesce(landed.payload #> '{{{field},has_more}}' = 'true'::jsonb, FALSE)"
        for field, child in partial_lists_of(own).items()
        if not child.listed_per
    ]
    return " OR ".join(lists) or "FALSE"


def _is_completed(own: StripeObject) -> str:
    """Whether others know what the copy leaves out, because Stripe gives it only when asked, as SQL."""
    objects = [
        f"({asked.holds('landed', ids, 'string')} AND {asked.knows('landed', ids.since)})" for ids in asked.ids_of(own)
    ]
    fields = [
        f"""(NOT landed.payload ?| {field.names} AND {asked.knows("landed", field.since)} AND EXISTS (
                SELECT FROM raw.{own.plural} AS known WHERE known.id = named.id AND known.payload ?| {field.names}
            ))"""
        for field in asked.fields_of(own)
    ]
    return " OR ".join([*objects, *fields]) or "FALSE"


def _is_told_otherwise(own: StripeObject, *, everything: bool) -> str:
    """Whether an event tells something else than what the copy shows, as SQL.

    What an event cannot tell, because it has to be asked for, is as the last copy before it has it; there is none where
    ``everything`` is read and the only copy comes after the events.
    """
    fields, objects = asked.fields_of(own), [ids for ids in asked.ids_of(own) if not ids.elements]
    left_out = [name for field in fields for name in field.said_by]
    names = sorted({*left_out, *(ids.field for ids in objects)})
    same = f"({_is_same('landed.payload')} OR told.payload = landed.payload)"
    if names:
        each = " AND ".join([*([_is_left_out(fields)] if fields else []), *map(_are_as_known, objects)])
        known = "NULL::jsonb" if everything else f"({_known(own)})"
        same = f"""({_is_same("landed.payload")} OR ({_is_equal_but(names, left_out)} AND (
                        SELECT {each}
                        FROM (SELECT {known} AS payload OFFSET 0) AS known
                    )))"""
    return f"""EXISTS (
                SELECT FROM (
                    SELECT event.payload #> '{{data,object}}' AS payload
                    FROM raw.{EVENT.plural} AS event WHERE event.ctid = ANY (named.events) OFFSET 0
                ) AS told
                WHERE {same} IS NOT TRUE
            )"""


def _is_same(copy: str) -> str:
    """Whether what an event tells is a document byte for byte, as SQL; what is equal nearly always is.

    That is known in a tenth of the time that jsonb's own comparison takes.
    """
    return f"record_image_eq(ROW(told.payload), ROW({copy}))"


def _is_equal_but(names: list[str], left_out: list[str]) -> str:
    """Whether event and copy are equal in all but some fields, as SQL.

    Most events have just what is not ``left_out``: one document less to make.
    """
    all_ = _array(names)
    equal = f"told.payload - {all_}\n                        = landed.payload - {all_}"
    return f"({_is_same(f'landed.payload - {_array(left_out)}')} OR {equal})" if left_out else equal


def _array(names: Sequence[str]) -> str:
    return f"'{{{','.join(names)}}}'::text[]"


def _known(own: StripeObject) -> str:
    """The last copy before all events, of those that may have what is given when asked, as SQL."""
    return f"""
                            SELECT known.payload || '{{}}' FROM raw.{own.plural} AS known
                            WHERE known.id = named.id AND known.observed_at <= named.since AND NOT known.deleted
                                AND known.origin IN {ASKED_FOR} AND {in_complete_load("known")}
                            ORDER BY {newest_first("known")} LIMIT 1
                        """


def _is_left_out(fields: Sequence[Field]) -> str:
    """Whether the last copy before has in some fields what the copy shows, and the event none of them, as SQL.

    That is so nearly always; where it is not, each field is looked at by itself.
    """
    names = [name for field in fields for name in field.said_by]
    known, landed = (
        "ROW(" + ", ".join(f"{side}.payload -> '{name}'" for name in names) + ")" for side in ("known", "landed")
    )
    since = max(field.since for field in fields)
    return f"""((NOT told.payload ?| {_array(names)} AND {asked.knows("landed", since)}
                    AND record_image_eq({known}, {landed})) OR ({" AND ".join(map(_is_as_known, fields))}))"""


def _is_as_known(field: Field) -> str:
    told, landed, known = (
        "ROW(" + ", ".join(f"{side}.payload -> '{name}'" for name in field.said_by) + ")"
        for side in ("told", "landed", "known")
    )
    return f"""({told}
                    IS NOT DISTINCT FROM {landed} OR (
                    NOT told.payload ?| {field.names} AND {asked.knows("landed", field.since)}
                    AND {known}
                    IS NOT DISTINCT FROM {landed}
                ))"""


def _are_as_known(ids: Ids) -> str:
    """The same of a list of ids, which the copies show as objects."""
    told, landed, known = (f"{side}.payload -> '{ids.field}'" for side in ("told", "landed", "known"))
    shown = f"""SELECT jsonb_agg(shown.value -> 'id' ORDER BY shown.place)
                    FROM jsonb_array_elements(meta.stripe_list({landed})) WITH ORDINALITY AS shown (value, place)"""
    return f"""({told}
                    IS NOT DISTINCT FROM {landed} OR (
                    {asked.knows("landed", ids.since)} AND {known} = {landed} AND {told} = ({shown})
                ))"""


def _version(entry: StripeObject, version: str, *, is_new: str) -> list[str]:
    """What a version has in its columns, as SQL over ``direct`` and ``standing``; ``is_new`` says if its object is."""
    created = f"standing.{entry.created}" if entry.created else "NULL::timestamptz"
    complete = {column: "NULL::boolean" if child.listed_per else "TRUE" for column, child in complete_of(entry).items()}
    values = {
        "version": version,
        "valid_from": f"CASE WHEN {is_new} THEN least({created}, direct.since) ELSE direct.since END",
        "valid_to": "NULL::timestamptz",
        "source": "CASE WHEN direct.is_event THEN 'event' ELSE 'copy' END",
        "exact": f"direct.is_event AND direct.is_covered AND (NOT {is_new} OR {created} = direct.since) IS TRUE",
        "row_state": "'present'",
        "transform_version": str(entry.transform),
        "observed_at": "direct.last_at",
        "deleted_observed_at": "NULL::timestamptz",
        **complete,
    }
    return [values.get(column, f"standing.{column}") for column in columns_of(entry)]


def _part_kept(part: StripeObject) -> str:
    """Further parts of the statement: what ends and what begins of one type of parts, as SQL.

    OFFSET 0 has them looked up by index, whatever the planner expects: where it knows nothing of a table yet, or keeps
    a plan, it would look for each through all of it, or read all of it for one.
    """
    owner = statements.owner_of(part)
    goes_on = f"kept.id = standing.id AND NOT {_differs(part)}"
    next_version = f"""coalesce(
                    (SELECT max(kept.version) FROM history.{part.table} AS kept WHERE kept.id = standing.id), 0
                ) + 1"""
    return f""",
        ended_{part.table} AS (
            UPDATE history.{part.table} AS kept SET valid_to = direct.since, {statements.CHANGED}
            FROM direct CROSS JOIN LATERAL (
                SELECT kept.id, kept.version FROM history.{part.table} AS kept
                WHERE kept.{owner} = direct.id AND kept.valid_to IS NULL AND NOT EXISTS (
                    SELECT FROM oltp.{part.table} AS standing
                    WHERE standing.{owner} = direct.id AND standing.row_state = 'present' AND {goes_on} OFFSET 0
                ) OFFSET 0
            ) AS ended
            WHERE kept.id = ended.id AND kept.version = ended.version
        ),
        begun_{part.table} AS (
            INSERT INTO history.{part.table} ({", ".join(columns_of(part))})
            SELECT {", ".join(_version(part, next_version, is_new="direct.last_version IS NULL"))}
            FROM direct CROSS JOIN LATERAL (
                SELECT standing.* FROM oltp.{part.table} AS standing
                WHERE standing.{owner} = direct.id AND standing.row_state = 'present' OFFSET 0
            ) AS standing
            WHERE NOT EXISTS (
                SELECT FROM history.{part.table} AS kept WHERE kept.valid_to IS NULL AND {goes_on} OFFSET 0
            )
        )"""


def _differs(entry: StripeObject) -> str:
    """Whether the row (``standing``) says something else than a version (``kept``), as SQL."""
    kept, standing = (", ".join(f"{side}.{column}" for column in data_of(entry)) for side in ("kept", "standing"))
    return f"ROW({kept}) IS DISTINCT FROM ROW({standing})"
