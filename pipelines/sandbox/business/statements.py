"""What the books say: which account holds how much, what each day brought, and what each payout is made of."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from oltp_schema.sql_files import sql_file
from pipelines.sandbox.store import Store

Row = dict[str, Any]


def trial_balance(store: Store) -> Iterator[Row]:
    """What every account holds, in each currency: ``account``, ``currency``, ``balance``. The sum of each is 0."""
    yield from _rows(
        store,
        "SELECT account, currency, sum(amount) AS balance FROM journal GROUP BY account, currency"
        " ORDER BY account, currency",
    )


def activity(store: Store) -> Iterator[Row]:
    """What each day (UTC) brought, by reporting category and currency: ``count``, ``gross``, ``fee``, ``net``."""
    yield from _rows(store, sql_file(__package__, "activity.sql"))


def payouts(store: Store) -> Iterator[Row]:
    """What each automatic payout is made of, by reporting category; its own entry is in ``payout``, below zero."""
    yield from _rows(store, sql_file(__package__, "payouts.sql"))


def _rows(store: Store, sql: str) -> Iterator[Row]:
    with store.lock:
        found = store.connection.execute(sql)
        names = [column[0] for column in found.description]
        rows = found.fetchall()
    for row in rows:
        yield dict(zip(names, map(_text, row), strict=True))


def _text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value


STATEMENTS: Mapping[str, Callable[[Store], Iterator[Row]]] = {
    "books.activity": activity,
    "books.payouts": payouts,
    "books.trial_balance": trial_balance,
}
"""By the name that ``Sandbox.truth`` takes."""
