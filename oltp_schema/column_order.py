"""The order of a table's columns: what people look for first stands first."""

from __future__ import annotations

FIRST = ("created", "date", "status", "customer_id", "amount")
AMOUNTS = ("total", "subtotal", "fee", "net", "balance", "unit_amount")


def place(column: str, *, is_integer: bool, owner: str | None = None) -> tuple[int, str]:
    """To sort the columns of Stripe's by: after the key whose part it is, when, how it stands, who, how much, the rest.

    ``owner`` is the column of the whole that a part belongs to.
    """
    order = [owner, *FIRST, "amount_*", *AMOUNTS, "currency"]
    word = "amount_*" if column.startswith("amount_") else column
    is_first = word in order and (is_integer or word not in {"amount_*", *AMOUNTS})
    return order.index(word) if is_first else len(order), column
