"""What Stripe refuses or fails to give stops nothing else, and comes when it can."""

from functools import partial

import psycopg2.extensions
import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.landing.run import land_unresolved
from pipelines.settings import Settings
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.errors import StripeKeyRefusedError
from tests.landing.conftest import Rows
from tests.landing.stripe_server import Saying, StripeServer, error
from tests.landing.test_incremental import CHARGE, CUSTOMER, T, asked, document, event, run, states

METHOD = CATALOGUE["payment_method"]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.landing.session.Client", partial(Client, longest_wait=0.0))


@pytest.fixture
def two_types(stripe: StripeServer, settings: Settings, database_url: str) -> None:
    """A first run that saw ch_1 in state A and no customer."""
    stripe.lists |= {"/v1/charges": [document("charge", "ch_1", state="A", created=T)], "/v1/customers": []}
    run(settings, database_url, CHARGE, CUSTOMER)
    stripe.lists["/v1/charges"] = []


@pytest.mark.usefixtures("two_types")
@pytest.mark.parametrize("status", [400, 500])
def test_a_list_that_fails_for_good_stops_no_other_type(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows, status: int
) -> None:
    stripe.script["/v1/charges"] = [error(status, "Odd.")] * 99
    for number in range(3):
        stripe.lists["/v1/customers"].insert(0, document("customer", f"cus_{number}", created=T))
        report = run(settings, database_url, CHARGE, CUSTOMER)
        assert "Odd" in str(report.failure)
        assert (set(report.failures), report.refused) == ({"charge"}, set())
        assert [problem for problem in report.problems if "Odd" in problem]
    assert rows("SELECT count(*) FROM raw.customers") == [(3,)]
    assert rows("SELECT object FROM meta.windows") == [("charge",)], "one, however often it failed"

    stripe.script.clear()
    stripe.lists["/v1/charges"] = [document("charge", "ch_2", state="B", created=T)]
    assert run(settings, database_url, CHARGE, CUSTOMER).failure is None
    assert states(rows, "charges")[-1] == ("B", "list")
    assert rows("SELECT count(*) FROM meta.windows") == [(0,)]


@pytest.mark.usefixtures("two_types")
def test_events_that_cannot_be_read_stop_no_list_and_are_read_later(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/events"] = [event(1, "charge.updated", document("charge", "ch_1"))]
    stripe.objects["/v1/charges/ch_1"] = document("charge", "ch_1", state="B", created=T)
    stripe.script["/v1/events"] = [error(500, "Odd.")] * 24
    for number in range(2):
        stripe.lists["/v1/customers"].insert(0, document("customer", f"cus_{number}", created=T))
        assert set(run(settings, database_url, CHARGE, CUSTOMER).failures) == {"event"}
    assert rows("SELECT count(*) FROM raw.customers") == [(2,)]
    stripe.script.clear()
    run(settings, database_url, CHARGE, CUSTOMER)
    assert states(rows, "charges") == [("A", "list"), ("B", "retrieve")]


@pytest.mark.usefixtures("two_types")
def test_a_key_that_stripe_does_not_accept_ends_the_run(
    stripe: StripeServer, settings: Settings, database_url: str
) -> None:
    stripe.script["/v1/account"] = [error(401, "Invalid API key.")]
    with pytest.raises(StripeKeyRefusedError):
        run(settings, database_url, CHARGE, CUSTOMER)


@pytest.mark.usefixtures("two_types")
def test_a_key_that_one_list_does_not_accept_costs_that_type(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.script["/v1/charges"] = [error(401, "Invalid API key.")]
    stripe.lists["/v1/customers"] = [document("customer", "cus_1", created=T)]
    report = run(settings, database_url, CHARGE, CUSTOMER)
    assert (set(report.failures), report.refused) == ({"charge"}, set())
    assert "does not accept STRIPE_API_KEY here" in str(report.failure)
    assert rows("SELECT count(*) FROM raw.customers") == [(1,)]


@pytest.mark.usefixtures("two_types")
def test_what_was_read_beside_a_failure_is_kept(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/events"] = [event(1, "charge.updated", document("charge", "ch_1"))]
    stripe.script["/v1/charges"] = [Saying(400, b'{"error":{"message":"Odd."}}')]
    stripe.objects["/v1/charges/ch_1"] = document("charge", "ch_1", state="B")
    assert "Odd" in str(run(settings, database_url).failure)
    assert rows("SELECT count(*) FROM raw.events") == [(1,)]
    run(settings, database_url)
    assert [state for state, _ in states(rows, "charges")] == ["A", "B"]
    assert rows("SELECT count(*) FROM meta.windows") == [(0,)]


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_list_without_bounds_goes_on_where_it_was_left(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows, is_gone: bool
) -> None:
    path = "/v1/payment_methods"
    stripe.lists[path] = [document("payment_method", f"pm_{number:03}") for number in range(250)]

    def break_off(_: str, query: dict[str, list[str]]) -> None:
        if query.get("starting_after") == ["pm_199"]:
            stripe.script[path] = [error(500, "Odd.")]

    stripe.before = break_off
    assert run(settings, database_url, METHOD).failure is not None
    assert rows("SELECT object, starting_after FROM meta.windows") == [("payment_method", "pm_199")]
    stripe.before = None
    stripe.requests.clear()
    if is_gone:
        del stripe.lists[path][199]
    assert run(settings, database_url, METHOD).failure is None
    came = [query.get("starting_after", ["the beginning"])[0] for query in asked(stripe, path)]
    assert came == (["pm_199", "the beginning", "pm_099", "pm_200"] if is_gone else ["pm_199"])
    assert rows("SELECT count(DISTINCT id) FROM raw.payment_methods") == [(250,)]
    assert rows("SELECT count(*) FROM meta.windows") == [(0,)]


# Objects by their id


def tell_of_charges(stripe: StripeServer, number: int, status: int) -> None:
    told = [event(n, "charge.updated", document("charge", f"ch_{n:03}")) for n in range(number)]
    stripe.lists["/v1/events"] = told
    stripe.script |= {f"/v1/charges/ch_{n:03}": [error(status, "You cannot do that.")] * 99 for n in range(number)}


@pytest.mark.usefixtures("two_types")
def test_objects_that_stripe_refuses_stop_nothing_else_however_many_they_are(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    tell_of_charges(stripe, 40, 400)
    stripe.lists["/v1/customers"] = [document("customer", "cus_1", created=T)]
    report = run(settings, database_url, CHARGE, CUSTOMER)
    (problem,) = report.problems
    assert "40 (ch_000, ch_001, ch_002 …)" in problem
    assert "You cannot do that" in problem
    assert report.failure is None
    assert rows("SELECT count(*) FROM raw.customers") == [(1,)]


@pytest.mark.usefixtures("two_types")
def test_what_stripe_refused_is_asked_for_ever_more_rarely_or_when_it_changes(
    stripe: StripeServer,
    settings: Settings,
    database_url: str,
    rows: Rows,
    connection: psycopg2.extensions.connection,
) -> None:
    tell_of_charges(stripe, 1, 400)
    for days, times in ((0, 1), (1, 1), (2, 2), (3, 2), (2, 3)):
        with connection, connection.cursor() as cursor:
            cursor.execute("UPDATE meta.refetch_queue SET asked_at = asked_at - %s * interval '25 h'", (days,))
        run(settings, database_url)
        assert len(asked(stripe, "/v1/charges/ch_000")) == times
        assert rows("SELECT times FROM meta.refetch_queue") == [(times,)]
    stripe.lists["/v1/events"].insert(0, event(9, "charge.updated", document("charge", "ch_000")))
    stripe.script.clear()
    stripe.objects["/v1/charges/ch_000"] = document("charge", "ch_000", state="B")
    run(settings, database_url)
    assert states(rows, "charges")[-1] == ("B", "retrieve")
    assert rows("SELECT count(*) FROM meta.refetch_queue") == [(0,)]


def test_a_row_whose_document_stripe_refuses_is_not_asked_for_by_every_run(
    stripe: StripeServer, settings: Settings, database_url: str, connection: psycopg2.extensions.connection
) -> None:
    with connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO oltp.payment_methods (id, row_state) VALUES ('card_1', 'unresolved')")
    stripe.lists["/v1/payment_methods"] = []
    stripe.script["/v1/payment_methods/card_1"] = [error(400, "That is no payment method.")] * 9
    report = land_unresolved(settings, database_url, [METHOD])
    assert report is not None
    assert "card_1" in report.problems[0]
    assert land_unresolved(settings, database_url, [METHOD]) is None
    assert run(settings, database_url, METHOD).problems == []
    assert len(asked(stripe, "/v1/payment_methods/card_1")) == 1


@pytest.mark.usefixtures("two_types")
def test_an_object_that_stripe_fails_to_give_makes_the_run_fail_and_is_asked_for_last(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.landing.load.coordinator.AT_ONCE", 1)
    tell_of_charges(stripe, 1, 500)
    stripe.lists["/v1/events"].append(event(9, "charge.updated", document("charge", "ch_1")))
    stripe.objects["/v1/charges/ch_1"] = document("charge", "ch_1", state="B")
    assert "You cannot do that" in str(run(settings, database_url).failure)
    assert run(settings, database_url).failure is not None
    assert states(rows, "charges")[-1] == ("B", "retrieve")
    stripe.script.clear()
    stripe.objects["/v1/charges/ch_000"] = document("charge", "ch_000", state="C")
    assert run(settings, database_url).failure is None
    assert states(rows, "charges")[-1] == ("C", "retrieve")


def test_a_document_whose_cut_list_stripe_refuses_stops_no_other(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    cut = {"object": "list", "has_more": True, "data": []}
    stripe.lists["/v1/invoices"] = [document("invoice", f"in_{n}", lines=cut, created=T) for n in range(3)]
    stripe.lists |= {f"/v1/invoices/in_{n}/lines": [document("line_item", f"il_{n}")] for n in range(3)}
    stripe.script["/v1/invoices/in_1/lines"] = [error(400, "Odd.")]
    report = run(settings, database_url, CATALOGUE["invoice"])
    assert (report.failure, len(report.problems)) == (None, 1)
    assert rows("SELECT parent FROM raw.line_items ORDER BY id") == [("in_0",), ("in_2",)]
    assert rows("SELECT id, times FROM meta.refetch_queue") == [("in_1", 1)], "to be read whole"
