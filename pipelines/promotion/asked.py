"""What Stripe gives only when asked for it (``expand``): a copy that was not asked does not wipe what is known of it.

A field that is absent from the selected copy is taken from the newest copy that carries it, and an id in the place of
an object that could be expanded becomes that object, where another copy of the same document holds it. So a row is
still a function of ``raw`` alone. A copy leaves nothing out in a version that does not have the field, and none that
says the same in older fields.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject, children_of, lists_of
from pipelines.promotion import seconds

# Older copies than the row's own count, too: what no copy of Stripe's own carries, an embedded one may.
NEWEST_FIRST = f"known.origin = 'embedded', {seconds.newest_first('known')}"
ASKED_FOR = "('list', 'retrieve', 'file')"  # origins of copies that may have what is given when asked


class Ids(NamedTuple):
    """A list of ids that are objects when asked for: the list of elements that have it (none: the document itself)."""

    elements: str
    field: str
    since: str

    @property
    def path(self) -> str:
        """Where its values are, as a jsonpath."""
        return f"$.{self.elements}.data[*].{self.field}[*]" if self.elements else f"$.{self.field}[*]"

    @property
    def place(self) -> str:
        """The list that is rewritten, as an SQL path."""
        return f"{self.elements},data" if self.elements else self.field


class Field(NamedTuple):
    """A field that is absent unless asked for: the version from which it may be, and all that say the same."""

    name: str
    since: str
    said_by: tuple[str, ...]

    @property
    def names(self) -> str:
        """All that say the same, as an SQL array."""
        return f"'{{{','.join(self.said_by)}}}'::text[]"


def lacks(entry: StripeObject, copy: str) -> str:
    """Whether a copy may leave out what Stripe gives only when asked, as SQL."""
    conditions = [
        *(f"(NOT {copy}.payload ?| {field.names} AND {knows(copy, field.since)})" for field in fields_of(entry)),
        *(f"({holds(copy, ids, 'string')} AND {knows(copy, ids.since)})" for ids in ids_of(entry)),
    ]
    return f"({' OR '.join(conditions)})" if conditions else "FALSE"


def carry(cursor: Cursor, entry: StripeObject, loads: str) -> None:
    """Complete the selected copies that lack something with what other copies in ``loads`` know of it."""
    if not entry.reading.expand and not any(child.reading.expand for child in children_of(entry)):
        return
    cursor.execute("SELECT EXISTS (SELECT FROM selected WHERE selected.lacks)")
    if cursor.fetchone() == (False,):
        return
    for statement in carried(entry, loads):
        cursor.execute(statement)


def carried(entry: StripeObject, loads: str) -> Iterator[str]:
    """The statements that do so: for the fields, and for each list of ids."""
    if fields := fields_of(entry):
        yield _carry_fields(entry, fields, loads)
    for ids in ids_of(entry):
        yield _carry_objects(entry, ids, loads)


def _carry_fields(entry: StripeObject, fields: Sequence[Field], loads: str) -> str:
    """What the selected copy has is preferred to what is known."""
    asked = ", ".join(f"('{field.name}', '{field.since}', {field.names})" for field in fields)
    return f"""
        WITH known AS (
            SELECT DISTINCT ON (selected.id, asked.field) selected.id, asked.names, known.payload
            FROM {_others(entry)}
            JOIN (VALUES {asked}) AS asked (field, since, names) ON known.payload ?| asked.names
                AND NOT landed.payload ?| asked.names AND coalesce(landed.api_version >= asked.since, TRUE)
            WHERE {_may_tell(loads)}
            ORDER BY selected.id, asked.field, {NEWEST_FIRST}
        ),
        whole AS (
            SELECT known.id, jsonb_object_agg(said.name, known.payload -> said.name) AS fields
            FROM known CROSS JOIN LATERAL unnest(known.names) AS said (name)
            WHERE known.payload ? said.name
            GROUP BY known.id
        )
        UPDATE selected SET completed = whole.fields || coalesce(selected.completed, landed.payload)
        FROM whole JOIN raw.{entry.plural} AS landed ON landed.id = whole.id
        WHERE selected.id = whole.id AND landed.ctid = selected.copy
    """


def _carry_objects(entry: StripeObject, ids: Ids, loads: str) -> str:
    document = "coalesce(selected.completed, landed.payload)"
    return f"""
        WITH known AS (
            SELECT DISTINCT ON (selected.id, found.value ->> 'id') selected.id, found.value
            FROM {_others(entry)}
            CROSS JOIN LATERAL jsonb_path_query(
                known.payload, '{ids.path} ? (@.type() == "object" && exists (@.object))', silent => TRUE
            ) AS found (value)
            WHERE {_may_tell(loads)} AND {holds("landed", ids, "string")} AND {knows("landed", ids.since)}
                AND found.value ->> 'id' IS NOT NULL
            ORDER BY selected.id, found.value ->> 'id', {NEWEST_FIRST}
        ),
        whole AS (
            SELECT known.id, jsonb_object_agg(known.value ->> 'id', known.value) AS objects
            FROM known GROUP BY known.id
        )
        UPDATE selected SET completed = jsonb_set({document}, '{{{ids.place}}}', {with_objects_in(document, ids)})
        FROM whole JOIN raw.{entry.plural} AS landed ON landed.id = whole.id
        WHERE selected.id = whole.id AND landed.ctid = selected.copy
            AND jsonb_typeof({document} #> '{{{ids.place}}}') = 'array'
    """


def with_objects_in(document: str, ids: Ids) -> str:
    """The list at the place of some ids in a document, with the objects in ``whole.objects`` instead, as SQL."""
    if not ids.elements:
        return _with_objects(document, ids.field)
    return f"""(
            SELECT jsonb_agg(CASE
                WHEN jsonb_typeof(element.value #> '{{{ids.field},0}}') IS NOT NULL
                    THEN jsonb_set(element.value, '{{{ids.field}}}', {_with_objects("element.value", ids.field)})
                ELSE element.value
            END ORDER BY element.place)
            FROM jsonb_array_elements({document} #> '{{{ids.place}}}') WITH ORDINALITY AS element (value, place)
        )"""


def _with_objects(holder: str, field: str) -> str:
    """The list in a field of ``holder``, its ids replaced by the objects that are known, as SQL."""
    return f"""(
        SELECT jsonb_agg(coalesce(whole.objects -> (named.value #>> '{{}}'), named.value) ORDER BY named.place)
        FROM jsonb_array_elements(meta.stripe_list({holder} -> '{field}')) WITH ORDINALITY AS named (value, place)
    )"""


def _others(entry: StripeObject) -> str:
    """The selected copies that lack something, as ``landed``, each with the other ones of its id, as ``known``."""
    return f"""selected JOIN raw.{entry.plural} AS landed ON landed.ctid = selected.copy
            JOIN raw.{entry.plural} AS known ON known.id = selected.id AND known.ctid <> selected.copy"""


def _may_tell(loads: str) -> str:
    """The copies that count: in complete loads, not refused, and with their fields."""
    return f"""selected.lacks AND known._dlt_load_id IN ({loads})
                AND NOT EXISTS (SELECT FROM refused WHERE refused.raw_id = known._dlt_id)"""


def fields_of(entry: StripeObject) -> list[Field]:
    """The fields of a type that Stripe gives only when asked."""
    reading = entry.reading
    return [
        Field(name, since, (name, *reading.formerly.get(name, ())))
        for name, since in reading.expand.items()
        if name not in reading.ids
    ]


def ids_of(entry: StripeObject) -> Iterable[Ids]:
    """The lists of ids in its documents that are objects when asked for."""
    holders = [("", entry), *lists_of(entry).items()]
    return [Ids(elements, field, it.reading.expand[field]) for elements, it in holders for field in it.reading.ids]


def holds(copy: str, ids: Ids, kind: str) -> str:
    """Whether a copy has one of a kind (`string`, `object`) at the place of some ids, as SQL."""
    return f"""{copy}.payload @? '{ids.path} ? (@.type() == "{kind}")'"""


def is_served(copy: str) -> str:
    """Whether Stripe served the object itself in a copy, as SQL."""
    return f"({copy}.origin IN ('list', 'retrieve') AND NOT {copy}.deleted)"


def shows_any(entry: StripeObject, copy: str) -> str:
    """Whether a copy has objects in the place of some ids, as SQL."""
    return " OR ".join(holds(copy, ids, "object") for ids in ids_of(entry)) or "FALSE"


def shows_ids(entry: StripeObject, copy: str, last_at: str) -> str:
    """Whether a copy has objects in the place of ids that the object may have had when it was last seen, as SQL.

    That was at ``last_at``. A copy of then that has no bare ids has none to show; an event may have some.
    """
    if not (of := list(ids_of(entry))):
        return "FALSE"
    bare = " OR ".join(holds("known", ids, "string") for ids in of)
    return f"""(({shows_any(entry, copy)}) AND NOT EXISTS (
                    SELECT FROM raw.{entry.plural} AS known
                    WHERE known.id = {copy}.id AND known.observed_at = {last_at} AND NOT known.deleted
                        AND known.origin IN {ASKED_FOR} AND NOT ({bare})
                ))"""


def knows(copy: str, since: str) -> str:
    """Whether a copy is rendered in a version that has what is there since one, as SQL."""
    return f"coalesce({copy}.api_version >= '{since}', TRUE)"
