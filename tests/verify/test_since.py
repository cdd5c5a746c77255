"""What came since the last run is told apart from what is wrong."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from threading import Timer

import pytest

from oltp_schema.schemas import PLAIN
from pipelines.database import connect
from pipelines.landing.run import land
from pipelines.locks import run_lock
from pipelines.promotion import promote
from pipelines.runs import ledger
from pipelines.sandbox import Business, Meanwhile
from pipelines.sandbox.business.turns import TURNS
from pipelines.settings import Settings
from tests.verify.conftest import TYPES, World, of_a_larger_account


def test_an_object_changed_with_an_event_is_no_difference(world: World) -> None:
    customer = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    world.change("customer", customer, "customer.updated", description="new")
    outcome = world.verify()
    assert outcome.number_of_differences == 0
    assert {name: tally.since for name, tally in outcome.objects.items() if tally.since} == {"customer": 1}


def test_an_object_deleted_with_an_event_is_no_difference(world: World) -> None:
    customer = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    world.sandbox.advance(world.sandbox.now + 60)
    world.sandbox.account.delete(world.sandbox.account.get("customer", customer), "customer.deleted")
    outcome = world.verify("customer")
    assert (outcome.number_of_differences, outcome.objects["customer"].since) == (0, 1)


def test_an_object_created_since_is_no_difference(world: World) -> None:
    known = world.verify("customer").objects["customer"].stripe
    Business(world.sandbox, seed=3, turns=[turn for turn in TURNS if turn.name == "sign_up"]).step(2)
    outcome = world.verify()
    assert outcome.number_of_differences == 0
    assert outcome.objects["customer"].stripe == known + 2
    assert outcome.objects["customer"].since >= 2
    charges = [total for total in outcome.money.totals if (total.source, total.amount) == ("charges", "amount")]
    assert any(total.since for total in charges)
    assert all(total.stripe == total.here + total.since for total in charges)


def test_a_row_that_disagrees_with_an_unchanged_document_is_wrong_whatever_events_say(world: World) -> None:
    customer = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    world.by_hand(f"UPDATE oltp.customers SET description = 'forged' WHERE id = '{customer}'")
    world.sandbox.advance(world.sandbox.now + 60)
    world.sandbox.account.announce(world.sandbox.account.get("customer", customer), "customer.updated")
    (difference,) = world.verify("customer").differences
    assert (difference.id, difference.names) == (customer, ("description",))


def test_an_event_that_an_earlier_run_has_read_explains_nothing(world: World) -> None:
    customer = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    world.change("customer", customer, "customer.updated", description="new")
    world.run()
    assert world.verify("customer").number_of_differences == 0
    newest = f"SELECT max(_dlt_load_id) FROM raw.customers WHERE id = '{customer}'"
    world.by_hand(f"DELETE FROM raw.customers WHERE id = '{customer}' AND _dlt_load_id = ({newest})")
    (difference,) = world.verify("customer").differences
    assert (difference.id, difference.kind, difference.names) == (customer, "changed", ("description",))


def test_what_a_run_has_landed_and_is_about_to_promote_is_waited_for(world: World) -> None:
    customer = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    world.change("customer", customer, "customer.updated", description="new")
    with world.sandbox.serve() as server, closing(connect(world.url, PLAIN)) as run, run_lock(run):
        land(Settings(world.home, server.api_key, server.url), world.url, TYPES)

        def promote_later() -> None:
            with ledger.run(run, "promote") as noted:
                promote(run, TYPES, run_id=noted.id)
                run.commit()

        timer = Timer(1, promote_later)
        timer.start()
        outcome = world.verify("customer")
        timer.join()
    assert outcome.number_of_differences == 0, "the same at rest: see the next test"


def test_what_is_landed_and_not_promoted_is_said_beside_the_differences(world: World) -> None:
    customer = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    world.change("customer", customer, "customer.updated", description="new")
    with world.sandbox.serve() as server:
        land(Settings(world.home, server.api_key, server.url), world.url, TYPES)
    found = world.verify("customer")
    assert [(one.id, one.kind) for one in found.differences] == [(customer, "row")]
    assert [note for note in found.notes if "not promoted yet: 1 of customer." in note]
    world.run()
    assert world.verify("customer").notes == []


def test_a_change_that_stripe_has_no_event_for_is_a_difference_with_a_time(world: World) -> None:
    old, young, customer = (
        world.one(f"SELECT id FROM oltp.{table} WHERE row_state = 'present' ORDER BY {order} LIMIT 1")
        for table, order in (("payment_intents", "created"), ("payment_intents", "created DESC"), ("customers", "id"))
    )
    now = datetime.fromtimestamp(world.sandbox.now, UTC)
    intent = world.sandbox.account.get("payment_intent", young) | {"created": world.sandbox.now - 60}
    world.sandbox.account.save(intent, "payment_intent.updated")
    world.run()
    for kind, stripe_id in (("payment_intent", young), ("payment_intent", old), ("customer", customer)):
        world.change(kind, stripe_id, description="silent")
    outcome = world.verify("payment_intent", "customer")
    found = {one.id: one for one in outcome.differences}
    assert (set(found), outcome.untold, outcome.is_proven) == ({young, old, customer}, 2, False)
    assert not found[customer].is_untold, "customers have events for all that changes: one was missed"
    listed, compared = found[young].found_by, found[old].found_by
    assert listed
    assert compared
    assert timedelta(0) < listed - now <= timedelta(hours=1, minutes=10)
    assert compared == world.one(
        "SELECT compared_at + interval '7 days' FROM meta.watermarks WHERE object = 'payment_intent'"
    )
    assert f"the first run after {listed:%Y-%m-%d %H:%M} UTC finds it" in found[young].sentence
    assert found[old].as_dict()["untold"]


def test_what_waits_to_be_fetched_is_no_difference(world: World) -> None:
    customer = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    world.change("customer", customer, description="new")
    assert world.verify("customer").number_of_differences == 1
    world.by_hand(f"INSERT INTO meta.refetch_queue (object, id) VALUES ('customer', '{customer}')")
    assert world.verify("customer").number_of_differences == 0


@pytest.mark.slow
@of_a_larger_account
def test_a_busy_business_is_since_before_the_next_run_and_agrees_after_it(world: World) -> None:
    untold = {"edit_payment_intent"}
    business = Business(world.sandbox, seed=5, turns=[turn for turn in TURNS if turn.name not in untold])
    business.step(60)
    business.rest()
    before = world.verify()
    # Payments that open have no event, nor has a coupon whose discount a subscription, not a customer, redeems.
    assert {one.object for one in before.differences} <= {"invoice_payment", "coupon"}
    assert before.money.differences == []
    world.run()
    after = world.verify()
    assert {one.object for one in after.differences} <= {"coupon"}, "a comparison of everything finds them"
    assert (after.money.differences, after.balance.balanced) == ([], True)


def test_what_changes_while_verify_reads_is_no_difference(world: World) -> None:
    untold = {"edit_payment_intent"}
    business = Business(world.sandbox, tardiness=None, turns=[turn for turn in TURNS if turn.name not in untold])
    outcome = world.verify(gate=Meanwhile(business.step))
    assert (outcome.differences, outcome.money.differences) == ([], [])
    assert sum(tally.since for tally in outcome.objects.values()) > 0


def test_a_run_that_is_too_long_ago_is_said(world: World) -> None:
    assert world.verify("product").notes == []
    world.sandbox.advance(world.sandbox.now + 31 * 86_400)
    assert any("30 days" in note for note in world.verify("product").notes)
