"""Credit notes: less is owed for an open invoice, or money goes back for a paid one."""

from typing import Any

from pipelines.sandbox.account import DAY, Account
from pipelines.sandbox.business import invoicing, payments
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.credit_note import embed_lines, new_credit_note
from pipelines.sandbox.objects.credit_note_line_item import new_credit_note_line

REASONS = ("duplicate", "order_change", "product_unsatisfactory", None)


def reduce(account: Account, invoice: Document, amount: int) -> Document:
    """Take an amount off what an open invoice still asks for: less than all of it."""
    note = _issue(account, invoice, amount, pre_payment_amount=amount)
    _ask_less(account, invoice, amount)
    return note


def consider(account: Account, invoice: Document) -> None:
    """Perhaps let a customer who does not pay off a third; now and then that was a mistake.

    Not while a bank debit of the whole amount is on its way: what arrives would be more than what is still asked for.
    """
    if invoicing.intent_of(account, invoice)["status"] == "processing":
        return
    if not account.chance.happens(0.4, "let off", invoice["id"]):
        return
    step = 1000 if invoice["currency"] == "kwd" else 1
    if amount := invoice["amount_remaining"] // 3 // step * step:
        note = reduce(account, invoice, amount)
        if account.chance.happens(0.3, "mistaken", note["id"]):
            account.schedule(account.now + DAY, "void_note", note["id"])


def void(account: Account, note: Document) -> Document:
    """Take a note back that reduced an invoice; the invoice asks for it again."""
    _ask_less(account, account.get("invoice", note["invoice"]), -note["amount"])
    return account.save(
        note | {"status": "void", "voided_at": account.now}, "credit_note.updated", "credit_note.voided"
    )


def refund(account: Account, invoice: Document, charge: Document, amount: int, reason: str | None) -> Document:
    """Give an amount of a paid invoice back, with a note that says so."""
    given = payments.refund(account, charge, amount, reason)
    refunds = [
        {"amount_refunded": amount, "payment_record_refund": None, "refund": given["id"], "type": "refund"},
    ]
    note = _issue(account, invoice, amount, post_payment_amount=amount, refunds=refunds, type="post_payment")
    invoice["post_payment_credit_notes_amount"] += amount
    account.save(invoice, "invoice.updated")
    return note


def _issue(account: Account, invoice: Document, amount: int, **given: Any) -> Document:
    note_id = account.new_id("cn")
    earlier = len(account.children("credit_note", invoice["id"]))
    reason = account.chance.pick(REASONS, "credited because", note_id)
    number = f"{invoice['number']}-CN-{earlier + 1:02}"
    note = new_credit_note(note_id, account.now, invoice, amount, number, reason=reason, **given)
    lines = [account.add(line, parent=note_id) for line in _lines(account, invoice, amount)]
    embed_lines(note, lines)
    return account.add(note, "credit_note.created")


def _lines(account: Account, invoice: Document, amount: int) -> list[Document]:
    """Of the invoice's dearest line, if that is enough and bears no tax; else a line that is free."""
    dearest = max(account.children("line_item", invoice["id"]), key=lambda line: int(line["amount"]))
    of_line = dearest if dearest["amount"] >= amount and not dearest["taxes"] else None
    words = dearest["description"] if of_line else "Goodwill"
    return [new_credit_note_line(account.new_id("cnli"), of_line, amount, words)]


def _ask_less(account: Account, invoice: Document, amount: int) -> None:
    invoice["pre_payment_credit_notes_amount"] += amount
    for field in ("amount_due", "amount_remaining"):
        invoice[field] -= amount
    intent = invoicing.intent_of(account, invoice)
    account.save(intent | {"amount": intent["amount"] - amount})
    tie = account.children("invoice_payment", invoice["id"])[-1]
    account.save(tie | {"amount_requested": tie["amount_requested"] - amount})
    account.save(invoice, "invoice.updated")


def _void_again(account: Account, note_id: str) -> None:
    note = account.get("credit_note", note_id)
    if account.get("invoice", note["invoice"])["status"] == "open":
        void(account, note)


ACTS = {"void_note": _void_again}
