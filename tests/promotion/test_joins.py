"""No statement of a promotion looks for each row through all the others, whatever the planner knows of the tables.

Statistics are as after a first promotion of new tables: none. PostgreSQL's own `auto_explain` tells what it did.
"""

import json
from collections import deque
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest

from tests.promotion import documents
from tests.promotion.conftest import NOON, Database

SOME = 300  # objects of a type: that many pairs would be 90,000
MOST = 20 * SOME
PLANNED_SO = 18_00_00
LATER = int(NOON.timestamp()) + 600


@pytest.fixture
def plans(database: Database) -> Iterator[deque[str]]:
    """What is said of each statement from now on; of a list, psycopg2 keeps the last 50."""
    if database.connection.server_version < PLANNED_SO:
        pytest.skip("PostgreSQL 15 compares parts of up to 500 documents each with each, which takes it 5 ms")
    told: deque[str] = deque()
    with database.connection, database.connection.cursor() as cursor:
        try:
            cursor.execute("LOAD 'auto_explain'")
        except psycopg2.Error:
            pytest.skip("this role may not have its plans explained")
        cursor.execute("SET auto_explain.log_level = 'notice'; SET auto_explain.log_analyze = on")
        cursor.execute("SET auto_explain.log_timing = off; SET auto_explain.log_min_duration = 0")
        cursor.execute("SET auto_explain.log_format = 'json'")
    database.connection.notices = told
    yield told
    assert told, "nothing was explained"


def test_each_row_is_looked_up_by_itself(database: Database, plans: deque[str]) -> None:
    for text, at in (("first", 0), ("second", 20)):
        changed = _objects(text)
        told = [
            documents.event(document, _KINDS[document["object"]], LATER, description="first") | {"id": f"evt_{number}"}
            for number, document in enumerate(changed)
        ]
        database.land(*changed, *(told if at else ()), at=at)
        promotion = database.promote()
        assert promotion.quarantined == 0
    assert len(database.rows("invoices", "id, version", schema="history")) == 2 * SOME
    database.promote(everything=True)
    worst = max((said for said in plans if "plan:" in said), key=looked_at_for_nothing)
    assert looked_at_for_nothing(worst) <= MOST, worst


def looked_at_for_nothing(plan: str) -> int:
    """How many rows a statement's joins and scans looked at and did not take, each time anew."""
    _, _, explained = plan.partition("plan:")
    waiting, found = [json.loads(explained)["Plan"]], 0
    while waiting:
        node = waiting.pop()
        removed = node.get("Rows Removed by Join Filter", 0) + node.get("Rows Removed by Filter", 0)
        found += round(removed * node["Actual Loops"])  # EXPLAIN gives an average
        waiting += node.get("Plans", [])
    return found


_KINDS = {
    "customer": "customer.updated",
    "subscription": "customer.subscription.updated",
    "invoice": "invoice.updated",
    "charge": "charge.updated",
}


def _objects(text: str) -> list[dict[str, Any]]:
    """So many of each of four types, that say something else from text to text; each with parts, where it has some."""
    amounts = [{"amount": 5, "discount": "di_1"}]
    return [
        document
        for number in range(SOME)
        for document in (
            documents.customer(f"cus_{number}", description=text),
            documents.subscription(
                f"sub_{number}",
                [documents.subscription_item(f"si_{number}")],
                description=text, customer=f"cus_{number}",
            ),
            documents.invoice(
                f"in_{number}",
                [documents.line_item(f"il_{number}", discount_amounts=amounts)],
                description=text, customer=f"cus_{number}", total_discount_amounts=amounts,
            ),
            documents.charge(f"ch_{number}", description=text, customer=f"cus_{number}"),
        )
    ]  # fmt: skip
