"""Disputes: listed, told, answered by POST, and in the balance."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest
import stripe

from pipelines.sandbox import NOW, Sandbox
from tests.sandbox.conftest import Document, Served, documents
from tests.sandbox.openapi import complaints

DAY = 86_400


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of an account in which a dispute waits for an answer."""
    path = tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite"
    sandbox = Sandbox.create(path, customers=60)
    while not waiting(sandbox):
        sandbox.advance(sandbox.now + DAY)
        assert sandbox.now < NOW + 300 * DAY
    sandbox.close()
    return path


@pytest.fixture
def disputed(store: Path, tmp_path: Path) -> Iterator[tuple[Sandbox, stripe.StripeClient, str]]:
    """An account of one's own, its client, and the id of a dispute that waits for an answer."""
    sandbox = Sandbox.create(Path(copy(store, tmp_path)))
    with sandbox.serve() as server:
        yield sandbox, stripe.StripeClient(server.api_key, base_addresses={"api": server.url}), waiting(sandbox)[-1]
    sandbox.close()


def waiting(sandbox: Sandbox) -> list[str]:
    """The ids of the disputes that wait for an answer."""
    return [each["id"] for each in documents(sandbox, "dispute") if each["status"] == "needs_response"]


def told(sandbox: Sandbox, dispute_id: str) -> list[str]:
    """The types of the events of a dispute, oldest first."""
    found = (each for each in documents(sandbox, "event") if each["data"]["object"]["id"] == dispute_id)
    return [event["type"].removeprefix("charge.dispute.") for event in found]


def test_disputes_are_listed_filtered_and_found_by_their_charge(served: Served) -> None:
    kept: list[Document] = documents(served.sandbox, "dispute")
    client, charge_id = served.client, kept[0]["charge"]
    listed = client.v1.disputes.list(params={"limit": 100, "expand": ["data.charge", "data.payment_intent"]})
    assert [each.id for each in listed.data] == [each["id"] for each in reversed(kept)]
    assert all(isinstance(each.charge, stripe.Charge) and each.charge.disputed for each in listed.data)
    assert [each.id for each in client.v1.disputes.list(params={"charge": charge_id}).data] == [kept[0]["id"]]
    assert client.v1.disputes.list(params={"payment_intent": "pi_none"}).data == []
    assert client.v1.disputes.retrieve(kept[0]["id"]).to_dict()["charge"] == charge_id
    below = client.raw_request("get", f"/v1/charges/{charge_id}/dispute").body
    assert json.loads(below) == kept[0]
    undisputed = next(each["id"] for each in documents(served.sandbox, "charge") if not each["disputed"])
    with pytest.raises(stripe.InvalidRequestError, match="No such dispute"):
        client.raw_request("get", f"/v1/charges/{undisputed}/dispute")


def test_evidence_decides_and_the_money_follows(disputed: tuple[Sandbox, stripe.StripeClient, str]) -> None:
    sandbox, client, dispute_id = disputed
    answered = client.v1.disputes.update(
        dispute_id, params={"evidence": {"customer_name": "Ada"}, "metadata": {"a": "1"}}
    )
    assert (answered.status, answered.evidence.customer_name, answered.metadata["a"]) == ("under_review", "Ada", "1")
    sandbox.advance(sandbox.now + 22 * DAY)
    found = sandbox.account.get("dispute", dispute_id)
    assert complaints(found) == []
    entries = [each["amount"] for each in found["balance_transactions"]]
    won = ["funds_reinstated", "closed"], [-found["amount"], found["amount"]]
    lost = ["closed"], [-found["amount"]]
    events, amounts = won if found["status"] == "won" else lost
    assert told(sandbox, dispute_id)[-len(events) - 1 :] == ["updated", *events]
    assert entries == amounts
    with pytest.raises(stripe.InvalidRequestError, match=f"it is {found['status']}"):
        client.v1.disputes.close(dispute_id)


def test_a_dispute_that_is_given_in_is_lost_and_its_charge_is_not_refunded(
    disputed: tuple[Sandbox, stripe.StripeClient, str],
) -> None:
    sandbox, client, dispute_id = disputed
    closed = client.v1.disputes.close(dispute_id)
    assert closed.status == "lost"
    assert told(sandbox, dispute_id) == ["created", "funds_withdrawn", "closed"]
    with pytest.raises(stripe.InvalidRequestError, match="has been charged back") as refused:
        client.v1.refunds.create(params={"charge": str(closed.charge)})
    assert refused.value.code == "charge_disputed"


def test_the_metadata_of_a_refund_can_be_changed(disputed: tuple[Sandbox, stripe.StripeClient, str]) -> None:
    sandbox, client, _ = disputed
    refund_id = documents(sandbox, "refund")[0]["id"]
    changed = client.v1.refunds.update(refund_id, params={"metadata": {"why": "late"}}).to_dict()
    assert changed["metadata"] == {"why": "late"}
    newest = documents(sandbox, "event")[-2:]
    assert [each["type"] for each in newest] == ["refund.updated", "charge.refund.updated"]
    assert newest[0]["data"]["previous_attributes"] == {"metadata": {"why": None}}
