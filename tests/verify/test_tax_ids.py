"""Tax ids: customers hold theirs, of which Stripe shows ten, and a list has the account's own."""

import pytest

from pipelines.sandbox.business import tax_ids
from tests.verify.conftest import World

pytestmark = pytest.mark.runs

CUSTOMER = "SELECT min(id) FROM oltp.customers WHERE row_state = 'present' AND test_clock_id IS NULL"
HERE = "SELECT array_agg(id ORDER BY id) FROM oltp.tax_ids WHERE row_state = 'present'"
OF = "SELECT count(*) FROM oltp.tax_ids WHERE row_state = 'present' AND customer_id = '{}'"


def in_stripe(world: World) -> list[str]:
    rows = world.sandbox.store.select("object = ?", ["tax_id"], "seq", -1)
    return sorted(row.id for row in rows)


def give(world: World, customer_id: str, number: int) -> None:
    world.sandbox.advance(world.sandbox.now + 60)
    with world.sandbox.store.transaction():
        for _ in range(number):
            tax_ids.give(world.sandbox.account, customer_id, "DE")


def test_those_of_customers_and_of_the_account_are_here(world: World) -> None:
    assert world.one(HERE) == in_stripe(world)
    assert world.one("SELECT count(*) FROM oltp.tax_ids WHERE customer_id IS NULL") == len(tax_ids.OWN)
    customer_id, before = world.one(CUSTOMER), world.one(OF.format(world.one(CUSTOMER)))
    give(world, customer_id, 12)
    world.run()
    assert world.one(OF.format(customer_id)) == before + 12
    found = world.verify("tax_id", "customer")
    assert found.differences == []
    tally = found.objects["tax_id"]
    assert (tally.stripe, tally.unlisted) == (len(in_stripe(world)), 0)


def test_what_is_verified_and_taken_away_is_followed(world: World) -> None:
    customer_id = world.one(CUSTOMER)
    give(world, customer_id, 2)
    world.run()
    first, second = (each["id"] for each in world.sandbox.account.children("tax_id", customer_id)[-2:])
    with world.sandbox.store.transaction():
        tax_ids.verify(world.sandbox.account, first)
        tax_ids.remove(world.sandbox.account, world.sandbox.account.get("tax_id", second))
    world.run()
    assert world.one(f"SELECT verification_status <> 'pending' FROM oltp.tax_ids WHERE id = '{first}'")
    assert world.one(f"SELECT row_state FROM oltp.tax_ids WHERE id = '{second}'") == "deleted"
    assert world.one(HERE) == in_stripe(world)
    assert world.verify("customer", "tax_id").differences == []


def test_what_no_event_told_is_found(world: World) -> None:
    customer_id = world.one(CUSTOMER)
    give(world, customer_id, 2)
    world.run()
    account = world.sandbox.account
    changed, gone = account.children("tax_id", customer_id)[-2:]
    with world.sandbox.store.transaction():
        account.change_silently(changed | {"value": "DE000000000"})
        account.remove(gone)
    found = {(one.id, one.kind) for one in world.verify("tax_id").differences}
    assert found == {(changed["id"], "changed"), (gone["id"], "vanished")}


def test_the_accounts_own_are_listed_once_more_when_it_is_time(world: World) -> None:
    own = world.sandbox.account.having("tax_id", "$.owner.type", "self")[0]
    with world.sandbox.store.transaction():
        world.sandbox.account.change_silently(own | {"value": "new"})
    world.sandbox.advance(world.sandbox.now + 2 * 86_400)
    world.run()
    assert world.one(f"SELECT value FROM oltp.tax_ids WHERE id = '{own['id']}'") == "new"


def test_one_that_goes_while_only_customers_are_read_is_known_to_be_gone(world: World) -> None:
    world.by_hand("DELETE FROM meta.watermarks WHERE object = 'tax_id'")  # no run has asked for them
    customer_id = world.one(CUSTOMER)
    give(world, customer_id, 1)
    world.run("customer")
    account = world.sandbox.account
    with world.sandbox.store.transaction():
        tax_ids.remove(account, account.children("tax_id", customer_id)[-1])
    world.run("customer")
    world.sandbox.advance(world.sandbox.now + 6 * 3_600)
    world.run()
    assert world.one(HERE) == in_stripe(world)


def test_one_of_which_only_its_beginning_is_known_is_found_to_be_gone(world: World) -> None:
    """Its event came, Stripe forgot the event of its end, and asking for it is answered by 404."""
    customer_id, account = world.one(CUSTOMER), world.sandbox.account
    give(world, customer_id, 1)
    gone = account.children("tax_id", customer_id)[-1]
    with world.sandbox.store.transaction():
        account.remove(gone)
    world.run()
    assert world.one(f"SELECT row_state FROM oltp.tax_ids WHERE id = '{gone['id']}'") == "present"
    assert {(one.id, one.kind) for one in world.verify("tax_id").differences} == {(gone["id"], "vanished")}
