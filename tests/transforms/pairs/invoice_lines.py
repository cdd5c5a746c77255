"""What moved of the lines of invoices, and of the items that become them."""

from typing import Any

from tests.promotion.documents import line_item, listed
from tests.transforms.pairs.pair import LINKS, NEW_TAX, OLD_TAX, PLAN, PRICE, TAXES, Document, Pair, line, parent

CREDITED = {"credited_items": {"invoice": "in_0", "invoice_line_items": ["il_0"]}}


def pricing(**fields: Any) -> Document:
    return {"pricing": {"type": "price_details", "price_details": {"price": "price_1", "product": "prod_1"}, **fields}}


OF_LINES = [
    Pair(
        "`invoice_line_items.unit_amount_decimal` before 2025-03-31.basil",
        "invoice",
        line(price=PRICE, plan=PLAN),
        line(**pricing(unit_amount_decimal="500")),
        fills="""
            invoice_line_items.price_id invoice_line_items.product_id invoice_line_items.unit_amount_decimal
        """,
    ),
    Pair(
        "`price_id` from a plan",
        "invoice",
        line(plan=PLAN),
        line(**pricing(unit_amount_decimal="500")),
        fills="""
            invoice_line_items.price_id invoice_line_items.product_id invoice_line_items.unit_amount_decimal
        """,
    ),
    Pair(
        LINKS,
        "invoice",
        line(
            type="subscription",
            subscription="sub_1",
            subscription_item="si_1",
            invoice_item="ii_1",
            proration=True,
            proration_details=CREDITED,
        ),
        line(
            **parent(
                "subscription_item_details",
                subscription="sub_1",
                subscription_item="si_1",
                invoice_item="ii_1",
                proration=True,
                proration_details=CREDITED,
            )
        ),
        fills="""
            invoice_line_items.subscription_id invoice_line_items.subscription_item_id invoice_line_items.proration
            invoice_line_items.proration_details invoice_line_items.invoice_item_id
        """,
    ),
    Pair(
        "`invoice_line_items.type`",
        "invoice",
        line(type="invoiceitem", invoice_item="ii_1", subscription="sub_1", proration=True),
        line(**parent("invoice_item_details", invoice_item="ii_1", subscription="sub_1", proration=True)),
        fills="""
            invoice_line_items.type invoice_line_items.invoice_item_id invoice_line_items.subscription_id
            invoice_line_items.proration
        """,
    ),
    Pair(
        TAXES,
        "invoice",
        line(tax_amounts=[OLD_TAX], tax_rates=[], amount_excluding_tax=993, unit_amount_excluding_tax="993"),
        line(taxes=[NEW_TAX]),
        fills="invoice_line_item_taxes",
        apart="""
            invoice_line_items.tax_rates invoice_line_items.amount_excluding_tax
            invoice_line_items.unit_amount_excluding_tax
        """,
    ),
    Pair(
        "`invoice_line_items.id` before 2019-12-03",
        "invoice",
        line(id="sub_1", unique_id="il_9"),
        line(id="il_9", subscription="sub_1"),
        fills="invoice_line_items.id invoice_line_items.subscription_id",
    ),
    Pair(
        "`invoice_line_items.id` before 2019-12-03",
        "invoice",
        {"lines": listed([line_item("sub_1"), line_item("sub_1", amount=5), line_item("ii_1", amount=6)])},
        {"lines": listed([line_item("il_2"), line_item("il_3", amount=5), line_item("il_1", amount=6)])},
        fills="invoice_line_items",
        apart="invoice_line_items.id invoice_line_items.subscription_id invoice_line_items.invoice_item_id",
    ),
    Pair(
        "What a line is of, before 2018-02-28",
        "invoice",
        line(id="sub_1", type="subscription", subscription=None),
        line(id="sub_1", type="subscription", subscription="sub_1"),
        fills="invoice_line_items.subscription_id",
    ),
    Pair(
        "What a line is of, before 2018-02-28",
        "invoice",
        line(id="ii_1", type="invoiceitem", subscription="sub_1"),
        line(id="ii_1", type="invoiceitem", subscription="sub_1", invoice_item="ii_1"),
        fills="invoice_line_items.invoice_item_id",
    ),
    Pair(
        "`invoice_line_items.quantity_decimal`",
        "invoice",
        line(quantity=3),
        line(quantity=3, quantity_decimal="3"),
        fills="invoice_line_items.quantity_decimal",
    ),
]

OF_INVOICE_ITEMS = [
    Pair(
        "`price_id` from a plan",
        "invoiceitem",
        {"plan": PLAN, "unit_amount": 500},
        {"price": PRICE, "unit_amount": 500, "unit_amount_decimal": "500"},
        fills="invoice_items.price_id invoice_items.product_id invoice_items.unit_amount_decimal",
    ),
    Pair(
        "`invoice_items` before 2025-03-31.basil",
        "invoiceitem",
        {"price": PRICE, "unit_amount": 500, "unit_amount_decimal": "500"},
        pricing(unit_amount_decimal="500"),
        fills="invoice_items.price_id invoice_items.product_id invoice_items.unit_amount_decimal",
    ),
    Pair(
        "`invoice_items` before 2025-03-31.basil",
        "invoiceitem",
        {"subscription": "sub_1", "subscription_item": "si_1"},
        parent("subscription_details", subscription="sub_1", subscription_item="si_1"),
        fills="invoice_items.subscription_id invoice_items.subscription_item_id",
        apart="invoice_items.parent_type",
    ),
]
