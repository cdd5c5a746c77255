"""Schedules are made: for a subscription that begins later, or for one that is to change; some are given up."""

from itertools import pairwise

from pipelines.sandbox.account import DAY, Account
from pipelines.sandbox.business import catalogue, endings, phases, subscriptions
from pipelines.sandbox.business.calendar import period_end
from pipelines.sandbox.business.coupons import Offer
from pipelines.sandbox.business.subscriptions import Order
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.subscription_schedule import new_phase, new_phase_item, new_subscription_schedule

EXPIRING = 7 * DAY  # so long before a schedule is over Stripe tells of it


def begin_later(account: Account, customer: Document, order: Order) -> Document:
    """Order a subscription that begins in some days: with its trial, if any, then as ordered, then one plan dearer."""
    schedule_id = account.new_id("sub_sched")
    start = account.now + account.chance.between(3, 20, "starts", schedule_id) * DAY
    regular = start + order.trial_days * DAY
    trial = [(start, regular)] if order.trial_days else []
    moments = (regular, _after(regular, regular, 2), _after(regular, regular, 5))
    items = [new_phase_item(price["id"], quantity) for price, quantity in order.prices]
    given = {"currency": order.prices[0][0]["currency"], "default_tax_rates": order.terms.get("default_tax_rates", [])}
    found = [
        *(new_phase(span, items=items, trial_end=regular, **given) for span in trial),
        *(new_phase(span, items=items, **given) for span in pairwise(moments)),
    ]
    found[0] |= {"discounts": [_offered(each) for each in order.redeems], "metadata": order.terms.get("metadata", {})}
    found[-1] |= {"items": _dearer(account, items), "description": "The next plan"}
    return _keep(account, new_subscription_schedule(schedule_id, account.now, customer["id"], found), order)


def start(account: Account, schedule_id: str) -> None:
    """The first phase begins, and with it the subscription."""
    schedule = account.get("subscription_schedule", schedule_id)
    if schedule["status"] != "not_started":
        return
    phase, settings = schedule["phases"][0], schedule["default_settings"]
    terms = {
        "collection_method": settings["collection_method"],
        "days_until_due": settings["invoice_settings"]["days_until_due"],
        "default_payment_method": settings["default_payment_method"],
        "default_tax_rates": phase["default_tax_rates"],
        "metadata": phase["metadata"],
        "schedule": schedule_id,
    }
    trial_days = (phase["end_date"] - account.now) // DAY if phase["trial_end"] else 0
    prices = [(account.get("price", item["price"]), item["quantity"]) for item in phase["items"]]
    order = Order(prices, trial_days, terms, redeems=tuple(_offers(account, phase)))
    subscription = subscriptions.begin(account, account.get("customer", schedule["customer"]), order)
    begun = account.get("subscription_schedule", schedule_id)
    account.save(phases.enter(begun, phase) | {"subscription": subscription["id"]}, "subscription_schedule.updated")
    account.schedule(account.now + 5 * DAY, "live", subscription["id"])


def plan_ahead(account: Account, subscription: Document) -> Document | None:
    """Put the plan of a running monthly subscription up from its next period on; None where there is no dearer one."""
    items = [new_phase_item(item["price"]["id"], item["quantity"]) for item in subscription["items"]["data"]]
    dearer = _dearer(account, items)
    if dearer == items:
        return None
    period = subscription["items"]["data"][0]
    now_to, schedule_id = period["current_period_end"], account.new_id("sub_sched")
    until = _after(subscription["billing_cycle_anchor"], now_to, account.chance.between(1, 3, "months", schedule_id))
    given = {"currency": subscription["currency"], "default_tax_rates": subscription["default_tax_rates"]}
    found = [
        new_phase((period["current_period_start"], now_to), items=items, **given),
        new_phase((now_to, until), items=dearer, proration_behavior="none", **given),
    ]
    is_last = account.chance.happens(0.4, "is to end", schedule_id)
    schedule = new_subscription_schedule(
        schedule_id, account.now, subscription["customer"], found,
        end_behavior="cancel" if is_last else "release", subscription=subscription["id"],
    )  # fmt: skip
    account.save(subscription | {"schedule": schedule_id}, "customer.subscription.updated")
    return _keep(account, phases.enter(schedule, found[0]))


def tell_of_end(account: Account, schedule_id: str) -> None:
    """A schedule is over in a week."""
    schedule = account.get("subscription_schedule", schedule_id)
    if schedule["status"] == "active":
        account.announce(schedule, "subscription_schedule.expiring")


def reconsider(account: Account, schedule_id: str) -> None:
    """Give a schedule up, or call it and its subscription off; most are kept to."""
    draw = account.chance.draw("reconsiders", schedule_id, account.now)
    if draw < 0.2:
        release(account, schedule_id)
    elif draw < 0.35:
        cancel(account, schedule_id)


def release(account: Account, schedule_id: str) -> None:
    """Take the schedule from a running subscription."""
    schedule = account.get("subscription_schedule", schedule_id)
    if schedule["status"] == "active":
        subscription = account.get("subscription", schedule["subscription"])
        phases.release(account, schedule, subscription)
        account.save(subscription, "customer.subscription.updated")


def cancel(account: Account, schedule_id: str) -> None:
    """Call a schedule off, and its subscription, if that has begun."""
    schedule = account.get("subscription_schedule", schedule_id)
    if schedule["status"] == "active":
        endings.end(account, account.get("subscription", schedule["subscription"]))
    else:
        endings.end_schedule(account, schedule_id)


def _keep(account: Account, schedule: Document, order: Order | None = None) -> Document:
    """Keep a new schedule, and put on the agenda what follows."""
    settings, terms = schedule["default_settings"], order.terms if order else {}
    for name in ("collection_method", "default_payment_method"):
        settings[name] = terms.get(name, settings[name])
    settings["invoice_settings"]["days_until_due"] = terms.get("days_until_due")
    account.add(schedule, "subscription_schedule.created")
    if schedule["status"] == "not_started":
        account.schedule(schedule["phases"][0]["start_date"], "start_schedule", schedule["id"])
    account.schedule(schedule["phases"][-1]["end_date"] - EXPIRING, "tell_of_schedule", schedule["id"])
    days = account.chance.between(1, 40, "reconsiders", schedule["id"])
    account.schedule(account.now + days * DAY, "reconsider_schedule", schedule["id"])
    return schedule


def _after(anchor: int, moment: int, months: int) -> int:
    for _ in range(months):
        moment = period_end(anchor, moment, "month", 1)
    return moment


def _dearer(account: Account, items: list[Document]) -> list[Document]:
    """Items with the next plan in the place of the first, if there is one."""
    plans = list(catalogue.PLANS)
    plan, _, rest = (account.get("price", items[0]["price"])["lookup_key"] or "").partition("_")
    if plan not in plans[:-1]:
        return items
    price = catalogue.price(account, f"{plans[plans.index(plan) + 1]}_{rest}")
    return [items[0] | {"plan": price["id"], "price": price["id"]}, *items[1:]]


def _offered(offer: Offer) -> Document:
    """An offer as a phase names it."""
    by_code = offer.code["id"] if offer.code else None
    return {"coupon": None if by_code else offer.coupon["id"], "discount": None, "promotion_code": by_code}


def _offers(account: Account, phase: Document) -> list[Offer]:
    """What a phase takes off, as far as it can still be redeemed."""
    found = []
    for each in phase["discounts"]:
        code = account.get("promotion_code", each["promotion_code"]) if each["promotion_code"] else None
        coupon = account.find("coupon", code["promotion"]["coupon"] if code else each["coupon"])
        if coupon and coupon["valid"] and (code is None or code["active"]):
            found.append(Offer(coupon, code))
    return found


ACTS = {
    "start_schedule": start,
    "tell_of_schedule": tell_of_end,
    "reconsider_schedule": reconsider,
}
