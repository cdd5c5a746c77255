"""The schema `stripe`: our tables under the names that queries for Stripe Sigma have for them, one file per view.

Rows that are `unresolved` are left out, `deleted` says what `row_state` does, and `livemode` is never NULL.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from oltp_schema.sql_files import files_of

# Of each table whose metadata is a table of Sigma's: what its rows are called there.
METADATA = {
    "accounts": "account",
    "charges": "charge",
    "coupons": "coupon",
    "credit_notes": "credit_note",
    "customers": "customer",
    "disputes": "dispute",
    "invoice_items": "invoice_item",
    "invoice_line_items": "invoice_line_item",
    "invoices": "invoice",
    "payment_intents": "payment_intent",
    "payment_methods": "payment_method",
    "payouts": "payout",
    "prices": "price",
    "products": "product",
    "promotion_codes": "promotion_code",
    "refunds": "refund",
    "subscription_items": "subscription_item",
    "subscription_schedules": "subscription_schedule",
    "subscriptions": "subscription",
    "tax_rates": "tax_rate",
}
OF_METADATA = """-- One row per key that the merchant attached to one of the {table}.
--
-- key: What the merchant calls it.
-- value: What the merchant wrote.
SELECT
    whole.id AS {owner}_id,
    entry.key,
    entry.value
FROM oltp.{table} AS whole
CROSS JOIN LATERAL jsonb_each_text(
    CASE jsonb_typeof(whole.metadata) WHEN 'object' THEN whole.metadata END
) AS entry (key, value)
WHERE whole.row_state = 'present'
"""
# Taxes and discounts of lists, by the name of our view, and of Sigma's.
AMOUNTS = {
    "invoice_taxes": "invoice_tax_amounts",
    "invoice_line_item_taxes": "invoice_line_item_tax_amounts",
    "credit_note_taxes": "credit_note_tax_amounts",
    "credit_note_line_item_taxes": "credit_note_line_item_tax_amounts",
    "invoice_discount_amounts": "invoice_discount_amounts",
    "invoice_line_item_discount_amounts": "invoice_line_item_discount_amounts",
    "credit_note_discount_amounts": "credit_note_discount_amounts",
    "credit_note_line_item_discount_amounts": "credit_note_line_item_discount_amounts",
}
OF_AMOUNTS = """-- One row per {what}.
SELECT
    whole.id,
    whole.{owner}_id,
    whole.position,
    whole.currency,
    whole.amount,
    {columns}
FROM oltp.{view} AS whole
"""
OF_TAXES = (
    "whole.tax_rate_id,\n    whole.tax_behavior = 'inclusive' AS inclusive,\n    whole.taxability_reason,"
    "\n    whole.taxable_amount"
)
OF_DISCOUNTS = "whole.discount_id"


@cache
def views() -> dict[str, str]:
    """The text of each view by its name, in any order: none reads another."""
    found = files_of(Path(__file__).parent)
    before, after = _plans().split("prices.row_state\n")  # exactly once, or this fails
    found["plans"] = f"{before}prices.row_state = 'deleted' AS deleted\n{after}"
    for table, owner in METADATA.items():
        found[f"{table}_metadata"] = OF_METADATA.format(table=table, owner=owner)
    for view, name in AMOUNTS.items():
        is_tax = view.endswith("_taxes")
        owner = view.removesuffix("_taxes").removesuffix("_discount_amounts")
        what = f"{'tax' if is_tax else 'discount'} of one of the {owner}s".replace("_", " ")
        columns = OF_TAXES if is_tax else OF_DISCOUNTS
        found[name] = OF_AMOUNTS.format(view=view, owner=owner, what=what, columns=columns)
    return found


def _plans() -> str:
    """That of oltp, read as a file: its package imports SQLAlchemy."""
    return (Path(__file__).parents[2] / "views" / "plans.sql").read_text()
