"""What history says of a moment is what was true then."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from oltp_schema import comments
from oltp_schema.shape import Table, tables
from pipelines.catalogue import CATALOGUE, promotable
from pipelines.checks.parity import check
from pipelines.checks.parity.comparison import same
from tests.breadth import slow_but
from tests.history.conftest import Past, live, moment
from tests.promotion.test_history import QUERIES

pytestmark = pytest.mark.runs


def query_as_of(table: str, columns: str, seen: str) -> str:
    """What the docs say of a moment: some columns, and whether they are certain."""
    (query,) = (query for query in QUERIES if "is_certain" in query)
    for documented, ours in (
        ("kept.id, kept.status", columns),
        ("history.subscriptions", f"history.{table}"),
        ("kept.observed_at", f"kept.{seen}"),
        ("'2026-11-01'", "%(moment)s"),
    ):
        assert documented in query
        query = query.replace(documented, ours)
    return query


@pytest.mark.parametrize("steps", slow_but([30], [30, 60]))
def test_it_is_what_was_true_or_says_that_it_may_not_be(past: Past, steps: int) -> None:
    live(past, steps=steps, noted=7, read=15)
    compared = Counter(found for at in past.truth for found in compare(past, at))
    wrong = {what: number for what, number in compared.items() if what[0] == "wrong"}
    assert wrong == {}
    right, unsure = (sum(n for what, n in compared.items() if what[0] == kind) for kind in ("right", "unsure"))
    assert right > 20 * unsure > 0
    assert {table for kind, table, _ in compared if kind == "right"} >= {
        "subscriptions",
        "subscription_items",
        "invoices",
    }


def compare(past: Past, at: int) -> Iterator[tuple[str, str, str]]:
    """For each row that there was or is said to have been: right, wrong or unsure, its table, and the column.

    One that is missing is wrong where history says exactly since when it has been there.
    """
    for name, expected in past.truth[at].items():
        table = tables()[name]
        columns = ", ".join(f"kept.{column.sql}" for column in table.data_columns)
        seen = "observed_at" if any(column.name == "observed_at" for column in table.columns) else "valid_from"
        found = {row[0]: row for row in past.rows(query_as_of(name, columns, seen), moment=moment(at))}
        for key in expected.keys() | found.keys():
            wrong = differs(table, expected.get(key), found.get(key))
            is_sure = found[key][-1] if key in found else denied(past, name, key, at)
            yield ("wrong" if is_sure else "unsure") if wrong else "right", name, wrong


def denied(past: Past, table: str, key: str, at: int) -> bool:
    """Whether history claims to know that a row was not there: the next version is told to have begun later."""
    query = f"SELECT exact FROM history.{table} WHERE id = %s AND valid_from > %s ORDER BY version LIMIT 1"
    return past.rows(query, key, moment(at)) == [(True,)]


def differs(table: Table, expected: Mapping[str, Any] | None, found: tuple[Any, ...] | None) -> str:
    """The first column that is another than in truth; empty for none."""
    if expected is None or found is None:
        return "it was not there" if expected is None else "it was there"
    for column, value in zip(table.data_columns, found, strict=False):
        if column.name not in asked_for(table.name) and not same(
            plain(column.name, value), plain(column.name, expected[column.name])
        ):
            return column.name
    return ""


@cache
def asked_for(table: str) -> set[str]:
    """The columns of what Stripe gives only when asked, which events do not tell: they are as they were last read."""
    (entry,) = (entry for entry in CATALOGUE.values() if entry.table == table)
    fields = set(entry.reading.expand).union(*entry.reading.formerly.values()) - set(entry.reading.ids)
    places = comments.committed().get(table, {})
    return {
        column.name
        for column in tables()[table].data_columns
        if fields & set(re.findall(r"\w+", places.get(column.name, column.name)))
    }


def plain(column: str, value: Any) -> Any:
    """The coupon in a discount is as it was when it was read: no event of its holder tells that it was redeemed."""
    if column != "discounts" or not value:
        return value
    return [each["id"] if isinstance(each, dict) else each for each in value]


@pytest.mark.parametrize("steps", slow_but([18], [18, 36]))
def test_a_replay_makes_the_versions_that_runs_made_one_after_the_other(past: Past, steps: int) -> None:
    live(past, steps=steps, noted=50, read=6)
    made = past.versions()
    assert sum(len(rows) for rows in made.values()) > 8 * steps
    parity = check(past.connection, promotable(None))
    assert (parity.mismatches, parity.examples) == (0, [])
    assert sum(tally.rows for tally in parity.history.values()) == sum(len(rows) for rows in made.values())
    past.promote(everything=True)
    assert_same(past.versions(), made)


def assert_same(found: dict[str, list[tuple[Any, ...]]], expected: dict[str, list[tuple[Any, ...]]]) -> None:
    """By the first rows that differ, of which there may be thousands."""
    for table, rows in expected.items():
        assert sorted(set(found[table]) ^ set(rows), key=repr)[:2] == [], table
        assert len(found[table]) == len(rows), table
