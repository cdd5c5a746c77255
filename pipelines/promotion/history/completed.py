"""What a copy of an object leaves out, from the copies before it that Stripe was asked for or that a file brought.

So what is told of a moment depends on nothing that came after it. An object in the place of its id is the same whenever
it was shown: it may come from a later copy, too.
"""

from collections.abc import Callable, Sequence
from functools import partial

from pipelines.catalogue import StripeObject, partial_lists_of
from pipelines.promotion import asked
from pipelines.promotion.asked import Field, Ids
from pipelines.promotion.cut_lists import key_of
from pipelines.raw.tables import COMPLETE_LOADS, parent_of


def steps(entry: StripeObject, lists: list[StripeObject]) -> tuple[str, str]:
    """What makes the document of ``opened`` whole, as SQL that goes on in its FROM clause, and the document.

    ``lists`` are the types of elements that keep history.
    """
    expressions: list[Callable[[str], str]] = []
    if asked.fields_of(entry):
        expressions.append(partial(_with_fields, entry, asked.fields_of(entry)))
    expressions += [partial(_with_objects, entry, ids) for ids in asked.ids_of(entry)]
    rests = {
        field: child for field, child in partial_lists_of(entry).items() if child in lists and not child.listed_per
    }
    expressions += [partial(_with_rest, field, child) for field, child in rests.items()]
    joins, document = "", "opened.payload"
    for number, expression in enumerate(expressions, 1):  # OFFSET 0: each is computed once
        joins += (
            f"\n            CROSS JOIN LATERAL (SELECT {expression(document)} AS payload OFFSET 0) AS step_{number}"
        )
        document = f"step_{number}.payload"
    return joins, document


def is_whole(field: str, child: StripeObject) -> str:
    """Whether all elements of a list are known from ``opened``, or from what its load brought beside it, as SQL."""
    return f"({_cut(field)} IS NOT TRUE OR EXISTS (SELECT FROM {_rest(child)}))"


def _cut(field: str) -> str:
    return f"(opened.payload #> '{{{field},has_more}}' = 'true'::jsonb)"


def _rest(child: StripeObject) -> str:
    """What the load of a copy brought of its list from its endpoint."""
    return f"""raw.{child.plural} AS item WHERE {parent_of("item", child)} = opened.id
                AND item._dlt_load_id = opened.load_id AND item.origin = 'list' AND NOT opened.is_told"""


def _with_rest(field: str, child: StripeObject, whole: str) -> str:
    held = f"""SELECT {key_of("held.value", child)}
                FROM jsonb_array_elements(meta.stripe_list(opened.payload -> '{field}')) AS held (value)"""
    rest = f"""SELECT jsonb_agg(item.payload ORDER BY item._dlt_id) FROM {_rest(child)}
                AND {key_of("item.payload", child)} NOT IN ({held})"""
    return f"""CASE WHEN {_cut(field)} THEN jsonb_set({whole}, '{{{field},data}}',
                meta.stripe_list(opened.payload -> '{field}') || coalesce(({rest}), '[]')) ELSE {whole} END"""


def _with_fields(entry: StripeObject, fields: Sequence[Field], whole: str) -> str:
    lacks = {
        field: f"(NOT opened.payload ?| {field.names} AND {asked.knows('opened', field.since)})" for field in fields
    }
    found = " || ".join(
        f"CASE WHEN {lacking} THEN coalesce({_said_of(entry, field)}, '{{}}') ELSE '{{}}' END"
        for field, lacking in lacks.items()
    )
    return f"CASE WHEN {' OR '.join(lacks.values())} THEN {found} || {whole} ELSE {whole} END"


def _said_of(entry: StripeObject, field: Field) -> str:
    """What the last copy before it says in a field, and in all that say the same."""
    said = " || ".join(
        f"CASE WHEN known.payload ? '{name}' THEN jsonb_build_object('{name}', known.payload -> '{name}')"
        " ELSE '{}' END"
        for name in field.said_by
    )
    return _earlier(entry, f"({said})", f"known.payload ?| {field.names}")


def _with_objects(entry: StripeObject, ids: Ids, document: str) -> str:
    """The document with objects in the place of ids, where the nearest copy that has any shows them."""
    held = asked.holds("opened", ids, "string")
    objects = f"""(SELECT jsonb_object_agg(found.value ->> 'id', found.value) FROM jsonb_path_query(
                known.payload,
                '{ids.path} ? (@.type() == "object" && exists (@.object) && exists (@.id))', silent => TRUE
            ) AS found (value))"""
    nearest = _nearest(entry, objects, asked.holds("known", ids, "object"))
    return f"""CASE WHEN {held} AND {asked.knows("opened", ids.since)}
                AND jsonb_typeof(opened.payload #> '{{{ids.place}}}') = 'array'
            THEN (
                SELECT jsonb_set({document}, '{{{ids.place}}}', {asked.with_objects_in(document, ids)})
                FROM (SELECT coalesce({nearest}, '{{}}') AS objects) AS whole
            ) ELSE {document} END"""


def _earlier(entry: StripeObject, what: str, condition: str) -> str:
    """What the last copy in the raw table before ``opened`` has that meets a condition, as SQL."""
    return _one(entry, what, condition, "<=", "DESC")


def _nearest(entry: StripeObject, what: str, condition: str) -> str:
    """The same, or else of the first one after it."""
    return f"coalesce({_earlier(entry, what, condition)}, {_one(entry, what, condition, '>', 'ASC')})"


def _one(entry: StripeObject, what: str, condition: str, side: str, order: str) -> str:
    return f"""(SELECT {what} FROM raw.{entry.plural} AS known
                WHERE known.id = opened.id AND known.observed_at {side} opened.observed_at AND NOT known.deleted
                    AND known.origin IN {asked.ASKED_FOR}
                    AND {condition} AND known._dlt_load_id IN ({COMPLETE_LOADS})
                ORDER BY known.observed_at {order}, known._dlt_load_id {order}, known._dlt_id {order} LIMIT 1)"""
