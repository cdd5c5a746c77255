"""Payouts: the balance goes to the bank by itself, as the schedule says, or by hand; some do not arrive."""

from typing import Any

from pipelines.sandbox.account import DAY, Account
from pipelines.sandbox.business import balance, books
from pipelines.sandbox.business.books import Fee, Movement, Posting
from pipelines.sandbox.business.calendar import HOUR, SATURDAY, business_days_after, weekday
from pipelines.sandbox.business.currencies import DEFAULT, SETTLED_IN
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.balance_settings import SCHEDULE
from pipelines.sandbox.objects.payout import DESCRIPTION, new_payout

SCHEDULES = ("manual", "weekly", "daily")
ARRIVES_IN = 2
"""Business days that a payout is under way."""

FAILS, FAILS_LATE = 0.05, 0.4
FAILURES = (
    ("could_not_process", "Stripe could not process this transfer."),
    ("account_closed", "The bank account has been closed."),
    ("no_account", "No bank account could be located with these details."),
)
INSTANT_FEE = 100
"""An instant payout costs a part of so many, in the smallest unit; it arrives within half an hour."""

INSTANT_TAKES = HOUR // 2


def schedule(account: Account) -> str:
    """How often the balance is paid out by itself."""
    return account.store.setting(SCHEDULE) or SCHEDULES[0]


def is_payout_day(account: Account) -> bool:
    """Whether something is paid out today: each business day, or each Monday."""
    day, how = weekday(account.now), schedule(account)
    return day < SATURDAY if how == "daily" else day == 0 and how == "weekly"


def destination(account: Account, currency: str) -> str:
    """The id of the bank account that takes a currency."""
    return f"ba_{account.chance.token(24, 'bank account', currency)}"


def pay_out(account: Account, _: str) -> None:
    """Pay out, of each currency, what will be free when the payout arrives; take from the bank what is owed."""
    arrival = business_days_after(account.now, ARRIVES_IN)
    for currency in SETTLED_IN:
        if amount := books.unsettled(account, currency, arrival):
            payout_id = account.new_id("po")
            books.settle(account, currency, arrival, payout_id)
            payout = _begin(account, new_payout(payout_id, account.now, amount, currency, arrival_date=arrival))
            _show(account, payout, before=account.now)
            account.schedule(arrival + 12 * HOUR, "reconcile_payout", payout_id)


def pay_out_by_hand(account: Account, amount: int, currency: str, **given: Any) -> Document:
    """Pay an amount out now; an instant payout costs a fee."""
    is_instant = given.get("method") == "instant"
    arrival = account.now + INSTANT_TAKES if is_instant else business_days_after(account.now, ARRIVES_IN)
    given = {"arrival_date": arrival, "automatic": False} | given
    payout = new_payout(account.new_id("po"), account.now, amount, currency, **given)
    return _begin(account, payout, fee=-(-amount // INSTANT_FEE) if is_instant else 0)


def pay_out_what_is_there(account: Account, currency: str) -> None:
    """The owner pays by hand what of a currency can be used."""
    if (amount := books.unsettled(account, currency, free=True)) > 0:
        pay_out_by_hand(account, amount, currency)


def regret(account: Account, currency: str) -> None:
    """The owner pays by hand half of what of a currency can be used, and takes it back."""
    if (amount := books.unsettled(account, currency, free=True) // 2) > 0:
        cancel(account, pay_out_by_hand(account, amount, currency))


def cancel(account: Account, payout: Document) -> Document:
    """Take a payout back that was not sent yet."""
    payout["failure_balance_transaction"] = _return(account, payout, "payout_cancel")
    return account.save(payout | {"status": "canceled"}, "payout.canceled")


def reverse(account: Account, payout: Document, metadata: dict[str, str]) -> Document:
    """Take the money of a payout from the bank again, by another payout."""
    given = {"original_payout": payout["id"], "metadata": metadata}
    reversal = pay_out_by_hand(account, -payout["amount"], payout["currency"], **given)
    account.save(payout | {"reversed_by": reversal["id"]}, "payout.updated")
    return reversal


def send(account: Account, payout_id: str) -> None:
    """The bank is told."""
    payout = account.get("payout", payout_id)
    if payout["status"] == "pending":
        account.save(payout | {"status": "in_transit"}, "payout.updated")


def arrive(account: Account, payout_id: str) -> None:
    """The money is there, or the bank says that it cannot be; sometimes it says so after the money was there."""
    payout = account.get("payout", payout_id)
    if payout["status"] not in ("pending", "in_transit"):
        return
    fails = payout["automatic"] and payout["amount"] > 0 and account.chance.happens(FAILS, "payout fails", payout_id)
    if fails and not account.chance.happens(FAILS_LATE, "payout fails late", payout_id):
        fail(account, payout_id)
        return
    traced = {"status": "supported", "value": account.chance.token(15, "trace", payout_id)}
    there = Posting(books.BANK, payout["currency"], payout["amount"])
    books.post(account, payout_id, [there, there._replace(account=books.IN_TRANSIT, amount=-payout["amount"])])
    account.save(payout | {"status": "paid", "trace_id": traced}, "payout.paid")
    if fails:
        account.schedule(account.now + 2 * DAY, "fail_payout", payout_id)


def fail(account: Account, payout_id: str) -> None:
    """A payout comes back: the money is in the balance again, for the next one."""
    payout = account.get("payout", payout_id)
    code, message = account.chance.pick(FAILURES, "why no payout", payout_id)
    failure = {"status": "failed", "failure_code": code, "failure_message": message}
    failure["failure_balance_transaction"] = _return(account, payout, "payout_failure")
    account.save(payout | failure, "payout.failed")


def reconcile(account: Account, payout_id: str) -> None:
    """What an automatic payout is made of can be asked for in full from now on."""
    payout = account.get("payout", payout_id)
    _show(account, payout)
    account.save(payout | {"reconciliation_status": "completed"}, "payout.updated", "payout.reconciliation_completed")


def change_schedule(account: Account, interval: str) -> None:
    """From now on the balance is paid out daily, weekly, or by hand only."""
    account.store.set(SCHEDULE, interval)


def pay_in_advance(account: Account, _: str) -> None:
    """Half of what is to come is needed now."""
    amount = books.unsettled(account, DEFAULT) // 2
    if amount > 0:
        pay_out_by_hand(account, amount, DEFAULT, method="instant")


def _begin(account: Account, payout: Document, fee: int = 0) -> Document:
    payout["destination"] = payout["destination"] or destination(account, payout["currency"])
    movement = _of_payout(payout, "payout", "payout", -payout["amount"], str(payout["description"] or DESCRIPTION))
    fees = (Fee("stripe_fee", fee, "Instant payout fee"),) if fee else ()
    free_on = payout["arrival_date"] if payout["automatic"] else None  # Stripe deducts it when it is expected to arrive
    entry = balance.enter(account, movement._replace(fees=fees), free_on)
    if payout["automatic"]:
        books.belongs(account, entry["id"], payout["id"])
    payout["balance_transaction"] = entry["id"]
    account.add(payout, "payout.created")
    is_instant = payout["method"] == "instant"
    if not is_instant:
        account.schedule(min(account.now + DAY, payout["arrival_date"]), "send_payout", payout["id"])
    account.schedule(payout["arrival_date"] + (0 if is_instant else 8 * HOUR), "arrive_payout", payout["id"])
    return payout


def _return(account: Account, payout: Document, kind: str) -> str:
    description = f"REFUND FOR PAYOUT ({payout['description'] or DESCRIPTION})"
    movement = _of_payout(payout, kind, "payout_reversal", payout["amount"], description)
    return str(balance.enter(account, movement)["id"])


def _of_payout(payout: Document, kind: str, category: str, amount: int, description: str) -> Movement:
    """A movement on the way between the balance and the bank, or back from where the money is by now."""
    where = books.BANK if payout["status"] == "paid" else books.IN_TRANSIT
    return Movement(where, kind, category, payout["currency"], amount, payout["id"], description)


def _show(account: Account, payout: Document, before: int | None = None) -> None:
    """Let what a payout is made of be asked for by its id; ``before``: only what is older than that."""
    for entry_id in books.settled_by(account, payout["id"], before):
        account.store.adopt("balance_transaction", entry_id, payout["id"])


ACTS = {
    "pay_out": pay_out,
    "send_payout": send,
    "arrive_payout": arrive,
    "fail_payout": fail,
    "reconcile_payout": reconcile,
    "change_payout_schedule": change_schedule,
    "pay_in_advance": pay_in_advance,
    "regret_payout": regret,
    "pay_out_what_is_there": pay_out_what_is_there,
}
