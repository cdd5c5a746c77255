"""Stripe's balance, `/v1/balance`, against the sum of all that moved it."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from oltp_schema.row_state import PRESENT
from pipelines.catalogue import StripeObject
from pipelines.checks.money.equations import read_with, types_of
from pipelines.checks.money.proof import Equation, Unequal
from pipelines.checks.money.stripe_side import StripeSide
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.lists import Span

NAME = "stripe_balance"
SAYS = "Per currency: what Stripe's balance shows, available and pending = the net of all balance transactions."
VIEW = "balance"
PATH = "/v1/balance"
STATUSES = ("available", "pending")
ATTEMPTS = 3  # to see the balance and what came since the last run in the same state

Sums = Counter[tuple[str, str]]  # by currency and status, in minor units


class _Amount(msgspec.Struct):
    amount: int
    currency: str


class _Balance(msgspec.Struct):
    available: list[_Amount]
    pending: list[_Amount]


class _Movement(msgspec.Struct):
    id: str
    currency: str
    net: int
    status: str
    balance_type: str | None = None


def compared(side: StripeSide) -> Equation:
    """The equation, with what moved since the last run. Raises what the client raises."""
    types = read_with(types_of(VIEW))
    if missing := [name for name in types if name in side.unread]:
        return Equation(SAYS, types, missing)
    (entry,) = side.entries(types)
    read = _at_one_time(side, entry)
    if read is None:
        return Equation(SAYS, types, reason=f"{PATH} showed something else each time that it was asked for")
    shown, new = read
    here, due = _here(side), _due(side, entry)
    here.update(new)  # not +, which forgets what is less than nothing
    found, checked, pending = [], 0, 0
    for currency, status in sorted({*shown, *here}):
        figure, sum_here = shown[currency, status], here[currency, status]
        moving = due[currency] if status == "available" else -due[currency]
        if figure in {sum_here, sum_here + moving}:
            checked += 1
        elif moving:
            pending += 1
        else:
            checked += 1
            found.append(Unequal([f"balance:{status}"], currency, figure, sum_here))
    return Equation(SAYS, types, [], checked, len(found), pending, found)


def _at_one_time(side: StripeSide, entry: StripeObject) -> tuple[Sums, Sums] | None:
    """What the balance shows, and what moved it that no run has read yet; None where it does not rest meanwhile."""
    shown = _shown(side.lists.client)
    for _ in range(ATTEMPTS):
        new = Counter[tuple[str, str]]()
        for movement in _new(side, entry):
            new[movement.currency, movement.status] += movement.net
        if shown == (again := _shown(side.lists.client)):
            return shown, new
        shown = again
    return None


def _shown(client: Client) -> Sums:
    balance = msgspec.json.decode(client.nameless(PATH).body, type=_Balance)
    return Counter({(each.currency, status): each.amount for status in STATUSES for each in getattr(balance, status)})


def _new(side: StripeSide, entry: StripeObject) -> Iterator[_Movement]:
    for page in side.lists.window(entry, Span(side.watermark(entry) - side.lag)):
        states = side.current.states(entry, [document.id or "" for document in page.documents])
        for document in page.documents:
            movement = msgspec.json.decode(document.payload or b"{}", type=_Movement)
            if states.get(movement.id) != PRESENT and movement.balance_type in {None, "payments"}:
                yield movement


def _here(side: StripeSide) -> Sums:
    rows = side.current.query(f"SELECT currency, {', '.join(STATUSES)} FROM oltp.{VIEW}")
    return Counter(
        {
            (currency, status): int(amount)
            for currency, *amounts in rows
            for status, amount in zip(STATUSES, amounts, strict=True)
        }
    )


def _due(side: StripeSide, entry: StripeObject) -> Counter[str]:
    """Per currency the net that is available by now and pending here: the next run reads it again."""
    if entry.reading.pending is None:
        return Counter()
    rows = side.current.query(
        f"SELECT row.currency, sum(row.net) FROM oltp.{entry.table} AS row"
        f" WHERE {entry.reading.pending.is_due('row', 'coalesce(%(now)s, now())')} GROUP BY row.currency",
        {"now": side.lists.client.clock},
    )
    return Counter({currency: int(net) for currency, net in rows})
