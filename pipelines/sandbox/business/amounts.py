"""What a quantity of a price costs. All amounts are integers in minor units."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from pipelines.sandbox.account import Account
from pipelines.sandbox.documents import Document


class Part(NamedTuple):
    """A part of a price that is a line of its own: a graduated price has one for each tier that is reached."""

    amount: int
    quantity: int
    unit_amount_decimal: str | None
    label: str


def parts(account: Account, price: Document, quantity: int) -> list[Part]:
    """The lines that a quantity of a price makes."""
    if price["billing_scheme"] == "per_unit":
        unit = price["unit_amount_decimal"] or "0"
        return [Part(_round(Decimal(unit) * _packages(price, quantity)), quantity, unit, "")]
    tiers = account.get("price.tiers", price["id"])["tiers"]
    if price["tiers_mode"] == "volume":
        tier = next(tier for tier in tiers if tier["up_to"] is None or quantity <= tier["up_to"])
        return [Part(_tier_amount(tier, quantity), quantity, tier["unit_amount_decimal"], "")]
    return _graduated(tiers, quantity)


def share(amount: int, part: int, whole: int) -> int:
    """The part of an amount that belongs to a part of a period."""
    return _round(Decimal(amount) * part / whole)


def _graduated(tiers: list[Document], quantity: int) -> list[Part]:
    lines, below = [], 0
    for number, tier in enumerate(tiers, start=1):
        reached = quantity if tier["up_to"] is None else min(quantity, tier["up_to"])
        if reached <= below and number > 1:
            break
        units = reached - below
        lines.append(Part(_tier_amount(tier, units), units, tier["unit_amount_decimal"], f" (Tier {number})"))
        below = reached
    return lines


def _tier_amount(tier: Document, quantity: int) -> int:
    return (tier["flat_amount"] or 0) + _round(Decimal(tier["unit_amount_decimal"] or 0) * quantity)


def _packages(price: Document, quantity: int) -> int:
    package = price["transform_quantity"]
    if package is None:
        return quantity
    whole, rest = divmod(quantity, package["divide_by"])
    return int(whole + (1 if rest and package["round"] == "up" else 0))


def _round(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
