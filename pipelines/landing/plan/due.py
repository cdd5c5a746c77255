"""What is to be listed again because its time has come: rows that are pending, and whose moment has passed.

Stripe tells of such a change by no event, and its lists cannot be narrowed to what changed. So the narrowest windows by
`created` are read that hold these rows, each no more than one page long: one request for up to a hundred of them.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject
from pipelines.catalogue.traits import Pending
from pipelines.landing.plan.windows import NEW, Window

PAGE = 100
Second = tuple[int, int, int]  # one with due rows: unix seconds, rows in it, rows after it and before the next one


def due_windows(cursor: Cursor, entry: StripeObject, now: int, before: int) -> list[Window]:
    """Windows over the rows that were created ``before`` and should have changed by ``now`` (both unix seconds).

    Narrowed, say to a currency, when that makes fewer of them. None when no row is due.
    """
    assert entry.reading.pending is not None  # noqa: S101 -- asked of such types only
    pending, plans = entry.reading.pending, []
    for columns in ((), pending.narrowed_by):
        cursor.execute(_seconds_of_due_rows(entry, pending, columns), {"now": now, "before": before, "page": PAGE})
        plans.append(_windows(entry, columns, cursor.fetchall()))
    return min(plans, key=len)


def _windows(entry: StripeObject, columns: tuple[str, ...], found: Sequence[tuple[Any, ...]]) -> list[Window]:
    """Windows of lists narrowed by ``columns``, whose values come first in what was found."""
    windows = []
    for values, rows in groupby(found, key=lambda row: row[: len(columns)]):
        narrower = dict(zip(columns, values, strict=True))
        seconds = [row[len(columns) :] for row in rows]
        for view in entry.reading.views:
            parameters = urlencode({**view, **narrower})
            windows += [Window(entry.name, NEW, parameters, *span) for span in _spans(seconds)]
    return windows


def _seconds_of_due_rows(entry: StripeObject, pending: Pending, columns: tuple[str, ...]) -> str:
    """The seconds of due rows, with how many rows there are in each and until the next; more than a page is enough."""
    named, same = ("".join(form.format(column) for column in columns) for form in ("{0}, ", " AND kept.{0} = due.{0}"))
    apart = f"PARTITION BY {', '.join(columns)} " if columns else ""
    rows = f"SELECT FROM oltp.{entry.table} AS kept WHERE kept.{entry.created} >= to_timestamp"
    return f"""
        WITH due AS (
            SELECT DISTINCT {named}floor(extract(EPOCH FROM row.{entry.created}))::bigint AS second
            FROM oltp.{entry.table} AS row
            WHERE {pending.is_due("row", "to_timestamp(%(now)s)")} AND row.{entry.created} < to_timestamp(%(before)s)
        ),
        gaps AS (SELECT due.*, lead(due.second) OVER ({apart}ORDER BY due.second) AS next FROM due)
        SELECT {named}due.second,
            (SELECT count(*) FROM (
                {rows}(due.second) AND kept.{entry.created} < to_timestamp(due.second + 1){same} LIMIT %(page)s
            ) AS in_it),
            (SELECT count(*) FROM (
                {rows}(due.second + 1) AND kept.{entry.created} < to_timestamp(due.next){same} LIMIT %(page)s
            ) AS after_it)
        FROM gaps AS due ORDER BY {named}due.second
    """


def _spans(seconds: Sequence[Second]) -> Iterator[tuple[int, int]]:
    """The fewest spans that hold all of these seconds, and no more rows than a page where that can be."""
    first, last, size, gap = seconds[0][0], seconds[0][0], 0, 0
    for second, in_it, after_it in seconds:
        if size and size + gap + in_it > PAGE:
            yield first, last + 1
            first, size, gap = second, 0, 0
        last, size, gap = second, size + gap + in_it, after_it
    yield first, last + 1
