"""Subscription schedules and their subscriptions are of one mind, and every end that one can come to is there."""

from itertools import pairwise

from pipelines.sandbox import Sandbox
from tests.sandbox.conftest import documents


def test_every_state_and_event_is_there(default: Sandbox) -> None:
    schedules = documents(default, "subscription_schedule")
    assert {each["status"] for each in schedules} == {"active", "canceled", "completed", "not_started", "released"}
    assert {len(each["phases"]) for each in schedules} == {2, 3}
    told = {event["type"] for event in documents(default, "event")}
    assert {name for name in told if name.startswith("subscription_schedule.")} == {
        f"subscription_schedule.{name}"
        for name in ("aborted", "canceled", "completed", "created", "expiring", "released", "updated")
    }


def test_phases_follow_one_another(default: Sandbox) -> None:
    for schedule in documents(default, "subscription_schedule"):
        assert all(one["end_date"] == other["start_date"] for one, other in pairwise(schedule["phases"]))
        spans = [{name: phase[name] for name in ("end_date", "start_date")} for phase in schedule["phases"]]
        assert (schedule["current_phase"] in spans) == (schedule["status"] == "active")
        if schedule["status"] == "active":
            assert schedule["current_phase"]["start_date"] <= default.now < schedule["current_phase"]["end_date"]


def test_a_subscription_sells_what_its_phase_says(default: Sandbox) -> None:
    subscriptions = {each["id"]: each for each in documents(default, "subscription")}
    named = {each["schedule"]: each for each in subscriptions.values() if each["schedule"]}
    schedules = {each["id"]: each for each in documents(default, "subscription_schedule")}
    assert named.keys() == {name for name, each in schedules.items() if each["subscription"]}
    for name, subscription in named.items():
        assert schedules[name]["subscription"] == subscription["id"]
        if schedules[name]["status"] == "active":
            start = schedules[name]["current_phase"]["start_date"]
            (phase,) = (each for each in schedules[name]["phases"] if each["start_date"] == start)
            sold = [(item["price"]["id"], item["quantity"]) for item in subscription["items"]["data"]]
            assert sold == [(item["price"], item["quantity"]) for item in phase["items"]]
    for each in schedules.values():
        if each["status"] == "released":
            assert subscriptions[each["released_subscription"]]["schedule"] != each["id"]
