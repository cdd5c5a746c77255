"""Lists that Stripe cut: what other copies and the elements that were landed by themselves know of their rest.

A cut list becomes the newest version of every element known since the list was last known whole: from that copy, from
the cut ones after it, and from the elements that were landed by themselves. It is known whole from a copy that was not
cut, or from one whose load also brought the list from its endpoint, because a load completes only when all its pages
were read. So what is offline stays known, and a whole list forgets what is not in it.
"""

from psycopg2.extensions import cursor as Cursor

from oltp_schema.sql_files import sql_file
from pipelines.catalogue import StripeObject
from pipelines.promotion import seconds
from pipelines.promotion.copies import has_its_fields, order_of
from pipelines.raw.tables import parent_of

CUT_ONES = "landed.id IN (SELECT selected.id FROM selected WHERE selected.cut)"


def key_of(element: str, child: StripeObject) -> str:
    """What tells an element of a list from the others, as SQL; NULL where it has no id and its place tells it."""
    assert child.embedded is not None  # noqa: S101 -- only children are asked
    former = child.embedded.unique_id
    return f"coalesce({element} ->> '{former}', {element} ->> 'id')" if former else f"{element} ->> 'id'"


def complete(cursor: Cursor, entry: StripeObject, child: StripeObject, loads: str, *, is_landed: bool) -> None:
    """Make the cut lists of the selected copies whole, as far as is known; ``is_landed`` says that some came alone."""
    cursor.execute("SELECT EXISTS (SELECT FROM selected WHERE selected.cut)")
    if cursor.fetchone() == (False,):
        return
    is_placed = seconds.find_places(cursor, entry, loads, CUT_ONES)
    cursor.execute(completed(entry, child, loads, is_placed=is_placed, is_landed=is_landed))
    cursor.execute(incomplete(entry, child, is_landed=is_landed))


def completed(entry: StripeObject, child: StripeObject, loads: str, *, is_placed: bool, is_landed: bool) -> str:
    """Complete the cut lists that hold ``child``, in selected copies of ``entry``, with what `cut_list.sql` says."""
    assert child.embedded is not None  # noqa: S101 -- called with children only
    field, own_ids = child.embedded.field, child.embedded.own_ids
    unique_id = f"'{child.embedded.unique_id}'" if child.embedded.unique_id else "NULL::text"
    return f"""
        WITH list AS (
            SELECT '{field}' AS field, '{own_ids}' AS own_ids, {unique_id} AS unique_id
        ),
        known AS (
            SELECT landed.id AS parent_id, landed.payload, {order_of("landed", is_placed=is_placed)},
                FALSE AS is_alone, selected.copy = landed.ctid AS is_selected,
                landed.payload #> '{{{field},has_more}}' = 'true'::jsonb AS is_cut,
                {_is_completed(child) if is_landed else "FALSE"} AS is_completed
            FROM selected JOIN raw.{entry.plural} AS landed ON landed.id = selected.id
            WHERE selected.cut AND landed._dlt_load_id IN ({loads}) AND {has_its_fields(entry)}
            {_alone(child, loads) if is_landed else ""}
        ),
        whole AS (
            {sql_file(__package__, "cut_list.sql")}
        )
        UPDATE selected
        SET completed = jsonb_set(coalesce(selected.completed, landed.payload), '{{{field},data}}', whole.elements)
        FROM whole, raw.{entry.plural} AS landed
        WHERE selected.id = whole.parent_id AND landed.ctid = selected.copy
    """


def incomplete(entry: StripeObject, child: StripeObject, *, is_landed: bool) -> str:
    """Note the lists that are cut in the selected copies and of which nothing brought the rest."""
    assert child.embedded is not None  # noqa: S101 -- called with children only
    field = child.embedded.field
    return f"""
        UPDATE selected SET incomplete = selected.incomplete || '{field}'::text
        FROM raw.{entry.plural} AS landed
        WHERE selected.cut AND landed.ctid = selected.copy AND landed.payload #> '{{{field},has_more}}' = 'true'::jsonb
            AND NOT {_is_completed(child) if is_landed else "FALSE"}
    """


def _alone(child: StripeObject, loads: str) -> str:
    """The elements that were landed by themselves, found through the parent they name, as SQL that adds to copies."""
    return f"""
            UNION ALL
            SELECT selected.id, item.payload, item.observed_at, {seconds.SERVED}, '', item._dlt_load_id, item._dlt_id,
                TRUE, FALSE, FALSE, FALSE
            FROM selected JOIN raw.{child.plural} AS item ON {parent_of("item", child)} = selected.id
            WHERE selected.cut AND item._dlt_load_id IN ({loads})
    """


def _is_completed(child: StripeObject) -> str:
    """Whether the load of a copy brought the list from its endpoint, too, as SQL."""
    return f"""EXISTS (
                SELECT FROM raw.{child.plural} AS item
                WHERE item._dlt_load_id = landed._dlt_load_id AND item.origin = 'list'
                    AND {parent_of("item", child)} = landed.id
            )"""
