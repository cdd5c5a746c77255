"""The virtual clock: everything that is due happens, in order, at its own moment."""

from collections.abc import Callable

from pipelines.sandbox.account import EVENTS_KEPT, Account
from pipelines.sandbox.business import (
    assortment,
    collection,
    handwritten,
    invoicing,
    life,
    payments,
    purchases,
    signup,
    subscriptions,
)


def _sign_up(account: Account, number: str) -> None:
    signup.sign_up(account, int(number))


def _finalize(account: Account, invoice_id: str) -> None:
    invoice = account.get("invoice", invoice_id)
    if invoice["status"] != "draft" or not invoice["auto_advance"]:
        return
    invoice = invoicing.finalize(account, invoice)
    collection.bill(account, invoice)
    if invoice["status"] == "open" and invoice["collection_method"] == "send_invoice":
        days = account.chance.between(2, 45, "pays", invoice_id)
        account.schedule(account.now + days * 86_400, "pay_when_sent", invoice_id)


def _trial_will_end(account: Account, subscription_id: str) -> None:
    subscription = account.get("subscription", subscription_id)
    if subscription["status"] == "trialing":
        account.announce(subscription, "customer.subscription.trial_will_end")


def _publish(account: Account, event_id: str) -> None:
    """An event that is late appears, behind those that came before it."""
    account.store.show("event", event_id)


ACTS: dict[str, Callable[[Account, str], None]] = {
    "sign_up": _sign_up,
    "guest": purchases.guest,
    "buy": purchases.buy,
    "retry_purchase": purchases.retry,
    "settle_charge": purchases.settle,
    "capture": purchases.capture,
    "abandon": purchases.abandon,
    "refund_purchase": purchases.refund_purchase,
    "delete_customer": purchases.delete_customer,
    "renew": subscriptions.renew,
    "trial_will_end": _trial_will_end,
    "finalize": _finalize,
    "retry": collection.retry,
    "settle_invoice": collection.settle,
    "expire_incomplete": collection.expire_incomplete,
    "fall_due": collection.fall_due,
    "give_up": collection.give_up,
    "settle_refund": payments.settle_refund,
    "live": life.live,
    "upgrade": life.upgrade,
    "downgrade": life.downgrade,
    "add_item": life.add_item,
    "remove_item": life.remove_item,
    "leave_now": life.leave_now,
    "leave_with_period": life.leave_with_period,
    "stay": life.stay,
    "come_back": life.come_back,
    "replace_card": life.replace_card,
    "edit_profile": life.edit_profile,
    "ask_refund": life.ask_refund,
    "vanish": life.vanish,
    "pay_when_sent": life.pay_when_sent,
    "edit_draft": handwritten.edit_draft,
    "delete_draft": handwritten.delete_draft,
    "send": handwritten.send,
    "write_off": handwritten.write_off,
    "rename": assortment.rename,
    "delete_price": assortment.delete_price,
    "retire": assortment.retire,
    "publish": _publish,
}


def play(account: Account, until: int) -> int:
    """Move the clock to a moment and let happen what is due by then; returns how many things happened."""
    account.events_from = until - EVENTS_KEPT
    happened = 0
    while appointment := account.store.next_appointment(until):
        account.now = max(account.now, appointment.at)
        ACTS[appointment.act](account, appointment.subject)
        happened += 1
    account.now = until
    account.store.remove_created_before("event", account.events_from)
    return happened
