"""What a run reads after the first one: what changed, once, and what is new."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg2.extensions
import pytest

from pipelines.catalogue import CATALOGUE, StripeObject
from pipelines.landing.plan.scope import EVERYTHING, ReadingScope
from pipelines.landing.report import LandingReport
from pipelines.landing.run import land, land_files, land_unresolved
from pipelines.settings import Settings
from tests.landing.conftest import Rows
from tests.landing.stripe_server import StripeServer, error

CHARGE, CUSTOMER, PRODUCT = CATALOGUE["charge"], CATALOGUE["customer"], CATALOGUE["product"]
T = 1_795_341_600  # 2026-11-22T10:00:00Z, the server's Date


def document(kind: str, id_: str, **more: Any) -> bytes:
    return json.dumps({"id": id_, "object": kind, "livemode": False, **more}).encode()


def event(number: int, kind: str, about: bytes, created: int = T) -> bytes:
    said = {"id": f"evt_{number}", "object": "event", "type": kind, "created": created, "api_version": "2024-06-20"}
    return json.dumps({**said, "livemode": False, "data": {"object": json.loads(about)}}).encode()


def run(settings: Settings, url: str, *objects: StripeObject) -> LandingReport:
    return land(settings, url, objects or [CHARGE], None)


def asked(stripe: StripeServer, path: str) -> list[dict[str, list[str]]]:
    return [query for found, query, _ in stripe.requests if found == path]


def states(rows: Rows, table: str) -> list[tuple[Any, ...]]:
    return rows(f"SELECT payload ->> 'state', origin FROM raw.{table} ORDER BY observed_at, _dlt_load_id, _dlt_id")


@pytest.fixture
def one_charge(stripe: StripeServer, settings: Settings, database_url: str) -> None:
    """A first run that saw ch_1 in state A; from here on no list shows it."""
    stripe.lists["/v1/charges"] = [document("charge", "ch_1", state="A")]
    run(settings, database_url)
    stripe.lists["/v1/charges"] = []
    stripe.requests.clear()


@pytest.mark.usefixtures("one_charge")
def test_an_object_is_fetched_anew_once_however_many_events_it_had(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    told = document("charge", "ch_1", state="B")
    stripe.lists["/v1/events"] = [event(number, "charge.updated", told) for number in (3, 2, 1)]
    stripe.objects["/v1/charges/ch_1"] = document("charge", "ch_1", state="C")
    report = run(settings, database_url)
    assert (report.events, report.objects["charge"].landed) == (3, 1)
    assert len(asked(stripe, "/v1/charges/ch_1")) == 1
    assert states(rows, "charges") == [("A", "list"), ("C", "retrieve")]
    assert rows("SELECT count(*), min(api_version) FROM raw.events") == [(3, "2024-06-20")]
    assert run(settings, database_url).load_ids == [], "the same events, read again, tell nothing new"
    assert len(asked(stripe, "/v1/charges/ch_1")) == 1


@pytest.mark.usefixtures("one_charge")
def test_a_change_and_a_change_back_both_land(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    for number, state in enumerate(("B", "A")):
        stripe.objects["/v1/charges/ch_1"] = document("charge", "ch_1", state=state)
        stripe.lists["/v1/events"].insert(0, event(number, "charge.updated", document("charge", "ch_1")))
        run(settings, database_url)
    assert [state for state, _ in states(rows, "charges")] == ["A", "B", "A"]


def test_a_change_while_everything_is_read_is_told_by_the_next_run(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/charges"] = [document("charge", f"ch_{number}", state="A") for number in range(150)]

    def change(path: str, query: dict[str, list[str]]) -> None:
        if path == "/v1/charges" and "starting_after" in query:  # ch_0 was on the page before
            stripe.objects["/v1/charges/ch_0"] = document("charge", "ch_0", state="B")
            stripe.before = None

    stripe.before = change
    run(settings, database_url)
    # Its event is later than the first plan, whose windows do not show it; this server would show any event to any.
    stripe.lists["/v1/events"] = [event(1, "charge.updated", document("charge", "ch_0"))]
    stripe.lists["/v1/charges"] = []
    run(settings, database_url)
    assert rows("SELECT payload ->> 'state' FROM raw.charges WHERE id = 'ch_0' ORDER BY _dlt_load_id") == [
        ("A",),
        ("B",),
    ]


@pytest.mark.usefixtures("one_charge")
def test_windows_and_events_overlap_with_those_of_the_run_before(
    stripe: StripeServer, settings: Settings, database_url: str
) -> None:
    run(replace(settings, pace=replace(settings.pace, lag=timedelta(minutes=5))), database_url)
    bounds = {"created[gte]": [str(T - 300)], "created[lt]": [str(T + 1)]}
    for path in ("/v1/events", "/v1/charges"):
        (query,) = asked(stripe, path)
        assert bounds.items() <= query.items()


def test_types_with_changes_that_no_event_tells_are_listed_again(
    stripe: StripeServer, settings: Settings, database_url: str
) -> None:
    intent = CATALOGUE["payment_intent"]
    stripe.lists["/v1/payment_intents"] = []
    for every in (timedelta(hours=1), timedelta(0)):
        there = replace(settings, pace=replace(settings.pace, relist_every=every))
        run(there, database_url, intent)
        run(there, database_url, intent)
    since = [query.get("created[gte]", ["ever"])[0] for query in asked(stripe, "/v1/payment_intents")]
    assert since == ["ever", str(T - 600), str(T - 86_400), str(T - 86_400)]


@pytest.mark.usefixtures("one_charge")
@pytest.mark.parametrize("scope", [EVERYTHING, ReadingScope(lists=[])])
def test_events_of_before_the_retention_make_everything_be_read_again(
    stripe: StripeServer,
    settings: Settings,
    database_url: str,
    connection: psycopg2.extensions.connection,
    scope: ReadingScope,
) -> None:
    for days, is_whole in ((28, False), (31, True), (0, False)):
        with connection, connection.cursor() as cursor:
            cursor.execute("UPDATE meta.watermarks SET planned_until = planned_until - %s * interval '1 day'", (days,))
        stripe.requests.clear()
        report = land(settings, database_url, [CHARGE], None, asked=scope)
        lists = asked(stripe, "/v1/charges")
        assert bool(lists) == (is_whole or scope is EVERYTHING)
        assert bool(report.whole) == is_whole
        assert not is_whole or "created[gte]" not in lists[0]
        assert [problem for problem in report.problems if "keeps events for 30 days" in problem] or not is_whole


def test_events_that_were_planned_and_never_read_leave_a_gap(
    connection: psycopg2.extensions.connection, settings: Settings, database_url: str, rows: Rows
) -> None:
    run(settings, database_url)
    with connection, connection.cursor() as cursor:  # planned 31 days after the first run, which was killed then
        cursor.execute(
            "UPDATE meta.watermarks SET planned_until = planned_until - interval '1 day';"
            " INSERT INTO meta.windows (object, purpose, view, created_from, created_before)"
            " SELECT object, 'changes', '', planned_until - interval '31 days', planned_until FROM meta.watermarks"
            " WHERE object = 'event'"
        )
    assert [problem for problem in run(settings, database_url).problems if "keeps events for 30 days" in problem]
    begun = datetime.fromtimestamp(T, UTC) - timedelta(days=32)
    assert [begun <= since < begun + timedelta(days=1) for (since,) in rows("SELECT since FROM meta.event_gaps")] == [
        True
    ]


def test_a_type_that_was_added_to_the_selection_is_read_whole(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/charges"] = [document("charge", "ch_1")]
    stripe.lists["/v1/customers"] = [document("customer", "cus_1")]
    stripe.lists["/v1/events"] = [event(1, "customer.updated", document("customer", "cus_1"))]
    run(settings, database_url)
    assert run(settings, database_url, CHARGE, CUSTOMER).whole == {"customer"}
    assert rows("SELECT count(*) FROM raw.customers") == [(1,)]


def test_a_type_that_is_not_selected_is_changed_by_the_next_run_that_selects_it(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/charges"] = [document("charge", "ch_1", state="A")]
    stripe.lists["/v1/customers"] = []
    run(settings, database_url, CHARGE, CUSTOMER)
    stripe.lists |= {"/v1/charges": [], "/v1/events": [event(1, "charge.updated", document("charge", "ch_1"))]}
    stripe.objects["/v1/charges/ch_1"] = document("charge", "ch_1", state="B")
    run(settings, database_url, CUSTOMER)
    assert rows("SELECT object, id FROM meta.refetch_queue") == [("charge", "ch_1")]
    run(settings, database_url, CHARGE)
    assert [state for state, _ in states(rows, "charges")] == ["A", "B"]


def test_an_event_of_another_object_changes_the_one_that_it_names(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/payment_intents"] = [document("payment_intent", "pi_1", state="A")]
    run(settings, database_url, CATALOGUE["payment_intent"])
    stripe.lists["/v1/payment_intents"] = []
    stripe.lists["/v1/events"] = [event(1, "charge.succeeded", document("charge", "ch_1", payment_intent="pi_1"))]
    stripe.objects["/v1/payment_intents/pi_1"] = document("payment_intent", "pi_1", state="B")
    run(settings, database_url, CATALOGUE["payment_intent"])
    assert [state for state, _ in states(rows, "payment_intents")] == ["A", "B"]


def test_events_that_files_brought_first_still_tell_of_what_they_name(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows, tmp_path: Path
) -> None:
    intents = CATALOGUE["payment_intent"]
    stripe.lists["/v1/payment_intents"] = [document("payment_intent", "pi_1", state="A", created=T - 9999)]
    run(settings, database_url, intents)
    stripe.lists["/v1/payment_intents"] = []
    told = event(1, "charge.refunded", document("charge", "ch_1", payment_intent="pi_1"), created=T - 20)
    (tmp_path / "event.json").write_bytes(told)
    land_files(settings, database_url, [tmp_path / "event.json"], None, datetime.fromtimestamp(T - 10, UTC))
    stripe.objects["/v1/payment_intents/pi_1"] = document("payment_intent", "pi_1", state="B", created=T - 9999)
    stripe.lists["/v1/events"] = [told]
    run(settings, database_url, intents)
    assert [state for state, _ in states(rows, "payment_intents")] == ["A", "B"]


# Deletion


DELETIONS = "SELECT id, deleted, origin, payload ? 'name' FROM raw.products ORDER BY _dlt_load_id, _dlt_id"


@pytest.fixture
def one_product(stripe: StripeServer, settings: Settings, database_url: str) -> bytes:
    product = document("product", "prod_1", name="Socks")
    stripe.lists["/v1/products"] = [product]
    run(settings, database_url, PRODUCT)
    stripe.lists["/v1/products"] = []
    return product


def test_an_object_that_is_gone_lands_as_the_event_of_its_deletion_has_it(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows, one_product: bytes
) -> None:
    stripe.lists["/v1/events"] = [event(1, "product.deleted", one_product, T - 30)]
    stripe.script["/v1/products/prod_1"] = [error(404, "No such product", code="resource_missing")] * 3
    run(settings, database_url, PRODUCT)
    run(settings, database_url, PRODUCT)
    copies = [("prod_1", False, "list", True), ("prod_1", True, "event", True)]
    assert rows(DELETIONS) == copies
    newest = "SELECT deleted, extract(epoch FROM observed_at)::bigint FROM raw.products ORDER BY 1 DESC LIMIT 1"
    assert rows(newest) == [(True, T)], "seen to be gone, not before it was last seen"


def test_a_deleted_stub_is_what_stripe_says_of_it(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows, one_product: bytes
) -> None:
    stripe.lists["/v1/events"] = [event(1, "product.deleted", one_product)]
    stripe.objects["/v1/products/prod_1"] = b'{"id":"prod_1","object":"product","deleted":true}'
    run(settings, database_url, PRODUCT)
    assert rows(DELETIONS)[-1] == ("prod_1", True, "retrieve", False)


def test_what_stripe_gives_nowhere_by_itself_lands_as_events_have_it(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    run(settings, database_url)
    told = document("discount", "di_1", start=1, customer="cus_1")
    kinds = ("customer.discount.deleted", "customer.discount.created")
    stripe.lists["/v1/events"] = [event(number, kind, told) for number, kind in enumerate(kinds)]
    report = run(settings, database_url)
    assert report.objects["discount"].landed == 2
    assert rows("SELECT deleted, origin FROM raw.discounts ORDER BY deleted") == [(False, "event"), (True, "event")]
    assert rows("SELECT FROM meta.refetch_queue WHERE object = 'discount'") == []
    assert run(settings, database_url).load_ids == []


def test_a_canceled_subscription_is_not_gone(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    subscription = CATALOGUE["subscription"]
    stripe.lists["/v1/subscriptions"] = [document("subscription", "sub_1", state="active")]
    run(settings, database_url, subscription)
    stripe.lists["/v1/events"] = [event(1, "customer.subscription.deleted", document("subscription", "sub_1"))]
    stripe.objects["/v1/subscriptions/sub_1"] = document("subscription", "sub_1", state="canceled")
    run(settings, database_url, subscription)
    assert rows("SELECT payload ->> 'state', deleted FROM raw.subscriptions ORDER BY _dlt_load_id DESC LIMIT 1") == [
        ("canceled", False)
    ]


def test_a_deletion_that_was_noted_outlives_the_time_in_which_the_key_may_not_read_its_type(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows, one_product: bytes
) -> None:
    refusal = error(403, "The provided key does not have the required permissions. rak_product_read")
    stripe.lists["/v1/events"] = [event(1, "product.deleted", one_product)]
    stripe.script = {"/v1/products": [refusal] * 4, "/v1/products/prod_1": [refusal] * 2}
    for _ in range(2):
        assert run(settings, database_url, PRODUCT).refused == {"product"}
    stripe.script = {"/v1/products/prod_1": [error(404, "No such product", code="resource_missing")]}
    run(settings, database_url, PRODUCT)
    assert rows(DELETIONS)[-1] == ("prod_1", True, "event", True)
    assert rows("SELECT count(*) FROM meta.refetch_queue") == [(0,)]


def test_a_type_that_could_not_be_read_for_a_while_is_to_be_compared(
    stripe: StripeServer,
    settings: Settings,
    database_url: str,
    rows: Rows,
    connection: psycopg2.extensions.connection,
) -> None:
    stripe.lists |= {"/v1/charges": [], "/v1/customers": []}
    run(settings, database_url, CHARGE, CUSTOMER)
    with connection, connection.cursor() as cursor:
        cursor.execute("UPDATE meta.watermarks SET compared_at = now()")
    stripe.script["/v1/charges"] = [error(403, "The provided key does not have the required permissions.")]
    for _ in range(2):
        run(settings, database_url, CHARGE, CUSTOMER)
    assert rows("SELECT object FROM meta.watermarks WHERE compared_at IS NULL OR compared_at < gap_at") == [("charge",)]


def test_what_a_type_that_is_not_selected_wants_outlives_the_retention_of_events(
    stripe: StripeServer, settings: Settings, database_url: str, connection: psycopg2.extensions.connection, rows: Rows
) -> None:
    stripe.lists |= {"/v1/charges": [], "/v1/customers": []}
    run(settings, database_url, CHARGE, CUSTOMER)
    stripe.lists["/v1/events"] = [event(1, "charge.updated", document("charge", "ch_1"))]
    run(settings, database_url, CUSTOMER)
    with connection, connection.cursor() as cursor:
        cursor.execute("UPDATE meta.watermarks SET planned_until = planned_until - interval '31 days'")
    run(settings, database_url, CUSTOMER)
    assert rows("SELECT object, id FROM meta.refetch_queue") == [("charge", "ch_1")]


# Lists that Stripe cut, what no list has, what hangs on a test clock


def test_embedded_lists_are_read_whole_unless_their_type_is(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    intent = document("payment_intent", "pi_1", charges={"object": "list", "has_more": True, "data": []})
    cut = document("charge", "ch_1", refunds={"object": "list", "has_more": True, "data": []})
    stripe.lists |= {"/v1/payment_intents": [intent], "/v1/charges": [cut]}
    stripe.lists["/v1/refunds"] = [document("refund", f"re_{number}") for number in range(120)]
    run(settings, database_url, CATALOGUE["payment_intent"])
    assert rows("SELECT (SELECT count(*) FROM raw.charges), (SELECT count(*) FROM raw.refunds)") == [(1, 120)]
    assert [query["payment_intent"] for query in asked(stripe, "/v1/charges")] == [["pi_1"]]
    assert [query["charge"] for query in asked(stripe, "/v1/refunds")] == [["ch_1"]] * 2

    stripe.requests.clear()
    stripe.lists["/v1/payment_intents"] = [intent.replace(b"pi_1", b"pi_2")]
    run(settings, database_url, CATALOGUE["payment_intent"], CHARGE, CATALOGUE["refund"])
    assert not [query for path, query, _ in stripe.requests if {"payment_intent", "charge"} & query.keys()]


def test_what_no_list_has_is_fetched_by_id_and_what_stripe_does_not_know_is_not_asked_for_again(
    stripe: StripeServer,
    settings: Settings,
    database_url: str,
    rows: Rows,
    connection: psycopg2.extensions.connection,
) -> None:
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO oltp.customers (id, row_state) VALUES ('cus_1', 'unresolved'), ('cus_gone', 'unresolved')"
        )
    stripe.lists["/v1/customers"] = []
    stripe.objects["/v1/customers/cus_1"] = b'{"id":"cus_1","object":"customer","deleted":true}'
    stripe.script["/v1/customers/cus_gone"] = [error(404, "No such customer", code="resource_missing")] * 9
    run(settings, database_url, CUSTOMER)
    report = land_unresolved(settings, database_url, [CUSTOMER])
    assert report is not None
    assert report.objects["customer"].landed == 1
    assert rows("SELECT id, deleted, origin FROM raw.customers") == [("cus_1", True, "retrieve")]
    assert rows("SELECT object, id, times FROM meta.not_found") == [("customer", "cus_gone", 1)]

    with connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM oltp.customers WHERE id = 'cus_1'")  # as if promoted
    assert land_unresolved(settings, database_url, [CUSTOMER]) is None
    with connection, connection.cursor() as cursor:
        cursor.execute("UPDATE meta.not_found SET asked_at = asked_at - interval '3 days'")
    assert land_unresolved(settings, database_url, [CUSTOMER]) is not None
    assert rows("SELECT times FROM meta.not_found") == [(2,)]


def test_customers_on_test_clocks_are_listed_by_their_clock(
    stripe: StripeServer, settings: Settings, database_url: str
) -> None:
    stripe.lists |= {"/v1/customers": [], "/v1/charges": []}
    stripe.lists["/v1/test_helpers/test_clocks"] = [document("test_helpers.test_clock", "clock_1")]
    for _ in range(2):
        stripe.requests.clear()
        run(settings, database_url, CUSTOMER, CHARGE)
        assert ["clock_1"] in [query.get("test_clock") for query in asked(stripe, "/v1/customers")]
        assert len(asked(stripe, "/v1/charges")) == 1


@pytest.mark.usefixtures("one_charge")
def test_an_object_that_is_new_and_was_told_of_lands_once(
    stripe: StripeServer, settings: Settings, database_url: str
) -> None:
    new = document("charge", "ch_2")
    stripe.lists["/v1/events"] = [event(1, "charge.succeeded", new)]
    stripe.lists["/v1/charges"] = [new]
    stripe.objects["/v1/charges/ch_2"] = new
    assert run(settings, database_url).objects["charge"].landed == 1
