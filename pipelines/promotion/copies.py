"""What SQL says of a copy in raw: whether it is whole, and its place among the copies of its id.

Copies of one id are ordered by when Stripe said it (observed_at), within one second of events by what these say
(`seconds.py`), then by when they were received (_dlt_load_id, _dlt_id).
"""

from pipelines.catalogue import StripeObject
from pipelines.promotion import seconds
from pipelines.raw import tables

ORDER = ("observed_at", "place", "told", "_dlt_load_id", "_dlt_id")


def has_its_fields(entry: StripeObject, copy: str = "landed") -> str:
    """Whether a copy is more than a stub, as SQL; one that says its object is deleted may be whole (an event)."""
    return f"(NOT {copy}.deleted OR {copy}.payload ? '{entry.mark}')"


def order_of(copy: str, *, is_placed: bool) -> str:
    """What puts a copy of raw in order, as SQL for a SELECT; ``is_placed`` says whether to look it up, too."""
    place = seconds.place(copy)
    if is_placed:
        place = f"coalesce((SELECT placed.place FROM placed WHERE placed.raw_id = {copy}._dlt_id), {place})"
    return f"{copy}.observed_at, {place} AS place, {seconds.key(copy)} AS told, {copy}._dlt_load_id, {copy}._dlt_id"


def at(copy: str) -> str:
    """The place of a copy among those of its id, as SQL that compares."""
    return f"({', '.join(f'{copy}.{column}' for column in ORDER)})"


def counts_last(entry: StripeObject) -> str:
    """The column that says which whole copies count only where there are no others.

    What others show of a type is as good as what Stripe serves where that is all there is. A copy of what is gone lacks
    fields then.
    """
    return "deleted" if entry.shown_by_others else "is_embedded"


def in_time(copy: str) -> str:
    """The order that has the oldest copy first, as SQL."""
    return ", ".join(f"{copy}.{column}" for column in ORDER)


def newest_first(copy: str) -> str:
    """The order that has the newest copy first, as SQL."""
    return tables.newest_first(copy, f"{copy}.place", f"{copy}.told")
