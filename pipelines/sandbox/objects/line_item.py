"""The lines of invoices."""

from decimal import Decimal
from typing import Any

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.errors import bad_parameter
from pipelines.sandbox.objects.plan import plan_of
from pipelines.sandbox.objects.tax_rate import tax_on
from pipelines.sandbox.objects.traits import Cursor, SandboxType, VersionChange

OLD_TYPES = {"subscription_item_details": "subscription", "invoice_item_details": "invoiceitem"}
UNIQUE_LINE_IDS = "2019-12-03"
"""The version from which a line's id is its own."""


def new_line_item(object_id: str, invoice: Document, amount: int, **given: Any) -> Document:
    """One line. ``amount`` is before exclusive tax, in minor units, and negative for a credit."""
    return {
        "id": object_id,
        "object": "line_item",
        "amount": amount,
        "currency": invoice["currency"],
        "description": None,
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice["id"],
        "livemode": False,
        "metadata": {},
        "parent": None,
        "period": {"end": invoice["period_end"], "start": invoice["period_start"]},
        "pretax_credit_amounts": [],
        "pricing": None,
        "quantity": 1,
        "quantity_decimal": "1",
        "subtotal": amount,
        "taxes": [],
    } | given


def line_parent(documents: Documents, line: Document) -> None:
    """``parent`` → ``type``, ``proration``, ``proration_details`` and the links. What is null may be absent."""
    del documents
    parent = line["parent"]
    details = parent[parent["type"]]
    line["type"] = OLD_TYPES[parent["type"]]
    line["proration"] = details["proration"]
    line["proration_details"] = details["proration_details"] or {"credited_items": None}
    line["subscription"] = details["subscription"]
    for link in ("invoice_item", "subscription_item"):
        if details.get(link) is not None:
            line[link] = details[link]


def line_price(documents: Documents, line: Document) -> None:
    """``pricing`` → the whole ``price``, and its ``plan`` if it recurs."""
    price = documents.find("price", line["pricing"]["price_details"]["price"])
    line["price"] = price
    line["plan"] = plan_of(price) if price and price["recurring"] else None


def line_taxes(documents: Documents, line: Document) -> None:
    """``taxes`` → ``tax_amounts`` and the amounts without tax. Rates of the invoice are not the line's own."""
    line["tax_amounts"] = [tax_amount(tax) for tax in line["taxes"]]
    line["tax_rates"] = []
    line["amount_excluding_tax"] = excluding_tax(documents, line)
    quantity = line["quantity"]
    each = Decimal(line["amount_excluding_tax"]) / quantity if quantity else None
    line["unit_amount_excluding_tax"] = None if each is None else f"{each:.12f}".rstrip("0").rstrip(".")


def excluding_tax(documents: Documents, line: Document) -> int:
    """The amount of a line without the tax that is in it, before any discount."""
    rates = (documents.get("tax_rate", each["tax_rate_details"]["tax_rate"]) for each in line["taxes"])
    return int(line["amount"]) - sum(tax_on(line["amount"], rate) for rate in rates if rate["inclusive"])


def tax_amount(tax: Document) -> Document:
    """A tax as it was put before 2025-03-31.basil."""
    return {
        "amount": tax["amount"],
        "inclusive": tax["tax_behavior"] == "inclusive",
        "tax_rate": tax["tax_rate_details"]["tax_rate"],
        "taxability_reason": tax["taxability_reason"],
        "taxable_amount": tax["taxable_amount"],
    }


def line_id(documents: Documents, line: Document) -> None:
    """2019-12-03: lines got ids of their own. Until then several lines shared one, and ``unique_id`` told them apart.

    A line of an invoice item had that item's id, one of a subscription an id that came again with each invoice.
    """
    del documents
    line["unique_id"] = line["id"]
    line["id"] = old_line_id(line)
    line["unified_proration"] = False


def old_line_id(line: Document) -> str:
    """The id that a line had before 2019-12-03, from the line in its newest or its older shape."""
    parent = line.get("parent") or {}
    links = parent[parent["type"]] if parent else line
    if links.get("invoice_item"):
        return str(links["invoice_item"])
    return f"sli_{links['subscription_item'].partition('_')[2]}"


def _meant(documents: Documents, version: str, invoice_id: str, param: str, object_id: str) -> str:
    """The line that a cursor means: before lines had ids of their own, by the id that it shares or by ``unique_id``."""
    if version >= UNIQUE_LINE_IDS:
        return object_id
    lines = documents.children("line_item", invoice_id)
    meant = [str(line["id"]) for line in lines if object_id in (line["id"], old_line_id(line))]
    if len(meant) > 1:
        message = f"Several lines of {invoice_id} have the id '{object_id}'. Give the unique_id of one of them."
        raise bad_parameter(param, message)
    return meant[0] if meant else object_id


TYPE = SandboxType(
    name="line_item",
    newest_first=False,
    sub_lists={("/v1/invoices", "lines"): {}},
    parent="invoice",
    cursor=Cursor(_meant),
    changes=(
        VersionChange("2025-03-31.basil", line_parent),
        VersionChange("2025-03-31.basil", line_price),
        VersionChange("2025-03-31.basil", line_taxes),
        VersionChange("2019-12-03", line_id),
    ),
    added={
        "2026-03-25.dahlia": "quantity_decimal",
        "2025-12-15.clover": "subtotal",
        "2025-03-31.basil": "parent pricing taxes",
        "2024-09-30.acacia": "pretax_credit_amounts",
        "2023-10-16": "invoice",
        "2022-11-15": "tax_amounts[].taxability_reason tax_amounts[].taxable_amount",
        "2020-08-27": "amount_excluding_tax proration_details unit_amount_excluding_tax",
        "2020-03-02": "discount_amounts discounts price",
        "2019-05-16": "unified_proration",
        "2019-03-14": "tax_amounts tax_rates",
    },
    moved=frozenset({"invoice", "parent", "price", "pricing", "taxes"}),
)
