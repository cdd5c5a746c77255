"""The benchmark runs, and its results have their form. What the figures are is not for a test to say."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module

import psycopg2
import pytest

from pipelines.postgres import embedded_postgres
from pipelines.promotion.transforms import install_functions
from tests.benchmarks import floors, ours, raw
from tests.benchmarks.__main__ import GROUPS
from tests.benchmarks.account import Account
from tests.benchmarks.backfill import share_of_allowed
from tests.benchmarks.bench import Bench, page_server
from tests.benchmarks.results import Results, show
from tests.benchmarks.usage import Postgres


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    home = tmp_path_factory.mktemp("bench")
    with embedded_postgres(home, durable=False) as url, page_server() as stripe:
        yield Bench(home, Postgres.embedded(home, url), stripe, objects=300, repeat=1)


@pytest.mark.parametrize("group", [group for group in GROUPS if group != "live"])  # that takes minutes
def test_every_piece_runs_and_is_shown(bench: Bench, group: str, capsys: pytest.CaptureFixture[str]) -> None:
    results: Results = import_module(f"tests.benchmarks.{group}").run(bench)
    assert results.figures
    for piece in results.pieces:
        assert piece.runs, piece.name
        assert all(usage.wall > 0 and usage.cpu > 0 for usage in piece.runs), piece.name
    written = json.loads(json.dumps(results.as_json()))
    assert {figure["reached"] for figure in written["figures"]} <= {"aim", "must", "no"}
    show(results, {"objects": 300})
    assert all(figure.name.split()[0] in capsys.readouterr().out for figure in results.figures[:1])


def test_the_floor_writes_the_rows_that_promotion_writes(database_url: str) -> None:
    with closing(psycopg2.connect(database_url)) as connection:
        install_functions(connection)
        connection.commit()
    raw.fill(database_url, Account.of(1000), floors.PROMOTED)
    ours.promote(database_url, list(floors.PROMOTED), everything=False)
    promoted = _rows(database_url)
    with closing(psycopg2.connect(database_url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("TRUNCATE oltp.charges, oltp.customers, oltp.payment_intents, oltp.payment_methods CASCADE")
    floors.make_unresolved_parents(database_url)
    floors.promote(database_url)
    assert _rows(database_url) == promoted


def test_every_object_is_on_one_page_and_under_its_id() -> None:
    kind = Account.of(3000).lists["charge"]
    middle = kind.created(kind.total // 2)
    assert [*kind.between(middle, None), *kind.between(None, middle)] == list(range(kind.total))
    assert [kind.number(kind.id(number)) for number in range(kind.total)] == list(range(kind.total))
    assert {json.loads(document)["id"] for document in kind.documents()} == {kind.id(n) for n in range(kind.total)}


def test_lists_that_are_worked_off_may_not_be_asked_any_more() -> None:
    both = [(second / 25, f"/v1/{kind}", False) for second in range(26) for kind in ("charges", "invoices")]
    alone = [(1 + second / 25, "/v1/charges", False) for second in range(1, 26)]
    assert share_of_allowed(both + alone) == pytest.approx(1, abs=0.05)
    assert share_of_allowed(both + alone[1::2]) == pytest.approx(0.84, abs=0.05)


def _rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    """The rows of the floor's tables, in the columns that the floor writes; it need not follow each new version."""
    found = {}
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        for name in floors.PROMOTED:
            statement = (floors.STATEMENTS / f"{name}.sql").read_text()
            columns = re.findall(r"^    (\w+),$", statement.partition("SELECT")[0], re.MULTILINE)
            assert "livemode" in columns
            cursor.execute(f"SELECT {', '.join(columns)} FROM oltp.{name}s ORDER BY id")
            found[name] = cursor.fetchall()
    return found
