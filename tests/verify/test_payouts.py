"""What an automatic payout is made of: only the list per payout tells, and it adds up to nothing, itself included."""

import pytest

from pipelines.checks.verify import Sample
from pipelines.sandbox.account import DAY
from pipelines.sandbox.server.gate import Gate
from pipelines.sandbox.server.messages import Request
from tests.verify.conftest import World, of_a_larger_account

pytestmark = pytest.mark.runs

TYPES = ("payout", "balance_transaction")
LISTS = "SELECT string_agg(DISTINCT balance_transactions_complete::text, ' ') FROM oltp.payouts WHERE"
OFF = """
    SELECT count(*) FROM (
        SELECT member.payout_id FROM oltp.payout_balance_transactions AS member
        JOIN oltp.balance_transactions AS entry ON entry.id = balance_transaction_id
        JOIN oltp.payouts ON payouts.id = member.payout_id AND payouts.balance_transactions_complete
        GROUP BY 1 HAVING sum(entry.net) <> 0
    ) AS off
"""
TWICE = """
    SELECT count(*) - count(DISTINCT balance_transaction_id) FROM oltp.payout_balance_transactions
    WHERE row_state = 'present'
"""


def test_a_payout_is_explained_to_the_cent(world: World) -> None:
    assert world.one("SELECT count(*) > 20 FROM oltp.payouts WHERE balance_transactions_complete")
    assert world.one(f"{LISTS} automatic AND status IN ('paid', 'failed')") == "true"
    assert world.one(f"{LISTS} NOT automatic OR status NOT IN ('paid', 'failed')") is None
    assert (world.one(OFF), world.one(TWICE)) == (0, 0)
    assert world.verify("payout").is_proven


class Asked(Gate):
    """Notes what it is asked for, and lets it pass."""

    def __init__(self) -> None:
        self.requests: list[str] = []

    def before(self, request: Request) -> None:
        self.requests.append(f"{request.path}?{request.encoded}")


def test_a_run_with_nothing_new_asks_for_no_list_of_a_payout_or_of_a_customer(world: World) -> None:
    asked = Asked()
    world.run(gate=asked)
    assert not [request for request in asked.requests if "payout=" in request or "/v1/customers/" in request]


@of_a_larger_account
def test_later_payouts_are_read_when_they_are_paid_and_again_when_stripe_knows_all(world: World) -> None:
    reads = "SELECT count(*) FROM raw.payout_balance_transactions"
    growing = "SELECT count(*) FROM oltp.payouts WHERE balance_transactions_complete IS FALSE"
    before, growings = world.one(reads), set()
    for _ in range(8):
        world.sandbox.advance(world.sandbox.now + DAY // 2 + 3600)
        world.run(*TYPES)
        growings.add(world.one(growing))
    assert world.one(reads) > before
    assert len(growings) > 1
    assert (world.one(OFF), world.one(TWICE)) == (0, 0)
    assert world.verify(*TYPES).is_proven
    world.replay(*TYPES)
    assert world.verify(*TYPES).is_proven


A_LIST = "id = (SELECT max(payout_id) FROM oltp.payout_balance_transactions)"
TAMPERED = {
    "a row too few": "DELETE FROM oltp.payout_balance_transactions AS kept"
    " WHERE kept.id = (SELECT max(id) FROM oltp.payout_balance_transactions)",
    "what raw has of a list": f"""UPDATE raw.payout_balance_transactions SET payload = payload || '{{"data": []}}'
        WHERE {A_LIST}""",
    "a list that Stripe had otherwise": f"""UPDATE raw.payout_balance_transactions
        SET payload = payload || '{{"data": ["txn_of_another"]}}', digest = 'of another list' WHERE {A_LIST}""",
}


@pytest.mark.parametrize("replayed", [False, True], ids=["", "replayed"])
@pytest.mark.parametrize("what", TAMPERED)
def test_a_list_that_is_not_opened_is_found_otherwise_as_if_it_were(world: World, what: str, *, replayed: bool) -> None:
    world.by_hand(TAMPERED[what])
    if replayed:
        world.replay("payout", "balance_transaction")
    unopened = world.verify("payout", opened=Sample(0, 1), copies=True).differences
    assert unopened == world.verify("payout").differences
    assert len(unopened) == (replayed is not (what == "a row too few")), "what raw has shows in rows made anew"


def test_of_payouts_that_are_not_opened_the_list_is_asked_for_once(world: World) -> None:
    asked = Asked()
    outcome = world.verify("payout", opened=Sample(0, 1), copies=True, gate=asked)
    lists = [request for request in asked.requests if "payout=" in request]
    assert (
        len(lists)
        == len(set(lists))
        == world.one("SELECT count(*) FROM oltp.payouts WHERE balance_transactions_complete")
    )
    assert outcome.documents == world.verify("payout").documents
    assert outcome.is_proven


def test_a_transaction_that_is_not_where_stripe_has_it_is_found(world: World) -> None:
    world.by_hand(
        "DELETE FROM oltp.payout_balance_transactions WHERE id = (SELECT max(id) FROM oltp.payout_balance_transactions)"
    )
    (found,) = world.verify("payout").differences
    assert found.names == ("payout_balance_transactions.id",)
