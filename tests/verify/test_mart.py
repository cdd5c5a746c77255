"""The views of the schema `mart` add up: to the tables that they read, and to what the sandbox itself has."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import msgspec
import psycopg2
import pytest

from oltp_schema.schemas import PLAIN
from pipelines.currencies import NO_DECIMALS, THREE_DECIMALS, decimals
from pipelines.sandbox import Sandbox
from tests.verify.conftest import Landed

OLD = "2020-08-27"  # a version in which a charge names its invoice

pytestmark = pytest.mark.runs

Row = tuple[Any, ...]


class Mart:
    """A database and the Stripe that it came from."""

    def __init__(self, cursor: psycopg2.extensions.cursor, sandbox: Sandbox) -> None:
        self.cursor = cursor
        self.sandbox = sandbox

    def rows(self, query: str) -> list[Row]:
        self.cursor.execute(query)
        return list(self.cursor.fetchall())

    def truth(self, kind: str, version: str | None = None) -> list[dict[str, Any]]:
        """What Stripe has of a type, without what was deleted."""
        found = [msgspec.json.decode(body) for body in self.sandbox.truth(kind, version=version)]
        return [each for each in found if not each.get("deleted")]

    def adds_up(self, view: str, table: str) -> None:
        """Two queries give the same rows, and some."""
        expected = set(self.rows(table))
        assert expected
        assert set(self.rows(view)) == expected


@pytest.fixture(scope="module")
def mart(busy_url: str, busy: Landed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mart]:
    store = tmp_path_factory.mktemp("mart") / "sandbox.sqlite"
    store.write_bytes(busy.store.read_bytes())
    with closing(Sandbox.create(store)) as sandbox, closing(psycopg2.connect(busy_url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('search_path', %s, false)", (PLAIN.mart,))
            yield Mart(cursor, sandbox)


def test_currencies_have_the_exponents_by_which_amounts_of_files_are_read(mart: Mart) -> None:
    exponents: dict[str, int] = dict(mart.rows("SELECT code, exponent FROM currencies"))
    assert exponents == {code: decimals(code) for code in exponents}
    assert exponents.keys() >= NO_DECIMALS | THREE_DECIMALS
    assert (
        mart.rows("SELECT DISTINCT currency FROM oltp.prices WHERE currency NOT IN (SELECT code FROM currencies)") == []
    )
    assert len(exponents) == len(mart.rows("SELECT FROM currencies")) > 150


def test_invoice_charges_are_the_charges_that_name_an_invoice(mart: Mart) -> None:
    charges = {each["id"]: each for each in mart.truth("charge", OLD) if each["invoice"]}
    rows = mart.rows("SELECT charge_id, invoice_id, succeeded, decline_code FROM invoice_charges")
    assert len(rows) == len(charges) > 0
    assert set(rows) == {
        (each["id"], each["invoice"], each["paid"], each["outcome"]["reason"] if each["failure_code"] else None)
        for each in charges.values()
    }


def test_attempts_are_numbered_by_time_and_the_last_is_final(mart: Mart) -> None:
    rows = mart.rows(
        "SELECT invoice_id, array_agg(attempt ORDER BY created), count(*), sum(is_final::int), "
        "max(created) = max(created) FILTER (WHERE is_final) FROM invoice_charges GROUP BY 1"
    )
    assert any(number > 1 for _, _, number, _, _ in rows)
    assert all(
        (list(range(1, number + 1)), 1, True) == (attempts, final, last) for _, attempts, number, final, last in rows
    )
