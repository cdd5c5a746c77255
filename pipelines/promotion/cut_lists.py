"""Lists that Stripe cut: what other copies and the elements that were landed by themselves know of their rest.

A cut list becomes the newest version of every element known since the list was last known whole: from that copy, from
the cut ones after it, and from the elements that were landed by themselves. It is known whole from a copy that was not
cut, or from one whose load also brought the list from its endpoint, because a load completes only when all its pages
were read. So what is offline stays known, and a whole list forgets what is not in it.
"""

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject
from pipelines.promotion import seconds
from pipelines.promotion.copies import has_its_fields, order_of
from pipelines.raw.tables import parent_of
from pipelines.sql_files import sql_file

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
    """Complete the cut lists that hold ``child``, in the chosen copies of ``entry``, with what `cut_list.sql` says."""
    assert child.embedded is not None  # noqa: S101 -- called with children only
    field, own_ids = child.embedded.field, child.embedded.own_ids
    unique_id = f"'{child.embedded.unique_id}'" if child.embedded.unique_id else "NULL::text"
    return f"""
        WITH list AS (
            SELECT '{field}' AS field, '{own_ids}' AS own_ids, {unique_id} AS unique_id
        ),
        known AS (
            SELECT landed.id AS parent_id, landed.payload, {order_of("landed", is_placed=is_placed)},
                FALSE AS is_alone, chosen.copy = landed.ctid AS is_chosen,
                landed.payload #> '{{{field},has_more}}' = 'true'::jsonb AS is_cut,
                {_is_completed(child) if is_landed else "FALSE"} AS is_completed
            FROM chosen JOIN raw.{entry.plural} AS landed ON landed.id = chosen.id
            WHERE chosen.cut AND landed._dlt_load_id IN ({loads}) AND {has_its_fields(entry)}
            {_alone(child, loads) if is_landed else ""}
        ),
        whole AS (
            {sql_file(__package__, "cut_list.sql")}
        )
        UPDATE chosen
        SET completed = jsonb_set(coalesce(chosen.completed, landed.payload), '{{{field},data}}', whole.elements)
        FROM whole, raw.{entry.plural} AS landed
        WHERE chosen.id = whole.parent_id AND landed.ctid = chosen.copy
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
    """The elements that were landed by themselves, found through the parent they name, as SQL that adds to copies."""
    return f"""
            UNION ALL
            SELECT chosen.id, item.payload, item.observed_at, {seconds.SERVED}, '', item._dlt_load_id, item._dlt_id,
                TRUE, FALSE, FALSE, FALSE
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
