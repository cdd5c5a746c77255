"""The views of the schema `mart` add up: to the tables that they read, and to what the sandbox itself has."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import msgspec
import psycopg2
import pytest

from oltp_schema.schemas import PLAIN
from pipelines.currencies import NO_DECIMALS, THREE_DECIMALS, decimals
from pipelines.sandbox import Sandbox
from tests.verify.conftest import Landed

OLD = "2020-08-27"  # a version in which a charge names its invoice

pytestmark = pytest.mark.runs

Row = tuple[Any, ...]


class Mart:
    """A database and the Stripe that it came from."""

    def __init__(self, cursor: psycopg2.extensions.cursor, sandbox: Sandbox) -> None:
        self.cursor = cursor
        self.sandbox = sandbox

    def rows(self, query: str) -> list[Row]:
        self.cursor.execute(query)
        return list(self.cursor.fetchall())

    def truth(self, kind: str, version: str | None = None, expand: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        """What Stripe has of a type, without what was deleted."""
        found = [msgspec.json.decode(body) for body in self.sandbox.truth(kind, version=version, expand=expand)]
        return [each for each in found if not each.get("deleted")]

    def adds_up(self, view: str, table: str) -> None:
        """Two queries give the same rows, and some."""
        expected = set(self.rows(table))
        assert expected
        assert set(self.rows(view)) == expected


@pytest.fixture(scope="module")
def mart(busy_url: str, busy: Landed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mart]:
    store = tmp_path_factory.mktemp("mart") / "sandbox.sqlite"
    store.write_bytes(busy.store.read_bytes())
    with closing(Sandbox.create(store)) as sandbox, closing(psycopg2.connect(busy_url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('search_path', %s, false)", (PLAIN.mart,))
            yield Mart(cursor, sandbox)


def test_currencies_have_the_exponents_by_which_amounts_of_files_are_read(mart: Mart) -> None:
    exponents: dict[str, int] = dict(mart.rows("SELECT code, exponent FROM currencies"))
    assert exponents == {code: decimals(code) for code in exponents}
    assert [exponents[code] for code in ("usd", "jpy", "kwd", "isk", "ugx")] == [2, 0, 3, 2, 2]
    assert exponents.keys() >= NO_DECIMALS | THREE_DECIMALS
    assert (
        mart.rows("SELECT DISTINCT currency FROM oltp.prices WHERE currency NOT IN (SELECT code FROM currencies)") == []
    )
    assert len(exponents) == len(mart.rows("SELECT FROM currencies")) > 150


def test_invoice_charges_are_the_charges_that_name_an_invoice(mart: Mart) -> None:
    charges = {each["id"]: each for each in mart.truth("charge", OLD) if each["invoice"]}
    rows = mart.rows("SELECT charge_id, invoice_id, succeeded, decline_code FROM invoice_charges")
    assert len(rows) == len(charges) > 0
    assert set(rows) == {
        (each["id"], each["invoice"], each["paid"], each["outcome"]["reason"] if each["failure_code"] else None)
        for each in charges.values()
    }


def test_attempts_are_numbered_by_time_and_the_last_is_final(mart: Mart) -> None:
    rows = mart.rows(
        "SELECT invoice_id, array_agg(attempt ORDER BY created), count(*), sum(is_final::int), "
        "max(created) = max(created) FILTER (WHERE is_final) FROM invoice_charges GROUP BY 1"
    )
    assert any(number > 1 for _, _, number, _, _ in rows)
    assert all(
        (list(range(1, number + 1)), 1, True) == (attempts, final, last) for _, attempts, number, final, last in rows
    )


def test_fees_by_payout_add_up_to_what_each_payout_brings(mart: Mart) -> None:
    mart.adds_up(
        "SELECT payout_id, currency, sum(net), sum(gross) - sum(fees) FROM fees_by_payout GROUP BY 1, 2",
        "SELECT id, currency, amount, amount FROM oltp.payouts WHERE balance_transactions_complete",
    )


def test_ar_aging_adds_up_to_the_open_invoices(mart: Mart) -> None:
    mart.adds_up(
        "SELECT currency, sum(invoices), sum(amount_remaining) FROM ar_aging GROUP BY 1",
        "SELECT currency, count(*), sum(amount_remaining) FROM oltp.invoices WHERE status = 'open' AND"
        " row_state = 'present' GROUP BY 1",
    )
    ages = Counter(aged(each) for each in mart.truth("invoice") if each["status"] == "open")
    assert dict(mart.rows("SELECT age, sum(invoices)::int FROM ar_aging GROUP BY 1")) == ages


def aged(invoice: dict[str, Any]) -> str:
    """How long an open invoice is due, as the view says it."""
    due = invoice["due_date"] or invoice["status_transitions"]["finalized_at"] or invoice["created"]
    days = (datetime.now(UTC).timestamp() - due) / 86_400
    return next(
        (age for end, age in ((0, "not due"), (31, "0-30"), (61, "31-60"), (91, "61-90")) if days < end), "over 90"
    )


def test_revenue_by_product_adds_up_to_the_paid_invoices_without_tax(mart: Mart) -> None:
    mart.adds_up(
        "SELECT currency, sum(revenue), sum(tax) FROM revenue_by_product GROUP BY 1",
        "SELECT currency, sum(total_excluding_tax), sum(total - total_excluding_tax) FROM oltp.invoices"
        " WHERE status = 'paid' AND row_state = 'present' GROUP BY 1",
    )
    assert mart.rows("SELECT FROM revenue_by_product WHERE product_id IS NOT NULL AND discounts > 0 AND tax > 0")


def test_each_line_says_what_product_it_is_of(mart: Mart) -> None:
    sold: Counter[str] = Counter()
    paid = {each["id"] for each in mart.truth("invoice") if each["status"] == "paid"}
    for line in mart.truth("line_item"):
        if line["invoice"] in paid:
            sold[line["pricing"]["price_details"]["product"]] += (
                line["amount"]
                - sum(each["amount"] for each in line["discount_amounts"])
                - sum(each["amount"] for each in line["taxes"] if each["tax_behavior"] == "inclusive")
            )
    rows = mart.rows("SELECT product_id, sum(revenue)::bigint FROM revenue_by_product WHERE product_id > '' GROUP BY 1")
    assert dict(rows) == sold


def test_tax_by_country_and_rate_adds_up_to_the_tax_of_paid_invoices(mart: Mart) -> None:
    mart.adds_up(
        "SELECT currency, sum(amount) FROM tax_by_country_and_rate GROUP BY 1",
        "SELECT currency, sum(amount) FROM oltp.invoice_taxes WHERE invoice_id IN"
        " (SELECT id FROM oltp.invoices WHERE status = 'paid' AND row_state = 'present') GROUP BY 1",
    )
    assert mart.rows("SELECT FROM tax_by_country_and_rate WHERE country IS NULL OR percentage IS NULL") == []


def test_coupon_cost_adds_up_to_the_discounts_of_paid_invoices(mart: Mart) -> None:
    cost: Counter[str] = Counter()
    for invoice in mart.truth("invoice"):
        if invoice["status"] == "paid":
            cost[invoice["currency"]] += sum(each["amount"] for each in invoice["total_discount_amounts"])
    rows = mart.rows("SELECT currency, sum(taken_off)::bigint FROM coupon_cost GROUP BY 1")
    assert dict(rows) == +cost
    assert rows
    assert mart.rows("SELECT FROM coupon_cost WHERE coupon_id IS NULL") == []


# What was released of an authorization is a refund without a balance transaction.
TAKEN_AND_GIVEN = (
    "SELECT charges.currency, count(*), sum(charges.amount_captured), coalesce(sum(given.amount), 0) FROM oltp.charges"
    " LEFT JOIN (SELECT charge_id, sum(amount) AS amount FROM oltp.refunds WHERE balance_transaction_id IS NOT NULL"
    " AND status NOT IN ('failed', 'canceled') GROUP BY 1) AS given ON given.charge_id = charges.id"
    " WHERE charges.status = 'succeeded' GROUP BY 1"
)


def test_cohorts_add_up_to_charges_refunds_and_disputes(mart: Mart) -> None:
    mart.adds_up(
        "SELECT currency, sum(charges), sum(charged), sum(refunded) FROM refund_and_dispute_cohorts GROUP BY 1",
        TAKEN_AND_GIVEN,
    )
    claims = [each for each in mart.truth("dispute") if not each["status"].startswith("warning_")]
    lost = sum(each["amount"] for each in claims if each["status"] == "lost")
    assert mart.rows("SELECT sum(disputed), sum(lost) FROM refund_and_dispute_cohorts") == [
        (sum(each["amount"] for each in claims), lost)
    ]
    assert claims


def test_customer_overview_adds_up_to_the_tables(mart: Mart) -> None:
    mart.adds_up(
        "SELECT currency, sum(payments), sum(paid), sum(refunded) FROM customer_overview GROUP BY 1",
        TAKEN_AND_GIVEN,
    )
    mart.adds_up(
        "SELECT currency, sum(fees) FROM customer_overview GROUP BY 1 HAVING sum(fees) <> 0",
        "SELECT currency, sum(fee) FROM oltp.balance_transactions WHERE source_type IN ('charge', 'refund', 'dispute')"
        " GROUP BY 1",
    )
    mart.adds_up(
        "SELECT customer_id, currency, owed FROM customer_overview WHERE owed > 0",
        "SELECT customer_id, currency, sum(amount_remaining) FROM oltp.invoices WHERE status = 'open' GROUP BY 1, 2",
    )
    mart.adds_up("SELECT sum(disputed) FROM customer_overview", "SELECT sum(disputed) FROM refund_and_dispute_cohorts")


def test_mrr_is_what_the_items_of_active_subscriptions_cost_per_month(mart: Mart) -> None:
    prices = {each["id"]: each for each in mart.truth("price", expand=("tiers",))}
    expected = {
        item["id"]: (price["currency"], monthly(price, item["quantity"]))
        for each in mart.truth("subscription")
        if each["status"] in {"active", "past_due"} and not each["pause_collection"]
        for item in each["items"]["data"]
        if (price := prices[item["price"]["id"]])["recurring"]["usage_type"] == "licensed"
    }
    rows = mart.rows("SELECT subscription_item_id, currency, mrr_before_discounts FROM mrr")
    assert len(rows) == len(expected) > 0
    for item_id, currency, found in rows:
        assert expected[item_id][0] == currency
        assert float(found) == pytest.approx(float(expected[item_id][1]))
    assert mart.rows("SELECT FROM mrr JOIN oltp.prices ON prices.id = price_id WHERE billing_scheme = 'tiered'")


def monthly(price: dict[str, Any], quantity: int) -> Fraction:
    """What a quantity at a price costs per month, in minor units."""
    every = price["recurring"]
    per_year = {"day": 365, "week": 52, "month": 12, "year": 1}[every["interval"]]
    return cost(price, quantity) * per_year / (12 * int(every["interval_count"]))


def cost(price: dict[str, Any], quantity: int) -> Fraction:
    """What a quantity at a price costs per interval: unit by unit where it has tiers."""
    if price["billing_scheme"] == "per_unit":
        packages = price["transform_quantity"] or {"divide_by": 1, "round": "up"}
        whole, rest = divmod(quantity, int(packages["divide_by"]))
        return Fraction(price["unit_amount_decimal"]) * (whole + int(rest > 0 and packages["round"] == "up"))
    reached = [tier_of(price, quantity if price["tiers_mode"] == "volume" else unit) for unit in range(1, quantity + 1)]
    flat = sum({id(tier): Fraction(tier["flat_amount"] or 0) for tier in reached}.values(), Fraction(0))
    return flat + sum((Fraction(tier["unit_amount_decimal"] or 0) for tier in reached), Fraction(0))


def tier_of(price: dict[str, Any], quantity: int) -> dict[str, Any]:
    """The tier of a price that a quantity, or a unit by its number, falls into."""
    tiers: list[dict[str, Any]] = price["tiers"]
    return next(tier for tier in tiers if tier["up_to"] is None or quantity <= tier["up_to"])
