"""Prices: what a product costs, once or again and again."""

from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.traits import Filter, SandboxType, VersionChange, same


def new_price(object_id: str, now: int, product_id: str, currency: str, **given: Any) -> Document:
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


def _currency_options(_: Documents, price: Document) -> Document:
    amounts = ("custom_unit_amount", "tax_behavior", "unit_amount", "unit_amount_decimal")
    return {price["currency"]: {name: price.get(name) for name in amounts}}


def price_aggregate_usage(documents: Documents, price: Document) -> None:
    """``recurring.aggregate_usage``: metered use, which meters have replaced."""
    del documents
    if price["recurring"]:
        price["recurring"]["aggregate_usage"] = None


TYPE = SandboxType(
    name="price",
    paths=("/v1/prices",),
    filters=same("currency", "product", "type")
    | {
        "active": Filter("$.active", "bool"),
        "lookup_keys": Filter("$.lookup_key", "any"),
        "recurring[interval]": Filter("$.recurring.interval"),
        "recurring[meter]": Filter("$.recurring.meter"),
        "recurring[usage_type]": Filter("$.recurring.usage_type"),
    },
    included={"currency_options": _currency_options},
    searched="active currency lookup_key product type",
    since="2020-03-02",
    changes=(VersionChange("2025-03-31.basil", price_aggregate_usage),),
    added={
        "2023-10-16": "recurring.meter",
        "2020-08-27": "custom_unit_amount tax_behavior",
    },
)
