"""The statements that `stripe-oltp schema sql` prints are those that a promotion executes."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from oltp_schema.schemas import PLAIN
from pipelines.catalogue import CATALOGUE, promoted
from pipelines.development.statements import FOLDER, shown
from pipelines.promotion import explain
from pipelines.promotion.layout import INDENT, WIDTH, laid_out
from tests.promotion.conftest import Database
from tests.promotion.documents import charge, customer, subscription, subscription_item

SHOWN = sorted(FOLDER.glob("*.sql"))
NAMES = [entry.name for entry in promoted()]
COUNTS = r"SELECT '\w+', count"  # of all types in one statement
ABOUT_TABLES = r"CREATE TEMP TABLE|\s*SELECT .* FROM pg_|\s*WITH named AS|SELECT '\w+' WHERE (NOT \()?EXISTS"
OF_HISTORY = r"\b(seen|stations|shown_\w+|renewed)\b"
NOT_SHOWN = rf"\A({ABOUT_TABLES})|{OF_HISTORY}"
executed: list[str] = []


class Recording(PLAIN.cursor_factory):  # type: ignore[misc, name-defined]  # it is known when tests run
    """Notes what is executed."""

    def execute(self, query: Any, arguments: Any = None) -> None:
        executed.append(str(query))
        super().execute(query, arguments)


def spaceless(sql: str) -> str:
    return "".join(sql.split())


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.stem)
def test_the_statements_in_review_are_current(path: Path) -> None:
    assert path.read_text() == shown(path), "run make statements"


def test_a_type_and_the_elements_of_a_list_are_in_review() -> None:
    assert {bool(CATALOGUE[path.stem].embedded) for path in SHOWN} == {True, False}


@pytest.mark.parametrize("name", NAMES)
def test_only_white_space_differs_from_what_is_executed(name: str) -> None:
    text = explain.printed(CATALOGUE[name])
    for statement in explain.statements_of(CATALOGUE[name]):
        assert laid_out(statement.sql) in text
        assert spaceless(laid_out(statement.sql)) == spaceless(statement.sql)


@pytest.mark.parametrize("name", NAMES)
def test_lines_can_be_read(name: str) -> None:
    long = [line for line in explain.printed(CATALOGUE[name]).splitlines() if len(line) > WIDTH + INDENT]
    assert all(re.match(r"\s*--|.* like_regex ", line) for line in long), "only patterns and comments are not broken"


@pytest.fixture
def recorded(database: Database, database_url: str) -> Iterator[Database]:
    """The same database, through cursors that note what is executed."""
    database.connection.close()
    with closing(psycopg2.connect(database_url, cursor_factory=Recording)) as connection:
        yield Database(connection, database.numbers)


def test_what_is_executed_is_printed(recorded: Database) -> None:
    recorded.land(customer(), charge(), subscription(items=[subscription_item()]))
    recorded.promote()
    update = {"id": "evt_1", "type": "charge.updated", "previous_attributes": {"description": None}}
    recorded.land(charge(), at=1)
    recorded.land(charge(description="Tea"), at=1, origin="event", told=update)
    recorded.land(charge("ch_2", amount=-1), {"id": "ch_3", "object": "charge", "deleted": True}, at=1)
    cut = {"object": "list", "data": [subscription_item()], "has_more": True}
    recorded.land(subscription() | {"items": cut}, subscription_item("si_2"), at=1)
    executed.clear()
    assert recorded.promote().quarantined == 1
    ours = re.compile(r"\b(raw|oltp)\.(charges|subscription_items)\b")
    asked = [part for sql in executed for part in re.split(rf" UNION ALL (?={COUNTS})", sql)]
    found = {_normal(sql) for sql in asked if ours.search(sql) and not re.search(NOT_SHOWN, sql)}
    printed = {_normal(statement.sql) for entry in promoted() for statement in explain.statements_of(entry)}
    assert len(found & printed) > 12
    assert sorted(found - printed) == []


def _normal(sql: str) -> str:
    """Without what is said to differ: how it is prepared, which ids, the places of copies, the rules of a table."""
    sql = re.sub(r"^PREPARE \w+ \(bigint, bigint\) AS", "", sql).replace("retried", "touched")
    sql = re.sub(
        r"THEN NULL ELSE CASE.*? END END AS verdict", "THEN NULL ELSE %(verdict)s END AS verdict", sql, flags=re.DOTALL
    )
    return re.sub(
        r"coalesce\(\(SELECTplaced\.place\w+\.raw_id=landed\._dlt_id\),(.*?END\))\)AS", r"\1AS", spaceless(sql)
    )
