"""What recurs per month, at any moment: as what Stripe had then says, by a reading of its documents that is not SQL."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import msgspec
import psycopg2
import psycopg2.extensions
import pytest

from oltp_schema.schemas import PLAIN
from pipelines.runs import pipeline
from pipelines.sandbox import Business, Sandbox
from pipelines.settings import Settings
from tests.verify.test_mart import monthly

pytestmark = pytest.mark.runs

SEED, ROUNDS, STEPS = 5, 4, 60
OBJECTS = ["customer", "product", "price", "subscription", "event"]
Levels = dict[str, Fraction]  # by currency


@dataclass
class Past:
    """A database, and what recurred per month at moments, most of them between two runs."""

    cursor: psycopg2.extensions.cursor
    truth: dict[datetime, Levels]

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        self.cursor.execute(query, values)
        return list(self.cursor.fetchall())


def recurring(sandbox: Sandbox) -> Levels:
    """Per currency, of the documents as they are."""
    found: Levels = defaultdict(Fraction)
    prices = {each["id"]: each for each in map(msgspec.json.decode, sandbox.truth("price", expand=("tiers",)))}
    for each in map(msgspec.json.decode, sandbox.truth("subscription")):
        if each["status"] not in {"active", "past_due"} or each["pause_collection"]:
            continue
        for item in each["items"]["data"]:
            price = prices[item["price"]["id"]]
            if price["recurring"]["usage_type"] == "licensed":
                found[price["currency"]] += monthly(price, item["quantity"])
    return found


@pytest.fixture(scope="module")
def past(new_database: Any, template: str, server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    home, url, truth = tmp_path_factory.mktemp("mrr"), new_database(template), {}
    with closing(Sandbox.create(None, customers=25)) as sandbox:
        business = Business(sandbox, SEED, pace=3000)
        for _ in range(ROUNDS):
            with sandbox.serve() as server:
                pipeline(Settings(home, server.api_key, server.url, database_url=url), objects=OBJECTS)
            for _ in range(5):
                business.step(STEPS // 5)
                sandbox.advance(sandbox.now + 1)  # whatever happened in the second before is over
                truth[datetime.fromtimestamp(sandbox.now, UTC) - timedelta(seconds=1)] = recurring(sandbox)
        with sandbox.serve() as server:
            pipeline(Settings(home, server.api_key, server.url, database_url=url), objects=OBJECTS)
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT set_config('search_path', %s, false)", (PLAIN.mart,))
        yield Past(cursor, truth)


def agree(found: list[tuple[Any, ...]], expected: Levels) -> None:
    levels = {currency: float(mrr) for currency, mrr in found if mrr}
    assert levels == {currency: pytest.approx(float(mrr)) for currency, mrr in expected.items() if mrr}


def test_what_recurred_at_each_moment(past: Past) -> None:
    assert len({tuple(sorted(levels.items())) for levels in past.truth.values()}) > ROUNDS, "it moves"
    for moment, expected in past.truth.items():
        spans = past.rows(
            "SELECT currency, sum(mrr_before_discounts) FROM mrr_history"
            " WHERE valid_from <= %s AND (valid_to > %s OR valid_to IS NULL) GROUP BY 1",
            moment,
            moment,
        )
        agree(spans, expected)
        changes = past.rows(
            "SELECT currency, sum(mrr_change) FROM subscription_item_change_events WHERE event_timestamp <= %s"
            " GROUP BY 1",
            moment,
        )
        agree(changes, expected)


def test_what_recurs_now_is_the_last_of_it(past: Past) -> None:
    agree(past.rows("SELECT currency, sum(mrr_before_discounts) FROM mrr GROUP BY 1"), list(past.truth.values())[-1])
    assert past.rows("SELECT currency, sum(mrr_before_discounts) FROM mrr GROUP BY 1 ORDER BY 1") == past.rows(
        "SELECT currency, sum(mrr_change) FROM subscription_item_change_events GROUP BY 1 HAVING sum(mrr_change) <> 0"
        " ORDER BY 1"
    )


def test_days_follow_from_those_before_them(past: Past) -> None:
    moved = "started + reactivated + upgraded + downgraded + churned"
    wrong = past.rows(
        f"SELECT FROM (SELECT *, lag(mrr) OVER (PARTITION BY currency ORDER BY day) AS before FROM mrr_by_day) AS days"
        f" WHERE mrr <> coalesce(before, 0) + {moved}"
    )
    assert wrong == []
    signs = past.rows(
        "SELECT min(started) >= 0 AND min(reactivated) >= 0 AND min(upgraded) >= 0, max(downgraded) <= 0"
        " AND max(churned) <= 0, max(started) > 0, min(churned) < 0, max(upgraded) - min(downgraded) > 0"
        " FROM mrr_by_day"
    )
    assert signs == [(True,) * 5]
    days = past.rows("SELECT count(*), count(DISTINCT (day, currency)), max(day) FROM mrr_by_day")
    assert days[0][0] == days[0][1]
    assert days[0][2] == past.rows("SELECT (now() AT TIME ZONE 'UTC')::date")[0][0]


def test_an_end_is_as_exact_as_what_came_after_it(past: Past) -> None:
    ends = past.rows(
        "SELECT ended.exact, span.exact, (SELECT bool_or(next.exact)"
        f" FROM {PLAIN.history}.subscriptions AS next"
        " WHERE next.id = ended.subscription_id AND next.valid_from = ended.event_timestamp)"
        " FROM subscription_item_change_events AS ended JOIN mrr_history AS span"
        " ON span.subscription_item_id = ended.subscription_item_id AND span.valid_to = ended.event_timestamp"
        " WHERE ended.event_type = 'ACTIVE_END'"
    )
    assert [(told, next_one) for told, _, next_one in ends if next_one is not None and told != next_one] == []
    assert any(told and not began for told, began, _ in ends), "of one whose beginning nobody told"
