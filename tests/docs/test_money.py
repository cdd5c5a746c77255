"""The worked example of docs/money.md: what it says of the journal is what the views make of its transactions."""

import re
from pathlib import Path
from typing import Any

import psycopg2.extensions
import pytest

from oltp_schema import money

PAGE = (Path(__file__).parents[2] / "docs" / "money.md").read_text()
ENTRY = """
    INSERT INTO oltp.balance_transactions
        (id, type, reporting_category, amount, fee, net, status, created, available_on,
        currency, row_state, observed_at, transform_version)
    VALUES
        (%(id)s, %(type)s, %(reporting_category)s, %(amount)s, %(fee)s, %(net)s, %(status)s, %(created)s,
        %(available_on)s, 'usd', 'present', now(), 1)
"""
FEE = """
    INSERT INTO oltp.balance_transaction_fees
        (id, amount, balance_transaction_id, currency, position, type, row_state, transform_version)
    SELECT %(id)s || '.1', %(fee)s::bigint, %(id)s, 'usd', 1, 'stripe_fee', 'present', 1 WHERE %(fee)s <> '0'
"""


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table of the page, by their headings."""
    found = re.search(rf"<!-- example of {name} -->\n(.*?)<!-- end of {name} -->", PAGE, re.DOTALL)
    assert found
    heading, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines())
    return [dict(zip(heading, row, strict=True)) for row in rows]


@pytest.fixture
def example(connection: psycopg2.extensions.connection) -> psycopg2.extensions.cursor:
    cursor = connection.cursor()
    cursor.execute("SET TIME ZONE 'UTC'")
    for row in table("transactions"):
        cursor.execute(ENTRY, row)
        cursor.execute(FEE, row)
    return cursor


def rows(cursor: Any, query: str) -> list[dict[str, str]]:
    cursor.execute(query)
    names = [column.name for column in cursor.description]
    return [dict(zip(names, map(str, row), strict=True)) for row in cursor.fetchall()]


def test_the_trial_balance_of_the_example_is_that_of_the_page(example: psycopg2.extensions.cursor) -> None:
    query = re.search(r"^    (SELECT \* FROM oltp\.trial_balance .*)$", PAGE, re.MULTILINE)
    assert query
    assert rows(example, query[1]) == table("the trial balance")


def test_the_queries_of_the_page_run(example: psycopg2.extensions.cursor) -> None:
    queries = re.findall(r"^    (SELECT [^;\n]*)", PAGE, re.MULTILINE)
    assert len(queries) == 2
    for query in queries:
        example.execute(query)


def test_the_page_names_every_equation_that_holds_only_somewhere() -> None:
    listed = set(re.findall(r"^- `(\w+)`", PAGE, re.MULTILINE))
    assert listed <= money.equations().keys()
    assert all(name in PAGE for name in money.equations())
