"""One account, landed by the real landing in seven versions: the same rows, but for what a version does not carry."""

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from pipelines.catalogue import promoted, select
from pipelines.checks import balance
from pipelines.landing.run import land, land_unresolved
from pipelines.sandbox import Sandbox, Serving
from pipelines.settings import Settings
from tests.versions import carried
from tests.versions.landed import Landed

NEWEST = "2026-10-28.endive"
OLDER = ("2019-12-03", "2020-08-27", "2022-11-15", "2024-06-20", "2025-03-31.basil", "2025-09-30.clover")
CUSTOMERS = 25  # enough for every kind of invoice, payment and subscription
ROUNDS = 2
OF_THE_LANDING = {"observed_at", "deleted_observed_at", "transform_version"}
VIEWS = ("charge_invoices", "payment_intent_invoices")
DOCUMENT = Path(__file__).parents[2] / "docs" / "versions.md"
# Those of which `carried.py` says what older versions do not carry; of the others `pairs.py` compares each move.
DESCRIBED = {"product", "price", "customer", "payment_method", "subscription", "invoice", "invoice_payment"}
DESCRIBED |= {"payment_intent", "charge", "refund", "dispute"}
READ = [entry for entry in promoted() if (entry.embedded.parent if entry.embedded else entry.name) in DESCRIBED]
Row = dict[str, Any]
Content = dict[str, list[Row]]
Account = Callable[[str], Content]


@pytest.fixture(scope="session")
def serving() -> Iterator[Serving]:
    with Sandbox.create(None, customers=CUSTOMERS).serve() as served:
        yield served


@pytest.fixture(scope="session")
def account(
    serving: Serving, new_database: Callable[..., str], template: str, tmp_path_factory: pytest.TempPathFactory
) -> Account:
    """The content of ``oltp`` after the account was read in a version, and what no list showed was fetched."""

    @cache
    def content(version: str) -> Content:
        home, url = tmp_path_factory.mktemp("home"), new_database(template)
        settings = Settings(home=home, api_key=serving.api_key, api_base=serving.url, api_version=version)
        return _read_account(settings, url)

    return content


def _read_account(settings: Settings, url: str) -> Content:
    land(settings, url, select(None))
    with closing(psycopg2.connect(url)) as connection:
        database = Landed.on(connection)
        database.promote()
        for _ in range(ROUNDS):
            if land_unresolved(settings, url, select(None)):
                database.promote()
        assert balance.read(connection).balanced
        assert database.parity().examples == []
        views = {name: database.query(f"SELECT * FROM oltp.{name} ORDER BY 1, 2") for name in VIEWS}
        return database.everything() | views


@pytest.mark.parametrize("version", OLDER)
def test_an_account_is_the_same_in_every_version_but_for_what_it_does_not_carry(account: Account, version: str) -> None:
    old, new = account(version), account(NEWEST)
    assert old["quarantine"] == []
    assert [old[view] for view in VIEWS] == [new[view] for view in VIEWS]

    gone = missing(old, new)
    assert gone.keys() == {name for name, (since, _) in carried.ROWS.items() if version < since}
    assert [name for name, rows in gone.items() if not carried.ROWS[name][1](old, rows)] == []

    found, expected = differences(old, new), carried.differing(version)
    # Discounts are one or several, with their coupon or its id: `pairs.py` compares each of these moves.
    columns = {column for column in found if ".discount" not in column}
    assert columns == {column for column in expected if ".discount" not in column}
    for column in columns:
        pairs = found[column]
        together = carried.relation(version, column)
        assert [pair for pair in pairs if not together(*pair)] == [], f"{column} is not {expected[column]}"


def test_the_list_of_what_versions_do_not_carry_is_explained() -> None:
    text = DOCUMENT.read_text()
    columns = {name for columns in carried.OTHERWISE.values() for name in columns}
    assert [name for name in sorted(columns) if f"`{name}`" not in text] == []
    assert [f"`{name}`" for name in carried.ROWS if f"`{name}`" not in text] == []


def missing(old: Content, new: Content) -> dict[str, list[Row]]:
    """The newer rows of which the older content has none, or nothing but the id."""
    found = {}
    for entry in READ:
        older, newer = by_key(entry.name, old), by_key(entry.name, new)
        assert older.keys() <= newer.keys()
        known = {key for key, row in older.items() if row["row_state"] == newer[key]["row_state"]}
        if newer.keys() - known:
            found[entry.name] = [newer[key] for key in newer.keys() - known]
    return found


def differences(old: Content, new: Content) -> dict[str, list[tuple[Row, Row]]]:
    """The columns, as `object.column`, in which rows of both differ, each with these rows."""
    found: dict[str, list[tuple[Row, Row]]] = {}
    for entry in READ:
        newer = by_key(entry.name, new)
        for key, row in by_key(entry.name, old).items():
            if row["row_state"] == newer[key]["row_state"]:
                for column in row.keys() - OF_THE_LANDING:
                    if row[column] != newer[key][column]:
                        found.setdefault(f"{entry.name}.{column}", []).append((row, newer[key]))
    return found


def by_key(name: str, content: Content) -> dict[Any, Row]:
    """The rows of a type by what they are in every version: a derived payment is known by what it pays."""
    if name == "invoice_payment":
        return {(row["invoice_id"], row["payment_intent_id"]): row for row in content[name]}
    return {row["id"]: row for row in content[name]}
