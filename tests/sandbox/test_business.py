"""A business that goes on while it is watched: the same steps give the same account, and every change is Stripe's."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import stripe

from pipelines.sandbox import NOW, Business, Meanwhile, Sandbox, Tardiness
from pipelines.sandbox.business.assortment import reprice
from pipelines.sandbox.business.turns import TURNS, Happened
from tests.sandbox import test_coherence as coherence
from tests.sandbox.conftest import Served, client_of, documents
from tests.sandbox.openapi import complaints
from tests.sandbox.test_determinism import contents
from tests.sandbox.test_shapes import KINDS

STEPS, PACE = 500, 1500


@pytest.fixture(scope="module")
def stepped() -> tuple[Sandbox, list[Happened]]:
    """A small account after a week of business."""
    sandbox = Sandbox.create(None, customers=30)
    return sandbox, Business(sandbox, seed=3, pace=PACE).step(STEPS)


def after(steps: int, *, seed: int = 3, at_once: bool = True) -> list[tuple[str, bytes]]:
    sandbox = Sandbox.create(None, customers=5)
    business = Business(sandbox, seed)
    for number in (steps,) if at_once else (1,) * steps:
        business.step(number)
    found = contents(sandbox)
    sandbox.close()
    return found


def test_the_same_steps_give_the_same_account() -> None:
    assert after(40) == after(40, at_once=False)


def test_another_seed_gives_another_account() -> None:
    assert after(10) != after(10, seed=4)


def test_what_is_read_meanwhile_changes_nothing() -> None:
    sandbox = Sandbox.create(None, customers=5)
    business = Business(sandbox, seed=3)
    with sandbox.serve(gate=Meanwhile(business.step)) as serving:
        client = client_of(serving)
        for _ in range(40):
            client.raw_request("get", "/v1/charges")
    assert contents(sandbox) == after(40)


def test_a_business_may_be_a_part_of_what_can_happen() -> None:
    sandbox = Sandbox.create(None, customers=5)
    some = [turn for turn in TURNS if turn.name in ("edit_payment_intent", "guest")]
    happened = Business(sandbox, turns=some).step(20)
    assert {each.turn for each in happened} == {"edit_payment_intent", "guest"}


def test_each_turn_is_taken(stepped: tuple[Sandbox, list[Happened]]) -> None:
    counted = Counter(each.turn for each in stepped[1])
    assert set(counted) <= {turn.name for turn in TURNS}, "every step changes something"
    assert {turn.name for turn in TURNS} - set(counted) <= {"come_back", "stay", "take_new_price", "reprice"}


def test_steps_move_the_clock_and_some_share_a_second(stepped: tuple[Sandbox, list[Happened]]) -> None:
    moments = [each.at for each in stepped[1]]
    assert moments == sorted(moments)
    assert [each.number for each in stepped[1]] == list(range(1, STEPS + 1))
    assert 0.15 < sum(one == other for one, other in pairwise(moments)) / STEPS < 0.35
    assert 0.6 * PACE < (moments[-1] - NOW) / STEPS < 0.9 * PACE


def test_every_change_leaves_objects_that_stripe_could_send(stepped: tuple[Sandbox, list[Happened]]) -> None:
    for kind in KINDS:
        for document in documents(stepped[0], kind)[::3]:
            assert complaints(document, "deleted_customer" if document.get("deleted") else None) == []
    newest = {event["type"]: event["data"]["object"] for event in documents(stepped[0], "event")}
    assert newest.keys() >= {
        "customer.deleted", "invoice.deleted", "invoice.voided", "payment_method.automatically_updated",
        "payment_method.detached", "price.deleted", "price.updated", "product.deleted", "refund.created",
    }  # fmt: skip
    for snapshot in newest.values():
        assert complaints(snapshot) == []


@pytest.mark.parametrize(
    "holds",
    [
        coherence.test_every_id_that_is_named_is_served_or_was_removed_on_purpose,
        coherence.test_an_invoice_is_the_sum_of_its_lines_and_taxes,
        coherence.test_a_paid_invoice_is_paid_by_its_payments,
        coherence.test_a_charge_is_of_its_intents_amount_and_the_latest_one_decides,
        coherence.test_what_was_refunded_is_the_sum_of_the_refunds_that_did_not_fail,
        coherence.test_a_subscription_holds_its_items_and_its_latest_invoice,
    ],
)
def test_the_account_still_hangs_together(
    stepped: tuple[Sandbox, list[Happened]], holds: Callable[[Sandbox], None]
) -> None:
    holds(stepped[0])


def test_no_event_tells_the_edit_of_a_payment_intent(stepped: tuple[Sandbox, list[Happened]]) -> None:
    edited = [each.subject for each in stepped[1] if each.turn == "edit_payment_intent"]
    events = documents(stepped[0], "event")
    assert edited
    assert not [event for event in events if event["type"] == "payment_intent.updated"]
    assert any("note" in each["metadata"] for each in documents(stepped[0], "payment_intent") if each["id"] in edited)


def test_a_customer_changes_twice_in_one_second(stepped: tuple[Sandbox, list[Happened]]) -> None:
    twice = next(each for each in stepped[1] if each.turn == "edit_twice")
    told = [event for event in documents(stepped[0], "event") if event["data"]["object"]["id"] == twice.subject]
    notes = {event["data"]["object"]["metadata"].get("note") for event in told if event["created"] == twice.at}
    assert len(notes) >= 2


def test_what_stripe_forgets_is_404_and_a_stub_in_the_truth(stepped: tuple[Sandbox, list[Happened]]) -> None:
    sandbox = stepped[0]
    with sandbox.serve() as serving:
        client = client_of(serving)
        for kind in ("product", "price", "invoice", "line_item"):
            stubs = [stub for body in sandbox.truth(kind) if (stub := json.loads(body)).get("deleted")]
            assert stubs
            if kind != "line_item":
                with pytest.raises(Exception, match=f"No such {kind}"):
                    client.raw_request("get", f"/v1/{kind}s/{stubs[0]['id']}")


def test_a_price_change_shows_where_subscriptions_show_the_price() -> None:
    sandbox = Sandbox.create(None, customers=30)
    with sandbox.store.transaction():
        reprice(sandbox.account, "starter_month_usd")
    prices = {each["id"]: each for each in documents(sandbox, "price")}
    shown = [item["price"] for each in documents(sandbox, "subscription") for item in each["items"]["data"]]
    assert any("replaced_by" in price["metadata"] for price in shown)
    assert all(price == prices[price["id"]] for price in shown)


def events_listed(sandbox: Sandbox) -> list[dict[str, Any]]:
    with sandbox.serve() as serving:
        listed = client_of(serving).v1.events.list(params={"limit": 100})
        return [event.to_dict() for event in listed.auto_paging_iter()]


def test_late_events_appear_where_they_belong_when_their_time_has_come() -> None:
    sandbox = Sandbox.create(None, customers=5)
    business = Business(sandbox, tardiness=Tardiness(late=1, longest=60, twice=0))
    while (happened := business.step()[-1]).turn != "edit_twice":
        pass
    told = [each for each in documents(sandbox, "event") if each["created"] == happened.at]
    assert not {each["id"] for each in told} & {event["id"] for event in events_listed(sandbox)}
    business.rest(60)
    listed = events_listed(sandbox)
    assert {each["id"] for each in told} <= {event["id"] for event in listed}
    assert [event["created"] for event in listed] == sorted((event["created"] for event in listed), reverse=True)
    assert sum(event["created"] == happened.at for event in listed) == len(told)


def test_an_event_may_be_told_twice_under_two_ids() -> None:
    sandbox = Sandbox.create(None, customers=5)
    Business(sandbox, tardiness=Tardiness(late=0, twice=1)).step(3)
    told = Counter(
        json.dumps({**event, "id": ""}, sort_keys=True)
        for event in documents(sandbox, "event")
        if event["created"] > NOW
    )
    assert told
    assert all(count % 2 == 0 for count in told.values())


def test_a_business_may_run_by_itself_while_it_is_asked(own: Served) -> None:
    business = Business(own.sandbox, seed=3)
    with business.running(changes=50):
        until = time.monotonic() + 5
        while own.sandbox.now == NOW and time.monotonic() < until:
            assert own.client.raw_request("get", "/v1/customers").code == 200
    assert own.sandbox.now > NOW
    at = own.sandbox.now
    time.sleep(0.05)
    assert own.sandbox.now == at, "it stops with the block"


def test_a_business_that_fails_says_so(own: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no more coffee")

    monkeypatch.setattr("pipelines.sandbox.stream.take_turn", fail)
    with pytest.raises(RuntimeError, match="no more coffee"), Business(own.sandbox).running(changes=1000):
        time.sleep(0.05)
    assert own.sandbox.now == NOW


def test_another_process_may_ask_for_steps(own: Served) -> None:
    step = "/v1/test_helpers/sandbox_business/step"
    answer = json.loads(own.client.raw_request("post", step, times=3, seed=3).body)
    assert [each["number"] for each in answer["happened"]] == [1, 2, 3]
    assert answer["now"] == own.sandbox.now
    Business(own.sandbox, seed=3).step(2)
    other = Sandbox.create(None, customers=6)
    Business(other, seed=3).step(5)
    assert contents(own.sandbox) == contents(other)
    with pytest.raises(Exception, match="at most 10000 steps"):
        own.client.raw_request("post", step, times=10_001)


STEPPER = """
import sys
from pathlib import Path
from pipelines.sandbox import Business, Sandbox
business = Business(Sandbox.create(Path(sys.argv[1])), seed=3)
while True:
    print(business.step()[0].number, flush=True)
"""


def test_a_killed_process_loses_no_step_that_it_finished(tmp_path: Path) -> None:
    path, finished = tmp_path / "sandbox.sqlite", 0
    Sandbox.create(path, customers=5).close()
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "-c", STEPPER, path], stdout=subprocess.PIPE, text=True)
        assert process.stdout
        for _ in range(12):
            finished = int(process.stdout.readline())
        os.kill(process.pid, signal.SIGKILL)
        finished = max(finished, *map(int, process.stdout.read().split()[-1:]), 0)
        process.wait()
        process.stdout.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    sandbox = Sandbox.create(path)
    done = sandbox.store.count("step") - 1
    assert done in (finished, finished + 1)
    assert contents(sandbox) == after(done)
    sandbox.close()


def test_the_command_serves_a_business_behind_faults_limits_and_latency(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pipelines", "sandbox", "--port", "0", "--customers", "3", "--seed", "5"]
    command += ["--changes", "100", "--faults", "1", "--limits", "sandbox", "--latency", "1"]
    environment = os.environ | {"STRIPE_OLTP_HOME": str(tmp_path)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout
    try:
        url = process.stdout.readline().split(" is at ")[1].split(". ")[0]
        client = stripe.StripeClient("sk_test_1", base_addresses={"api": url}, max_network_retries=0)
        until = time.monotonic() + 10
        while (now := clock(client)) == NOW and time.monotonic() < until:
            pass
        assert now > NOW
        with pytest.raises(stripe.StripeError):
            client.raw_request("get", "/v1/account")
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def clock(client: stripe.StripeClient) -> int:
    """Where the clock of a sandbox in another process stands."""
    return int(json.loads(client.raw_request("get", "/v1/test_helpers/sandbox_clock").body)["now"])
