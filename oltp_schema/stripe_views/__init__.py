"""The schema `stripe`: our tables under the names that queries for Stripe Sigma have for them, one file per view.

Rows that are `unresolved` are left out, `deleted` says what `row_state` does, and `livemode` is never NULL. The views
are made again whenever a release brings others, and nothing of ours reads them. A schema `stripe` that holds things of
somebody else stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path

from psycopg2.errors import DependentObjectsStillExist, UndefinedColumn, UndefinedTable
from psycopg2.extensions import cursor as Cursor

from oltp_schema.errors import DependentObjectsError
from oltp_schema.sql_files import create_view, sql_file

SCHEMA = "stripe"
FOLDER = Path(__file__).parent / "views"
# The view whose comment says which version of them all it is, and that they are ours.
MARKED, MARK = "plans", "Plans as they were before there were prices. Views of stripe-oltp, version "
STATE = f"""
    SELECT substring(known.mark FROM '^{MARK}(.*)'),
        known.mark NOT LIKE '{MARK}%' OR (known.mark IS NULL AND EXISTS (
            SELECT FROM pg_class AS cls WHERE cls.relnamespace = known.schema
        )),
        CASE WHEN known.schema IS NULL THEN has_database_privilege(current_database(), 'CREATE')
            ELSE has_schema_privilege(known.schema, 'CREATE') END
    FROM (
        SELECT to_regnamespace('stripe')::oid AS schema, obj_description(to_regclass('stripe.{MARKED}')) AS mark
    ) AS known
"""
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
    found = {path.stem: path.read_text() for path in sorted(FOLDER.glob("*.sql"))}
    found["plans"] = re.sub(r"prices\.row_state\n", "prices.row_state = 'deleted' AS deleted\n", _plans())
    for table, owner in METADATA.items():
        found[f"{table}_metadata"] = OF_METADATA.format(table=table, owner=owner)
    for view, name in AMOUNTS.items():
        is_tax = view.endswith("_taxes")
        owner = view.removesuffix("_taxes").removesuffix("_discount_amounts")
        what = f"{'tax' if is_tax else 'discount'} of one of the {owner}s".replace("_", " ")
        columns = OF_TAXES if is_tax else OF_DISCOUNTS
        found[name] = OF_AMOUNTS.format(view=view, owner=owner, what=what, columns=columns)
    return found


@cache
def version() -> str:
    """A digest of the views of this release."""
    return blake2b(repr(sorted(views().items())).encode(), digest_size=8).hexdigest()


def is_current(cursor: Cursor) -> bool:
    """Whether there is nothing to make: the views are those of this release, or this role cannot make them."""
    cursor.execute(STATE)
    mark, is_others, may_make = cursor.fetchone()
    return bool(mark == version() or is_others or not may_make)


def is_others_or_closed(cursor: Cursor) -> bool:
    """Whether the schema is somebody else's, or one in which this role may not make the views."""
    cursor.execute(STATE)
    _, is_others, may_make = cursor.fetchone()
    return bool(is_others or not may_make)


@contextmanager
def made_again(cursor: Cursor) -> Iterator[None]:
    """Drop the views before the block migrates the tables that they read, and make those of this release after it.

    Who was granted them gets them again. They stay out where the schema is somebody else's. Raises
    DependentObjectsError when something of the user's depends on one.
    """
    if is_others_or_closed(cursor):
        yield
        return
    cursor.execute(sql_file(__package__, "grants.sql"))
    grants = [grant for (grant,) in cursor.fetchall()]
    try:
        cursor.execute("".join(f"DROP VIEW IF EXISTS stripe.{name};\n" for name in views()))
    except DependentObjectsStillExist as error:
        raise DependentObjectsError(str(error.diag.message_detail).splitlines()) from None
    yield
    cursor.execute("SELECT to_regnamespace('stripe') IS NULL")
    if cursor.fetchone() == (True,):
        cursor.execute("CREATE SCHEMA stripe")
    made = (create_view(f"{SCHEMA}.{name}", text) for name, text in views().items())
    cursor.execute(";\n".join(made))  # all in one statement: so they cost little
    cursor.execute(f"COMMENT ON VIEW stripe.{MARKED} IS '{MARK}{version()}'")
    for grant in grants:
        cursor.execute("SAVEPOINT grants")
        with suppress(UndefinedTable, UndefinedColumn):  # of a view that this release has no more
            cursor.execute(grant)
            continue
        cursor.execute("ROLLBACK TO grants")


def _plans() -> str:
    """That of oltp, read as a file: its package imports SQLAlchemy."""
    return (FOLDER.parents[1] / "views" / "plans.sql").read_text()
