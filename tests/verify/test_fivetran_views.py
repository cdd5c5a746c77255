"""The views for Fivetran's dbt package: its tables and columns, and rows that are those of oltp."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import cursor as Cursor

from oltp_schema import analysts, roles
from oltp_schema.personal_columns import personal
from oltp_schema.schemas import PLAIN
from tests.conftest import dropped_afterwards
from tests.peers.derive_fivetran import COMMITTED
from tests.verify.conftest import Landed

NOT_GIVEN = {"subscription_history"}  # the package takes `subscription` instead
# Each view with its rows, and the rows of ours that they are.
ROWS = {
    "account": "oltp.accounts WHERE row_state <> 'unresolved'",
    "balance_transaction": "oltp.balance_transactions WHERE row_state <> 'unresolved'",
    "charge": "oltp.charges WHERE row_state <> 'unresolved'",
    "coupon": "oltp.coupons WHERE row_state <> 'unresolved'",
    "credit_note": "oltp.credit_notes WHERE row_state <> 'unresolved'",
    "credit_note_line_item": "oltp.credit_note_line_items WHERE row_state = 'present'",
    "customer": "oltp.customers WHERE row_state <> 'unresolved'",
    "discount": "oltp.invoice_discount_amounts WHERE row_state = 'present'",
    "dispute": "oltp.disputes WHERE row_state <> 'unresolved'",
    "fee": "oltp.balance_transaction_fees WHERE row_state = 'present'",
    "invoice": "oltp.invoices WHERE row_state = 'present'",
    "invoice_line_item": "oltp.invoice_line_items WHERE row_state = 'present'",
    "payment_intent": "oltp.payment_intents WHERE row_state <> 'unresolved'",
    "payment_method": "oltp.payment_methods WHERE row_state <> 'unresolved'",
    "payment_method_card": "oltp.payment_methods WHERE row_state <> 'unresolved' AND type = 'card'",
    "payout": "oltp.payouts WHERE row_state <> 'unresolved'",
    "payout_balance_transaction": "oltp.payout_balance_transactions WHERE row_state = 'present'",
    "plan": "oltp.plans WHERE row_state <> 'unresolved'",
    "price": "oltp.prices WHERE row_state <> 'unresolved'",
    "product": "oltp.products WHERE row_state <> 'unresolved'",
    "refund": "oltp.refunds WHERE row_state <> 'unresolved'",
    "subscription": "oltp.subscriptions WHERE row_state <> 'unresolved'",
    "subscription_discount": "oltp.discounts WHERE row_state <> 'unresolved' AND subscription_id IS NOT NULL",
    "subscription_item": "oltp.subscription_items WHERE row_state = 'present'",
    "card": "oltp.charges WHERE FALSE",  # the sandbox has none
    "transfer": "oltp.charges WHERE FALSE",
}


@pytest.fixture(scope="module")
def cursor(server_url: str, new_database: Callable[..., str], busy: Landed) -> Iterator[Cursor]:
    """One transaction, in which the views are there."""
    for url in dropped_afterwards(server_url, new_database(busy.template)):
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            assert analysts.install(cursor, analysts.OPTIONAL)
            yield cursor


def values(cursor: Cursor, query: str) -> list[tuple[object, ...]]:
    cursor.execute(query)
    return list(cursor.fetchall())


def test_each_view_has_the_columns_that_the_package_reads(cursor: Cursor) -> None:
    cursor.execute(
        'SELECT table_name::text, array_agg(column_name::text ORDER BY column_name COLLATE "C")'
        " FROM information_schema.columns WHERE table_schema = %s GROUP BY 1",
        (PLAIN.fivetran,),
    )
    given, read = dict(cursor.fetchall()), json.loads(COMMITTED.read_text())["tables"]
    assert given == {name: columns for name, columns in read.items() if name not in NOT_GIVEN}


@pytest.mark.parametrize("view", ROWS)
def test_the_rows_of_a_view_are_those_of_a_table(cursor: Cursor, view: str) -> None:
    assert values(cursor, f"SELECT count(*) FROM fivetran.{view}") == values(
        cursor, f"SELECT count(*) FROM {ROWS[view]}"
    )


def test_no_view_is_untested() -> None:
    assert ROWS.keys() == analysts.OPTIONAL.views().keys()


def test_a_charge_and_its_invoice_name_each_other(cursor: Cursor) -> None:
    query = """
        SELECT count(*), count(*) FILTER (WHERE charge.invoice_id = invoice.id)
        FROM fivetran.invoice JOIN fivetran.charge ON charge.id = invoice.charge_id
    """
    ((all_, ours),) = values(cursor, query)
    assert all_ == ours != 0


def test_the_taxes_discounts_and_lines_of_an_invoice_make_its_total(cursor: Cursor) -> None:
    wrong = """
        SELECT invoice.id FROM fivetran.invoice
        WHERE invoice.subtotal IS DISTINCT FROM (
            SELECT coalesce(sum(line.amount), 0) FROM fivetran.invoice_line_item AS line
            WHERE line.invoice_id = invoice.id
        )
        OR invoice.subtotal - invoice.total <> coalesce((
            SELECT sum(discount.amount) FROM fivetran.discount WHERE discount.invoice_id = invoice.id
        ), 0) - coalesce((
            SELECT sum(tax.amount) FROM oltp.invoice_taxes AS tax
            WHERE tax.invoice_id = invoice.id AND tax.tax_behavior <> 'inclusive'
        ), 0)
    """
    assert values(cursor, wrong) == []


def test_a_deleted_customer_is_there_with_the_mode_of_the_account(cursor: Cursor) -> None:
    query = "SELECT DISTINCT livemode FROM fivetran.customer WHERE is_deleted"
    assert values(cursor, query) == [(False,)]


def test_analysts_do_not_see_personal_columns_of_them(cursor: Cursor) -> None:
    hidden = personal(cursor, roles.analysed(cursor))
    assert hidden["fivetran.customer"] >= {"email", "name", "shipping_address_line_1", "address_line_2"}
    assert hidden["fivetran.charge"] >= {"billing_detail_address_line1", "receipt_email"}
    assert {"amount", "metadata", "invoice_id"}.isdisjoint(hidden["fivetran.charge"])
