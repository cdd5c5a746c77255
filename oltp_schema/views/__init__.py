"""The views of the `oltp` schema: what older versions of Stripe's API said in a field, for every version.

`invoice` of a charge and of a payment intent ended with 2025-03-31.basil, when one payment intent could pay for several
invoices. The taxes and discounts that credit notes list are views that join; those of invoices are tables. A view is
made with the tables; a migration has its own copy, as it has of everything. Those that are not made per list are files,
also those of money (`oltp_schema/money`).
"""

from __future__ import annotations

from sqlalchemy import DDL, event

from oltp_schema import money
from oltp_schema.base import Base
from oltp_schema.sql_files import create_view, sql_file

# The lists of amounts that documents hold, in which elements have no id: the id is the whole's with the place, from 1.
# An element's amount that is no number is NULL, so that one malformed document fails no query.
OF_A_LIST = """-- One row per element of {column} of each of the {table}, known by its place, from 1.
--
-- id: The id of what has the list, with the place.
-- {owner}_id: What has the list, a row of {table}.
-- position: Its place in the list, from 1.
-- amount: What it is, in minor units of currency.
{words}
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS {owner}_id,
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        {columns}
    FROM oltp.{table} AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.{column}) WITH ORDINALITY AS element (value, position)
"""
TAX = """-- currency: Of the amounts.
-- tax_rate_id: The tax rate, a row of tax_rates.
-- tax_behavior: Whether the price has the tax in it: inclusive or exclusive.
-- taxability_reason: Why it is taxed, or not.
-- taxable_amount: What is taxed, in minor units of currency."""
DISCOUNT = """-- currency: Of the amount.
-- discount_id: The discount, a row of discounts."""
OF_A_TAX = """element.value #>> '{tax_rate_details,tax_rate}' AS tax_rate_id,
        element.value ->> 'tax_behavior' AS tax_behavior,
        element.value ->> 'taxability_reason' AS taxability_reason,
        CASE WHEN jsonb_typeof(element.value -> 'taxable_amount') = 'number'
            THEN (element.value ->> 'taxable_amount')::numeric END AS taxable_amount"""
OF_A_DISCOUNT = """CASE jsonb_typeof(element.value -> 'discount') WHEN 'object' THEN element.value #>> '{discount,id}'
            ELSE element.value ->> 'discount' END AS discount_id"""
# Of each table that has them: what it is called in the names of its views, and its columns of taxes and discounts.
LISTS = {
    "credit_notes": ("credit_note", "total_taxes", "discount_amounts"),
    "credit_note_line_items": ("credit_note_line_item", "taxes", "discount_amounts"),
}


def texts() -> dict[str, str]:
    """The text of each view of `oltp` by its name, each after those that it reads."""
    names = ("payment_intent_invoices", "charge_invoices", "plans")
    return {name: sql_file(__package__, f"{name}.sql") for name in names} | _lists_of_amounts() | money.texts()


def _lists_of_amounts() -> dict[str, str]:
    """The views of taxes and of discount amounts."""
    made = {}
    for table, (name, taxes, discounts) in LISTS.items():
        whole = {"table": table, "owner": name}
        made[f"{name}_taxes"] = OF_A_LIST.format(**whole, column=taxes, columns=OF_A_TAX, words=TAX)
        made[f"{name}_discount_amounts"] = OF_A_LIST.format(
            **whole, column=discounts, columns=OF_A_DISCOUNT, words=DISCOUNT
        )
    return made


for view, text in texts().items():
    made = DDL(create_view(f"oltp.{view}", text))  # type: ignore[no-untyped-call]  # SQLAlchemy's own gap
    event.listen(Base.metadata, "after_create", made)
