"""What the books say: which account holds how much, what each day brought, and what each payout is made of."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pipelines.sandbox.store import Store

Row = dict[str, Any]

ACTIVITY = """
SELECT date(at, 'unixepoch') AS day, category AS reporting_category, currency, count(DISTINCT act) AS count,
    sum(amount) FILTER (WHERE account LIKE 'balance:%' OR account LIKE 'fees:%' AND category NOT IN ('fee', 'tax'))
        AS gross,
    coalesce(sum(amount) FILTER (WHERE account LIKE 'fees:%' AND category NOT IN ('fee', 'tax')), 0) AS fee,
    sum(amount) FILTER (WHERE account LIKE 'balance:%') AS net
FROM journal
WHERE category IS NOT NULL
GROUP BY day, category, currency
HAVING net IS NOT NULL
ORDER BY day, category, currency
"""
"""In ``fee`` and ``tax`` the fee is what is paid, and not a part of it."""

PAYOUTS = """
SELECT payout, currency, category AS reporting_category, count(*) AS count, sum(gross) AS gross, sum(fee) AS fee,
    sum(gross - fee) AS net
FROM movements
WHERE payout IS NOT NULL
GROUP BY payout, currency, category
ORDER BY min(seq)
"""


def trial_balance(store: Store) -> Iterator[Row]:
    """What every account holds, in each currency: ``account``, ``currency``, ``balance``. The sum of each is 0."""
    yield from _rows(
        store,
        "SELECT account, currency, sum(amount) AS balance FROM journal GROUP BY account, currency"
        " ORDER BY account, currency",
    )


def activity(store: Store) -> Iterator[Row]:
    """What each day (UTC) brought, by reporting category and currency: ``count``, ``gross``, ``fee``, ``net``."""
    yield from _rows(store, ACTIVITY)


def payouts(store: Store) -> Iterator[Row]:
    """What each automatic payout is made of, by reporting category; its own entry is in ``payout``, below zero."""
    yield from _rows(store, PAYOUTS)


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
