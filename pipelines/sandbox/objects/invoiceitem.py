"""Invoice items: what is put on a customer's next invoice."""

from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.plan import plan_of
from pipelines.sandbox.objects.traits import Filter, SandboxType, VersionChange, same


def new_invoiceitem(object_id: str, now: int, customer: str, amount: int, currency: str, **given: Any) -> Document:
    """An item of an amount in minor units, negative for a credit; it is pending until an invoice takes it."""
    return {
        "id": object_id,
        "object": "invoiceitem",
        "amount": amount,
        "currency": currency,
        "customer": customer,
        "customer_account": None,
        "date": now,
        "description": None,
        "discountable": True,
        "discounts": [],
        "frozen_fields": [],
        "invoice": None,
        "invoicing_rules": [],
        "livemode": False,
        "metadata": {},
        "net_amount": amount,
        "parent": None,
        "period": {"end": now, "start": now},
        "pricing": None,
        "proration": False,
        "proration_details": {"discount_amounts": []},
        "quantity": 1,
        "quantity_decimal": "1",
        "tax_rates": [],
        "test_clock": None,
    } | given


def item_parent(documents: Documents, item: Document) -> None:
    """``parent`` → ``subscription`` and ``subscription_item``."""
    del documents
    links = (item["parent"] or {}).get("subscription_details") or {}
    item["subscription"] = links.get("subscription")
    if links.get("subscription_item"):
        item["subscription_item"] = links["subscription_item"]


def item_price(documents: Documents, item: Document) -> None:
    """``pricing`` → the whole ``price`` with its amounts, and its ``plan`` if it recurs."""
    details = item["pricing"] or {"price_details": None, "unit_amount_decimal": None}
    price = details["price_details"] and documents.find("price", details["price_details"]["price"])
    item["price"] = price
    item["plan"] = plan_of(price) if price and price["recurring"] else None
    unit = details["unit_amount_decimal"]
    item["unit_amount"] = int(unit) if unit and unit.isdigit() else item["amount"] // item["quantity"]
    item["unit_amount_decimal"] = unit or str(item["unit_amount"])


def item_proration(documents: Documents, item: Document) -> None:
    """2019-12-03 took ``unified_proration`` away."""
    del documents
    item["unified_proration"] = False


TYPE = SandboxType(
    name="invoiceitem",
    paths=("/v1/invoiceitems",),
    filters=same("customer", "customer_account", "invoice") | {"pending": Filter("$.invoice", "missing")},
    parent="customer",
    changes=(
        VersionChange("2025-03-31.basil", item_parent),
        VersionChange("2025-03-31.basil", item_price),
        VersionChange("2019-12-03", item_proration),
    ),
    added={
        "2026-09-30.endive": "invoicing_rules",
        "2026-08-26.dahlia": "frozen_fields",
        "2026-03-25.dahlia": "quantity_decimal",
        "2025-12-15.clover": "customer_account",
        "2025-09-30.clover": "net_amount proration_details",
        "2025-03-31.basil": "parent pricing",
        "2020-08-27": "test_clock",
        "2020-03-02": "discounts price",
        "2019-08-14": "unit_amount_decimal",
        "2019-05-16": "unified_proration",
        "2019-03-14": "tax_rates",
    },
    moved=frozenset({"parent", "pricing"}),
)
