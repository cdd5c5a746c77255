"""The queries of docs/joins.md run and find something."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from mypy import api
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

PAGE = (Path(__file__).parents[2] / "docs" / "joins.md").read_text()
QUERIES = re.findall(r"^    (SELECT .*\n(?:     .*\n)*)", PAGE, re.MULTILINE)
(PYTHON,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)

pytestmark = pytest.mark.runs


@pytest.fixture
def cursor(busy_url: str) -> Iterator[Any]:
    with closing(psycopg2.connect(busy_url)) as connection, connection.cursor() as opened:
        yield opened


def test_each_query_finds_something(cursor: Any) -> None:
    assert len(QUERIES) == 10
    for query in QUERIES:
        cursor.execute(query)
        assert cursor.fetchone(), query


def test_a_payout_consists_of_what_it_pays(cursor: Any) -> None:
    (query,) = (each for each in QUERIES if "payout_balance_transactions" in each)
    paid = query.replace("SELECT ", "SELECT payouts.amount, payouts.id, ", 1)
    cursor.execute(f"SELECT max(amount), sum(net) FROM ({paid}) AS found GROUP BY id")
    rows = cursor.fetchall()
    assert rows
    assert all(amount == net for amount, net in rows)


def test_the_python_passes_and_asks_once(busy_url: str) -> None:
    names: dict[str, Any] = {}
    exec(PYTHON, names)  # noqa: S102 -- the page's own words
    engine = create_engine(busy_url.replace("postgresql:", "postgresql+psycopg2:"))
    with Session(engine) as session:
        expected = session.scalar(text("SELECT count(customer_id) FROM oltp.charges WHERE disputed"))
        found = list(names["disputed"](session))
    engine.dispose()
    assert len(found) == expected > 0


@pytest.mark.slow
def test_the_python_passes_mypy(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text(PYTHON)
    said, _, code = api.run(["--strict", "--no-incremental", str(tmp_path / "page.py")])
    assert code == 0, said
