"""The account's books, kept by double entry on their own: what each act moved, from where to where.

The acts of the business write them, from the same decisions as the documents but never from the documents: a mistake in
how a document is made shows as a difference. Amounts are in minor units; a debit is positive, a credit negative.
"""

from decimal import Decimal
from typing import NamedTuple

from pipelines.sandbox.account import Account
from pipelines.sandbox.store import Store

TABLES = """
CREATE TABLE movements (
    seq INTEGER PRIMARY KEY,
    entry TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    free_on INTEGER NOT NULL,
    is_free INTEGER NOT NULL,
    currency TEXT NOT NULL,
    gross INTEGER NOT NULL,
    fee INTEGER NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    source TEXT,
    payout TEXT
);
CREATE INDEX movements_held ON movements (free_on, seq) WHERE NOT is_free;
CREATE INDEX movements_unsettled ON movements (currency, free_on) WHERE payout IS NULL;
CREATE INDEX movements_of_payout ON movements (payout, seq) WHERE payout IS NOT NULL
"""


class Fee(NamedTuple):
    """A part of what Stripe keeps of a movement: ``kind`` is its type, as in ``fee_details``."""

    kind: str
    amount: int
    description: str


class Movement(NamedTuple):
    """One change of the balance: ``amount`` before fees, in a currency that the account keeps.

    ``kind`` is the type of the balance transaction, ``category`` its reporting category. ``paid`` is the amount and the
    currency that the customer sees, ``rate`` what the one was converted at.
    """

    kind: str
    category: str
    currency: str
    amount: int
    source: str | None = None
    description: str | None = None
    fees: tuple[Fee, ...] = ()
    rate: Decimal | None = None
    paid: tuple[int, str] | None = None

    @property
    def fee(self) -> int:
        """What Stripe keeps in all."""
        return sum(fee.amount for fee in self.fees)


def open_books(store: Store) -> None:
    """Make the tables of a new account's books."""
    for statement in TABLES.split(";"):
        store.connection.execute(statement)


def move(account: Account, entry_id: str, movement: Movement, free_on: int) -> None:
    """Write down a change of the balance that can be used from a moment on."""
    values = (entry_id, account.now, free_on, free_on <= account.now, movement.currency, movement.amount, movement.fee)
    account.store.connection.execute(
        "INSERT INTO movements (entry, at, free_on, is_free, currency, gross, fee, kind, category, source)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, movement.kind, movement.category, movement.source),
    )


def release(account: Account) -> list[str]:
    """Write down what can be used from now on; returns the entries, in the order in which they were made."""
    held = "NOT is_free AND free_on <= ?"
    execute = account.store.connection.execute
    rows = execute(f"SELECT entry FROM movements WHERE {held} ORDER BY seq", (account.now,)).fetchall()
    execute(f"UPDATE movements SET is_free = 1 WHERE {held}", (account.now,))
    return [entry.decode() for (entry,) in rows]


def unsettled(account: Account, currency: str, until: int | None = None, *, free: bool = False) -> int:
    """What of a currency no automatic payout has taken yet: all of it, what is free by a moment, what is free now."""
    where, values = "payout IS NULL AND currency = ?", [currency]
    return _sum(account, f"{where}{' AND is_free' * free} AND free_on <= ?", (*values, until or LAST))


def settle(account: Account, currency: str, until: int, payout_id: str) -> None:
    """Write down that an automatic payout takes what of a currency is free by a moment."""
    account.store.connection.execute(
        "UPDATE movements SET payout = ? WHERE payout IS NULL AND currency = ? AND free_on <= ?",
        (payout_id, currency, until),
    )


def belongs(account: Account, entry_id: str, payout_id: str) -> None:
    """Write down that an entry is the automatic payout's own."""
    account.store.connection.execute("UPDATE movements SET payout = ? WHERE entry = ?", (payout_id, entry_id))


def settled_by(account: Account, payout_id: str, before: int | None = None) -> list[str]:
    """The entries that an automatic payout is made of, in the order in which they were made."""
    rows = account.store.connection.execute(
        "SELECT entry FROM movements WHERE payout = ? AND at < ? ORDER BY seq", (payout_id, before or LAST)
    )
    return [entry.decode() for (entry,) in rows]


LAST = 1 << 62
"""A moment after all others."""


def _sum(account: Account, where: str, values: tuple[object, ...]) -> int:
    sql = f"SELECT coalesce(sum(gross - fee), 0) FROM movements WHERE {where}"
    return int(account.store.connection.execute(sql, values).fetchone()[0])
