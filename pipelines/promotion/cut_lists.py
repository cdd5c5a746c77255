"""Lists that Stripe cut: what other copies and the elements that were landed by themselves know of their rest.

A cut list becomes the newest version of every element known since the list was last known whole: from that copy, from
the cut ones after it, and from the elements that were landed by themselves. It is known whole from a copy that was not
cut, or from one whose load also brought the list from its endpoint, because a load completes only when all its pages
were read. So what is offline stays known, and a whole list forgets what is not in it.
"""

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject
from pipelines.promotion import seconds
from pipelines.promotion.copies import at, columns, has_its_fields, newest_first, order_of
from pipelines.raw.tables import parent_of

CUT_ONES = "landed.id IN (SELECT chosen.id FROM chosen WHERE chosen.cut)"


def key_of(element: str, child: StripeObject) -> str:
    """What tells an element of a list from the others, as SQL; NULL where it has no id and its place tells it."""
    assert child.embedded is not None  # noqa: S101 -- only children are asked
    former = child.embedded.unique_id
    return f"coalesce({element} ->> '{former}', {element} ->> 'id')" if former else f"{element} ->> 'id'"


def complete(cursor: Cursor, entry: StripeObject, child: StripeObject, loads: str, *, is_landed: bool) -> None:
    """Make the cut lists of the chosen copies whole, as far as it is known; ``is_landed`` says that some came alone."""
    cursor.execute("SELECT EXISTS (SELECT FROM chosen WHERE chosen.cut)")
    if cursor.fetchone() == (False,):
        return
    is_placed = seconds.find_places(cursor, entry, loads, CUT_ONES)
    cursor.execute(completed(entry, child, loads, is_placed=is_placed, is_landed=is_landed))
    cursor.execute(incomplete(entry, child, is_landed=is_landed))


def completed(entry: StripeObject, child: StripeObject, loads: str, *, is_placed: bool, is_landed: bool) -> str:
    """Complete the cut lists that hold ``child``, in the chosen copies of ``entry``."""
    assert child.embedded is not None  # noqa: S101 -- called with children only
    field = child.embedded.field
    return f"""
        WITH copies AS (
            SELECT landed.id, landed.payload, {order_of("landed", is_placed=is_placed)},
                landed.payload #> '{{{field},has_more}}' = 'true'::jsonb AS cut, chosen.copy = landed.ctid AS is_chosen,
                {_is_completed(child) if is_landed else "FALSE"} AS completed
            FROM chosen JOIN raw.{entry.plural} AS landed ON landed.id = chosen.id
            WHERE chosen.cut AND landed._dlt_load_id IN ({loads})
                AND {has_its_fields(entry)}
        ),
        chosen_copies AS (SELECT copies.* FROM copies WHERE copies.is_chosen AND copies.cut),
        last_whole AS (
            SELECT DISTINCT ON (copies.id) copies.*
            FROM copies JOIN chosen_copies ON chosen_copies.id = copies.id
            WHERE (copies.cut IS NOT TRUE OR copies.completed)
                AND {at("copies")} <= {at("chosen_copies")}
            ORDER BY copies.id, {newest_first("copies")}
        ),
        elements AS (
            SELECT copies.id AS parent_id, {key_of("element.value", child)} AS id,
                element.value AS payload, {columns("copies")},
                CASE WHEN {_has_its_own_id("element.value", child)} THEN 1 ELSE row_number() OVER (
                    PARTITION BY copies._dlt_id, element.value ->> 'id' ORDER BY element.ordinality
                ) END AS number,
                element.ordinality AS position, FALSE AS alone
            FROM copies JOIN chosen_copies ON chosen_copies.id = copies.id
            LEFT JOIN last_whole ON last_whole.id = copies.id
            CROSS JOIN LATERAL jsonb_array_elements(meta.stripe_list(copies.payload -> '{field}'))
                WITH ORDINALITY AS element
            WHERE {at("copies")} <= {at("chosen_copies")}
                AND (last_whole.id IS NULL OR {at("copies")} >= {at("last_whole")})
            {_alone(child, loads) if is_landed else ""}
        ),
        newest AS (
            SELECT DISTINCT ON (elements.parent_id, elements.id, elements.number) elements.*
            FROM elements LEFT JOIN last_whole ON last_whole.id = elements.parent_id
            WHERE last_whole.id IS NULL
                OR (elements.alone AND elements._dlt_load_id = last_whole._dlt_load_id)
                OR {at("elements")} >= {at("last_whole")}
            ORDER BY elements.parent_id, elements.id, elements.number, {newest_first("elements")}
        ),
        merged AS (
            SELECT newest.parent_id, jsonb_agg(
                newest.payload ORDER BY newest.observed_at DESC, newest.place DESC, newest.told DESC,
                    newest._dlt_load_id DESC, newest.position, newest.id
            ) AS list
            FROM newest GROUP BY newest.parent_id
        )
        UPDATE chosen
        SET completed = jsonb_set(coalesce(chosen.completed, landed.payload), '{{{field},data}}', merged.list)
        FROM merged JOIN chosen_copies AS landed ON landed.id = merged.parent_id
        WHERE chosen.id = merged.parent_id
    """


def incomplete(entry: StripeObject, child: StripeObject, *, is_landed: bool) -> str:
    """Note the lists that are cut in the chosen copies and of which nothing brought the rest."""
    assert child.embedded is not None  # noqa: S101 -- called with children only
    field = child.embedded.field
    return f"""
        UPDATE chosen SET incomplete = chosen.incomplete || '{field}'::text
        FROM raw.{entry.plural} AS landed
        WHERE chosen.cut AND landed.ctid = chosen.copy AND landed.payload #> '{{{field},has_more}}' = 'true'::jsonb
            AND NOT {_is_completed(child) if is_landed else "FALSE"}
    """


def _alone(child: StripeObject, loads: str) -> str:
    """The elements that were landed by themselves, found through the parent they name, as SQL that adds to others."""
    return f"""
            UNION ALL
            SELECT chosen.id, {key_of("item.payload", child)}, item.payload, item.observed_at,
                {seconds.SERVED}, '', item._dlt_load_id, item._dlt_id,
                CASE WHEN {_has_its_own_id("item.payload", child)} THEN 1 ELSE row_number() OVER (
                    PARTITION BY chosen.id, item._dlt_load_id, item.id ORDER BY item._dlt_id
                ) END,
                row_number() OVER (PARTITION BY chosen.id, item._dlt_load_id ORDER BY item._dlt_id), TRUE
            FROM chosen JOIN raw.{child.plural} AS item ON {parent_of("item", child)} = chosen.id
            WHERE chosen.cut AND item._dlt_load_id IN ({loads})
    """


def _is_completed(child: StripeObject) -> str:
    """Whether the load of a copy brought the list from its endpoint, too, as SQL."""
    return f"""EXISTS (
                SELECT FROM raw.{child.plural} AS item
                WHERE item._dlt_load_id = landed._dlt_load_id AND item.origin = 'list'
                    AND {parent_of("item", child)} = landed.id
            )"""


def _has_its_own_id(payload: str, child: StripeObject) -> str:
    """Whether an element is told apart by its id alone; else also by its number among those of that id."""
    assert child.embedded is not None  # noqa: S101 -- only children are asked
    former = child.embedded.unique_id
    said = f"{payload} ->> '{former}' IS NOT NULL OR " if former else ""
    return f"({said}starts_with({payload} ->> 'id', '{child.embedded.own_ids}'))"
