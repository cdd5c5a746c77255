"""Some customers ask their bank for the money back; the bank takes it at once and decides later."""

from pipelines.sandbox.account import DAY, Account
from pipelines.sandbox.business import balance
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.dispute import new_dispute, submitted

SHARE = 0.02
"""Of the charges to cards that brought money."""

REASONS = ("fraudulent", "product_not_received", "subscription_canceled", "duplicate", "general")
ANSWERED, WON = 0.7, 0.5
ANSWER_TAKES, BANK_TAKES, ANSWER_LASTS = 5 * DAY, 21 * DAY, 14 * DAY


def consider(account: Account, charge: Document) -> None:
    """Perhaps a charge will be disputed."""
    if charge["payment_method_details"]["type"] == "card" and account.chance.happens(SHARE, "disputed", charge["id"]):
        days = account.chance.between(3, 40, "disputed after", charge["id"])
        account.schedule(account.now + days * DAY, "dispute", charge["id"])


def dispute(account: Account, charge_id: str) -> None:
    """A customer disputes what is left of a charge: the bank takes it, and Stripe a fee."""
    charge = account.get("charge", charge_id)
    amount = charge["amount_captured"] - charge["amount_refunded"]
    if charge["disputed"] or amount <= 0:
        return
    due_by = account.now + ANSWER_LASTS
    reason = account.chance.pick(REASONS, "why disputed", charge_id)
    found = new_dispute(account.new_id("du"), account.now, charge, amount, reason, due_by=due_by)
    account.save(charge | {"disputed": True, "dispute": found["id"]})  # no event but the dispute's tells it
    account.add(found, "charge.dispute.created")
    found["balance_transactions"] = [balance.withdraw(account, found)]
    account.save(found, "charge.dispute.funds_withdrawn")
    answers = account.chance.happens(ANSWERED, "answers", found["id"])
    account.schedule(*(account.now + ANSWER_TAKES, "answer") if answers else (due_by, "lose_dispute"), found["id"])


def answer(account: Account, dispute_id: str) -> None:
    """Send evidence."""
    found = account.get("dispute", dispute_id)
    if found["status"] == "needs_response":
        send(account, found, {"uncategorized_text": "The customer has what was paid for."})


def send(account: Account, found: Document, evidence: dict[str, str | None]) -> Document:
    """Send evidence to the bank, which decides in three weeks."""
    account.schedule(account.now + BANK_TAKES, "decide", found["id"])
    return account.save(submitted(found, evidence), "charge.dispute.updated")


def decide(account: Account, dispute_id: str) -> None:
    """The bank has looked at the evidence."""
    found = account.get("dispute", dispute_id)
    if found["status"] != "under_review":
        return
    if not account.chance.happens(WON, "won", dispute_id):
        lose(account, found)
        return
    found["balance_transactions"] = [*found["balance_transactions"], balance.reinstate(account, found)]
    account.save(found | {"status": "won"}, "charge.dispute.funds_reinstated", "charge.dispute.closed")


def lose(account: Account, found: Document) -> Document:
    """The money is gone for good."""
    return account.save(found | {"status": "lost"}, "charge.dispute.closed")


def _run_out(account: Account, dispute_id: str) -> None:
    found = account.get("dispute", dispute_id)
    if found["status"] == "needs_response":
        details = found["evidence_details"] | {"past_due": True}
        lose(account, found | {"evidence_details": details})


ACTS = {"dispute": dispute, "answer": answer, "decide": decide, "lose_dispute": _run_out}
