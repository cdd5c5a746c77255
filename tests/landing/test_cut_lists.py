"""Lists that Stripe cut are whole or not at all, and change though the document that holds their beginning does not."""

import json
from functools import partial
from typing import Any

import psycopg2.extensions
import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.promotion import promote
from pipelines.promotion.transforms import install_functions
from pipelines.runs import ledger
from pipelines.settings import Settings
from pipelines.stripe_api.client import Client
from tests.landing.conftest import Rows
from tests.landing.stripe_server import StripeServer, error
from tests.landing.test_incremental import T, event, run
from tests.promotion.documents import invoice, line_item

INVOICE = CATALOGUE["invoice"]
LINES = "/v1/invoices/in_1/lines"
AMOUNTS = "SELECT id, amount FROM oltp.invoice_line_items ORDER BY id"


@pytest.fixture
def lines() -> list[dict[str, Any]]:
    return [line_item(f"il_{number:02}", amount=number) for number in range(30)]


@pytest.fixture
def long_invoice(stripe: StripeServer, lines: list[dict[str, Any]]) -> bytes:
    """An invoice of 30 lines, of which Stripe embeds ten; its list shows it until it is cleared."""
    document = json.dumps(invoice(lines=lines[:10], cut=True, created=T - 9999)).encode()
    stripe.lists |= {"/v1/invoices": [document], "/v1/invoice_payments": []}
    stripe.objects["/v1/invoices/in_1"] = document
    tell(stripe, lines)
    return document


def tell(stripe: StripeServer, lines: list[dict[str, Any]]) -> None:
    stripe.lists[LINES] = [json.dumps(line).encode() for line in lines]


def promoted(connection: psycopg2.extensions.connection) -> None:
    install_functions(connection)
    with ledger.run(connection, "test") as of_run:
        promote(connection, [INVOICE, CATALOGUE["line_item"]], run_id=of_run.id)
        connection.commit()


def test_a_line_beyond_those_that_the_invoice_shows_changes_and_another_leaves(  # noqa: PLR0917 -- fixtures
    stripe: StripeServer,
    settings: Settings,
    database_url: str,
    connection: psycopg2.extensions.connection,
    rows: Rows,
    lines: list[dict[str, Any]],
    long_invoice: bytes,
) -> None:
    run(settings, database_url, INVOICE)
    promoted(connection)
    assert rows(AMOUNTS) == [(line["id"], line["amount"]) for line in lines]

    lines[24]["amount"] = 7_777
    del lines[28]
    tell(stripe, lines)
    stripe.lists |= {"/v1/invoices": [], "/v1/events": [event(1, "invoice.updated", long_invoice)]}
    stripe.date = "Sun, 22 Nov 2026 11:00:00 GMT"
    run(settings, database_url, INVOICE)
    promoted(connection)
    assert rows(AMOUNTS) == [(line["id"], line["amount"]) for line in lines]
    assert rows("SELECT lines_complete FROM oltp.invoices") == [(True,)]


@pytest.mark.usefixtures("long_invoice")
def test_a_list_that_breaks_off_takes_no_line_away_and_is_read_whole_by_the_next_run(  # noqa: PLR0917 -- fixtures
    stripe: StripeServer,
    settings: Settings,
    database_url: str,
    connection: psycopg2.extensions.connection,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipelines.landing.session.Client", partial(Client, longest_wait=0.0))
    monkeypatch.setattr("pipelines.stripe_api.client.PAGE_SIZE", 20)

    def break_off(path: str, query: dict[str, list[str]]) -> None:
        if path == LINES and "starting_after" in query:
            stripe.script[LINES] = [error(500, "Odd.")]

    stripe.before = break_off
    assert "Odd" in str(run(settings, database_url, INVOICE).failure)
    promoted(connection)
    assert rows("SELECT count(*) FROM oltp.invoice_line_items") == [(10,)]
    assert rows("SELECT lines_complete FROM oltp.invoices") == [(False,)]

    stripe.before = None
    assert run(settings, database_url, INVOICE).failure is None
    promoted(connection)
    assert rows("SELECT count(*) FROM oltp.invoice_line_items") == [(30,)]
    assert rows("SELECT lines_complete FROM oltp.invoices") == [(True,)]
