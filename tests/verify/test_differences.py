"""Each way in which a database can disagree with Stripe is made on purpose, and found by id."""

import msgspec
import pytest

from pipelines.catalogue import CATALOGUE, EVENT, promotable, read_by
from pipelines.checks.verify import Sample, Verification
from pipelines.checks.verify.report import CHANGED, DELETED, MISSING, RAW, ROW, VANISHED
from tests.verify.conftest import World, of_a_larger_account
from tests.verify.test_reading import Refusing

RARE = {
    "customer_balance_transaction",
    "dispute",
    "invoiceitem",
    "subscription_schedule",
}  # a small account may have none


def found(outcome: Verification) -> list[tuple[str, str, str]]:
    return [(one.object, one.id, one.kind) for one in outcome.differences]


@of_a_larger_account
def test_a_run_and_its_stripe_agree(world: World) -> None:
    outcome = world.verify()
    assert outcome.as_dict()["agrees"]
    assert (outcome.number_of_differences, outcome.notes, outcome.refused) == (0, [], set())
    assert set(outcome.objects) == {entry.name for entry in promotable(None) if read_by(entry)}
    tallies = dict(outcome.objects)
    events = tallies.pop(EVENT.name)
    assert events.stripe == events.here > 100
    assert {name for name, tally in tallies.items() if not tally.compared} <= RARE
    for tally in tallies.values():
        assert tally.compared == tally.stripe + tally.unlisted
        assert tally.here == tally.stripe + tally.unlisted
        assert (tally.since, tally.inside) == (0, 0)


def test_an_event_of_the_last_weeks_that_is_not_here_is_missing(world: World) -> None:
    before = "SELECT max(id) FROM oltp.events WHERE created = (SELECT max(created) FROM oltp.events WHERE created <"
    newest = "(SELECT max(created) FROM oltp.events)"
    old, new = (world.one(f"{before} {newest} - interval '{age}')") for age in ("14 days", "1 hour"))
    world.by_hand(f"DELETE FROM oltp.events WHERE id IN ('{old}', '{new}')")
    assert sorted(found(world.verify())) == sorted(("event", gone, MISSING) for gone in (old, new))
    assert ("event", new, MISSING) in found(world.verify(sample=Sample(300, 1)))


def test_a_row_deleted_by_hand_is_missing(world: World) -> None:
    gone = world.one("SELECT min(id) FROM oltp.invoice_payments")
    world.by_hand(f"DELETE FROM oltp.invoice_payments WHERE id = '{gone}'")
    outcome = world.verify("invoice_payment")
    assert found(outcome) == [("invoice_payment", gone, MISSING)]
    assert not outcome.balance.balanced
    (window,) = outcome.objects["invoice_payment"].windows
    assert window.stripe == window.here + 1


def test_a_row_that_is_only_named_is_missing(world: World) -> None:
    named = world.one("SELECT min(id) FROM oltp.products")
    bare = f"INSERT INTO oltp.products (id, row_state) VALUES ('{named}', 'unresolved')"
    world.by_hand(f"DELETE FROM oltp.products WHERE id = '{named}'; {bare}")
    assert found(world.verify("product")) == [("product", named, MISSING)]


def test_a_copy_removed_from_raw_is_found(world: World) -> None:
    gone = world.one("SELECT min(id) FROM raw.charges")
    world.by_hand(f"DELETE FROM raw.charges WHERE id = '{gone}'")
    assert found(world.verify("charge")) == [("charge", gone, RAW)]


def test_a_copy_altered_in_raw_is_found(world: World) -> None:
    altered = world.one("SELECT min(id) FROM raw.refunds")
    world.by_hand(f"""UPDATE raw.refunds SET payload = payload || '{{"amount": 1}}' WHERE id = '{altered}'""")
    outcome = world.verify("refund")
    assert found(outcome) == [("refund", altered, RAW)]
    assert not outcome.money.differences, "the row says what Stripe says"


def test_an_amount_changed_by_hand_is_found_in_the_row_and_in_the_money_of_its_day(world: World) -> None:
    charge = world.one("SELECT min(id) FROM oltp.charges")
    day = world.one(f"SELECT (created AT TIME ZONE 'UTC')::date FROM oltp.charges WHERE id = '{charge}'")
    world.by_hand(f"UPDATE oltp.charges SET amount = amount + 5 WHERE id = '{charge}'")
    outcome = world.verify()
    (row,) = outcome.differences
    assert (row.id, row.kind, row.names) == (charge, ROW, ("amount",))
    (sums,) = outcome.money.differences
    assert (sums.source, sums.amount, sums.day, sums.ids) == ("charges", "amount", day, (charge,))
    assert sums.here - sums.stripe == 5


def test_changes_that_cancel_out_within_a_day_are_found_without_comparing_documents(world: World) -> None:
    first, second = world.one("""
        SELECT array_agg(id) FROM (
            SELECT min(id) AS id FROM oltp.charges UNION ALL SELECT max(id) FROM oltp.charges
        ) AS two
    """)
    same = f"created = (SELECT created FROM oltp.charges WHERE id = '{first}'), currency = 'usd'"
    world.by_hand(f"UPDATE oltp.charges SET {same}, amount = amount + 5 WHERE id IN ('{first}', '{second}')")
    outcome = world.verify("charge")
    assert {first, second} <= {stripe_id for sums in outcome.money.differences for stripe_id in sums.ids}


def test_what_was_refunded_is_held_against_the_refunds(world: World) -> None:
    charge = world.one("SELECT min(id) FROM oltp.charges WHERE amount_refunded > 0")
    world.by_hand(f"UPDATE oltp.charges SET amount_refunded = amount_refunded - 1 WHERE id = '{charge}'")
    sums = {one.source: one for one in world.verify("charge").money.differences}
    assert {name: (one.amount, one.ids) for name, one in sums.items()} == {
        "charges": ("amount_refunded", (charge,)),
        "refunds of charges": ("amount_refunded", (charge,)),
    }


def test_refunds_that_only_stripe_itself_disagrees_about_are_no_difference(world: World) -> None:
    refund = world.one("SELECT min(id) FROM raw.refunds")
    charge = world.sandbox.account.get("refund", refund)["charge"]
    world.change("refund", refund, status="failed")
    outcome = world.verify("charge")
    assert outcome.number_of_differences == 0
    assert any(charge in note for note in outcome.notes)


def test_a_child_row_deleted_by_hand_is_found_through_its_parent(world: World) -> None:
    invoice = world.one("SELECT invoice_id FROM oltp.invoice_line_items ORDER BY id LIMIT 1")
    world.by_hand("DELETE FROM oltp.invoice_line_items WHERE id = (SELECT min(id) FROM oltp.invoice_line_items)")
    (difference,) = world.verify("invoice").differences
    assert (difference.id, difference.names) == (invoice, ("invoice_line_items.id",))


def test_a_row_called_deleted_that_stripe_lists_is_found(world: World) -> None:
    customer = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    world.by_hand(
        f"UPDATE oltp.customers SET row_state = 'deleted', deleted_observed_at = now() WHERE id = '{customer}'"
    )
    assert found(world.verify("customer")) == [("customer", customer, DELETED)]


@pytest.mark.parametrize("leaves", ["a stub", "nothing"])
def test_an_object_deleted_without_an_event_is_found(world: World, leaves: str) -> None:
    customer, store = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'"), world.sandbox.store
    if leaves == "nothing":
        store.remove("customer", customer)
    else:
        stub = {"id": customer, "object": "customer", "deleted": True}
        store.replace("customer", customer, None, False, msgspec.json.encode(stub))
    assert found(world.verify("customer")) == [("customer", customer, VANISHED)]


def test_a_charge_that_stripe_no_longer_has_is_missed_in_the_money(world: World) -> None:
    charge = world.one("SELECT min(id) FROM oltp.charges WHERE amount_refunded = 0")
    world.sandbox.store.remove("charge", charge)
    outcome = world.verify("charge")
    assert found(outcome) == [("charge", charge, VANISHED)]
    assert {stripe_id for sums in outcome.money.differences for stripe_id in sums.ids} == {charge}


def test_an_object_changed_without_an_event_is_found_with_the_names_of_its_fields(world: World) -> None:
    intent = world.one("SELECT min(id) FROM oltp.payment_intents")
    world.change("payment_intent", intent, description="private words")
    outcome = world.verify()
    (difference,) = outcome.differences
    assert (difference.id, difference.kind, difference.names) == (intent, CHANGED, ("description",))
    assert "private words" not in str(outcome.as_dict())


@pytest.mark.parametrize(("kind", "table"), [("price", "prices"), ("customer", "customers"), ("invoice", "invoices")])
def test_a_newest_copy_that_was_not_asked_for_everything_is_no_difference(world: World, kind: str, table: str) -> None:
    asked = ", ".join(f"'{name}'" for name in CATALOGUE[kind].reading.expand if name != "discounts")
    world.by_hand(
        f"INSERT INTO raw.{table} SELECT id, payload - ARRAY[{asked}], api_version, 'event', now(), 'other', verbatim,"
        f" deleted, parent, _dlt_load_id, _dlt_id || '.9' FROM raw.{table} WHERE origin = 'list'"
    )
    world.replay(kind)
    assert world.verify(kind).differences == []


def test_another_price_inside_a_subscription_is_no_difference_of_the_subscription(world: World) -> None:
    subscription = world.one("SELECT min(id) FROM oltp.subscriptions WHERE row_state = 'present'")
    items = world.sandbox.account.children("subscription_item", subscription)
    assert items
    price = items[0]["price"] if isinstance(items[0]["price"], str) else items[0]["price"]["id"]
    world.change("price", price, "price.updated", nickname="new words")
    outcome = world.verify("subscription")
    assert (outcome.number_of_differences, outcome.objects["subscription"].since) == (0, 0)


HIDDEN = """
    SELECT id FROM (
        SELECT id, invoice_id FROM oltp.invoice_line_items EXCEPT
        SELECT line ->> 'id', id FROM raw.invoices, jsonb_array_elements(payload -> 'lines' -> 'data') AS line
    ) AS hidden ORDER BY id LIMIT 1
"""


@pytest.fixture
def hidden(world: World) -> str:
    """A line that its invoice does not show: Stripe embeds ten."""
    line: str = world.one(HIDDEN)
    return line


def invoice_of(world: World, line: str) -> str:
    invoice: str = world.one(f"SELECT invoice_id FROM oltp.invoice_line_items WHERE id = '{line}'")
    return invoice


@of_a_larger_account
def test_a_line_that_its_invoice_does_not_show_is_compared(world: World, hidden: str) -> None:
    world.by_hand(f"UPDATE oltp.invoice_line_items SET amount = amount + 5000 WHERE id = '{hidden}'")
    outcome = world.verify("invoice")
    assert found(outcome) == [("invoice", invoice_of(world, hidden), ROW)]
    assert outcome.differences[0].names == ("invoice_line_items.amount",)
    assert world.verify("invoice", sample=Sample(0, 1)).number_of_differences == 0


@of_a_larger_account
def test_a_line_that_its_invoice_does_not_show_is_missed(world: World, hidden: str) -> None:
    invoice = invoice_of(world, hidden)
    world.by_hand(f"DELETE FROM oltp.invoice_line_items WHERE id = '{hidden}'")
    assert found(world.verify("invoice")) == [("invoice", invoice, CHANGED)]


@of_a_larger_account
def test_a_copy_of_a_line_altered_in_raw_is_found(world: World, hidden: str) -> None:
    world.by_hand(f"""UPDATE raw.line_items SET payload = payload || '{{"amount": 1}}' WHERE id = '{hidden}'""")
    assert found(world.verify("invoice")) == [("invoice", invoice_of(world, hidden), RAW)]


@of_a_larger_account
def test_lines_that_stripe_does_not_give_are_named(world: World, hidden: str) -> None:
    invoice = invoice_of(world, hidden)
    outcome = world.verify("invoice", gate=Refusing(f"/v1/invoices/{invoice}/lines"))
    assert [(one.object, one.id) for one in outcome.unavailable] == [("invoice", invoice)]
    assert outcome.number_of_differences == 0
