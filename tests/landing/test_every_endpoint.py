"""Every endpoint that a run asks fails in every way: the others are landed and promoted, and the run says what failed.

Each endpoint fails once and each failure happens at least once: here several endpoints in one run, among the slow tests
each by itself. ENDPOINTS=all tries each endpoint with each failure, which takes minutes.
"""

import json
import os
from collections.abc import Callable
from itertools import cycle
from typing import Any

import pytest

from pipelines.catalogue import EVENT, select
from pipelines.stripe_api.clocks import CLOCK
from tests.landing.conftest import Command, Rows
from tests.landing.stripe_server import Saying, StripeServer, error
from tests.landing.test_incremental import event
from tests.promotion import documents as small

Query = dict[str, list[str]]
Failure = Callable[[Query], Saying]
Failing = dict[str, str]  # failures by their endpoints
LISTS = {entry.name: entry.path for entry in select(None) if entry.path and not entry.singleton}
BY_ID = "/v1/customers/cus_2"  # a charge names it, and no list has it
CUT = {"line_item": "/v1/invoices/in_1/lines", "subscription_item": "/v1/subscription_items"}
OTHERS = {"account": "/v1/account", CLOCK: "/v1/test_helpers/test_clocks"}
# What it costs at most, by endpoint: the type of the document that holds a list, or that is asked for by its id.
COSTS = {path: name for name, path in {**LISTS, **OTHERS}.items()}
COSTS |= {CUT["line_item"]: "invoice", CUT["subscription_item"]: "subscription", BY_ID: "customer"}


def endless(path: str, stripe: StripeServer) -> Failure:
    """Two pages in turn, of one object each; the second holds no parts, which two objects cannot share."""
    first = json.loads((stripe.lists.get(path) or [b'{"id":"odd_1"}'])[0])
    parts = {name: small.listed([]) for name in ("items", "lines") if name in first}
    second = first | {"id": first["id"].replace("_1", "_2")} | parts
    stripe.objects[f"{path}/{second['id']}"] = json.dumps(second).encode()  # it exists, and later no list has it
    turn = cycle([json.dumps(first).encode(), json.dumps(second).encode()])
    return lambda _: Saying(body=b'{"object":"list","data":[' + next(turn) + b'],"has_more":true}')


FAILURES: dict[str, Failure] = {
    "400": lambda _: error(400, "Odd."),
    "401": lambda _: error(401, "Odd."),
    "403": lambda _: error(403, "Odd."),
    "404": lambda _: error(404, "Unrecognized request URL (GET: /)."),
    "404 of a stranger": lambda _: Saying(404, b"<h1>Not Found</h1>", {"Content-Type": "text/html"}),
    "429": lambda _: error(429, "Odd.", code="rate_limit"),
    "500": lambda _: error(500, "Odd."),
    "dropped": lambda _: Saying(body=None),
    "login page": lambda _: Saying(body=b"<!doctype html>", headers={"Content-Type": "text/html"}),
    "empty": lambda _: Saying(body=b""),
    "error with 200": lambda _: Saying(body=b'{"error":{"message":"Odd."}}'),
    "slow drip": lambda _: Saying(drip=0.03),
}
NAMES = [*FAILURES, "endless"]
ALL = [(path, name) for path in COSTS for name in NAMES]
SOME = [(path, NAMES[(number + 8) % len(NAMES)]) for number, path in enumerate(COSTS)]
WRONG_KEY = (OTHERS["account"], "401")
ROUNDS = 2
TRIED = ALL if os.environ.get("ENDPOINTS") == "all" else SOME


def rounds() -> list[Failing]:
    """The endpoints in so many runs, no two in one that cost the same type."""
    made: list[Failing] = [{} for _ in range(ROUNDS)]
    for path, failure in SOME:
        if (path, failure) != WRONG_KEY:
            others = (each for each in made if COSTS[path] not in {COSTS[other] for other in each})
            min(others, key=len)[path] = failure
    return made


@pytest.fixture
def account(stripe: StripeServer) -> None:
    """One object of each type, a list that Stripe cut in two of them, and a customer that no list has."""
    item = small.subscription_item()
    documents: dict[str, dict[str, Any]] = {name: getattr(small, name)() for name in LISTS if name != EVENT.name}
    documents |= {
        "subscription": small.subscription() | {"items": small.listed([item], cut=True)},
        "invoice": small.invoice(lines=[small.line_item()], cut=True),
        "payment_intent": small.payment_intent(customer="cus_1"),
        "charge": small.charge(customer="cus_2"),
    }
    documents[EVENT.name] = json.loads(event(1, "charge.updated", json.dumps(documents["charge"]).encode()))
    stripe.lists = {LISTS[name]: [json.dumps(one).encode()] for name, one in documents.items()}
    stripe.lists |= {path: [] for path in OTHERS.values() if path != OTHERS["account"]}
    stripe.lists[CUT["line_item"]] = [json.dumps(small.line_item(f"il_{number}")).encode() for number in range(3)]
    stripe.lists[CUT["subscription_item"]] = [json.dumps(item).encode()]
    stripe.objects[BY_ID] = json.dumps(small.customer("cus_2")).encode()
    for name, one in documents.items():
        stripe.objects[f"{LISTS[name]}/{one['id']}"] = json.dumps(one).encode()


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("failing", rounds(), ids=",".join)
def test_endpoints_that_fail_cost_what_they_have(
    stripe: StripeServer, run: Command, rows: Rows, failing: Failing
) -> None:
    cost_what_they_have(stripe, run, rows, failing)


@pytest.mark.slow
@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(("path", "failure"), [each for each in TRIED if each != WRONG_KEY])
def test_an_endpoint_that_fails_alone_costs_what_it_has(
    stripe: StripeServer, run: Command, rows: Rows, path: str, failure: str
) -> None:
    cost_what_they_have(stripe, run, rows, {path: failure})


@pytest.mark.usefixtures("account")
def test_an_account_that_the_key_may_not_read_ends_the_run(stripe: StripeServer, run: Command) -> None:
    path, failure = WRONG_KEY  # so says a wrong key: nothing else is asked
    stripe.always[path] = FAILURES[failure]
    code, said = run("pipeline", "--json")
    assert (code, len(stripe.requests)) == (1, 1)
    assert "does not accept STRIPE_API_KEY" in said


def cost_what_they_have(stripe: StripeServer, run: Command, rows: Rows, failing: Failing) -> None:
    for path, failure in failing.items():
        stripe.always[path] = endless(path, stripe) if failure == "endless" else FAILURES[failure]
    code, said = run("pipeline", "--json")
    assert "Traceback" not in said
    outcome, _ = json.JSONDecoder().raw_decode(said[said.index("{\n") :])
    assert {name for name in LISTS if name not in present(rows)} <= {COSTS[path] for path in failing}
    heard = {path: failure for path, failure in failing.items() if not is_silent(path, failure)}
    assert [path for path in heard if not is_named(path, outcome)] == []
    assert code in expected(failing)
    assert len(stripe.requests) < 60 + 10 * len(failing), "what failed is not asked for again and again"

    verified, words = run("verify")
    assert "Traceback" not in words
    assert "The database agrees with Stripe:" not in words or not heard or not verified

    stripe.always.clear()
    rows("UPDATE meta.refetch_queue SET asked_at = asked_at - interval '3 days' RETURNING 1")
    code, said = run("pipeline", "--json")
    assert code == 0, said
    assert present(rows) == LISTS.keys()
    assert rows("SELECT count(*) FROM oltp.invoice_line_items") == [(3,)]


def is_silent(path: str, failure: str) -> bool:
    return failure.startswith("404") and path == OTHERS[CLOCK]


def is_named(path: str, outcome: dict[str, Any]) -> bool:
    costs, problems = COSTS[path], str(outcome["problems"])
    return costs in outcome["failed"] or costs in outcome["refused"] or costs in problems or path in problems


def expected(failing: Failing) -> set[int]:
    """The exit codes that are right: a failure counts before what the key may not read, and that before nothing."""
    ways = [expected_of(path, failure) for path, failure in failing.items()]
    if {1} in ways:
        return {1}
    return {4, *(code for way in ways for code in way if code == 1)} if {4} in ways else set().union(*ways)


def expected_of(path: str, failure: str) -> set[int]:
    """The exit codes that are right: 4 for what the key may not read, 0 for what this Stripe does not have, else 1."""
    if failure == "403":
        return {4}
    if failure == "404" or (failure.startswith("404") and path in {OTHERS["account"], OTHERS[CLOCK]}):
        return {0}
    is_by_id = path in {BY_ID, *CUT.values()}
    return {0, 1} if is_by_id else {1}


def present(rows: Rows) -> set[str]:
    """The types that have a row."""
    tables = {entry.name: entry.table for entry in select(None) if entry.name in LISTS}
    found = " UNION ALL ".join(
        f"SELECT '{name}' FROM oltp.{table} WHERE row_state = 'present'" for name, table in tables.items()
    )
    return {name for (name,) in rows(found)}
