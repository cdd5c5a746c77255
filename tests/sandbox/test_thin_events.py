"""Thin events: what changed, told beside the snapshots and of more, listed as the API v2 does."""

from typing import Any

import pytest
import stripe

from pipelines.sandbox import NOW, Lacking, Sandbox, ThinEvents
from tests.sandbox.conftest import Served, client_of, documents

Listed = list[Any]


def listed(client: stripe.StripeClient, **params: Any) -> Listed:
    return list(client.v2.core.events.list(params=params).auto_paging_iter())  # type: ignore[arg-type]


def test_what_snapshots_tell_thin_events_tell_too_but_for_types_that_have_none(default: Sandbox) -> None:
    snapshots = {event["id"]: event for event in documents(default, "event")}
    twins = {
        event["snapshot_event"]: event for event in documents(default, "v2.core.event") if "snapshot_event" in event
    }
    assert twins.keys() <= snapshots.keys()
    assert {event["type"].rpartition(".")[0] for id_, event in snapshots.items() if id_ not in twins} <= {
        "customer.source",
        "reporting.report_run",
    }
    for id_, twin in twins.items():
        told, about = snapshots[id_], snapshots[id_]["data"]["object"]
        assert twin["type"] == f"v1.{told['type']}"
        if twin["related_object"]:
            assert (twin["related_object"]["type"], twin["related_object"]["id"]) == (about["object"], about["id"])
        if "previous_attributes" in told["data"]:
            assert twin["changes"]["before"] == told["data"]["previous_attributes"]


def test_some_changes_are_told_by_thin_events_alone(default: Sandbox) -> None:
    alone = {event["type"] for event in documents(default, "v2.core.event") if "snapshot_event" not in event}
    assert {"v1.invoice_payment.open", "v1.customer.subscription.item_added"} <= alone
    assert not alone & {f"v1.{event['type']}" for event in documents(default, "event")}


def test_a_price_that_is_put_away_says_before_and_after(own: Served) -> None:
    price = own.v1.prices.list(params={"active": True}).data[0]
    own.v1.prices.update(price.id, params={"active": "false"})
    (told,) = listed(own.client, types=["v1.price.deactivated"])
    assert (told.changes["before"]["active"], told.changes["after"]["active"]) == (True, False)
    assert told.related_object["url"] == f"/v1/prices/{price.id}"
    assert own.client.v2.core.events.retrieve(told.id).id == told.id


def test_pages_end_and_hold_each_event_once(own: Served) -> None:
    whole = [event.id for event in listed(own.client, limit=100)]
    assert len(whole) > 30
    assert [event.id for event in listed(own.client, limit=7)] == whole
    assert len(set(whole)) == len(whole)
    own.sandbox.account.thin = ThinEvents(shuffled=True)
    shuffled = [event.id for event in listed(own.client, limit=7)]
    assert sorted(shuffled) == sorted(whole)
    assert shuffled != whole


def test_filters_by_time_type_and_object(own: Served) -> None:
    events = listed(own.client, limit=100)
    middle = events[len(events) // 2].created
    later = [event.id for event in listed(own.client, created={"gte": middle}, limit=100)]
    earlier = [event.id for event in listed(own.client, created={"lt": middle}, limit=100)]
    assert later + earlier == [event.id for event in events]
    about = events[0].related_object["id"]
    assert {event.related_object["id"] for event in listed(own.client, object_id=about)} == {about}


def test_they_may_be_late_or_not_there_at_all_and_age_out(own: Served) -> None:
    before = len(listed(own.client, limit=100))
    own.sandbox.advance(NOW + 60)
    price = own.v1.prices.list(params={"active": True}).data[0]
    own.sandbox.account.thin = ThinEvents(late=30)
    own.v1.prices.update(price.id, params={"active": "false"})
    assert len(listed(own.client, limit=100)) <= before
    own.sandbox.advance(own.sandbox.now + 31)
    assert listed(own.client, limit=100)[0].related_object["id"] == price.id
    own.sandbox.account.thin = ThinEvents(has_v1=False)
    assert listed(own.client) == []
    own.sandbox.account.thin = ThinEvents()
    own.sandbox.advance(NOW + 32 * 86_400)
    assert min(event.created for event in listed(own.client, limit=100)) >= "2026-11-03"


def test_a_key_may_not_read_them(own: Served) -> None:
    with own.sandbox.serve(gate=Lacking("/v2/core/events")) as serving, pytest.raises(stripe.PermissionError):
        listed(client_of(serving))


def test_unknown_parameters_and_events_are_refused(own: Served) -> None:
    with pytest.raises(stripe.StripeError, match="unknown parameter"):
        listed(own.client, starting_after="evt_1")
    with pytest.raises(stripe.StripeError, match="Invalid timestamp"):
        listed(own.client, created={"gte": "1793491200"})
    with pytest.raises(stripe.StripeError, match="No such"):
        own.client.v2.core.events.retrieve("evt_none")
