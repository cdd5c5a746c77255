"""Undoing 2025-03-31.basil, which moved most links of billing: what was one field of an object became a way to go.

Stripe's changelog of 2025-03-31.basil names each of these moves; the old places are in the specification of
2025-02-24.acacia. Documents below the one at hand are still in their newest shape.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipelines.sandbox.documents.catalog import plan_of

if TYPE_CHECKING:
    from pipelines.sandbox.account import Account, Document

OLD_TYPES = {"subscription_item_details": "subscription", "invoice_item_details": "invoiceitem"}


def invoice_parent(account: "Account", invoice: "Document") -> None:
    """``parent`` → ``subscription``, ``subscription_details``, ``subscription_proration_date``, ``quote``."""
    del account
    parent = invoice.get("parent") or {}
    details = parent.get("subscription_details")
    invoice["subscription"] = details["subscription"] if details else None
    invoice["subscription_details"] = {"metadata": details["metadata"]} if details else None
    if details and details.get("subscription_proration_date") is not None:
        invoice["subscription_proration_date"] = details["subscription_proration_date"]
    invoice["quote"] = (parent.get("quote_details") or {}).get("quote")


def invoice_payments(account: "Account", invoice: "Document") -> None:
    """Invoice payments → ``payment_intent``, ``charge``, ``paid``. Nothing here is paid out of band."""
    ties = account.children("invoice_payment", invoice["id"])
    intent_id = ties[-1]["payment"]["payment_intent"] if ties else None
    intent = account.find("payment_intent", intent_id) if intent_id else None
    invoice["payment_intent"] = intent_id
    invoice["charge"] = intent["latest_charge"] if intent else None
    invoice["paid"] = invoice["status"] == "paid"
    invoice["paid_out_of_band"] = False
    invoice["application_fee_amount"] = invoice["transfer_data"] = None


def invoice_taxes(account: "Account", invoice: "Document") -> None:
    """``total_taxes`` → ``tax``, ``total_tax_amounts``; ``discounts`` → ``discount`` (the sandbox gives none)."""
    del account
    taxes = invoice["total_taxes"]
    invoice["tax"] = sum(tax["amount"] for tax in taxes) if taxes else None
    invoice["total_tax_amounts"] = [_tax_amount(tax) for tax in taxes]
    invoice["discount"] = None


def line_parent(account: "Account", line: "Document") -> None:
    """``parent`` → ``type``, ``proration``, ``proration_details`` and the links. What is null may be absent."""
    del account
    parent = line["parent"]
    details = parent[parent["type"]]
    line["type"] = OLD_TYPES[parent["type"]]
    line["proration"] = details["proration"]
    line["proration_details"] = details["proration_details"] or {"credited_items": None}
    line["subscription"] = details["subscription"]
    for link in ("invoice_item", "subscription_item"):
        if details.get(link) is not None:
            line[link] = details[link]


def line_price(account: "Account", line: "Document") -> None:
    """``pricing`` → the whole ``price``, and its ``plan`` if it recurs."""
    price = account.find("price", line["pricing"]["price_details"]["price"])
    line["price"] = price
    line["plan"] = plan_of(price) if price and price["recurring"] else None


def line_taxes(account: "Account", line: "Document") -> None:
    """``taxes`` → ``tax_amounts`` and the amounts without tax. Rates of the invoice are not the line's own."""
    del account
    line["tax_amounts"] = [_tax_amount(tax) for tax in line["taxes"]]
    line["tax_rates"] = []
    included = sum(tax["amount"] for tax in line["taxes"] if tax["tax_behavior"] == "inclusive")
    line["amount_excluding_tax"] = line["amount"] - included
    quantity = line["quantity"]
    each = Decimal(line["amount_excluding_tax"]) / quantity if quantity else None
    line["unit_amount_excluding_tax"] = None if each is None else f"{each:.12f}".rstrip("0").rstrip(".")


def payer(account: "Account", document: "Document") -> None:
    """Invoice payments → ``invoice`` of a charge and of a payment intent."""
    intent_id = document["id"] if document["object"] == "payment_intent" else document["payment_intent"]
    document["invoice"] = account.store.invoice_of(intent_id) if intent_id else None


def subscription_period(account: "Account", subscription: "Document") -> None:
    """Periods of the items → the subscription's own; ``discounts`` → ``discount`` (the sandbox gives none)."""
    del account
    items = subscription["items"]["data"]
    for field in ("current_period_start", "current_period_end"):
        subscription[field] = min(item[field] for item in items)
    subscription["discount"] = None


def thresholds(account: "Account", document: "Document") -> None:
    """``billing_thresholds`` was taken away in 2025-03-31.basil and came back in 2025-05-28.basil."""
    del account
    document["billing_thresholds"] = None


def price_aggregate_usage(account: "Account", price: "Document") -> None:
    """``recurring.aggregate_usage``: metered use, which meters have replaced."""
    del account
    if price["recurring"]:
        price["recurring"]["aggregate_usage"] = None


def plan_aggregate_usage(account: "Account", plan: "Document") -> None:
    """``aggregate_usage``: metered use, which meters have replaced."""
    del account
    plan["aggregate_usage"] = None


def _tax_amount(tax: dict[str, Any]) -> dict[str, Any]:
    return {
        "amount": tax["amount"],
        "inclusive": tax["tax_behavior"] == "inclusive",
        "tax_rate": tax["tax_rate_details"]["tax_rate"],
        "taxability_reason": tax["taxability_reason"],
        "taxable_amount": tax["taxable_amount"],
    }
