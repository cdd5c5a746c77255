"""Events tell every change, in order, with what was before."""

from collections import defaultdict
from typing import Any

import pytest

from pipelines.sandbox import NOW, Sandbox
from pipelines.sandbox.events import previous_attributes
from tests.sandbox.conftest import Document, Served, client_of, documents

DAY = 86_400
TOLD = ("customer", "subscription", "invoice", "charge", "refund", "dispute")


def rewind(after: Any, before: dict[str, Any]) -> Any:
    """The state that ``previous_attributes`` speaks of."""
    return after | {
        name: rewind(after[name], old) if isinstance(old, dict) and isinstance(after.get(name), dict) else old
        for name, old in before.items()
    }


def known(value: Any) -> Any:
    """Without nulls: ``previous_attributes`` says null of a metadata key that was not there."""
    if not isinstance(value, dict):
        return value
    return {name: known(each) for name, each in value.items() if each is not None}


def test_an_event_holds_the_object_as_it_was_right_after_the_change(default: Sandbox) -> None:
    newest = {event["data"]["object"]["id"]: event["data"]["object"] for event in documents(default, "event")}
    disputed = {dispute["charge"] for dispute in documents(default, "dispute")}  # only the dispute tells it
    for kind in TOLD:
        told = [each for each in documents(default, kind) if each["id"] in newest.keys() - disputed]
        told = [each for each in told if not each.get("deleted")]
        assert told
        for document in told:
            assert newest[document["id"]] == document


def test_previous_attributes_lead_back_to_the_state_before(default: Sandbox) -> None:
    last: dict[str, Document] = {}
    checked = 0
    for event in documents(default, "event"):
        snapshot, before = event["data"]["object"], event["data"].get("previous_attributes")
        assert (before is not None) == event["type"].endswith(".updated")
        if before and snapshot["id"] in last:
            assert known(rewind(snapshot, before)) == known(last[snapshot["id"]])
            checked += 1
        last[snapshot["id"]] = snapshot
    assert checked > 100


def test_previous_attributes_hold_only_what_changed() -> None:
    before = {"a": 1, "b": {"x": 1, "y": 2}, "c": [1], "gone": 1}
    after = {"a": 1, "b": {"x": 1, "y": 3}, "c": [1, 2], "new": 1}
    assert previous_attributes(before, after) == {"b": {"y": 2}, "c": [1], "gone": 1, "new": None}


def test_events_come_in_the_order_of_the_clock_and_age_out_after_thirty_days(default: Sandbox) -> None:
    created = [event["created"] for event in documents(default, "event")]
    assert created == sorted(created)
    assert NOW - 30 * DAY <= created[0] < NOW - 29 * DAY


def test_an_aged_event_is_neither_listed_nor_served(own: Served) -> None:
    event = own.v1.events.list(params={"limit": 1}).data[0]
    own.sandbox.advance(NOW + 31 * DAY)
    assert event.id not in [each.id for each in own.v1.events.list(params={"limit": 100}).auto_paging_iter()]
    with pytest.raises(Exception, match="No such event"):
        own.v1.events.retrieve(event.id)


def test_events_are_found_by_type_by_pattern_and_by_several_types(default: Sandbox) -> None:
    types: dict[str, int] = defaultdict(int)
    for event in documents(default, "event"):
        types[event["type"]] += 1
    with default.serve() as serving:
        events = client_of(serving).v1.events
        wild = [each.type for each in events.list(params={"type": "customer.*", "limit": 100}).auto_paging_iter()]
        two = ["charge.failed", "refund.created"]
        both = [each.type for each in events.list(params={"types": two, "limit": 100}).auto_paging_iter()]
    assert len(wild) == sum(number for name, number in types.items() if name.startswith("customer."))
    assert sorted(both) == sorted(name for name in two for _ in range(types[name]))
