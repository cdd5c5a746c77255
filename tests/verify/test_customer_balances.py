"""What moved a customer's balance: only the list per customer tells it, and it adds up to the balance."""

import pytest

from pipelines.sandbox.business import customers
from tests.verify.conftest import World

pytestmark = pytest.mark.runs

OFF = """
    SELECT count(*) FROM oltp.customers WHERE balance <> coalesce((
        SELECT sum(moved.amount) FROM oltp.customer_balance_transactions AS moved WHERE moved.customer_id = customers.id
    ), 0)
"""
READ = "SELECT count(*) FROM raw.customer_balance_transaction_lists"
HERE = "SELECT count(*) FROM oltp.customer_balance_transactions WHERE customer_id = '{}'"
FREE = "SELECT min(id) FROM oltp.customers WHERE balance = 0 AND row_state = 'present' AND test_clock_id IS NULL"


def move(world: World, customer_id: str, amount: int) -> None:
    world.sandbox.advance(world.sandbox.now + 60)
    account = world.sandbox.account
    with world.sandbox.store.transaction():
        customer = account.get("customer", customer_id)
        customers.move_balance(account, customer, amount, "adjustment")
        account.save(customer, "customer.updated")


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
    world.replay()
    world.run()
    assert (world.one(OFF), world.one(READ)) == (0, before + 2)


def test_a_customer_that_is_deleted_keeps_what_was_known(world: World) -> None:
    customer_id = world.one(FREE)
    move(world, customer_id, -700)
    world.run()
    move(world, customer_id, -300)
    with world.sandbox.store.transaction():
        customers.delete(world.sandbox.account, world.sandbox.account.get("customer", customer_id))
    world.run()
    assert world.one(HERE.format(customer_id)) == 1
    assert world.one("SELECT count(*) FROM meta.refetch_queue") == 0
