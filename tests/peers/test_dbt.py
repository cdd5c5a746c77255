"""Fivetran's dbt package, unmodified, builds over the schema `fivetran`, and its models say what our tables say.

`make dbt DBT_STRIPE=folder` installs dbt into `.venv/peers/dbt` and runs this. The sandbox is an account in test mode,
so the package is told that as well as the schema.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
from psycopg2.extensions import cursor as Cursor

from oltp_schema import analysts
from oltp_schema.schemas import PLAIN
from pipelines.runs import pipeline
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from tests.conftest import dropped_afterwards
from tests.peers.derive_fivetran import COMMITTED, derive

ROOT = Path(__file__).parents[2]
END_MODELS = {
    *("activity_itemized_2", "balance_change_from_activity_itemized_3", "balance_transactions", "customer_overview"),
    *("daily_overview", "ending_balance_reconciliation_itemized_4", "invoice_details", "invoice_line_item_details"),
    *("line_item_enhanced", "payout_itemized_3", "subscription_details", "subscription_item_mrr_report"),
}

# Each with the rows of models, and what our tables have for them.
SAME = {
    "invoices": (
        """
        SELECT invoice_id, currency, status, amount_due, amount_paid, amount_remaining, total, coalesce(tax, 0),
            coalesce(number_of_line_items, 0)
        FROM dbt_stripe.stripe__invoice_details
        """,
        """
        SELECT invoices.id, currency, status, amount_due, amount_paid, amount_remaining, total,
            coalesce((SELECT sum(amount) FROM oltp.invoice_taxes WHERE invoice_id = invoices.id), 0),
            (SELECT count(*) FROM oltp.invoice_line_items WHERE invoice_id = invoices.id AND row_state = 'present')
        FROM oltp.invoices WHERE row_state = 'present'
        """,
    ),
    "charges of paid invoices": (
        """
        SELECT invoice_id, balance_transaction_id FROM dbt_stripe.stripe__invoice_details
        WHERE balance_transaction_id IS NOT NULL
        """,
        """
        SELECT DISTINCT paid.invoice_id, charges.balance_transaction_id
        FROM mart.invoice_charges AS paid JOIN oltp.charges ON charges.id = paid.charge_id
        WHERE paid.succeeded AND charges.balance_transaction_id IS NOT NULL
        """,
    ),
    "subscriptions": (
        """
        SELECT subscription_id, status, coalesce(number_invoices_generated, 0), total_amount_billed, total_amount_paid,
            total_amount_remaining
        FROM dbt_stripe.stripe__subscription_details
        """,
        """
        SELECT subscriptions.id, subscriptions.status, count(invoices.id), sum(invoices.amount_due),
            sum(invoices.amount_paid), sum(invoices.amount_remaining)
        FROM oltp.subscriptions
        LEFT JOIN oltp.invoices ON invoices.subscription_id = subscriptions.id AND invoices.row_state = 'present'
        WHERE subscriptions.row_state <> 'unresolved' GROUP BY subscriptions.id
        """,
    ),
    "balance transactions": (
        """
        SELECT balance_transaction_id, balance_transaction_amount, balance_transaction_fee, balance_transaction_net,
            balance_transaction_reporting_category
        FROM dbt_stripe.stripe__balance_transactions
        """,
        """
        SELECT id, amount, fee, net, reporting_category FROM oltp.balance_transactions
        WHERE row_state <> 'unresolved'
        """,
    ),
    "what payouts consist of": (
        """
        SELECT automatic_payout_id, sum(balance_transaction_net) FROM dbt_stripe.stripe__balance_transactions
        WHERE automatic_payout_id IS NOT NULL AND payout_balance_transaction_is_current IS NOT TRUE GROUP BY 1
        """,
        """
        SELECT entry.payout_id, payouts.amount FROM oltp.payouts
        JOIN oltp.payout_balance_transactions AS entry ON entry.payout_id = payouts.id
        JOIN oltp.balance_transactions AS moved ON moved.id = entry.balance_transaction_id
        WHERE payouts.row_state = 'present' AND entry.row_state = 'present'
            AND moved.id IS DISTINCT FROM payouts.balance_transaction_id
        GROUP BY entry.payout_id, payouts.amount
        """,
    ),
    # The package shows a payout that failed by the payout that paid out its reversal.
    "payouts": (
        "SELECT payout_id, -gross, fee, -net, payout_status FROM dbt_stripe.stripe__payout_itemized_3",
        """
        SELECT id, amount, 0, amount, status FROM oltp.payouts
        WHERE row_state = 'present' AND NOT EXISTS (
            SELECT FROM oltp.payout_balance_transactions AS entry
            WHERE entry.balance_transaction_id = payouts.balance_transaction_id AND entry.payout_id <> payouts.id
        )
        """,
    ),
    "fees by month": (
        """
        SELECT date_trunc('month', balance_transaction_created_at), sum(balance_transaction_fee)
        FROM dbt_stripe.stripe__balance_transactions GROUP BY 1
        """,
        "SELECT date_trunc('month', created::timestamp), sum(fee) FROM oltp.balance_transactions GROUP BY 1",
    ),
}

pytestmark = [
    pytest.mark.skipif("DBT_STRIPE" not in os.environ, reason="make dbt DBT_STRIPE=folder runs this"),
    pytest.mark.timeout(900),
]


@pytest.fixture(scope="module")
def url(server_url: str, new_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with the account, and the views."""
    folder = tmp_path_factory.mktemp("dbt")
    Sandbox.create(folder / "sandbox.sqlite", customers=100).close()
    for url in dropped_afterwards(server_url, new_database()):
        pipeline(Settings(folder, database_url=url))
        with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
            assert analysts.install(cursor, analysts.OPTIONAL)
        yield url


@pytest.fixture(scope="module")
def results(url: str, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What became of each model and test of the package."""
    folder, place = tmp_path_factory.mktemp("build"), urlsplit(url)
    output = {
        "type": "postgres",
        "host": place.hostname,
        "port": place.port,
        "user": place.username,
        "password": place.password or "",
        "dbname": place.path[1:],
        "schema": "dbt",
        "threads": 2,
    }
    (folder / "profiles.yml").write_text(json.dumps({"default": {"target": "test", "outputs": {"test": output}}}))
    given = {"stripe_schema": PLAIN.fivetran, "stripe__using_livemode": False}
    done = subprocess.run(
        [
            *(ROOT / ".venv/peers/dbt/bin/dbt", "build", "--profile", "default", "--profiles-dir", folder),
            *("--project-dir", os.environ["DBT_STRIPE"], "--target-path", folder / "target", "--log-path", folder),
            *("--vars", json.dumps(given)),
        ],
        env=os.environ | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    found: list[dict[str, Any]] = json.loads((folder / "target/run_results.json").read_text())["results"]
    return found


@pytest.fixture
def cursor(url: str, results: list[dict[str, Any]]) -> Iterator[Cursor]:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        yield cursor


def test_everything_of_the_package_succeeds(results: list[dict[str, Any]]) -> None:
    by_kind = {(each["unique_id"].partition(".")[0], each["status"]) for each in results}
    assert by_kind == {("model", "success"), ("test", "pass")}


def test_every_end_model_has_rows(cursor: Cursor) -> None:
    def rows(model: str) -> int:
        cursor.execute(f"SELECT count(*) FROM dbt_stripe.stripe__{model}")
        return int(cursor.fetchone()[0])

    assert [model for model in END_MODELS if not rows(model)] == []


@pytest.mark.parametrize("name", SAME)
def test_models_and_tables_say_the_same(cursor: Cursor, name: str) -> None:
    theirs, ours = SAME[name]
    cursor.execute(theirs)
    found = set(cursor.fetchall())
    cursor.execute(ours)
    assert found == set(cursor.fetchall()) != set()


def test_the_committed_columns_are_those_of_this_package() -> None:
    assert json.loads(COMMITTED.read_text()) == derive(Path(os.environ["DBT_STRIPE"]))
