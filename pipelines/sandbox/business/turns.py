"""What may happen next in a business that is watched: each turn, how often it comes, and to what it happens."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import (
    assortment,
    catalogue,
    coupons,
    edits,
    handwritten,
    life,
    purchases,
    schedules,
    signup,
    tax_ids,
)
from pipelines.sandbox.chance import Chance


class Turn(NamedTuple):
    """One thing that may happen: its weight among the others, and the type of object that it happens to."""

    name: str
    weight: int
    kind: str | None
    act: Callable[[Account, str], None]


def _sign_up(account: Account, _: str) -> None:
    signup.sign_up(account, _newcomer(account))


def _guest(account: Account, _: str) -> None:
    purchases.guest(account, str(_newcomer(account)))


def _launch(account: Account, _: str) -> None:
    assortment.launch(account, account.store.count("offer"))


def _launch_coupon(account: Account, _: str) -> None:
    coupons.launch(account, str(account.store.count("new coupon")))


def _reprice(account: Account, _: str) -> None:
    number = account.store.count("rise")
    plan, interval = account.chance.pick(tuple(catalogue.PLANS), "rise", number), "month" if number % 3 else "year"
    currency = account.chance.pick(tuple(catalogue.PLANS[plan]), "currency", number)
    assortment.reprice(account, f"{plan}_{interval}_{currency}")


def _newcomer(account: Account) -> int:
    """The number of the next one who comes; the account's first customers have those before it."""
    return int(account.store.setting("customers") or 0) - 1 + account.store.count("newcomer")


TURNS = (
    Turn("sign_up", 12, None, _sign_up),
    Turn("guest", 4, None, _guest),
    Turn("buy", 3, "customer", purchases.buy),
    Turn("upgrade", 14, "subscription", life.upgrade),
    Turn("downgrade", 12, "subscription", life.downgrade),
    Turn("add_item", 8, "subscription", life.add_item),
    Turn("remove_item", 12, "subscription", life.remove_item),
    Turn("take_new_price", 6, "subscription", life.take_new_price),
    Turn("plan_ahead", 4, "subscription", life.plan_ahead),
    Turn("release", 2, "subscription_schedule", schedules.release),
    Turn("call_off", 1, "subscription_schedule", schedules.cancel),
    Turn("leave_now", 4, "subscription", life.leave_now),
    Turn("leave_with_period", 4, "subscription", life.leave_with_period),
    Turn("stay", 4, "subscription", life.stay),
    Turn("come_back", 2, "subscription", life.come_back),
    Turn("vanish", 2, "subscription", life.vanish),
    Turn("ask_refund", 6, "subscription", life.ask_refund),
    Turn("replace_card", 4, "subscription", life.replace_card),
    Turn("lose_card", 4, "subscription", life.lose_card),
    Turn("edit_profile", 3, "subscription", life.edit_profile),
    Turn("refund_purchase", 4, "payment_intent", purchases.refund_purchase),
    Turn("write_invoice", 6, "customer", handwritten.draft),
    Turn("edit_twice", 4, "customer", edits.edit_twice),
    Turn("owe", 2, "customer", edits.owe),
    Turn("change_tax_id", 3, "customer", tax_ids.change),
    Turn("edit_account", 1, None, edits.edit_account),
    Turn("redeem", 8, "subscription", life.redeem),
    Turn("lose_discount", 4, "subscription", life.lose_discount),
    Turn("launch_coupon", 2, None, _launch_coupon),
    Turn("edit_coupon", 2, "coupon", edits.edit("coupon", "coupon.updated")),
    Turn("edit_code", 2, "promotion_code", edits.edit("promotion_code", "promotion_code.updated")),
    Turn("lose_method", 3, "payment_method", edits.lose_method),
    Turn("renew_card", 3, "payment_method", edits.renew_card),
    Turn("edit_subscription", 3, "subscription", edits.edit("subscription", "customer.subscription.updated")),
    Turn("edit_invoice", 3, "invoice", edits.edit("invoice", "invoice.updated")),
    Turn(
        "edit_schedule",
        2,
        "subscription_schedule",
        edits.edit("subscription_schedule", "subscription_schedule.updated"),
    ),
    Turn("edit_charge", 3, "charge", edits.edit("charge", "charge.updated")),
    Turn("edit_refund", 2, "refund", edits.edit("refund", "refund.updated")),
    Turn("edit_payment_intent", 5, "payment_intent", edits.edit("payment_intent")),  # Stripe has no event for it
    Turn("launch", 3, None, _launch),
    Turn("reprice", 2, None, _reprice),
)
TRIES = 10


class Happened(NamedTuple):
    """What a step did: its number, the virtual moment, the turn and the object that it happened to."""

    number: int
    at: int
    turn: str
    subject: str | None


def take_turn(account: Account, chance: Chance, turns: Sequence[Turn], number: int) -> Happened:
    """Let one of some turns, equally likely, happen now; those that would change nothing are passed over."""
    for attempt in range(TRIES):
        turn = chance.pick(turns, "turn", number, attempt)
        subject = _subject(account, chance, turn, (number, attempt)) if turn.kind else None
        before = account.store.changes
        if subject or not turn.kind:
            turn.act(account, subject or "")
        if account.store.changes > before:
            return Happened(number, account.now, turn.name, subject)
    return Happened(number, account.now, "nothing", None)


def _subject(account: Account, chance: Chance, turn: Turn, question: tuple[int, int]) -> str | None:
    """One of the objects that lists show: mostly one of the last days, now and then one of the first."""
    began = int(account.store.setting("began") or 0)
    age = int((account.now - began) * chance.draw("subject", *question) ** 4)
    return account.store.near(str(turn.kind), account.now - age)
