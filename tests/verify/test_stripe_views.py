"""Queries as Stripe's documentation of Sigma has them, unchanged but for types: each gives what Stripe would say.

What is right is taken from the sandbox's own objects, in a version of the API that still has the field.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec
import psycopg2
import pytest

from oltp_schema.analysts.stripe import AMOUNTS
from oltp_schema.schemas import PLAIN
from pipelines.catalogue import CATALOGUE
from pipelines.promotion import statements
from pipelines.sandbox import Sandbox
from tests.conftest import dropped_afterwards
from tests.verify.conftest import Landed

OLD = "2020-08-27"  # the last version but basil's: `charge.invoice`, `invoice.charge`, `plan`
Row = tuple[Any, ...]


class Truth:
    """What Stripe has, by type."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    @cache  # noqa: B019 -- one for all tests
    def all(self, kind: str, version: str | None = None) -> list[dict[str, Any]]:
        return [msgspec.json.decode(body) for body in self.sandbox.truth(kind, version=version)]

    def there(self, kind: str, version: str | None = None) -> list[dict[str, Any]]:
        return [each for each in self.all(kind, version) if not each.get("deleted")]

    @cache  # noqa: B019
    def by_id(self, kind: str, version: str | None = None) -> dict[str, dict[str, Any]]:
        return {each["id"]: each for each in self.all(kind, version)}


def month(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m}"


def items(subscription: dict[str, Any]) -> list[dict[str, Any]]:
    return list(subscription["items"]["data"])


def subscriptions_with_a_price(truth: Truth, status: str) -> list[dict[str, Any]]:
    return [each for each in truth.there("subscription") if each["status"] == status]


def price_of(subscription: dict[str, Any]) -> str | None:
    found = items(subscription)
    return str(found[0]["price"]["id"]) if len(found) == 1 else None


def customers_of(truth: Truth, status: str) -> set[Row]:
    customers = truth.by_id("customer")
    return {
        (each["id"], each["customer"], customers[each["customer"]].get("email"))
        for each in subscriptions_with_a_price(truth, status)
    }


def trials(truth: Truth) -> set[Row]:
    return {
        (id_, email, price_of(truth.by_id("subscription")[sub])) for sub, id_, email in customers_of(truth, "trialing")
    }


def products(truth: Truth) -> set[Row]:
    known = truth.by_id("product")
    return {
        (each["id"], price_of(each), known[items(each)[0]["price"]["product"]]["name"])
        for each in subscriptions_with_a_price(truth, "active")
        if price_of(each)
    }


def invoices_with_charges(truth: Truth) -> set[Row]:
    return {
        (each["id"], each["amount_due"], each["charge"])
        for each in truth.there("invoice", OLD)
        if each["subscription"] and each["paid"]
    }


def charges_with_invoices(truth: Truth) -> set[Row]:
    return {(each["id"], each["invoice"]) for each in truth.there("charge", OLD) if each["invoice"]}


def refund_transactions(truth: Truth) -> set[Row]:
    return {
        (each["id"], each["amount"], each["currency"], each["source"])
        for each in truth.there("balance_transaction")
        if each["type"] == "refund"
    }


def brands(truth: Truth) -> set[Row]:
    paid = [each for each in truth.there("charge") if each["status"] == "succeeded"]
    return set(Counter((each["payment_method_details"].get("card") or {}).get("brand") for each in paid).items())


def checks(truth: Truth) -> set[Row]:
    cards = [(each["payment_method_details"].get("card") or {}).get("checks") or {} for each in truth.there("charge")]
    return set(Counter(each.get("cvc_check") for each in cards).items())


def failures(truth: Truth) -> set[Row]:
    found: dict[str, list[int]] = defaultdict(list)
    for each in truth.there("charge"):
        if each["status"] == "failed":
            found[each["failure_code"]].append(each["amount"])
    return {(code, len(amounts), sum(amounts)) for code, amounts in found.items()}


def metadata_of(kind: str) -> Callable[[Truth], set[Row]]:
    def found(truth: Truth) -> set[Row]:
        return {(each["id"], *pair) for each in truth.there(kind) for pair in (each["metadata"] or {}).items()}

    return found


def net_by_category(truth: Truth) -> set[Row]:
    found: Counter[tuple[str, str]] = Counter()
    for each in truth.there("balance_transaction"):
        found[each["reporting_category"], each["currency"]] += each["net"]
    return {(*key, net) for key, net in found.items()}


def fees(truth: Truth) -> set[Row]:
    found: Counter[str] = Counter()
    for each in truth.there("balance_transaction"):
        for part in each["fee_details"]:
            found[part["type"]] += part["amount"]
    return set(found.items())


def lines_by_source(truth: Truth) -> set[Row]:
    found: Counter[str] = Counter()
    for line in truth.there("line_item", OLD):
        found[line["type"]] += line["amount"]
    return set(found.items())


def success_rate(truth: Truth) -> set[Row]:
    all_, good = Counter[str](), Counter[str]()
    for each in truth.there("payment_intent"):
        all_[month(each["created"])] += 1
        good[month(each["created"])] += each["status"] == "succeeded"
    return {(at, number, good[at]) for at, number in all_.items()}


def tax_by_rate(truth: Truth) -> set[Row]:
    found: Counter[tuple[str, str]] = Counter()
    for each in truth.there("invoice", OLD):
        for tax in each["total_tax_amounts"]:
            found[tax["tax_rate"], each["currency"]] += tax["amount"]
    return {(*key, amount) for key, amount in found.items()}


def living_customers(truth: Truth) -> set[Row]:
    return {(len(truth.there("customer")), len(truth.all("customer")) - len(truth.there("customer")))}


def statuses(truth: Truth) -> set[Row]:
    return set(Counter(each["status"] for each in truth.there("invoice")).items())


def payouts(truth: Truth) -> set[Row]:
    return {(each["id"], each["amount"], each["status"]) for each in truth.there("payout")}


def refunds_by_reason(truth: Truth) -> set[Row]:
    found: Counter[tuple[str | None, str]] = Counter()
    for each in truth.there("refund"):
        if each["status"] == "succeeded":
            found[each["reason"], each["currency"]] += each["amount"]
    return {(*key, amount) for key, amount in found.items()}


def item_prices(truth: Truth) -> set[Row]:
    return {
        (item["id"], price["product"], price["unit_amount"], price["recurring"]["interval"])
        for each in truth.there("subscription")
        for item in items(each)
        for price in [item["price"]]
    }


def disputes(truth: Truth) -> set[Row]:
    return {(each["id"], each["charge"], each["amount"], each["status"]) for each in truth.there("dispute")}


def coupons(truth: Truth) -> set[Row]:
    return {(each["id"], each["percent_off"], each["duration"]) for each in truth.there("coupon")}


JOINED = "from subscriptions inner join customers on customers.id = subscriptions.customer_id"
QUERIES: dict[str, tuple[str, Callable[[Truth], set[Row]]]] = {
    "past due subscriptions and their customers": (
        f"select subscriptions.id, subscriptions.customer_id, customers.email {JOINED}"
        " where subscriptions.status = 'past_due'",
        lambda truth: customers_of(truth, "past_due"),
    ),
    "active subscriptions and their customers": (
        f"select subscriptions.id, customers.id, customers.email {JOINED} where status = 'active'",
        lambda truth: customers_of(truth, "active"),
    ),
    "customers in a trial, by price": (
        f"select customers.id, customers.email, subscriptions.price_id {JOINED} where status = 'trialing'",
        trials,
    ),
    "active subscriptions with price and product": (
        "select subscriptions.id, prices.id as price_id, products.name from subscriptions"
        " inner join prices on subscriptions.price_id = prices.id"
        " inner join products on prices.product_id = products.id where subscriptions.status = 'active'",
        products,
    ),
    "paid invoices of subscriptions and their charges": (
        "select id, amount_due, charge_id from invoices where subscription_id is not null and paid",
        invoices_with_charges,
    ),
    "charges and the invoices that they pay": (
        "select id, invoice_id from charges where invoice_id is not null",
        charges_with_invoices,
    ),
    "refunds in the balance": (
        "select id, amount, currency, source_id from balance_transactions where type = 'refund'",
        refund_transactions,
    ),
    "payments by card brand": (
        "select card_brand, count(*) from charges where status = 'succeeded' group by 1",
        brands,
    ),
    "payments by the check of their card": ("select card_cvc_check, count(*) from charges group by 1", checks),
    "failed payments by code": (
        "select failure_code, count(*), sum(amount) from charges where status = 'failed' group by 1",
        failures,
    ),
    "charges by what their metadata says": (
        "select charges.id, m.key, m.value from charges join charges_metadata m on m.charge_id = charges.id",
        metadata_of("charge"),
    ),
    "customers by what their metadata says": (
        "select customers.id, customers_metadata.key, customers_metadata.value from customers"
        " inner join customers_metadata on customers.id = customers_metadata.customer_id",
        metadata_of("customer"),
    ),
    "the balance by reporting category": (
        "select reporting_category, currency, sum(net) from balance_transactions group by 1, 2",
        net_by_category,
    ),
    "fees by type": ("select type, sum(amount) from balance_transaction_fee_details group by 1", fees),
    "lines by what made them": (
        "select source_type, sum(amount) from invoice_line_items where source_id is not null group by 1",
        lines_by_source,
    ),
    "success of payment intents by month": (
        "select to_char(date_trunc('month', created), 'YYYY-MM') as month, count(*),"
        " count(*) filter (where status = 'succeeded') from payment_intents group by 1",
        success_rate,
    ),
    "tax by rate": (
        "select t.tax_rate_id, invoices.currency, sum(t.amount) from invoice_tax_amounts t"
        " join invoices on invoices.id = t.invoice_id group by 1, 2",
        tax_by_rate,
    ),
    "customers that are there, and that are not": (
        "select count(*) filter (where not deleted), count(*) filter (where deleted) from customers",
        living_customers,
    ),
    "invoices by status": ("select status, count(*) from invoices group by 1", statuses),
    "payouts as transfers": ("select id, amount, status from transfers where date is not null", payouts),
    "refunds by reason": (
        "select reason, currency, sum(amount) from refunds where status = 'succeeded' group by 1, 2",
        refunds_by_reason,
    ),
    "items of subscriptions with their prices": (
        "select id, price_product_id, price_unit_amount, price_recurring_interval from subscription_items",
        item_prices,
    ),
    "disputes and what they are about": (
        "select disputes.id, disputes.charge_id, disputes.amount, disputes.status from disputes"
        " inner join charges on charges.id = disputes.charge_id",
        disputes,
    ),
    "coupons": ("select id, percent_off, duration from coupons where not deleted", coupons),
}


@pytest.fixture(scope="module")
def truth(landed: Landed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Truth]:
    store = tmp_path_factory.mktemp("views") / "sandbox.sqlite"
    store.write_bytes(landed.store.read_bytes())
    with closing(Sandbox.create(store)) as sandbox:
        yield Truth(sandbox)


@pytest.fixture(scope="module")
def session(server_url: str, new_database: Callable[..., str], landed: Landed) -> Iterator[psycopg2.extensions.cursor]:
    """A session on the one landed account, in which the schema of the views is searched first, as in Sigma."""
    for url in dropped_afterwards(server_url, new_database(landed.template)):
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT set_config('search_path', %s, false)", (PLAIN.stripe,))
            connection.commit()
            yield cursor


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_of_sigma_gives_what_stripe_has(name: str, truth: Truth, session: psycopg2.extensions.cursor) -> None:
    query, expected = QUERIES[name]
    session.execute(query)
    rows = session.fetchall()
    assert len(rows) == len(set(rows))
    assert set(rows) == expected(truth)


def test_the_queries_find_something(truth: Truth) -> None:
    empty = {name for name, (_, expected) in QUERIES.items() if not expected(truth)}
    assert empty <= {
        "customers in a trial, by price",
        "disputes and what they are about",
        "past due subscriptions and their customers",
    }


def test_every_column_of_a_table_is_in_its_view(session: psycopg2.extensions.cursor) -> None:
    called = AMOUNTS | {"balance_transaction_fees": "balance_transaction_fee_details"}
    otherwise = {"tax_behavior", "invoice_id"}  # which Sigma has as `inclusive`, and of lines not at all
    without = {"payout_balance_transactions"}  # which say nothing but `automatic_transfer_id`
    lacking = []
    for entry in CATALOGUE.values():
        if entry.table and entry.table not in without:
            session.execute(f"SELECT * FROM {called.get(entry.table, entry.table)} LIMIT 0")
            given = {column.name for column in session.description or ()}
            names = {column.name for column in statements.table_of(entry).data_columns}
            names -= otherwise if entry.table in AMOUNTS else set()
            lacking += [f"oltp_schema/analysts/stripe/{entry.table}.sql: {name}" for name in sorted(names - given)]
            assert {"row_state", "observed_at", "transform_version"} & given == set()
    assert lacking == []


def test_no_row_that_stripe_does_not_have_and_no_mode_that_is_unknown(session: psycopg2.extensions.cursor) -> None:
    session.execute("UPDATE oltp.customers SET livemode = NULL WHERE row_state = 'deleted'")
    session.execute("INSERT INTO oltp.customers (id, row_state) VALUES ('cus_named', 'unresolved')")
    session.execute("SELECT count(*) FILTER (WHERE id = 'cus_named'), count(*) FILTER (WHERE livemode) FROM customers")
    assert session.fetchall() == [(0, 0)]
    session.execute("SELECT count(*) > 0 FROM customers WHERE NOT livemode")
    assert session.fetchall() == [(True,)]
    session.connection.rollback()
