"""The account's books, kept by double entry on their own: what each act moved, from where to where.

The acts of the business write them, from the same decisions as the documents but never from the documents: a mistake in
how a document is made shows as a difference. Amounts are in minor units; a debit is positive, a credit negative, and
what an act posts adds up to nothing in each currency.

``journal`` holds the postings; ``movements`` each change of the balance, and the automatic payout that took it.
"""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from oltp_schema.sql_files import sql_file
from pipelines.sandbox.account import Account
from pipelines.sandbox.store import Store

PENDING, AVAILABLE = "balance:pending", "balance:available"
IN_TRANSIT, BANK = "payouts:in_transit", "bank"
CUSTOMERS, DISPUTES, CONVERSION = "customers", "disputes", "conversion"
"""The accounts of the books; ``fees:…`` has one for each type of fee."""


class Posting(NamedTuple):
    """A debit of an account of the books, or, below zero, a credit."""

    account: str
    currency: str
    amount: int


class UnbalancedPostingsError(ValueError):
    """What an act would post does not add up to nothing: the act is wrong."""


class Fee(NamedTuple):
    """A part of what Stripe keeps of a movement: ``kind`` is its type, as in ``fee_details``."""

    kind: str
    amount: int
    description: str


class Movement(NamedTuple):
    """One change of the balance: ``amount`` before fees, in a currency that the account keeps.

    ``against`` is the account of the books on the other side, ``kind`` the type of the balance transaction,
    ``category`` its reporting category. ``paid`` is the amount and the currency that the customer sees, ``rate`` what
    the one was converted at.
    """

    against: str
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

    @property
    def net(self) -> int:
        """What is left of it."""
        return self.amount - self.fee


def open_books(store: Store) -> None:
    """Make the tables of a new account's books."""
    for statement in sql_file(__package__, "books.sql").split(";"):
        store.connection.execute(statement)


def post(account: Account, act: str, postings: Sequence[Posting], category: str | None = None) -> None:
    """Write down what an act moves between accounts. Raises UnbalancedPostingsError."""
    left = Counter[str]()
    for posting in postings:
        left[posting.currency] += posting.amount
    if any(left.values()):
        raise UnbalancedPostingsError(f"{act} does not balance: {dict(left)}.")
    account.store.connection.executemany(
        "INSERT INTO journal (at, act, category, account, currency, amount) VALUES (?, ?, ?, ?, ?, ?)",
        [(account.now, act, category, *posting) for posting in postings],
    )


def move(account: Account, entry_id: str, movement: Movement, free_on: int) -> None:
    """Write down a change of the balance that can be used from a moment on."""
    is_free, paid = free_on <= account.now, movement.paid or (None, None)
    values = (entry_id, account.now, free_on, is_free, movement.currency, movement.amount, movement.fee)
    account.store.connection.execute(
        "INSERT INTO movements (entry, at, free_on, is_free, currency, gross, fee, category, source, description,"
        " paid, paid_currency) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, movement.category, movement.source, movement.description, *paid),
    )
    held = Posting(AVAILABLE if is_free else PENDING, movement.currency, movement.net)
    fees = [Posting(f"fees:{fee.kind}", movement.currency, fee.amount) for fee in movement.fees]
    post(account, entry_id, [held, *fees, *_other_side(movement)], movement.category)


def release(account: Account) -> list[str]:
    """Write down what can be used from now on; returns the entries, in the order in which they were made."""
    held = "NOT is_free AND free_on <= ?"
    execute = account.store.connection.execute
    rows = execute(f"SELECT entry, currency, gross - fee FROM movements WHERE {held} ORDER BY seq", (account.now,))
    found = [(entry.decode(), currency.decode(), net) for entry, currency, net in rows]
    for entry_id, currency, net in found:
        post(account, entry_id, [Posting(PENDING, currency, -net), Posting(AVAILABLE, currency, net)])
    execute(f"UPDATE movements SET is_free = 1 WHERE {held}", (account.now,))
    return [entry_id for entry_id, _, _ in found]


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


def _other_side(movement: Movement) -> list[Posting]:
    """Where the money comes from; in another currency it goes through the account of conversions."""
    amount, currency = movement.paid or (movement.amount, movement.currency)
    if currency == movement.currency:
        return [Posting(movement.against, currency, -amount)]
    converted = [Posting(CONVERSION, currency, amount), Posting(CONVERSION, movement.currency, -movement.amount)]
    return [Posting(movement.against, currency, -amount), *converted]
