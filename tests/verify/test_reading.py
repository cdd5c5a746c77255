"""How Stripe and the database are read: in windows, by sample, only what the key may read, and without writing."""

import math
import threading
from contextlib import closing
from dataclasses import replace

import psycopg2.extensions
import pytest

from oltp_schema.schemas import PLAIN
from pipelines.catalogue import select
from pipelines.checks.verify import NothingLandedError, Sample, Span, scope
from pipelines.checks.verify.report import MISSING
from pipelines.checks.verify.scope import cut
from pipelines.database import connect
from pipelines.errors import UsageError
from pipelines.landing.run import land
from pipelines.locks import run_lock
from pipelines.sandbox import Gate, Lacking, Sandbox
from pipelines.sandbox.errors import ApiError
from pipelines.sandbox.server.messages import Answer, Request, refusal
from pipelines.settings import Settings
from pipelines.stripe_api.errors import AccountError
from tests.verify.conftest import CUSTOMERS, World


class Counting(Gate):
    """Counts requests by method."""

    def __init__(self) -> None:
        self.methods: list[str] = []
        self._lock = threading.Lock()

    def before(self, request: Request) -> Answer | None:
        with self._lock:
            self.methods.append(request.method)
        return None


def everything(world: World) -> dict[str, str]:
    """A digest of every table of the database."""
    with world.connection, world.connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables"
            " WHERE table_schema IN ('raw', 'oltp', 'meta')"
        )
        tables = [table for (table,) in cursor.fetchall()]
        digests = {}
        for table in tables:
            cursor.execute(f"SELECT md5(string_agg(line::text, ' ' ORDER BY line::text)) FROM {table} AS line")
            digests[table] = cursor.fetchone()[0]
    return digests


def test_nothing_is_written_to_stripe_or_the_database(world: World) -> None:
    charge = world.one("SELECT min(id) FROM oltp.charges")
    world.by_hand(f"DELETE FROM raw.charges WHERE id = '{charge}'; DELETE FROM oltp.customers")
    before, requests, changes = everything(world), Counting(), world.sandbox.store.changes
    assert world.verify(gate=requests).number_of_differences > CUSTOMERS
    assert everything(world) == before
    assert set(requests.methods) == {"GET"}
    assert world.sandbox.store.changes == changes


def test_small_windows_find_what_one_window_finds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = world.one("SELECT min(id) FROM oltp.charges")
    world.by_hand(f"DELETE FROM oltp.charges WHERE id = '{gone}'")
    whole = world.verify("charge", "payment_method")
    monkeypatch.setattr(scope, "SIZE", 5)
    parts = world.verify("charge", "payment_method")
    assert (parts.differences, parts.money) == (whole.differences, whole.money)
    one, many = whole.objects["charge"], parts.objects["charge"]
    assert (many.stripe, many.here) == (one.stripe, one.here)
    assert len(many.windows) > one.here // 10 > len(one.windows) == 1
    assert sum(window.stripe != window.here for window in many.windows) == 1
    assert len(parts.objects["payment_method"].windows) == 1, "its list takes no times"


def test_a_span_is_cut_where_boundaries_lie_inside_it() -> None:
    assert cut(Span(), []) == [Span()]
    assert cut(Span(), [10, 20]) == [Span(20, None), Span(10, 20), Span(None, 10)]
    assert cut(Span(10, 20), [5, 10, 15, 20, 25]) == [Span(15, 20), Span(10, 15)]


def test_only_what_was_created_in_the_span_is_verified(world: World) -> None:
    middle = world.one(
        "SELECT extract(epoch FROM percentile_disc(0.5) WITHIN GROUP (ORDER BY created)) FROM oltp.charges"
    )
    first = world.one("SELECT id FROM oltp.charges ORDER BY created, id LIMIT 1")
    world.by_hand(f"UPDATE oltp.charges SET amount = amount + 1 WHERE id = '{first}'")
    before, after = world.verify(span=Span(None, int(middle))), world.verify(span=Span(int(middle), None))
    assert [one.id for one in before.differences] == [first]
    assert (after.number_of_differences, before.money.differences[0].ids) == (0, (first,))
    for name, number in (("charge", "charges"), ("payment_method", "payment_methods")):
        here = world.one(f"SELECT count(*) FROM oltp.{number} WHERE row_state = 'present'")
        assert before.objects[name].here + after.objects[name].here == here


def test_a_sample_is_about_as_large_as_asked_and_another_seed_takes_others() -> None:
    ids = [f"ch_{number}" for number in range(10_000)]
    share = Sample(300, 1).share(len(ids))
    drawn = {stripe_id for stripe_id in ids if Sample(300, 1).has(stripe_id, share)}
    assert abs(len(drawn) - 300) < 4 * math.sqrt(300)
    assert drawn == {stripe_id for stripe_id in ids if Sample(300, 1).has(stripe_id, share)}
    others = {stripe_id for stripe_id in ids if Sample(300, 2).has(stripe_id, share)}
    assert len(drawn & others) < 40
    assert all(Sample(None, 1).has(stripe_id, 1.0) for stripe_id in ids)
    assert Sample(300, 1).share(200) == 1


def test_ids_are_counted_whatever_the_sample_is(world: World) -> None:
    gone = world.one("SELECT min(id) FROM oltp.subscriptions WHERE row_state = 'present'")
    world.by_hand(f"DELETE FROM oltp.subscriptions WHERE id = '{gone}'")
    outcome = world.verify("subscription", sample=Sample(0, 1))
    assert [(one.id, one.kind) for one in outcome.differences] == [(gone, MISSING)]
    assert outcome.objects["subscription"].compared == 0


def test_what_the_key_may_not_read_is_said_and_the_rest_is_verified(world: World) -> None:
    outcome = world.verify(gate=Lacking("/v1/charges", "/v1/account", "/v1/test_helpers/test_clocks"))
    assert outcome.refused == {"charge"}
    assert "charge" not in outcome.objects
    sources = {total.source for total in outcome.money.totals}
    assert "refunds" in sources
    assert not sources & {"charges", "raw.charges"}
    assert outcome.number_of_differences == 0
    assert not outcome.as_dict()["agrees"]
    assert any("rak_charge_read" in note for note in outcome.notes)


def test_without_refunds_the_charges_are_verified(world: World) -> None:
    outcome = world.verify("charge", gate=Lacking("/v1/refunds"))
    assert (outcome.refused, outcome.number_of_differences) == ({"refund"}, 0)
    assert {total.source for total in outcome.money.totals} == {"charges"}


def test_without_events_a_change_since_the_last_run_counts_as_a_difference(world: World) -> None:
    customer = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    world.change("customer", customer, "customer.updated", description="new")
    outcome = world.verify("customer", gate=Lacking("/v1/events"))
    assert ([one.id for one in outcome.differences], outcome.refused) == ([customer], {"event"})


def test_what_waits_in_quarantine_is_no_difference_but_counted(world: World) -> None:
    held = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    world.by_hand(f"""
        DELETE FROM oltp.customers WHERE id = '{held}';
        INSERT INTO meta.quarantine (object, id, load_id, raw_id, observed_at, sqlstate, message, quarantined_at,
            first_run_id, last_run_id, schema_revision, transform_version)
        SELECT 'customer', id, _dlt_load_id, _dlt_id, observed_at, '23514', 'a rule', now(), 1, 1, 'now', 1
        FROM raw.customers WHERE id = '{held}'
    """)
    outcome = world.verify("customer")
    assert (outcome.differences, outcome.balance.balanced) == ([], True)
    assert (outcome.quarantined, outcome.objects["customer"].quarantined) == (1, 1)


def test_events_are_no_state_to_agree_on(world: World) -> None:
    with pytest.raises(UsageError, match="`event` cannot be verified"):
        world.verify("customer", "event")


NEVER_READ = "DELETE FROM meta.watermarks WHERE object = 'customer'; DELETE FROM raw.customers"


@pytest.mark.parametrize("named", [(), ("customer",)])
def test_agreement_is_not_proven_of_a_type_that_no_run_has_read(world: World, named: tuple[str, ...]) -> None:
    world.by_hand(NEVER_READ)
    outcome = world.verify(*named)
    assert (outcome.unread, outcome.refused, outcome.as_dict()["agrees"]) == ({"customer"}, set(), False)
    assert "Never read, and not compared: customer. Run stripe-oltp pipeline." in outcome.notes


@pytest.mark.parametrize("named", [(), ("customer",)])
def test_a_type_that_the_key_never_could_read_is_asked_for_and_counts_as_refused(
    world: World, named: tuple[str, ...]
) -> None:
    world.by_hand(NEVER_READ)
    outcome = world.verify(*named, gate=Lacking("/v1/customers"))
    refused = {"customer"} if named else {"customer", "tax_id"}  # which customers hold
    assert (outcome.unread, outcome.refused, outcome.as_dict()["agrees"]) == (set(), refused, False)


class Refusing(Gate):
    """Answers with an error under a path."""

    def __init__(
        self, path: str, status: int = 400, said: str = "The source cannot be used as a PaymentMethod."
    ) -> None:
        self.path, self.status, self.said = path, status, said

    def before(self, request: Request) -> Answer | None:
        if request.path.startswith(self.path):
            return refusal(ApiError(self.status, self.said))
        return None


def test_what_stripe_does_not_give_by_its_id_is_named_and_the_rest_is_verified(world: World) -> None:
    outcome = world.verify(gate=Refusing("/v1/payment_methods/"))
    unlisted = outcome.objects["payment_method"].unlisted
    assert len(outcome.unavailable) == outcome.objects["payment_method"].unavailable == unlisted > 0
    assert outcome.number_of_differences == 0
    assert f"Stripe does not return payment_method {outcome.unavailable[0].id}" in str(outcome.notes)
    assert "The source cannot be used" in outcome.unavailable[0].reason


def test_a_list_that_stripe_does_not_give_is_not_proven_and_the_rest_is_verified(world: World) -> None:
    outcome = world.verify(gate=Refusing("/v1/charges"))
    assert (outcome.unread, outcome.refused, outcome.number_of_differences) == ({"charge"}, set(), 0)
    assert "charge" not in outcome.objects
    assert outcome.objects["invoice"].compared > 0


@pytest.mark.parametrize("path", ["/v1/payment_methods", "/v1/payment_methods/"])
def test_a_type_of_which_stripe_knows_no_endpoint_is_not_proven_where_rows_of_it_stand(world: World, path: str) -> None:
    outcome = world.verify(gate=Refusing(path, 404, f"Unrecognized request URL (GET: {path}). Please see the docs."))
    assert (outcome.unread, outcome.is_proven) == ({"payment_method"}, False)
    assert "Unrecognized request URL" in str(outcome.notes)


def test_a_run_that_did_not_end_is_said(world: World) -> None:
    world.by_hand("INSERT INTO meta.windows (object, purpose, view) VALUES ('product', 'whole', '')")
    assert any("did not read all of product" in note for note in world.verify("product").notes)
    with closing(connect(world.url, PLAIN)) as run, run_lock(run):  # one that is at it may yet
        assert world.verify("product").notes == []


def test_there_is_nothing_to_verify_before_the_first_landing(
    world: World, connection: psycopg2.extensions.connection
) -> None:
    with pytest.raises(NothingLandedError):
        replace(world, connection=connection).verify()


def test_the_account_of_another_seed_is_another_account(world: World) -> None:
    with closing(Sandbox.create(None, customers=1, seed=2)) as other, pytest.raises(AccountError, match="acct_1"):
        replace(world, sandbox=other).verify()


def test_a_field_that_the_key_may_not_read_is_said_and_stays_as_it_is(world: World) -> None:
    known = world.one("SELECT count(*) FROM oltp.customers WHERE tax_automatic_tax IS NOT NULL")
    gate = Lacking(expanding=["tax"])
    outcome = world.verify("customer", gate=gate)
    assert (outcome.number_of_differences, outcome.refused) == (0, set())
    assert any("may not read tax in /v1/customers (rak_tax_read)" in note for note in outcome.notes)

    customer = world.one("SELECT id FROM oltp.customers WHERE row_state = 'present' ORDER BY id LIMIT 1")
    world.change("customer", customer, "customer.updated", name="Somebody else")
    with world.sandbox.serve(gate=gate) as server:
        settings = Settings(world.home, server.api_key, server.url)
        report = land(settings, world.url, select(["customer"]))
    assert (report.refused, report.failures) == (set(), {})
    assert sum("may not read tax in /v1/customers" in problem for problem in report.problems) == 1
    world.replay("customer")
    assert world.one(f"SELECT name FROM oltp.customers WHERE id = '{customer}'") == "Somebody else"
    assert world.one("SELECT count(*) FROM oltp.customers WHERE tax_automatic_tax IS NOT NULL") == known > 0
    assert world.verify("customer", gate=gate).number_of_differences == 0
