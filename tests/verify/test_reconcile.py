"""What no event tells of is found by a full comparison, and mended: afterwards verify finds nothing."""

from contextlib import closing
from datetime import timedelta
from typing import Any

import psycopg2
import pytest

from pipelines.catalogue import CATALOGUE, select
from pipelines.checks.parity import check
from pipelines.checks.verify import Difference
from pipelines.checks.verify.report import MISSING, VANISHED
from pipelines.errors import UsageError
from pipelines.runs.database import Database
from pipelines.runs.reconcile import differences as reconcile_module
from pipelines.runs.reconcile.differences import comparable, want
from pipelines.runs.reconcile.result import OUTDATED, QUARANTINED, Reconciliation
from pipelines.runs.reconcile.schedule import compared, due, now
from pipelines.runs.reconcile.stage import reconcile
from pipelines.runs.stages import Work
from pipelines.sandbox import Gate, Lacking
from pipelines.settings import Settings
from pipelines.stripe_api.errors import StripeKeyRefusedError
from tests.verify.conftest import World, of_a_larger_account
from tests.verify.test_differences import HIDDEN
from tests.verify.test_reading import Refusing

DAY = 86_400
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def no_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample that is opened anyway would be all of so small an account."""
    monkeypatch.setattr(reconcile_module, "OPENED", 0)


def reconciled(world: World, *objects: str, gate: Gate | None = None) -> Reconciliation:
    chosen = comparable(world.connection, [CATALOGUE[name] for name in objects] or None)
    with world.sandbox.serve(gate=gate) as server, closing(psycopg2.connect(world.url)) as connection:
        settings = Settings(world.home, server.api_key, server.url)
        return reconcile(Work(settings, Database(world.url, "psql", connection), []), chosen)


def mended(world: World, *objects: str) -> dict[str, dict[str, int]]:
    """Reconcile these types or all, and once more in vain; what was found the first time."""
    done = reconciled(world, *objects)
    outcome = world.verify(*objects)
    assert outcome.as_dict()["agrees"], outcome.differences
    again = reconciled(world, *objects)
    assert (list(again.found.differences), again.landing.load_ids) == ([], [])
    return {
        name: {column: number for column, number in row.items() if number and column not in {"listed", "alive"}}
        for name, row in done.rows().items()
        if any(one.object == name for one in done.found.differences)
    }


def row(world: World, table: str, stripe_id: str) -> Any:
    return world.one(f"SELECT to_jsonb(kept) FROM oltp.{table} AS kept WHERE id = '{stripe_id}'")


def forget_events(world: World) -> None:
    """A month passes for Stripe's events alone."""
    for kind in ("event", "v2.core.event"):
        world.sandbox.store.remove_created_before(kind, world.sandbox.now + 1)


def test_a_run_that_missed_nothing_has_nothing_to_mend(world: World) -> None:
    done = reconciled(world)
    assert (list(done.found.differences), done.landing.load_ids, done.deleted) == ([], [], {})
    assert done.sentence.endswith("nothing was missed.")
    world.change("customer", world.one("SELECT min(id) FROM oltp.customers"), "customer.updated", description="new")
    assert reconciled(world, "customer").sentence.endswith(
        "1 object is new, changed or gone since the last run; the next one reads them."
    )


def test_what_was_deleted_and_no_event_tells_of_becomes_a_deleted_row(world: World) -> None:
    account = world.sandbox.account
    product = world.one("SELECT product_id FROM oltp.prices WHERE row_state = 'present' ORDER BY id LIMIT 1")
    customer = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    before = row(world, "products", product)
    world.sandbox.advance(world.sandbox.now + 60)
    account.remove(account.get("product", product), "product.deleted")
    account.delete(account.get("customer", customer), "customer.deleted")
    forget_events(world)
    world.run()
    assert row(world, "products", product)["row_state"] == "present", "nobody told"

    found = mended(world, "product", "customer")
    assert (found["product"], found["customer"]) == ({"vanished": 1, "deleted": 1}, {"vanished": 1, "deleted": 1})
    after = row(world, "products", product)
    assert (after["row_state"], after["name"]) == ("deleted", before["name"])
    assert after["deleted_observed_at"] > before["observed_at"]
    assert row(world, "customers", customer)["row_state"] == "deleted"


def test_inline_prices_and_detached_payment_methods_stay(world: World) -> None:
    count = """
        SELECT count(*) FROM oltp.{table} AS kept WHERE row_state = 'present' AND 'list' <> (
            SELECT origin FROM raw.{table} AS landed WHERE landed.id = kept.id ORDER BY observed_at DESC LIMIT 1
        )
    """
    tables = ("prices", "payment_methods")
    before = [world.one(count.format(table=table)) for table in tables]
    assert all(before), "the account has some"
    done = reconciled(world, "price", "payment_method")
    assert [done.rows()[name]["alive"] for name in ("price", "payment_method")] == before
    assert [world.one(count.format(table=table)) for table in tables] == before


def test_a_change_without_an_event_that_is_older_than_what_is_listed_again_arrives(world: World) -> None:
    intent = world.one("SELECT min(id) FROM oltp.payment_intents")
    world.change("payment_intent", intent, description="edited")
    world.sandbox.advance(world.sandbox.now + 3 * DAY)
    world.run()
    assert row(world, "payment_intents", intent)["description"] != "edited"
    assert mended(world, "payment_intent")["payment_intent"] == {"changed": 1}
    assert row(world, "payment_intents", intent)["description"] == "edited"


def test_what_was_lost_or_altered_here_comes_back(world: World) -> None:
    lost, altered, row_lost, row_altered = (
        world.one(f"SELECT id FROM oltp.charges ORDER BY id OFFSET {number} LIMIT 1") for number in range(4)
    )
    known = row(world, "charges", row_lost)
    world.by_hand(f"""
        DELETE FROM raw.charges WHERE id = '{lost}';
        UPDATE raw.charges SET payload = payload || '{{"amount": 1}}' WHERE id = '{altered}';
        DELETE FROM oltp.charges WHERE id = '{row_lost}';
        UPDATE oltp.charges SET amount = amount + 1 WHERE id = '{row_altered}'
    """)
    assert mended(world, "charge")["charge"] == {"damaged": 3, "missing": 1}
    assert world.one(f"SELECT count(*) FROM raw.charges WHERE id = '{altered}'") == 2, "raw is only added to"
    assert row(world, "charges", row_lost)["amount"] == known["amount"]


def test_a_copy_that_was_altered_makes_no_version(world: World) -> None:
    customer = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    world.by_hand(f"""UPDATE raw.customers SET payload = payload || '{{"name": "Eve"}}' WHERE id = '{customer}'""")
    mended(world, "customer")
    for again in (False, True):
        if again:
            world.replay("customer")
        names = world.one(f"SELECT array_agg(DISTINCT name) FROM history.customers WHERE id = '{customer}'")
        assert "Eve" not in names
        assert check(world.connection, [CATALOGUE["customer"]]).examples == []


def test_a_document_that_stripe_corrected_without_an_event_leaves_quarantine(world: World) -> None:
    account = world.sandbox.account
    known = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    unknown = {**account.get("customer", known), "id": "cus_NeverRight"}
    world.change("customer", known, "customer.updated", currency="dollars")
    account.add(unknown | {"currency": "dollars"}, "customer.created")
    world.run()
    assert world.one("SELECT array_agg(id ORDER BY id) FROM meta.quarantine") == sorted([known, unknown["id"]])
    for stripe_id in (known, unknown["id"]):
        world.change("customer", stripe_id, currency="usd")
    assert mended(world, "customer")["customer"] == {"changed": 2}
    assert world.one("SELECT count(*) FROM meta.quarantine") == 0
    assert row(world, "customers", unknown["id"])["currency"] == "usd"


def test_an_object_that_only_a_row_remembers_is_marked_deleted_all_the_same(world: World) -> None:
    intent = world.one("SELECT min(id) FROM oltp.payment_methods")
    world.sandbox.store.remove("payment_method", intent)
    world.by_hand(f"DELETE FROM raw.payment_methods WHERE id = '{intent}'")
    mended(world, "payment_method")
    assert row(world, "payment_methods", intent)["row_state"] == "deleted"


def test_a_run_that_was_killed_after_it_noted_what_differs_is_finished_by_the_next(world: World) -> None:
    product = world.one("SELECT min(id) FROM oltp.products")
    intent = world.one("SELECT min(id) FROM oltp.payment_intents")
    world.sandbox.store.remove("product", product)
    world.change("payment_intent", intent, description="edited")
    want(world.connection, [Difference("product", product, VANISHED), Difference("payment_intent", intent, MISSING)])
    done = reconciled(world, "product", "payment_intent")
    assert "nothing was missed, 2 copies noted before landed." in done.sentence
    assert mended(world, "product", "payment_intent") == {}
    assert row(world, "products", product)["row_state"] == "deleted"
    assert row(world, "payment_intents", intent)["description"] == "edited"


@of_a_larger_account
def test_what_an_invoice_does_not_show_of_its_lines_is_compared_and_mended(world: World) -> None:
    raised, lost, altered = lines = world.one(
        f"SELECT array_agg(id) FROM ({HIDDEN.replace('LIMIT 1', 'LIMIT 3')}) AS x"
    )
    amounts = f"SELECT jsonb_object_agg(id, amount) FROM oltp.invoice_line_items WHERE id = ANY(ARRAY{lines})"
    before = world.one(amounts)
    world.by_hand(f"""
        UPDATE oltp.invoice_line_items SET amount = amount + 5000 WHERE id = '{raised}';
        DELETE FROM oltp.invoice_line_items WHERE id = '{lost}';
        UPDATE raw.line_items SET payload = payload || '{{"amount": 1}}' WHERE id = '{altered}'
    """)
    assert mended(world, "invoice").keys() == {"invoice"}
    assert (world.one(amounts), before.keys()) == (before, set(lines))


@of_a_larger_account
def test_of_many_long_lists_a_comparison_reads_some(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    every = reconciled(world, "invoice").requests
    monkeypatch.setattr(reconcile_module, "LISTS", 0)
    assert reconciled(world, "invoice").requests < every


def test_what_the_key_may_not_read_changes_nothing(world: World) -> None:
    product = world.one("SELECT min(id) FROM oltp.products")
    world.sandbox.store.remove("product", product)
    done = reconciled(world, "product", gate=Lacking("/v1/products"))
    assert done.refused == {"product"}
    assert (row(world, "products", product)["row_state"], done.found.differences) == ("present", [])
    assert any("may not read /v1/products" in problem for problem in done.problems)


def test_a_new_type_that_no_run_has_read_needs_no_permission(world: World) -> None:
    world.by_hand("DELETE FROM meta.watermarks WHERE object = 'refund'")
    world.by_hand("INSERT INTO meta.default_types (object) SELECT object FROM meta.watermarks")
    assert reconciled(world, gate=Lacking("/v1/refunds")).refused == set()


def pass_days(world: World, days: int) -> None:
    span = f"interval '{days} days'"
    world.by_hand(f"UPDATE meta.watermarks SET (compared_at, gap_at) = (compared_at - {span}, gap_at - {span})")


def test_a_comparison_is_due_a_week_after_the_one_before(world: World) -> None:
    charge = [CATALOGUE["charge"]]
    assert due(world.connection, charge, WEEK) == [], "the first landing counts"
    pass_days(world, 8)
    assert due(world.connection, charge, WEEK) == charge
    assert due(world.connection, charge, timedelta(0)) == [], "never by time"
    world.run()
    assert due(world.connection, charge, WEEK) == charge, "a run is no comparison"
    reconciled(world, "charge")
    assert due(world.connection, charge, WEEK) == []
    others = [entry.name for entry in due(world.connection, select(None), WEEK)]
    assert {"customer", "product"} <= set(others)
    assert not {"charge", "event"} & set(others)


def test_a_type_that_was_read_a_second_time_is_due_whatever_the_calendar_says(world: World) -> None:
    world.by_hand("DELETE FROM meta.watermarks WHERE object = 'charge'")
    world.run()
    assert due(world.connection, select(None), timedelta(0)) == [CATALOGUE["charge"]]
    reconciled(world, "charge", gate=Lacking("/v1/charges"))
    assert due(world.connection, select(None), timedelta(0)) == [CATALOGUE["charge"]], "it was not compared"
    reconciled(world, "charge")
    assert due(world.connection, select(None), timedelta(0)) == []


def test_a_gap_that_is_noted_while_all_is_compared_stays_due(world: World) -> None:
    charge, never = [CATALOGUE["charge"]], timedelta(0)
    note_gap = "UPDATE meta.watermarks SET gap_at = clock_timestamp() WHERE object = 'charge'"
    world.by_hand(note_gap)
    first = now(world.connection)
    assert due(world.connection, charge, never) == charge, "it has not ended"
    world.by_hand(note_gap)
    second = now(world.connection)
    compared(world.connection, ["charge"], first)
    assert due(world.connection, charge, never) == charge, "of what came meanwhile nothing is known"
    compared(world.connection, ["charge"], second)
    assert due(world.connection, charge, never) == []
    assert world.one("SELECT compared_at FROM meta.watermarks WHERE object = 'charge'") == second


def test_a_comparison_that_failed_stays_due(world: World) -> None:
    pass_days(world, 8)
    with pytest.raises(StripeKeyRefusedError):
        reconciled(world, gate=Refusing("/v1/account", 401))
    assert CATALOGUE["product"] in due(world.connection, select(None), WEEK)


def test_a_type_whose_lists_were_never_read_is_not_compared(world: World) -> None:
    """A few of its objects may be here, because others name them; Stripe's list of it would make all others missing."""
    world.by_hand("DELETE FROM meta.watermarks WHERE object = 'price'")
    for named in ((), ("price",)):
        done = reconciled(world, *named)
        assert (done.unread, done.refused, "price" in done.rows()) == ({"price"}, set(), False)
        assert "Never read, and not compared: price. Run stripe-oltp pipeline." in done.problems
        done = reconciled(world, *named, gate=Lacking("/v1/prices"))
        assert (done.unread, done.refused, "price" in done.rows()) == (set(), {"price"}, False)


def test_events_are_not_compared(world: World) -> None:
    with pytest.raises(UsageError, match="`event` cannot be compared"):
        comparable(world.connection, [CATALOGUE["event"]])


def test_what_stripe_gives_nowhere_by_itself_is_not_compared(world: World) -> None:
    with pytest.raises(UsageError, match="neither lists discounts nor returns one by its id"):
        comparable(world.connection, [CATALOGUE["discount"]])
    with pytest.raises(UsageError, match="neither lists discounts nor returns one by its id"):
        world.verify("discount")


def test_an_object_that_stripe_does_not_give_stays_as_it_is_and_the_rest_is_mended(world: World) -> None:
    product = world.one("SELECT min(id) FROM oltp.products WHERE row_state = 'present'")
    world.sandbox.store.remove("product", product)
    before = world.one("SELECT count(*) FROM oltp.payment_methods WHERE row_state = 'present'")
    done = reconciled(world, gate=Refusing("/v1/payment_methods/"))
    assert [one.object for one in done.found.unavailable] == ["payment_method"] * len(done.found.unavailable) != []
    assert done.rows()["product"]["deleted"] == 1
    assert "product" in done.proven
    assert "payment_method" not in done.proven
    assert world.one("SELECT count(*) FROM oltp.payment_methods WHERE row_state = 'present'") == before


def test_what_could_not_be_mended_is_said_to_differ_still(world: World) -> None:
    """A file whose time is later than Stripe's clock, a document that is refused, and one that is mended."""
    later, refused, gone = world.one(
        "SELECT (array_agg(id ORDER BY id))[:3] FROM oltp.products WHERE row_state = 'present'"
    )
    world.by_hand(f"UPDATE raw.products SET observed_at = observed_at + interval '9 years' WHERE id = '{later}'")
    world.sandbox.store.remove("product", later)
    world.sandbox.store.remove("product", gone)
    world.change("product", refused, name=None)
    done = reconciled(world, "product")
    assert {(one.id, one.why) for one in done.left} == {(later, OUTDATED), (refused, QUARANTINED)}
    assert done.proven == set()
    assert done.sentence.endswith(
        "no event told of 1 change and 2 deletions. Repaired 1, 1 marked deleted; 2 still differ."
    )
    assert f"product {later} still differs from Stripe" in done.problems[0] + done.problems[1]
    assert done.is_unmended
