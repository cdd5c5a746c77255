"""A change without an event whose time is known: what is due is listed again, and nothing else."""

from typing import Any

import psycopg2.extensions
import pytest

from oltp_schema.schemas import execute_values
from pipelines.catalogue import CATALOGUE
from pipelines.landing.run import land
from pipelines.settings import Settings
from tests.landing.conftest import Command, Rows
from tests.landing.stripe_server import StripeServer
from tests.landing.test_incremental import T, asked, document

TRANSACTION = CATALOGUE["balance_transaction"]
PATH = "/v1/balance_transactions"
DAY = 86_400
WEEK_AGO = T - 7 * DAY
DUE, LATER = T - DAY, T + DAY


@pytest.fixture
def read(stripe: StripeServer, settings: Settings, database_url: str) -> None:
    """The type was read before: what is asked for from here on is what came since, and what is due."""
    stripe.lists[PATH] = []
    land(settings, database_url, [TRANSACTION], None)
    stripe.requests.clear()


def hold(connection: psycopg2.extensions.connection, *rows: tuple[int, int, str]) -> None:
    """Rows that are pending: created, available on, currency."""
    with connection, connection.cursor() as cursor:
        execute_values(
            cursor,
            "INSERT INTO oltp.balance_transactions (id, row_state, created, available_on, currency, amount, fee, net,"
            " status, type, observed_at, transform_version) VALUES %s",
            [(f"txn_{number}", *row) for number, row in enumerate(rows)],
            "(%s, 'present', to_timestamp(%s), to_timestamp(%s), %s, 1, 0, 1, 'pending', 'charge', now(), 1)",
        )


def listed_again(stripe: StripeServer, settings: Settings, database_url: str) -> list[tuple[int, int, str | None]]:
    """The windows that a run asks for besides what is new: since, before, currency."""
    land(settings, database_url, [TRANSACTION], None)
    windows = [
        (int(query["created[gte]"][0]), int(query["created[lt]"][0]), query.get("currency", [None])[0])
        for query in asked(stripe, PATH)
    ]
    assert windows.count((T - 600, T + 1, None)) == 1
    return sorted(window for window in windows if window != (T - 600, T + 1, None))


pytestmark = pytest.mark.usefixtures("read")


def test_nothing_is_listed_again_before_it_is_due(
    stripe: StripeServer, settings: Settings, database_url: str, connection: psycopg2.extensions.connection
) -> None:
    hold(connection, *((WEEK_AGO + number, LATER, "usd") for number in range(150)))
    assert listed_again(stripe, settings, database_url) == []


def test_a_hundred_rows_that_are_due_take_one_request(
    stripe: StripeServer, settings: Settings, database_url: str, connection: psycopg2.extensions.connection
) -> None:
    hold(connection, *((WEEK_AGO + 10 * number, DUE, "usd") for number in range(250)))
    bounds = [(0, 99), (100, 199), (200, 249)]
    expected = [(WEEK_AGO + 10 * first, WEEK_AGO + 10 * last + 1, None) for first, last in bounds]
    assert listed_again(stripe, settings, database_url) == expected


def test_what_is_not_due_is_passed_over(
    stripe: StripeServer, settings: Settings, database_url: str, connection: psycopg2.extensions.connection
) -> None:
    hold(connection, *((WEEK_AGO + number, DUE if number in {0, 5, 900} else LATER, "usd") for number in range(1000)))
    expected = [(WEEK_AGO, WEEK_AGO + 6, None), (WEEK_AGO + 900, WEEK_AGO + 901, None)]
    assert listed_again(stripe, settings, database_url) == expected


def test_a_currency_that_is_due_is_listed_without_the_others(
    stripe: StripeServer, settings: Settings, database_url: str, connection: psycopg2.extensions.connection
) -> None:
    rows = [(WEEK_AGO + 4 * number + place, DUE if currency == "usd" else LATER, currency)
            for number in range(90) for place, currency in enumerate(("usd", "eur", "gbp"))]  # fmt: skip
    hold(connection, *rows)
    assert listed_again(stripe, settings, database_url) == [(WEEK_AGO, WEEK_AGO + 4 * 89 + 1, "usd")]


def test_what_is_listed_as_new_anyway_is_not_listed_twice(
    stripe: StripeServer, settings: Settings, database_url: str, connection: psycopg2.extensions.connection
) -> None:
    hold(connection, (T - 60, T - 30, "usd"))
    assert listed_again(stripe, settings, database_url) == []


def transaction(**more: Any) -> bytes:
    said = {"amount": 100, "fee": 3, "net": 97, "currency": "usd", "created": WEEK_AGO, "available_on": DUE}
    fees = [{"amount": 3, "application": None, "currency": "usd", "description": "Stripe", "type": "stripe_fee"}]
    more = {"source": None, "type": "charge", "description": None, "fee_details": fees, **said, **more}
    return document("balance_transaction", "txn_1", **more)


def test_what_became_available_is_what_came_since_and_the_next_run_has_it(
    stripe: StripeServer, run: Command, rows: Rows
) -> None:
    names = "--objects", "balance_transaction"
    stripe.lists[PATH] = [transaction(status="pending")]
    assert run("pipeline", *names)[0] == 0
    stripe.lists[PATH] = [transaction(status="available")]
    code, said = run("verify", *names, "--all")
    assert (code, "1 object; the next run reads them" in said) == (0, True)
    assert run("pipeline", *names)[0] == 0
    assert rows("SELECT status FROM oltp.balance_transactions") == [("available",)]
    code, said = run("verify", *names, "--all")
    assert (code, "next run" in said) == (0, False)
