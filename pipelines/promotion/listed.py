"""Lists that Stripe gives per parent only: what the parent's document would say if it held the list.

A list that was read is whole, and counts until it is read again. Whether it is all that there is, the parent's row
tells: it is not when the parent changed since, or while more may follow.
"""

from pipelines.catalogue import StripeObject
from pipelines.raw import per_parent


def completed(entry: StripeObject, child: StripeObject, loads: str) -> str:
    """Put the lists that were read into the selected copies of ``entry``, and note which those are."""
    assert child.embedded is not None  # noqa: S101 -- called with children only
    field = child.embedded.field
    of_selected = "{} IN (SELECT selected.id FROM selected)"
    return f"""
        WITH known AS (
            {per_parent.newest(child, of_selected, loads)}
        )
        UPDATE selected
        SET completed = jsonb_set(
                coalesce(selected.completed, landed.payload),
                '{{{field}}}',
                jsonb_build_object('data', known.payload -> 'data')
            ),
            listed = selected.listed || '{field}'::text,
            current = CASE
                WHEN known.observed_at >= selected.observed_at THEN selected.current || '{field}'::text
                ELSE selected.current
            END
        FROM known, raw.{entry.plural} AS landed
        WHERE known.parent_id = selected.id AND landed.ctid = selected.copy
    """


def is_complete(child: StripeObject, field: str) -> str:
    """Whether all elements are known, as SQL on ``picked`` and ``mapped``; NULL where there is no list to be read."""
    is_there = per_parent.is_there(child, "mapped")
    return f"""CASE
                    WHEN '{field}' = ANY (picked.listed)
                        THEN ('{field}' = ANY (picked.current) OR NOT {is_there})
                            AND NOT {per_parent.is_growing(child, "mapped")}
                    WHEN {is_there} THEN FALSE
                END"""
