"""The equations of money hold on the sandbox Stripe, and one cent more is named by those that it breaks."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg2
import psycopg2.extensions
import pytest

from oltp_schema import money
from pipelines.catalogue import CATALOGUE, promotable
from pipelines.checks.money import NothingToAddUpError, prove
from pipelines.landing.run import land
from pipelines.promotion import promote
from pipelines.promotion.transforms import install_functions
from pipelines.runs import ledger
from pipelines.sandbox import Business, Sandbox
from pipelines.sandbox.objects.balance import balance
from pipelines.settings import Settings
from tests.verify.conftest import World, run_pipeline

DAY = 86_400
JOURNAL = {"journal_day", "journal_transaction"}
SUMS = {"journal_day", "payout_amount"}  # of more than one can name


@dataclass
class Account:
    """A sandbox that lived for weeks, and the database that it was landed in."""

    sandbox: Sandbox
    connection: psycopg2.extensions.connection

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL session_replication_role = replica; {sql}")
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module", params=[3, pytest.param(11, marks=pytest.mark.slow)])
def account(
    request: pytest.FixtureRequest,
    new_database: Callable[..., str],
    template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Account]:
    url, sandbox = new_database(template), Sandbox.create(None, customers=10)
    Business(sandbox, seed=request.param, pace=3000).step(250)
    sandbox.advance(sandbox.now + 40 * DAY)
    with sandbox.serve() as server:
        run_pipeline(Settings(tmp_path_factory.mktemp("money"), server.api_key, server.url), url)
    with closing(psycopg2.connect(url)) as connection:
        yield Account(sandbox, connection)
    sandbox.close()


def differences(account: Account) -> dict[str, int]:
    proof = prove(account.connection)
    return {name: equation.differences for name, equation in proof.equations.items() if equation.differences}


def test_every_equation_holds(account: Account) -> None:
    proof = prove(account.connection)
    assert proof.equations.keys() == money.equations().keys()
    assert not [name for name, equation in proof.equations.items() if equation.unread or not equation.checked]
    assert {name: equation.found for name, equation in proof.equations.items() if equation.found} == {}
    assert proof.differences == 0


def test_the_trial_balance_ends_with_the_balance_that_stripe_shows(account: Account) -> None:
    shown = balance(account.sandbox.account)
    here = account.query(
        "SELECT DISTINCT ON (account, currency) account, currency, balance FROM oltp.trial_balance"
        " WHERE account LIKE 'balance:%' ORDER BY account, currency, day DESC"
    )
    theirs = {
        (f"balance:{status}", each["currency"], each["amount"])
        for status in ("available", "pending")
        for each in shown[status]
    }
    assert set(here) - theirs == set()
    assert {row for row in theirs if row[2]} <= set(here)
    assert (
        account.query("SELECT currency FROM oltp.trial_balance GROUP BY currency HAVING sum(debit) <> sum(credit)")
        == []
    )


PAID_OUT = (
    "SELECT member.balance_transaction_id FROM oltp.payout_balance_transactions AS member"
    " JOIN oltp.payouts ON payouts.id = payout_id AND reconciliation_status = 'completed'"
)
# What is one more: its table and column, of which row, and the equations that it breaks.
CENTS = (
    ("charges", "amount_refunded", "paid AND amount_refunded < amount", {"charge_refunded"}),
    ("charges", "amount", "status = 'succeeded'", {"charge_amount"}),
    (
        "charges",
        "amount_captured",
        "balance_transaction_id IS NOT NULL",
        {"transaction_amount", "payment_intent_amount_received"},
    ),
    ("payment_intents", "amount", "status = 'succeeded'", {"charge_amount"}),
    ("payment_intents", "amount_received", "status = 'succeeded'", {"payment_intent_amount_received"}),
    ("refunds", "amount", "status = 'succeeded'", {"charge_refunded", "transaction_amount"}),
    ("disputes", "amount", "status NOT LIKE 'warning%'", {"transaction_amount"}),
    (
        "invoices",
        "amount_due",
        "status = 'paid' AND amount_due > 0",
        {"invoice_amount_due", "invoice_amount_remaining"},
    ),
    ("invoices", "amount_paid", "status = 'paid'", {"invoice_amount_paid"}),
    ("invoices", "amount_remaining", "status = 'open'", {"invoice_amount_remaining"}),
    ("invoices", "subtotal", "status = 'paid'", {"invoice_subtotal"}),
    ("invoices", "total", "status = 'paid'", {"invoice_total", "invoice_amount_due"}),
    ("payouts", "amount", "automatic AND reconciliation_status = 'completed'", {"payout_amount", "transaction_payout"}),
    ("invoice_line_items", "amount", "invoice_id IS NOT NULL", {"invoice_subtotal", "invoice_total"}),
    ("invoice_taxes", "amount", "tax_behavior = 'exclusive'", {"invoice_total"}),
    ("invoice_discount_amounts", "amount", "TRUE", {"invoice_total"}),
    (
        "credit_notes",
        "pre_payment_amount",
        "status = 'issued'",
        {"invoice_credited_before_payment"},
    ),
    (
        "credit_notes",
        "post_payment_amount",
        "status = 'issued' AND refund_id IS NULL",
        {"invoice_credited_after_payment"},
    ),
    ("invoice_payments", "amount_paid", "status = 'paid'", {"invoice_amount_paid"}),
    ("balance_transactions", "amount", "type = 'charge'", {"transaction_net", "transaction_amount", *JOURNAL}),
    ("balance_transactions", "fee", "type = 'charge'", {"transaction_fee", "transaction_net"}),
    ("balance_transactions", "amount", "type = 'payout'", {"transaction_net", "transaction_payout", *JOURNAL}),
    (
        "balance_transactions",
        "net",
        f"type = 'charge' AND id IN ({PAID_OUT})",
        {"transaction_net", "payout_amount", *JOURNAL},
    ),
    ("balance_transaction_fees", "amount", "TRUE", {"transaction_fee", *JOURNAL}),
)
OWNERS = {
    "invoice_line_items": "invoice_id",
    "invoice_taxes": "invoice_id",
    "invoice_discount_amounts": "invoice_id",
    "balance_transaction_fees": "balance_transaction_id",
}


@pytest.mark.parametrize(("table", "column", "which", "broken"), CENTS)
def test_a_cent_is_named(account: Account, table: str, column: str, which: str, broken: set[str]) -> None:
    account.query(
        "ALTER TABLE oltp.balance_transactions DROP CONSTRAINT IF EXISTS ck_balance_transactions_net_is_amount_less_fee"
    )
    ((changed, named),) = account.query(
        f"SELECT id, {OWNERS.get(table, 'id')} FROM oltp.{table} WHERE row_state = 'present' AND {which}"
        " ORDER BY id LIMIT 1"
    )
    account.query(f"UPDATE oltp.{table} SET {column} = {column} + 1 WHERE id = '{changed}'")
    proof = prove(account.connection)
    account.query(f"UPDATE oltp.{table} SET {column} = {column} - 1 WHERE id = '{changed}'")
    found = {name: equation.found for name, equation in proof.equations.items() if equation.differences}
    assert found.keys() == broken
    for name, (one, *others) in found.items():
        assert not others
        assert abs((one.figure or 0) - (one.expected or 0)) == 1
        assert named in one.ids or name in SUMS
    assert differences(account) == {}


def test_a_dispute_that_a_charge_does_not_know_is_named(account: Account) -> None:
    ((charge,),) = account.query("SELECT min(charge_id) FROM oltp.disputes WHERE status NOT LIKE 'warning%'")
    account.query(f"UPDATE oltp.charges SET disputed = FALSE WHERE id = '{charge}'")
    (found,) = prove(account.connection).equations["charge_disputed"].found
    account.query(f"UPDATE oltp.charges SET disputed = TRUE WHERE id = '{charge}'")
    assert found.ids[0] == charge
    assert (found.figure, found.expected) == (0, 1)


def test_a_balance_transaction_in_two_payouts_is_named(account: Account) -> None:
    member = "SELECT min(id) AS id FROM oltp.payout_balance_transactions"
    ((entry,),) = account.query(
        "INSERT INTO oltp.payout_balance_transactions"
        " (id, row_state, transform_version, balance_transaction_id, payout_id)"
        f" SELECT 'forged', 'present', 1, balance_transaction_id, (SELECT max(id) FROM oltp.payouts)"
        f" FROM oltp.payout_balance_transactions JOIN ({member}) AS first USING (id) RETURNING balance_transaction_id"
    )
    (found,) = prove(account.connection).equations["payout_once"].found
    account.query("DELETE FROM oltp.payout_balance_transactions WHERE id = 'forged'")
    assert (found.ids[0], len(found.ids), found.figure, found.expected) == (entry, 3, 2, 1)


def test_an_equation_whose_type_was_not_read_is_not_compared(
    database_url: str, connection: psycopg2.extensions.connection, world: World
) -> None:
    with pytest.raises(NothingToAddUpError, match="Run stripe-oltp pipeline"):
        prove(connection)
    install_functions(connection)
    connection.commit()
    types = [CATALOGUE[name] for name in ("charge", "dispute")]  # a dispute brings its balance transactions
    with world.sandbox.serve() as server:
        land(Settings(world.home, server.api_key, server.url), database_url, types)
    with ledger.run(connection, "promote") as run:
        promote(connection, promotable(None), run_id=run.id)
        connection.commit()
    equations = prove(connection).equations
    assert {name for name, equation in equations.items() if equation.is_compared} == {"charge_disputed"}
    assert equations["charge_refunded"].unread == ["refund"]
    assert equations["transaction_fee"].unread == ["balance_transaction"]
    assert equations["transaction_fee"].checked == 0


def test_invoices_of_an_old_version_add_up_or_are_pending(
    database_url: str, connection: psycopg2.extensions.connection, world: World
) -> None:
    install_functions(connection)
    connection.commit()
    with world.sandbox.serve() as server:
        old = Settings(world.home, server.api_key, server.url, api_version="2019-02-19")
        land(old, database_url, [CATALOGUE["invoice"]])
    with ledger.run(connection, "promote") as run:
        promote(connection, promotable(None), run_id=run.id)
        connection.commit()
    equations = prove(connection).equations
    assert {name: equation.found for name, equation in equations.items() if equation.found} == {}
    assert equations["invoice_total"].pending
    assert equations["invoice_total"].checked
