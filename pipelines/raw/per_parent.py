"""Lists that Stripe gives per parent: those that raw has read, and those that are still to be read.

Each list that was read to its end is a document under its parent's id, with the ids of its elements; these land as
objects of their own type. A list is read again when the parent's document was seen to change after it was read.
"""

from collections.abc import Mapping

from pipelines.catalogue import CATALOGUE, ListedPer, StripeObject
from pipelines.raw.tables import COMPLETE_LOADS, newest_first

Value = bool | int | str


def of(entry: StripeObject) -> ListedPer:
    """What a list is per. Raises KeyError for a type that is no list per parent."""
    if entry.listed_per is None:
        raise KeyError(entry.name)
    return entry.listed_per


def newest(entry: StripeObject, within: str, loads: str = COMPLETE_LOADS) -> str:
    """The newest document per parent, as a query; ``within`` is SQL with `{}` for the id of the parent."""
    return f"""
        SELECT DISTINCT ON (list.id) list.id AS parent_id, list.payload, list.observed_at
        FROM raw.{entry.plural} AS list
        WHERE list._dlt_load_id IN ({loads}) AND {within.format("list.id")}
        ORDER BY list.id, {newest_first("list")}
    """


def is_there(entry: StripeObject, row: str) -> str:
    """Whether a parent has such a list, as SQL on its row: true or false."""
    listed = of(entry)
    unless = f" AND NOT ({_says(row, listed.unless)})" if listed.unless else ""
    return f"({_says(row, listed.when)}{unless})"


def is_growing(entry: StripeObject, row: str) -> str:
    """Whether more may follow in the list, though the parent's document stays as it is, as SQL on the parent's row."""
    growing = of(entry).growing
    return f"({_says(row, growing)})" if growing else "FALSE"


def parents(entry: StripeObject) -> str:
    """The parents present whose list may have elements: their rows say so, it was read, or there are rows of it."""
    listed = of(entry)
    parent = CATALOGUE[listed.parent]
    elements = f"oltp.{CATALOGUE[listed.elements].table} AS element WHERE element.{parent.owner_column} = parent.id"
    return f"""
        SELECT parent.id FROM oltp.{parent.table} AS parent
        WHERE parent.row_state = 'present' AND (
            {is_there(entry, "parent")}
            OR parent.id IN (SELECT list.id FROM raw.{entry.plural} AS list)
            OR EXISTS (SELECT FROM {elements} AND element.row_state = 'present')
        )
        ORDER BY parent.id
    """


def enqueue(entry: StripeObject, within: str = "TRUE") -> str:
    """Queue the lists that were not read since their parents' documents changed; ``within`` as in ``newest``.

    Those that Stripe answered 404 for when it is not time to ask again are left out, and so is the list of a type of
    which no run has planned any.
    """
    listed = of(entry)
    wanted = is_there(entry, "parent")
    if listed.once_read:
        wanted = f"({wanted} OR known.parent_id IS NOT NULL)"
    known = f"LEFT JOIN ({newest(entry, within)}) AS known ON known.parent_id = parent.id"
    is_old = "(known.observed_at IS NULL OR known.observed_at < parent.observed_at)"
    return _enqueue(entry, known, f"{within.format('parent.id')} AND {wanted} AND {is_old}")


def enqueue_shown(entry: StripeObject, by: StripeObject, within: str = "TRUE") -> str:
    """Queue the lists that were never read and of which rows of another type show that they have something.

    ``within`` is SQL with `{}` for the id of these rows. Otherwise as ``enqueue``.
    """
    listed = of(entry)
    owner = CATALOGUE[listed.parent].owner_column
    shows = listed.shown_by[by.name].format(row="shown")
    shown = f"""parent.id IN (
        SELECT shown.{owner} FROM oltp.{by.table} AS shown
        WHERE shown.row_state = 'present' AND {within.format("shown.id")} AND {shows}
    )"""
    unread = f"NOT EXISTS (SELECT FROM raw.{entry.plural} AS list WHERE list.id = parent.id)"
    return _enqueue(entry, "", f"{shown} AND {unread}")


def _enqueue(entry: StripeObject, known: str, wanted: str) -> str:
    parents = CATALOGUE[of(entry).parent]
    return f"""
        INSERT INTO meta.refetch_queue (object, id)
        SELECT '{entry.name}', parent.id
        FROM oltp.{parents.table} AS parent
        {known}
        LEFT JOIN meta.not_found AS gone ON gone.object = '{entry.name}' AND gone.id = parent.id
        WHERE EXISTS (SELECT FROM meta.watermarks AS planned WHERE planned.object = '{entry.name}')
            AND parent.row_state = 'present' AND {wanted}
            AND (gone.id IS NULL OR gone.asked_at + interval '1 day' * 2 ^ least(gone.times, 10) < now())
        ON CONFLICT DO NOTHING
    """


def _says(row: str, values: Mapping[str, tuple[Value, ...]]) -> str:
    """Whether a row says one of the values in each column, as SQL: true or false."""
    said = (
        f"coalesce({row}.{column} IN ({', '.join(map(_literal, any_of))}), FALSE)" for column, any_of in values.items()
    )
    return " AND ".join(said) or "TRUE"


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
