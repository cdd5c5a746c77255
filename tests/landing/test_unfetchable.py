"""An event whose object Stripe does not give: what it said is the newest word, and reaches the row in that run."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection

from pipelines.catalogue import CATALOGUE, select
from pipelines.checks.verify import verify
from pipelines.checks.verify.sample import Sample
from pipelines.checks.verify.scope import Choice
from pipelines.landing.report import LandingReport
from pipelines.landing.run import land
from pipelines.promotion import promote
from pipelines.promotion.transforms import install_functions
from pipelines.runs import ledger
from pipelines.settings import Settings
from tests.landing.conftest import Rows
from tests.landing.stripe_server import Saying, StripeServer, error
from tests.landing.test_incremental import T
from tests.promotion.documents import payment_method

GONE = error(404, "No such payment method", code="resource_missing")
A_SOURCE = error(400, "This is a source, not a payment method")
ANSWERS = [GONE, A_SOURCE, error(403, "Not this one."), error(404, "Unrecognized request URL (GET)")]
Run = Callable[[], LandingReport]


def event(number: int, kind: str, snapshot: dict[str, Any], before: dict[str, Any] | None = None) -> bytes:
    data = {"object": snapshot} | ({"previous_attributes": before} if before else {})
    said = {"id": f"evt_{number}", "object": "event", "type": kind, "created": T, "api_version": "2024-06-20"}
    return json.dumps({**said, "data": data}).encode()


@pytest.fixture
def run(stripe: StripeServer, settings: Settings, database_url: str, connection: Connection) -> Run:
    """Land and promote, after a first run that a list brought `card_1` to."""
    install_functions(connection)
    connection.commit()
    stripe.lists["/v1/payment_methods"] = [json.dumps(payment_method("card_1")).encode()]
    stripe.lists["/v1/customers"] = []

    def again() -> LandingReport:
        report = land(settings, database_url, select(["payment_method"]), None)
        with ledger.run(connection, "test") as noted:
            ledger.record(noted, promote(connection, select(["payment_method"]), run_id=noted.id), {})
            connection.commit()
        return report

    again()
    stripe.lists["/v1/payment_methods"] = []
    return again


@pytest.mark.parametrize(
    "answer", [GONE, A_SOURCE, error(403, "Not this one."), error(404, "Unrecognized request URL (GET)")]
)
def test_what_the_last_event_said_reaches_the_row_in_that_run(
    stripe: StripeServer, run: Run, rows: Rows, answer: Saying
) -> None:
    stripe.script["/v1/payment_methods/card_1"] = [answer] * 9
    stripe.lists["/v1/events"] = [
        event(1, "payment_method.detached", payment_method("card_1", customer=None)),
        event(2, "payment_method.attached", payment_method("card_1", customer="cus_1")),
    ]
    report = run()
    state = "SELECT customer_id, row_state, extract(epoch FROM observed_at)::bigint FROM oltp.payment_methods"
    assert rows(state) == [(None, "present", T)]
    assert report.refused == set()
    assert any("refuses to give" in problem for problem in report.problems) is (answer is not GONE)
    known = rows("SELECT count(*) FROM raw.payment_methods")
    run()
    assert rows("SELECT count(*) FROM raw.payment_methods") == known
    assert rows(state) == [(None, "present", T)]


def test_the_chain_of_one_second_decides(stripe: StripeServer, run: Run, rows: Rows) -> None:
    stripe.script["/v1/payment_methods/card_1"] = [GONE] * 9
    chain = [("A", "B", 3), ("B", "C", 1), ("C", "D", 2)]
    for before, after, number in chain:
        snapshot = payment_method("card_1", metadata={"state": after})
        told = event(number, "payment_method.updated", snapshot, {"metadata": {"state": before}})
        stripe.lists["/v1/events"].insert(0, told)
    run()
    assert rows("SELECT metadata ->> 'state' FROM oltp.payment_methods") == [("D",)]


def test_a_copy_that_stripe_gave_later_stands(stripe: StripeServer, run: Run, rows: Rows) -> None:
    old = json.loads(event(1, "payment_method.detached", payment_method("card_1", customer=None)))
    stripe.lists["/v1/events"] = [json.dumps(old | {"created": T - 30}).encode()]
    stripe.script["/v1/payment_methods/card_1"] = [GONE]
    run()
    assert rows("SELECT customer_id FROM oltp.payment_methods") == [("cus_1",)]


def test_a_source_that_is_deleted_takes_its_payment_method_along(stripe: StripeServer, run: Run, rows: Rows) -> None:
    stripe.script["/v1/payment_methods/card_1"] = [GONE] * 9
    gone = [
        {"id": stripe_id, "object": "card", "customer": "cus_1", "last4": "4242"} for stripe_id in ("card_1", "card_2")
    ]
    stripe.lists["/v1/events"] = [event(at, "customer.source.deleted", card) for at, card in enumerate(gone)]
    run()
    assert rows("SELECT id, row_state FROM oltp.payment_methods") == [("card_1", "deleted")]
    assert not [path for path, _, _ in stripe.requests if path.endswith("card_2")], (
        "nobody names it as a payment method"
    )


def test_verify_does_not_say_that_it_vanished(
    stripe: StripeServer, run: Run, settings: Settings, connection: Connection
) -> None:
    stripe.lists["/v1/events"] = [event(1, "payment_method.detached", payment_method("card_1", customer=None))]
    stripe.script["/v1/payment_methods/card_1"] = [GONE] * 9
    run()
    choice = Choice(Sample(size=None, seed=1), [CATALOGUE["payment_method"]], counts=False)
    found = verify(settings, connection, choice)
    assert found.differences == []
    assert [(one.id, one.reason) for one in found.unavailable] == [
        ("card_1", "it answers 404, and what an event said of it is the last word.")
    ]
