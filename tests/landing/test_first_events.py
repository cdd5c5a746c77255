"""The events of before the first run: all that Stripe still has land once, and nothing is fetched because of them."""

import pytest

from pipelines.catalogue import CATALOGUE, select
from pipelines.landing.run import land
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from tests.landing.conftest import Rows
from tests.landing.stripe_server import Saying, StripeServer, error
from tests.landing.test_incremental import CHARGE, PRODUCT, T, asked, document, event, run

EVENT = CATALOGUE["event"]
DAY = 86_400
NUMBER = "SELECT count(*), count(DISTINCT id) FROM raw.events"


def month(number: int) -> list[bytes]:
    """Events of the month before the first run, newest first."""
    step = 29 * DAY // number
    return [event(each, "charge.updated", document("charge", "ch_1"), T - each * step) for each in range(1, number + 1)]


def spans(stripe: StripeServer) -> list[tuple[str, ...]]:
    """The windows of events that were read."""
    return [
        tuple(query.get(name, [""])[0] for name in ("created[gte]", "created[lt]", "starting_after"))
        for query in asked(stripe, "/v1/events")
    ]


def test_a_first_run_lands_those_that_stripe_still_has_and_fetches_none_of_their_objects(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/events"], stripe.lists["/v1/charges"] = month(250), [document("charge", "ch_1")]
    report = run(settings, database_url, CHARGE, EVENT)
    assert (rows(NUMBER), report.objects["event"].landed) == ([(250, 250)], 250)
    assert len(asked(stripe, "/v1/events")) <= 1 + 3 + 3, "a page for each hundred, and the windows it was cut into"
    assert asked(stripe, "/v1/charges/ch_1") == []
    stripe.requests.clear()
    assert run(settings, database_url, CHARGE, EVENT).load_ids == []
    assert spans(stripe) == [(str(T - 600), str(T + 1), "")]


def test_a_run_of_named_types_leaves_them_to_the_first_that_includes_events(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/events"], stripe.lists["/v1/charges"] = month(3), []
    run(settings, database_url, CHARGE)
    assert rows(NUMBER) == [(0, 0)]
    for _ in range(2):  # as in a database of an earlier release, which kept what came after its first run
        stripe.requests.clear()
        run(settings, database_url, CHARGE, EVENT)
        assert rows(NUMBER) == [(3, 3)]
    assert len(asked(stripe, "/v1/events")) == 1


def test_a_failure_in_the_middle_leaves_the_rest_to_the_next_run(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.lists["/v1/events"], stripe.lists["/v1/charges"] = month(250), []
    stripe.always["/v1/events"] = lambda query: (
        error(400, "Not now.")
        if "starting_after" in query
        else stripe._page([] if "created[gte]" in query else month(250), query)
    )
    assert "event" in run(settings, database_url, CHARGE, EVENT).failures
    stripe.always.clear()
    assert run(settings, database_url, CHARGE, EVENT).failures == {}
    assert rows(NUMBER) == [(250, 250)]
    stripe.requests.clear()
    run(settings, database_url, CHARGE, EVENT)
    assert len(asked(stripe, "/v1/events")) == 1


@pytest.mark.parametrize("is_there_again", [False, True])
def test_what_was_deleted_before_is_known_by_its_event_unless_a_list_has_it_again(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows, is_there_again: bool
) -> None:
    product = document("product", "prod_1", name="Socks")
    stripe.lists["/v1/events"] = [
        event(2, "charge.deleted", document("charge", "ch_1"), T - DAY),  # of a type that was not asked for
        event(1, "product.deleted", product, T - DAY),
    ]
    stripe.lists["/v1/products"] = [product] * is_there_again
    stripe.always["/v1/products/prod_1"] = lambda _: Saying(500)
    run(settings, database_url, PRODUCT, EVENT)
    newest = rows("SELECT deleted, origin FROM raw.products ORDER BY observed_at DESC LIMIT 1")
    assert newest == [(False, "list") if is_there_again else (True, "event")]
    assert rows("SELECT FROM raw.charges") == []
    assert rows("SELECT FROM meta.refetch_queue") == []


def test_the_sandbox_and_raw_have_the_same_events(settings: Settings, database_url: str, rows: Rows) -> None:
    sandbox = Sandbox.create(None, customers=20)
    with sandbox.serve() as server:
        there = settings.__class__(home=settings.home, api_key=server.api_key, api_base=server.url)
        land(there, database_url, select(None), None)
        requests = land(there, database_url, select(None), None).requests
        assert rows(NUMBER) == [(len(list(sandbox.truth("event"))),) * 2]
        assert land(there, database_url, select(None), None).requests == requests
    sandbox.close()
