"""How subscriptions end."""

from pipelines.sandbox.account import Account
from pipelines.sandbox.documents import Document

ENDED = frozenset({"canceled", "incomplete_expired"})
SCHEDULED = frozenset({"active", "not_started"})


def end(account: Account, subscription: Document, reason: str | None = "cancellation_requested") -> Document:
    """End it now; one that was never paid for expires instead of being canceled."""
    begun = subscription["status"] != "incomplete"
    subscription |= {
        "status": "canceled" if begun else "incomplete_expired",
        "canceled_at": subscription["canceled_at"] or account.now,
        "ended_at": account.now,
        "status_details": None,
    }
    details = subscription["cancellation_details"]
    details["reason"] = details["reason"] or reason
    _stop_collecting(account, subscription["latest_invoice"])
    if subscription["schedule"]:
        end_schedule(account, subscription["schedule"], is_delinquent=reason == "payment_failed")
    return account.save(subscription, "customer.subscription.deleted" if begun else "customer.subscription.updated")


def end_schedule(account: Account, schedule_id: str, *, is_delinquent: bool = False) -> None:
    """Cancel a schedule that is not over: its subscription ended, or will not begin."""
    schedule = account.get("subscription_schedule", schedule_id)
    if schedule["status"] in SCHEDULED:
        schedule |= {"status": "canceled", "canceled_at": account.now, "current_phase": None}
        account.save(schedule, f"subscription_schedule.{'aborted' if is_delinquent else 'canceled'}")


def end_with_period(account: Account, subscription: Document, feedback: str | None) -> Document:
    """Let it end when the period that is paid for is over."""
    subscription |= {
        "cancel_at_period_end": True,
        "cancel_at": subscription["items"]["data"][0]["current_period_end"],
        "canceled_at": account.now,
    }
    subscription["cancellation_details"] |= {"reason": "cancellation_requested", "feedback": feedback}
    return account.save(subscription, "customer.subscription.updated")


def stay(account: Account, subscription: Document) -> Document:
    """Take back an ending that was set for the end of the period."""
    subscription |= {"cancel_at_period_end": False, "cancel_at": None, "canceled_at": None}
    subscription["cancellation_details"] |= {"reason": None, "feedback": None}
    return account.save(subscription, "customer.subscription.updated")


def _stop_collecting(account: Account, invoice_id: str) -> None:
    """What is owed stays owed, but is not attempted any more; a draft stays a draft."""
    invoice = account.get("invoice", invoice_id)
    if invoice["status"] in ("draft", "open") and invoice["auto_advance"]:
        account.save(invoice | {"auto_advance": False, "next_payment_attempt": None}, "invoice.updated")
