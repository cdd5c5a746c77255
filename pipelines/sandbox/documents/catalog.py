"""Products and prices."""

from __future__ import annotations  # an account imports this module, by way of rendering

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.sandbox.account import Document


def product(object_id: str, now: int, name: str, **given: Any) -> Document:
    """A product, active and without a default price unless given."""
    tax_code = given.pop("tax_code", None)
    return {
        "id": object_id,
        "object": "product",
        "active": True,
        "created": now,
        "default_price": None,
        "description": None,
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": {},
        "name": name,
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": tax_code,
        "tax_details": {"performance_location": None, "tax_code": tax_code} if tax_code else None,
        "type": "service",
        "unit_label": None,
        "updated": now,
        "url": None,
    } | given


def price(object_id: str, now: int, product_id: str, currency: str, **given: Any) -> Document:
    """A price of a product; ``unit_amount`` is in minor units, ``unit_amount_decimal`` may be a fraction of one."""
    amount = given.get("unit_amount")
    return {
        "id": object_id,
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": now,
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": product_id,
        "recurring": None,
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if given.get("recurring") else "one_time",
        "unit_amount": None,
        "unit_amount_decimal": None if amount is None else str(amount),
    } | given


def recurring(interval: str, interval_count: int = 1, usage_type: str = "licensed") -> Document:
    """How often a price is billed."""
    return {
        "interval": interval,
        "interval_count": interval_count,
        "meter": None,
        "trial_period_days": None,
        "usage_type": usage_type,
    }


def tier(up_to: int | None, unit_amount: int | None, flat_amount: int | None = None) -> Document:
    """One step of a tiered price; the last goes up to infinity (None)."""
    return {
        "flat_amount": flat_amount,
        "flat_amount_decimal": None if flat_amount is None else str(flat_amount),
        "unit_amount": unit_amount,
        "unit_amount_decimal": None if unit_amount is None else str(unit_amount),
        "up_to": up_to,
    }


def plan_of(price: Document) -> Document:
    """The plan of a recurring price: undocumented since 2020, and still sent."""
    every = price["recurring"]
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": price["billing_scheme"],
        "created": price["created"],
        "currency": price["currency"],
        "interval": every["interval"],
        "interval_count": every["interval_count"],
        "livemode": False,
        "metadata": price["metadata"],
        "meter": None,
        "nickname": price["nickname"],
        "product": price["product"],
        "tiers_mode": price["tiers_mode"],
        "transform_usage": price["transform_quantity"],
        "trial_period_days": None,
        "usage_type": every["usage_type"],
    }
