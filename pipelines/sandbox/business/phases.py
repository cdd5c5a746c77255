"""Subscriptions with a schedule go from phase to phase, whenever a period is over."""

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import endings
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.plan import plan_of
from pipelines.sandbox.objects.subscription import embed_items
from pipelines.sandbox.objects.subscription_item import new_subscription_item


def turn(account: Account, subscription: Document) -> None:
    """Bring a subscription whose period is over in line with its schedule: the next phase, or the end of the last."""
    schedule = account.get("subscription_schedule", subscription["schedule"]) if subscription["schedule"] else None
    if schedule is None or schedule["status"] != "active":
        return
    phases = schedule["phases"]
    if phase := next((each for each in phases if each["start_date"] == account.now), None):
        sell(account, subscription, phase)
        account.save(enter(schedule, phase), "subscription_schedule.updated")
    elif phases[-1]["end_date"] == account.now:
        _finish(account, schedule, subscription)


def enter(schedule: Document, phase: Document) -> Document:
    """A schedule that is in a phase."""
    span = {"end_date": phase["end_date"], "start_date": phase["start_date"]}
    return schedule | {"status": "active", "current_phase": span}


def sell(account: Account, subscription: Document, phase: Document) -> None:
    """The items of a subscription become those of a phase; the period is over, so nothing is prorated."""
    items: list[Document] = subscription["items"]["data"]
    for item in items[len(phase["items"]) :]:
        account.remove(item)
    period = (items[0]["current_period_start"], items[0]["current_period_end"])
    sold = []
    for place, wanted in enumerate(phase["items"]):
        price, quantity = account.get("price", wanted["price"]), wanted["quantity"]
        if place < len(items):
            item = items[place] | {"price": price, "plan": plan_of(price), "quantity": quantity}
        else:
            item = account.add(
                new_subscription_item(
                    account.new_id("si"), subscription["id"], price, quantity, created=account.now, period=period
                )
            )
        sold.append(item)
    embed_items(subscription, sold)


def release(account: Account, schedule: Document, subscription: Document) -> None:
    """Let the subscription go on without the schedule, as it is."""
    subscription["schedule"] = None
    account.save(
        schedule
        | {
            "status": "released",
            "current_phase": None,
            "released_at": account.now,
            "released_subscription": subscription["id"],
            "subscription": None,
        },
        "subscription_schedule.released",
    )


def _finish(account: Account, schedule: Document, subscription: Document) -> None:
    if schedule["end_behavior"] == "release":
        release(account, schedule, subscription)
        return
    completed = {"status": "completed", "completed_at": account.now, "current_phase": None}
    account.save(schedule | completed, "subscription_schedule.completed")
    endings.end(account, subscription, None)
