"""Invoices that somebody writes by hand: drafts that change, are deleted, or are sent and paid or not."""

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import catalogue, collection, discounts, invoice_items, invoicing
from pipelines.sandbox.business.calendar import HOUR
from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.invoice import new_invoice
from pipelines.sandbox.objects.line_item import new_line_item


def draft(account: Account, customer_id: str) -> None:
    """A draft of one to twelve lines; what becomes of it is on the agenda."""
    customer, chance = account.get("customer", customer_id), account.chance
    currency = customer["currency"] or "usd"
    invoice = new_invoice(account.new_id("in"), account.now, customer, currency, auto_advance=False)
    count = chance.between(1, 12, "lines", invoice["id"])
    lines = [_line(account, invoice, number) for number in range(count)]
    discounts.grant(account, invoice, lines)
    invoicing.sum_up(account, invoice, lines, [])
    for line in lines:
        account.add(line)
        invoice_items.of_line(account, invoice, line)
    account.add(invoice, "invoice.created")
    end = "delete_draft" if chance.happens(0.5, "deleted draft", invoice["id"]) else "send"
    account.schedule(account.now + chance.between(1, HOUR, "edited", invoice["id"]), "edit_draft", invoice["id"])
    account.schedule(account.now + chance.between(1, 4 * HOUR, "ended", invoice["id"]), end, invoice["id"])


def edit_draft(account: Account, invoice_id: str) -> None:
    """The last of several lines goes, or another comes."""
    invoice = _draft(account, invoice_id)
    if invoice is None:
        return
    lines = account.children("line_item", invoice_id)
    if len(lines) > 1 and account.chance.happens(0.5, "line goes", invoice_id):
        account.remove(lines.pop())
    else:
        lines.append(account.add(_line(account, invoice, len(lines))))
    invoicing.sum_up(account, invoice, lines, [])
    for line in lines:
        account.save(line)
    account.save(invoice, "invoice.updated")


def delete_draft(account: Account, invoice_id: str) -> None:
    """A draft goes for good, and its lines with it. Stripe deletes no other invoices."""
    invoice = account.find("invoice", invoice_id)
    if invoice is None:
        return
    for line in account.children("line_item", invoice_id):
        account.remove(line)
    account.remove(invoice, "invoice.deleted")


def send(account: Account, invoice_id: str) -> None:
    """A draft becomes binding and is collected; what stays open is written off later."""
    invoice = _draft(account, invoice_id)
    if invoice is None:
        return
    collection.bill(account, invoicing.finalize(account, invoice))
    account.schedule(
        account.now + account.chance.between(1, 48, "patience", invoice_id) * HOUR, "write_off", invoice_id
    )


def write_off(account: Account, invoice_id: str) -> None:
    """Void what is still open, or give it up."""
    invoice = account.get("invoice", invoice_id)
    if invoice["status"] != "open" or invoicing.intent_of(account, invoice)["status"] == "processing":
        return
    if account.chance.happens(0.5, "void", invoice_id):
        invoicing.void(account, invoice)
    else:
        invoicing.mark_uncollectible(account, invoice, "user_forgiven")


def _draft(account: Account, invoice_id: str) -> Document | None:
    """The invoice, if it is still a draft and its customer still there."""
    invoice = account.find("invoice", invoice_id)
    if invoice is None or invoice["status"] != "draft":
        return None
    return None if account.get("customer", invoice["customer"]).get("deleted") else invoice


def _line(account: Account, invoice: Document, number: int) -> Document:
    thing = account.chance.pick(tuple(catalogue.GOODS), "thing", invoice["id"], number)
    price = catalogue.price(account, f"{thing}_{invoice['currency']}")
    quantity = account.chance.between(1, 3, "quantity", invoice["id"], number)
    return new_line_item(
        account.new_id("il"),
        invoice,
        price["unit_amount"] * quantity,
        description=thing.title(),
        parent={
            "invoice_item_details": {
                "invoice_item": account.new_id("ii"),
                "proration": False,
                "proration_details": {"credited_items": None},
                "subscription": None,
            },
            "subscription_item_details": None,
            "type": "invoice_item_details",
        },
        pricing={
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        quantity=quantity,
        quantity_decimal=str(quantity),
    )


ACTS = {
    "edit_draft": edit_draft,
    "delete_draft": delete_draft,
    "send": send,
    "write_off": write_off,
}
