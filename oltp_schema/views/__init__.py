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
    SELECT whole.id || '.' || element.position AS id,
        whole.id AS {owner},
        element.position,
        whole.currency,
        CASE WHEN jsonb_typeof(element.value -> 'amount') = 'number' THEN (element.value ->> 'amount')::numeric END
            AS amount,
        {columns}
    FROM oltp.{table} AS whole
    CROSS JOIN LATERAL jsonb_array_elements(whole.{column}) WITH ORDINALITY AS element (value, position)
"""
OF_A_TAX = """
        element.value #>> '{tax_rate_details,tax_rate}' AS tax_rate_id,
        element.value ->> 'tax_behavior' AS tax_behavior,
        element.value ->> 'taxability_reason' AS taxability_reason,
        CASE WHEN jsonb_typeof(element.value -> 'taxable_amount') = 'number'
            THEN (element.value ->> 'taxable_amount')::numeric END AS taxable_amount
"""
OF_A_DISCOUNT = """
        CASE jsonb_typeof(element.value -> 'discount') WHEN 'object' THEN element.value #>> '{discount,id}'
            ELSE element.value ->> 'discount' END AS discount_id
"""
# Of each table that has them: what it is called in the names of its views, and its columns of taxes and discounts.
LISTS = {
    "credit_notes": ("credit_note", "total_taxes", "discount_amounts"),
    "credit_note_line_items": ("credit_note_line_item", "taxes", "discount_amounts"),
}


def files() -> list[str]:
    """The statements that make the views that are files, each after those that it reads."""
    return [
        create_view(f"oltp.{name}", sql_file(__package__, f"{name}.sql"))
        for name in ("payment_intent_invoices", "charge_invoices", "plans")
    ]


def lists_of_amounts() -> list[str]:
    """The statements that make the views of taxes and of discount amounts."""
    made = []
    for table, (name, taxes, discounts) in LISTS.items():
        whole = {"table": table, "owner": f"{name}_id"}
        made += [
            create_view(f"oltp.{name}_taxes", OF_A_LIST.format(**whole, column=taxes, columns=OF_A_TAX.strip())),
            create_view(
                f"oltp.{name}_discount_amounts",
                OF_A_LIST.format(**whole, column=discounts, columns=OF_A_DISCOUNT.strip()),
            ),
        ]
    return made


for view in (*files(), *lists_of_amounts(), *money.definitions()):
    event.listen(Base.metadata, "after_create", DDL(view))  # type: ignore[no-untyped-call]  # SQLAlchemy's own gap
