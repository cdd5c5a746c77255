"""What moved a customer's balance: only the list per customer tells it, and it adds up to the balance."""

from collections.abc import Callable

import pytest

from pipelines.checks.verify import Sample
from pipelines.sandbox.business import customers
from tests.verify.conftest import World
from tests.verify.test_payouts import Asked
from tests.verify.test_reconcile import mended

pytestmark = pytest.mark.runs

TYPE = "customer_balance_transaction"
OFF = """
    SELECT count(*) FROM oltp.customers WHERE balance <> coalesce((
        SELECT sum(moved.amount) FROM oltp.customer_balance_transactions AS moved WHERE moved.customer_id = customers.id
    ), 0)
"""
READ = "SELECT count(*) FROM raw.customer_balance_transaction_lists"
HERE = "SELECT count(*) FROM oltp.customer_balance_transactions WHERE customer_id = '{}'"
FREE = "SELECT min(id) FROM oltp.customers WHERE balance = 0 AND row_state = 'present' AND test_clock_id IS NULL"


def move(world: World, customer_id: str, amount: int, *, tell: bool = True) -> None:
    world.sandbox.advance(world.sandbox.now + 60)
    account = world.sandbox.account
    with world.sandbox.store.transaction():
        customer = account.get("customer", customer_id)
        customers.move_balance(account, customer, amount, "adjustment")
        account.save(customer, *(["customer.updated"] if tell else []))


def test_a_balance_is_explained_and_one_that_is_zero_is_not_asked_for(world: World) -> None:
    assert world.one(OFF) == 0
    assert world.one(READ) == world.one("SELECT count(*) FROM oltp.customers WHERE balance <> 0")
    before, customer_id = world.one(READ), world.one(FREE)
    move(world, customer_id, -700)
    world.run()
    assert (world.one(OFF), world.one(HERE.format(customer_id)), world.one(READ)) == (0, 1, before + 1)
    move(world, customer_id, 700)  # the balance is zero again, and the list is known to have something
    world.run()
    assert (world.one(OFF), world.one(HERE.format(customer_id)), world.one(READ)) == (0, 2, before + 2)
    world.run()
    assert world.one(READ) == before + 2
    world.replay("customer", "invoice", TYPE)
    world.run()
    assert (world.one(OFF), world.one(READ)) == (0, before + 2)


def test_a_balance_that_left_zero_and_came_back_is_noticed(world: World) -> None:
    told, shown, hidden = (world.one(f"{FREE.replace('min(id)', 'id')} ORDER BY id OFFSET {n}") for n in range(3))
    for amount in (-700, 700):
        move(world, told, amount)
        for customer_id in (shown, hidden):
            move(world, customer_id, amount, tell=False)
    invoice = world.one(f"SELECT min(id) FROM oltp.invoices WHERE customer_id = '{shown}'")
    world.change("invoice", invoice, "invoice.updated", starting_balance=-700, ending_balance=0)
    world.run()
    assert [world.one(HERE.format(customer_id)) for customer_id in (told, shown, hidden)] == [2, 2, 0]
    assert world.one(READ) == 2
    world.run()
    assert world.one(READ) == 2


def test_a_customer_that_is_deleted_keeps_what_was_known(world: World) -> None:
    customer_id = world.one(FREE)
    move(world, customer_id, -700)
    world.run()
    move(world, customer_id, -300)
    with world.sandbox.store.transaction():
        customers.delete(world.sandbox.account, world.sandbox.account.get("customer", customer_id))
    world.run()
    assert world.one(HERE.format(customer_id)) == 2  # the event of the second one told, and the list is still there
    assert world.one("SELECT count(*) FROM meta.refetch_queue") == 0


def lose(world: World, object_id: str) -> None:
    """Stripe has it no longer, of which no event ever tells."""
    world.sandbox.store.remove(TYPE, object_id)


HURT: dict[str, Callable[[World, str], None]] = {
    "missing": lambda world, object_id: world.by_hand(
        f"DELETE FROM oltp.{TYPE}s WHERE id = '{object_id}'; DELETE FROM raw.{TYPE}s WHERE id = '{object_id}'"
    ),
    "changed": lambda world, object_id: world.change(TYPE, object_id, description="Edited"),
    "row": lambda world, object_id: world.by_hand(
        f"UPDATE oltp.{TYPE}s SET description = 'x' WHERE id = '{object_id}'"
    ),
    "raw": lambda world, object_id: world.by_hand(
        f"UPDATE raw.{TYPE}s SET payload = payload || '{{\"amount\": 1}}' WHERE id = '{object_id}'"
    ),
    "vanished": lose,
}


def test_what_no_event_tells_of_is_found_and_mended(world: World) -> None:
    for amount in range(len(HURT)):
        move(world, world.one(FREE), -700 - amount)
    world.run("customer", TYPE)
    move(world, world.one(FREE), -900)
    world.sandbox.advance(world.sandbox.now + 3600)
    world.run("customer", TYPE)
    ids = [world.one(f"SELECT id FROM oltp.{TYPE}s ORDER BY id OFFSET {number}") for number in range(len(HURT))]

    asked = Asked()
    outcome = world.verify(TYPE, gate=asked)
    assert outcome.is_proven
    assert outcome.objects[TYPE].compared == len(HURT) + 1
    assert len([path for path in asked.requests if "/v1/customers/" in path]) == 2
    sampled = [world.verify(TYPE, sample=Sample(1, seed)).objects[TYPE].compared for seed in range(3)]
    assert len(set(sampled)) > 1, "as many lists as documents were to be compared"

    for hurt, object_id in zip(HURT.values(), ids, strict=True):
        hurt(world, object_id)
    found = world.verify(TYPE).differences
    assert {one.id: one.kind for one in found} == dict(zip(ids, HURT, strict=True))
    assert mended(world, TYPE) == {TYPE: {"missing": 1, "changed": 1, "damaged": 2, "vanished": 1, "deleted": 1}}
    assert world.one(f"SELECT string_agg(id, '') FROM oltp.{TYPE}s WHERE row_state = 'deleted'") == ids[-1]
