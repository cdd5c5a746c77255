"""What Stripe's balance shows and its reports say, against the rows: equal, and each cent that is not is named."""

import json
from dataclasses import replace
from typing import Any

import pytest

from pipelines.checks.money import MoneyProof, prove
from pipelines.landing.run import land
from pipelines.sandbox import Gate, Lacking
from pipelines.sandbox.server.gate import Act
from pipelines.sandbox.server.messages import Answer, Request
from pipelines.settings import Settings
from pipelines.stripe_api.lists import Span
from tests.verify.conftest import TYPES, World

DAY = 86_400
REPORTS = ("report_activity", "report_payouts", "report_ending_balance")
ASKED = ("stripe_balance", *REPORTS)
LAST_DAYS = Span()
# A transaction that a report of the last days has: what was made some days ago, and pays for something.
OF_THE_REPORT = (
    "SELECT id FROM oltp.balance_transactions WHERE type = 'charge' AND status = 'available' AND created <"
    " (SELECT date_trunc('day', max(created), 'UTC') - interval '2 days' FROM oltp.balance_transactions)"
    " ORDER BY created DESC, id LIMIT 1"
)
PLUS_A_CENT = (
    "ALTER TABLE oltp.balance_transactions DROP CONSTRAINT ck_balance_transactions_net_is_amount_less_fee;"
    " UPDATE oltp.balance_transactions SET {column} = {column} + 1 WHERE id = '{id}'"
)


class Restless(Gate):
    """A balance that is another one whenever it is asked for."""

    def __init__(self) -> None:
        self.times = 0

    def around(self, request: Request, act: Act) -> Answer:
        answer = act()
        if request.path != "/v1/balance":
            return answer
        self.times += 1
        balance = json.loads(answer.body)
        balance["available"][0]["amount"] += self.times
        return answer._replace(body=json.dumps(balance).encode())


def asked(world: World, reports: Span | None = None, gate: Gate | None = None, **changes: Any) -> MoneyProof:
    """The proof, with Stripe asked."""
    with world.sandbox.serve(gate=gate) as server:
        settings = replace(Settings(world.home, server.api_key, server.url), **changes)
        return prove(world.connection, settings, reports)


def differing(proof: MoneyProof) -> dict[str, int]:
    return {name: equation.differences for name, equation in proof.equations.items() if equation.differences}


def count(world: World, kind: str) -> int:
    return len(world.sandbox.account.store.select("object = ?", [kind], "seq", 1_000_000))


def test_stripes_balance_and_reports_are_what_the_rows_add_up_to(world: World) -> None:
    proof, made = asked(world, LAST_DAYS), count(world, "reporting.report_run")
    assert differing(proof) == {}
    assert all(proof.equations[name].checked for name in ASKED)
    assert asked(world, LAST_DAYS) == proof
    assert count(world, "reporting.report_run") == made  # those that were made are taken again
    assert prove(world.connection).equations.keys() == proof.equations.keys() - {*ASKED}


@pytest.mark.parametrize(("column", "broken"), [("net", {*ASKED} - {"report_payouts"}), ("fee", {"report_activity"})])
def test_a_cent_is_named_with_its_transaction(world: World, column: str, broken: set[str]) -> None:
    transaction = world.one(OF_THE_REPORT)
    world.by_hand(PLUS_A_CENT.format(column=column, id=transaction))
    proof = asked(world, LAST_DAYS)
    found = {name: equation.found for name, equation in proof.equations.items() if name in ASKED and equation.found}
    assert found.keys() >= broken - {"report_ending_balance"}
    assert found.keys() <= {*broken, "report_ending_balance"}
    (one,) = found["report_activity"]
    assert one.ids[2:] == [column, transaction]
    assert (one.expected or 0) - (one.figure or 0) == 1


def test_a_transaction_that_is_not_here_is_named(world: World) -> None:
    transaction = world.one(OF_THE_REPORT)
    world.by_hand(f"DELETE FROM oltp.balance_transactions WHERE id = '{transaction}'")
    proof = asked(world, LAST_DAYS)
    assert {one.ids[-1] for one in proof.equations["report_activity"].found} == {transaction}
    assert proof.equations["stripe_balance"].differences == 1


def test_what_moved_since_the_last_run_is_no_difference(world: World) -> None:
    there = count(world, "balance_transaction")
    world.sandbox.advance(world.sandbox.now + 8 * DAY)
    assert count(world, "balance_transaction") > there
    proof = asked(world, LAST_DAYS)
    assert differing(proof) == {}
    assert proof.equations["stripe_balance"].checked
    world.run()
    proof = asked(world, LAST_DAYS)
    assert differing(proof) == {}
    assert proof.equations["stripe_balance"].pending == 0


def test_what_an_event_since_the_last_run_explains_is_pending(world: World) -> None:
    charge = world.one("SELECT min(id) FROM oltp.charges WHERE paid AND amount_refunded < amount")
    world.by_hand(f"UPDATE oltp.charges SET amount_refunded = amount_refunded + 1 WHERE id = '{charge}'")
    assert differing(asked(world)) == {"charge_refunded": 1}
    world.change("charge", charge, "charge.updated", description="changed")
    proof = asked(world)
    assert differing(proof) == {}
    assert proof.equations["charge_refunded"].pending == 1


def test_what_stripe_does_not_give_is_not_compared_and_says_why(world: World) -> None:
    proof = asked(world, LAST_DAYS, Lacking("/v1/balance"))
    assert "/v1/balance" in str(proof.equations["stripe_balance"].reason)
    assert all(proof.equations[name].is_compared for name in REPORTS)
    proof = asked(world, LAST_DAYS, Lacking("/v1/reporting/report_runs"))
    assert all("/v1/reporting/report_runs" in str(proof.equations[name].reason) for name in REPORTS)
    assert proof.equations["stripe_balance"].is_compared


def test_without_stripe_the_database_still_adds_up(world: World) -> None:
    proof = prove(world.connection, Settings(world.home, "sk_test_nobody", "http://127.0.0.1:9"), None)
    assert "cannot be reached" in str(proof.equations["stripe_balance"].reason)
    assert proof.equations["transaction_net"].checked


def test_what_is_only_named_by_another_row_has_moved_since(world: World) -> None:
    world.sandbox.advance(world.sandbox.now + 8 * DAY)
    world.run("charge", "refund")
    assert world.one("SELECT count(*) FROM oltp.balance_transactions WHERE row_state = 'unresolved'")
    proof = asked(world)
    assert differing(proof) == {}


def test_what_is_landed_and_not_promoted_is_no_difference(world: World) -> None:
    world.sandbox.advance(world.sandbox.now + 3 * DAY)
    with world.sandbox.serve() as server:
        land(Settings(world.home, server.api_key, server.url), world.url, TYPES)
    proof = asked(world)
    assert differing(proof) == {}
    assert proof.equations["stripe_balance"].unread == ["balance_transaction"]
    assert proof.equations["transaction_net"].is_compared


def test_a_balance_that_never_rests_is_not_compared(world: World) -> None:
    proof = asked(world, gate=Restless())
    assert "something else" in str(proof.equations["stripe_balance"].reason)
    assert differing(proof) == {}
